"""How words are set in a document: what is raised is no digit of a number, what is hidden or struck out is not read."""

from enum import Enum, auto

from documents.notation.text import lowered, raised


class Look(Enum):
    """Plain, raised (superscript), lowered (subscript), or not to be read (hidden, struck out)."""

    PLAIN = auto()
    RAISED = auto()
    LOWERED = auto()
    UNSEEN = auto()


def in_look(text: str, look: Look) -> str:
    """Return the words in the characters of their look."""
    if look == Look.RAISED:
        return raised(text)
    return lowered(text) if look == Look.LOWERED else text
