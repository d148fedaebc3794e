"""Signs of the Symbol and Wingdings fonts, which Word keeps as letters of those fonts: ≥ is a 3 above the line."""

from __future__ import annotations

# The letters of the Symbol font, as Word keeps them: in a private area (U+F0B3), or as what stands there in Latin-1.
SYMBOL = {
    0x25: "%", 0x2B: "+", 0x2D: "-", 0x3C: "<", 0x3D: "=", 0x3E: ">", 0x6D: "μ", 0x7E: "～",
    0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "·", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈",
}  # fmt: skip
WINGDINGS = {0x6C: "●", 0x6E: "■", 0x71: "□", 0x75: "◆", 0x9F: "•", 0xA8: "□", 0xFC: "√", 0xFE: "☑"}
UNKNOWN = "□"  # a sign that nobody can name: a number beside it is asked about
SAME_IN_SYMBOL = frozenset("!%&()+,-./:;<=>?[]_{|}0123456789")  # as they are in any font
PRIVATE = range(0xF000, 0xF100)


def sign(font: str, code: int) -> str:
    """Return the sign that a font of signs shows for a letter; □ for one that is not known."""
    own = code - PRIVATE.start if code in PRIVATE else code
    if font.lower().startswith("wingdings"):
        return WINGDINGS.get(own, UNKNOWN)
    return SYMBOL.get(own, chr(own) if chr(own) in SAME_IN_SYMBOL else UNKNOWN)


def in_signs(text: str, font: str) -> str:
    """Return a text of a run as it is seen: private letters are signs, in the Symbol font all but figures are."""
    is_of_signs = font.lower() == "symbol"
    return "".join(
        sign(font or "Symbol", ord(character))
        if ord(character) in PRIVATE or (is_of_signs and ord(character) < 0x100 and not character.isspace())
        else character
        for character in text
    )
