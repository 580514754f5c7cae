"""How wide words are, so that they can be broken into lines before they are drawn.

Widths are those of Helvetica and Arial in thousandths of the size (Adobe font metrics);
all fonts of the theme's stack are as wide or close to it.
"""

import unicodedata
from functools import cache

_WIDTHS = {
    "ijl'’‘|": 222,
    " !,./:;ftI[]\\·": 278,
    "r-()`": 333,
    '"“”': 345,
    "cksvxyzJ": 500,
    "abdeghnopqu0123456789L#$?_«»": 556,
    "+<=>~−": 584,
    "FTZ": 611,
    "ABEKPSVXY&": 667,
    "CDHNRUw": 722,
    "GOQ": 778,
    "mM": 833,
    "%": 889,
    "W": 944,
    "@—…→←": 1000,
}
_WIDTH_OF = {
    character: width for group, width in _WIDTHS.items() for character in group
}
_USUAL = 556
_WIDE = 1000
_SAFETY = 1.03  # other fonts of the stack are up to that much wider


@cache
def _character_width(character: str) -> int:
    base = unicodedata.normalize("NFKD", character)[0]
    if unicodedata.east_asian_width(base) in "WF":
        return _WIDE
    return _WIDTH_OF.get(base, _USUAL)


def text_width(words: str, size: float, *, is_bold: bool = False) -> float:
    """Width of words on one line, in the units of ``size``."""
    width = sum(_character_width(character) for character in words) * size / 1000
    return width * _SAFETY * (1.07 if is_bold else 1.0)


def wrap(words: str, width: float, size: float, *, is_bold: bool = False) -> list[str]:
    """Break words into lines of about the same length, as few as possible.

    A word longer than a line is broken: nothing is ever cut off. No-break spaces hold.
    """
    pieces = [
        (piece, text_width(piece, size, is_bold=is_bold))
        for piece in _pieces(words, width, size, is_bold=is_bold)
    ]
    space = text_width(" ", size, is_bold=is_bold)
    lines = _fill(pieces, width, space)
    if len(lines) < 2:
        return lines
    for part in range(55, 100, 5):
        even = _fill(pieces, width * part / 100, space)
        if len(even) == len(lines):
            return even
    return lines


def _fill(pieces: list[tuple[str, float]], width: float, space: float) -> list[str]:
    lines, used = [""], 0.0
    for piece, length in pieces:
        if lines[-1] and used + space + length > width:
            lines.append(piece)
            used = length
        else:
            used += length + (space if lines[-1] else 0.0)
            lines[-1] = f"{lines[-1]} {piece}".lstrip(" ")
    return lines


def _pieces(words: str, width: float, size: float, *, is_bold: bool) -> list[str]:
    """Words of a text, those longer than a line in parts."""
    pieces: list[str] = []
    for word in words.replace("\n", " ").split(" "):
        part = word
        while text_width(part, size, is_bold=is_bold) > width:
            fitting = _fitting(part, width, size, is_bold=is_bold)
            pieces.append(part[:fitting])
            part = part[fitting:]
        if part:
            pieces.append(part)
    return pieces


def _fitting(word: str, width: float, size: float, *, is_bold: bool) -> int:
    """How many characters of a long word stand on one line; at least one."""
    return max(
        (
            length
            for length in range(1, len(word))
            if text_width(word[:length], size, is_bold=is_bold) <= width
        ),
        default=1,
    )
