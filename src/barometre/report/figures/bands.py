"""Rows of a figure: each label beside its bar, or above it on narrow paper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from barometre.report.figures.measure import text_width, wrap
from barometre.report.figures.paper import Paper, facts
from barometre.report.figures.shades import void
from barometre.report.figures.svg import (
    BODY,
    SMALL,
    Look,
    label,
    paragraph,
    rectangle,
)
from barometre.report.formats import has_value
from barometre.report.model import Number

LEADING = 16.5
_NARROWEST = 120
_ROOMS = ((1, 180), (2, 210), (3, 240))  # lines wished, widest room given for them


@dataclass(frozen=True, slots=True)
class Band:
    """One row: lines of its label, where they start, where its bar stands."""

    lines: tuple[str, ...]
    label_y: float
    top: float
    bottom: float
    middle: float
    is_bold: bool

    @property
    def text_y(self) -> float:
        """Base line of small words level with the bar."""
        return self.middle + 4.3

    def draw_label(self, paper: Paper) -> str:
        """Write the label of the row."""
        return paragraph(
            0,
            self.label_y,
            self.lines,
            leading=LEADING,
            font_size=BODY,
            fill=paper.theme.colours.ink,
            font_weight="bold" if self.is_bold else None,
        )


def label_room(labels: Sequence[str]) -> float:
    """Room beside the bars: narrow where labels are short, never half the figure."""
    for n_lines, widest in _ROOMS:
        for room in range(_NARROWEST, widest + 1, 30):
            if all(len(wrap(words, room, BODY)) <= n_lines for words in labels):
                return float(room)
    return float(_ROOMS[-1][1])


def lay_bands(
    labels: Sequence[str],
    *,
    paper: Paper,
    top: float,
    label_width: float,
    bar: float,
    gap: float = 14,
    below: float = 0,
    bold: Sequence[int] = (),
) -> list[Band]:
    """Place rows under each other; each is as high as its label needs.

    Parameters
    ----------
    labels
        Labels of the rows.
    paper
        Narrow paper puts labels above the bars, over its whole width.
    top, gap
        Where the first row starts, space between rows.
    label_width
        Room for labels beside the bars.
    bar, below
        Height of a bar, and of what narrow paper writes under it.
    bold
        Rows written in bold.
    """
    return list(
        _bands(labels, paper, top, label_width, bar, gap, below, frozenset(bold))
    )


def _bands(
    labels: Sequence[str],
    paper: Paper,
    top: float,
    label_width: float,
    bar: float,
    gap: float,
    below: float,
    bold: frozenset[int],
) -> Iterator[Band]:
    width = paper.width if paper.is_narrow else label_width
    for index, words in enumerate(labels):
        is_bold = index in bold
        lines = tuple(wrap(words, width, BODY, is_bold=is_bold))
        text = LEADING * len(lines)
        if paper.is_narrow:
            middle = top + text + 6 + bar / 2
            bottom = middle + bar / 2 + below
            label_y = top + LEADING - 3
        else:
            bottom = top + max(text, bar)
            middle = (top + bottom) / 2
            label_y = middle - text / 2 + LEADING - 4
        yield Band(lines, label_y, top, bottom, middle, is_bold)
        top = bottom + gap


def line_spans(
    bands: Sequence[Band], *, paper: Paper, top: float, bottom: float, bar: float
) -> list[tuple[float, float]]:
    """Tell where vertical lines run: from top to bottom, or past bars, not words."""
    if not paper.is_narrow:
        return [(top, bottom)]
    half = bar / 2 + 3
    return [(band.middle - half, band.middle + half) for band in bands]


def draw_absence(
    words: str, *, paper: Paper, left: float, right: float, band: Band, height: float
) -> list[str]:
    """Hatch a place and say why nothing stands in it."""
    colours = paper.theme.colours
    shade = void(paper.theme)
    top = band.middle - height / 2
    half = text_width(words, SMALL) / 2 + 6
    return [
        rectangle(
            left,
            top,
            right - left,
            height,
            fill=paper.fill(shade),
            stroke=shade.outline,
            stroke_dasharray="3 2",
        ),
        rectangle(
            (left + right) / 2 - half,
            top + 2,
            2 * half,
            height - 4,
            fill=colours.paper,
        ),
        label(
            (left + right) / 2,
            band.text_y,
            words,
            font_size=SMALL,
            text_anchor="middle",
            fill=colours.ink,
        ),
    ]


def draw_people(
    n: Number, *, paper: Paper, band: Band, before: Sequence[str] = ()
) -> list[str]:
    """Write the number of people at the right, or on narrow paper under the bar.

    ``before`` is what narrow paper writes on the same line, first.
    """
    look: Look = {**paper.muted, **facts(n)}
    if paper.is_narrow:
        people = [paper.say("n", n=paper.show(n))] if has_value(n) else []
        words = " · ".join([*before, *people])
        return [label(0, band.bottom - 2, words, **look)] if words else []
    if not has_value(n):
        return []
    words = paper.show(n)
    return [label(paper.width, band.text_y, words, text_anchor="end", **look)]
