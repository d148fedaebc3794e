"""What people write: as it is kept, and as it is looked for."""

import re
import unicodedata

LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
BLANKS = re.compile(r"[^\S\n]+")
UNSEEN = {"Cc", "Cf", "Cs"}  # control, zero-width and the like, halves of a character


def printable(text: str) -> str:
    """Return the text without characters that nobody sees, and without space around it.

    A line break stays, as one character; tabs and blanks of any kind become one space. Every other character stays,
    also one that this program does not know: rare surnames are written with new ones.
    """
    return BLANKS.sub(" ", visible(LINE_BREAKS.sub("\n", text))).strip()


def one_line(text: str) -> str:
    """Return the text as `printable` does, with spaces in place of line breaks."""
    return " ".join(printable(text).split())


def visible(text: str) -> str:
    """Return the text without characters that nobody sees; blanks and line breaks stay as they are."""
    return "".join(character for character in text if character.isspace() or not _is_unseen(character))


def _is_unseen(character: str) -> bool:
    is_no_character = ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef"
    return is_no_character or unicodedata.category(character) in UNSEEN


BRACKETS = dict(zip("[]〔〕【】〖〗「」", "()" * 5, strict=True))  # kinds that offices use for one another
IGNORED = " \t\r\n\u200b\ufeff"  # blanks, after the compatibility forms
_FOLDED = str.maketrans(BRACKETS | dict.fromkeys(IGNORED))


def folded(text: str) -> str:
    """Return what texts have in common that differ in width, kind of bracket, blanks or case alone."""
    return unicodedata.normalize("NFKC", text).translate(_FOLDED).lower()
