"""Answers to items with ordered words: diverging bars, don't know apart."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from barometre.report.figures.axis import Axis, draw_grid, draw_origin
from barometre.report.figures.bands import (
    Band,
    draw_absence,
    draw_people,
    label_room,
    lay_bands,
    line_spans,
)
from barometre.report.figures.legend import (
    draw_heading,
    draw_legend,
    draw_note,
    heading_height,
    swatch,
)
from barometre.report.figures.paper import Drawing, Paper, facts
from barometre.report.figures.segments import BAR, draw_segment
from barometre.report.figures.shades import Shade, answer_shades, aside
from barometre.report.figures.svg import SMALL, group, label, rectangle
from barometre.report.formats import format_share, has_value
from barometre.report.model import Likert, LikertRow, Number

_PEOPLE = 62.0
_ASIDE_LEAST = 66.0
_ASIDE_WORDS = 36.0
_BETWEEN = 18.0


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where bars, asides and numbers of people stand; one scale for all bars."""

    axis: Axis
    asides: tuple[tuple[float, float], ...]

    @property
    def per_share(self) -> float:
        return self.axis.place(1) - self.axis.place(0)


def draw_likert(data: Likert, paper: Paper) -> Drawing:
    """Draw one diverging bar an item.

    Answers keep the order of the response format, an answer nobody gave keeps its
    place in the legend, and the middle answer is split by the line of origin. Don't
    know and refused stand apart in grey, on the same scale. An item of which any share
    may not be shown is not drawn.
    """
    shades = answer_shades(paper.theme, len(data.answers), data.neutral)
    entries = [
        (swatch(shade, paper), paper.write(words))
        for shade, words in zip(shades, data.answers, strict=True)
    ]
    legend, top = draw_legend(entries, paper=paper, left=0, top=0)
    labels = [paper.write(row.label) for row in data.rows]
    room = label_room(labels)
    columns = _lay_columns(data, paper, room + 20)
    headings, top = _headings(data, columns, paper, top + 10)
    bands = lay_bands(
        labels,
        paper=paper,
        top=top + 6,
        label_width=room,
        bar=BAR,
        below=18 if paper.is_narrow else 0,
    )
    bottom = (bands[-1].bottom if bands else top) + 8
    rows = [
        part
        for band, row in zip(bands, data.rows, strict=True)
        for part in _row(band, row, data, shades, columns, paper)
    ]
    note, end = draw_note(_note(data, paper), paper=paper, top=bottom + 24)
    spans = line_spans(bands, paper=paper, top=top, bottom=bottom, bar=BAR)
    grid = draw_grid(
        columns.axis,
        _ticks(columns.axis, paper),
        paper=paper,
        spans=spans,
        bottom=bottom,
    )
    origin = draw_origin(columns.axis, paper=paper, spans=spans)
    return Drawing(end, (*legend, *headings, *grid, *origin, *rows, *note))


def _lay_columns(data: Likert, paper: Paper, start: float) -> _Columns:
    drawable = [row for row in data.rows if _is_drawable(row)]
    left, right = _extents(drawable, data.neutral)
    if paper.is_narrow:
        return _Columns(Axis(-left, right, 1, paper.width - 1), ())
    most = [
        max((_share(row.aside[index]) for row in drawable), default=0.0)
        for index in range(len(data.aside_answers))
    ]
    room = paper.width - start - _PEOPLE - _BETWEEN * len(most)
    scale = (room - _ASIDE_WORDS * len(most)) / (left + right + sum(most))
    widths = [max(_ASIDE_LEAST, scale * share + _ASIDE_WORDS) for share in most]
    end = start + room - sum(widths)
    asides: list[tuple[float, float]] = []
    x = end
    for width in widths:
        asides.append((x + _BETWEEN, width))
        x += _BETWEEN + width
    return _Columns(Axis(-left, right, start, end), tuple(asides))


def _extents(rows: Sequence[LikertRow], neutral: int | None) -> tuple[float, float]:
    """Furthest reach of the bars on each side, up to the next tenth."""
    starts = [_start(row, neutral) for row in rows]
    left = max((-start for start in starts), default=0.5)
    right = max(
        (
            start + sum(_share(share) for share in row.shares)
            for start, row in zip(starts, rows, strict=True)
        ),
        default=0.5,
    )
    return _next_tenth(left), _next_tenth(right)


def _next_tenth(reach: float) -> float:
    return max(0.2, math.ceil(10 * reach - 1e-9) / 10)


def _start(row: LikertRow, neutral: int | None) -> float:
    """Where the bar of a row begins, left of the line of origin."""
    n_left = neutral if neutral is not None else len(row.shares) // 2
    left = sum(_share(share) for share in row.shares[:n_left])
    middle = _share(row.shares[neutral]) / 2 if neutral is not None else 0.0
    return -(left + middle)


def _headings(
    data: Likert, columns: _Columns, paper: Paper, top: float
) -> tuple[list[str], float]:
    if paper.is_narrow:
        return [], top
    people = paper.say("people")
    words = [paper.write(answer) for answer in data.aside_answers]
    widths = [width for _, width in columns.asides]
    bottom = top + heading_height([*zip(words, widths, strict=True), (people, _PEOPLE)])
    drawn = [
        draw_heading(text, paper=paper, x=x, width=width, bottom=bottom, anchor="start")
        for text, (x, width) in zip(words, columns.asides, strict=True)
    ]
    drawn.append(
        draw_heading(
            people,
            paper=paper,
            x=paper.width,
            width=_PEOPLE,
            bottom=bottom,
            anchor="end",
        )
    )
    return drawn, bottom


def _row(
    band: Band,
    row: LikertRow,
    data: Likert,
    shades: Sequence[Shade],
    columns: _Columns,
    paper: Paper,
) -> list[str]:
    before = _asides_in_words(data, row, paper)
    people = draw_people(row.n, paper=paper, band=band, before=before)
    drawn = [band.draw_label(paper), *people]
    if not _is_drawable(row):
        absent = next(share for share in row.shares if not has_value(share))
        axis = columns.axis
        return drawn + draw_absence(
            paper.why_absent(absent),
            paper=paper,
            left=axis.left,
            right=axis.right,
            band=band,
            height=BAR,
        )
    start = _start(row, data.neutral)
    for share, shade, answer in zip(row.shares, shades, data.answers, strict=True):
        end = start + _share(share)
        segment = draw_segment(
            share,
            shade,
            answer=paper.write(answer),
            paper=paper,
            band=band,
            left=columns.axis.place(start),
            right=columns.axis.place(end),
        )
        drawn.append(segment)
        start = end
    return drawn + _asides(band, row, columns, paper)


def _asides(band: Band, row: LikertRow, columns: _Columns, paper: Paper) -> list[str]:
    shade = aside(paper.theme)
    drawn: list[str] = []
    for number, (x, _) in zip(row.aside, columns.asides, strict=False):
        width = _share(number) * columns.per_share
        look = {"fill": paper.fill(shade), "stroke": shade.outline}
        bar = rectangle(x, band.middle - BAR / 2, width, BAR, **look)
        words = paper.show(number) if has_value(number) else "–"
        ink = paper.theme.colours.ink
        text = label(x + width + 6, band.text_y, words, font_size=SMALL, fill=ink)
        drawn.append(group([bar, text] if width else [text], **facts(number)))
    return drawn


def _asides_in_words(data: Likert, row: LikertRow, paper: Paper) -> list[str]:
    """Don't know and refused on narrow paper, where no bar has room."""
    return [
        f"{paper.write(answer)} {paper.show(number)}"
        for answer, number in zip(data.aside_answers, row.aside, strict=True)
        if has_value(number)
    ]


def _note(data: Likert, paper: Paper) -> str:
    middle = "no_neutral" if data.neutral is None else "neutral_centred"
    words = [paper.say(middle)]
    if data.aside_answers:
        answers = ", ".join(paper.write(answer) for answer in data.aside_answers)
        words.append(paper.say("aside", answers=answers))
    return " ".join(words)


def _ticks(axis: Axis, paper: Paper) -> list[tuple[float, str]]:
    step = 0.25 if axis.right - axis.left > 70 * 4 * (axis.high - axis.low) else 0.5
    first, last = math.ceil(axis.low / step), math.floor(axis.high / step)
    return [
        (index * step, format_share(abs(index * step), texts=paper.texts))
        for index in range(first, last + 1)
    ]


def _is_drawable(row: LikertRow) -> bool:
    return bool(row.shares) and all(has_value(share) for share in row.shares)


def _share(number: Number) -> float:
    return float(number.value or 0) if has_value(number) else 0.0
