"""What people write, as it is kept."""


def printable(text: str) -> str:
    """Return the text without characters that nobody sees, and without space around it; line breaks stay."""
    return "".join(character for character in text if character.isprintable() or character == "\n").strip()
