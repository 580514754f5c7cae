"""Legends and column headings: what shades and columns mean, before the first row."""

from collections.abc import Callable, Iterator, Sequence

from barometre.report.figures.measure import text_width, wrap
from barometre.report.figures.paper import Paper
from barometre.report.figures.shades import Shade
from barometre.report.figures.svg import SMALL, label, paragraph, rectangle

Symbol = Callable[[float, float], str]
_LINE = 20.0
_SYMBOL = 22.0
_BETWEEN = 18.0
_LEADING = 14.5


def swatch(shade: Shade, paper: Paper) -> Symbol:
    """Make the symbol of a shade: a small filled box."""
    filling = paper.fill(shade)
    return lambda x, y: rectangle(
        x, y - 6.5, 16, 13, fill=filling, stroke=shade.outline
    )


def draw_legend(
    entries: Sequence[tuple[Symbol, str]], *, paper: Paper, left: float, top: float
) -> tuple[list[str], float]:
    """Draw symbols with their words in reading order; return where they end."""
    drawn: list[str] = []
    middle = top + _LINE / 2
    for symbol, words, x, y in _flow(entries, paper, left, middle):
        ink = paper.theme.colours.ink
        drawn.append(symbol(x, y))
        drawn.append(label(x + _SYMBOL, y + 4.3, words, font_size=SMALL, fill=ink))
        middle = y
    return drawn, middle + _LINE / 2


def draw_heading(
    words: str, *, paper: Paper, x: float, width: float, bottom: float, anchor: str
) -> str:
    """Write the heading of a column, its last line just above ``bottom``."""
    lines = wrap(words, width, SMALL)
    first = bottom - _LEADING * (len(lines) - 1) - 5
    return paragraph(
        x, first, lines, leading=_LEADING, text_anchor=anchor, **paper.muted
    )


def heading_height(headings: Sequence[tuple[str, float]]) -> float:
    """Room for the highest of some headings, each with its width."""
    return max(
        (_LEADING * len(wrap(words, width, SMALL)) + 6 for words, width in headings),
        default=0.0,
    )


def draw_note(
    words: str, *, paper: Paper, top: float, left: float = 0
) -> tuple[list[str], float]:
    """Write a remark under a picture; return where it ends."""
    lines = wrap(words, paper.width - left, SMALL)
    drawn = paragraph(left, top + 14, lines, leading=_LEADING, **paper.muted)
    return [drawn], top + 14 + _LEADING * (len(lines) - 1) + 5


def _flow(
    entries: Sequence[tuple[Symbol, str]], paper: Paper, left: float, y: float
) -> Iterator[tuple[Symbol, str, float, float]]:
    x = left
    for symbol, words in entries:
        width = _SYMBOL + text_width(words, SMALL)
        if x > left and x + width > paper.width:
            x, y = left, y + _LINE
        yield symbol, words, x, y
        x += width + _BETWEEN
