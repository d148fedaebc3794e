"""What people write: as it is kept, and as it is looked for."""

import unicodedata


def printable(text: str) -> str:
    """Return the text without characters that nobody sees, and without space around it; line breaks stay."""
    return "".join(character for character in text if character.isprintable() or character == "\n").strip()


BRACKETS = dict(zip("[]〔〕【】〖〗「」", "()" * 5, strict=True))  # kinds that offices use for one another
UNSEEN = " \t\r\n\u200b\ufeff"  # blanks, after the compatibility forms
_FOLDED = str.maketrans(BRACKETS | dict.fromkeys(UNSEEN))


def folded(text: str) -> str:
    """Return what texts have in common that differ in width, kind of bracket, blanks or case alone."""
    return unicodedata.normalize("NFKC", text).translate(_FOLDED).lower()
