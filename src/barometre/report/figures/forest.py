"""Change of one outcome in each group, everyone together last."""

from barometre.report.figures.axis import Axis, draw_grid, draw_origin, round_step
from barometre.report.figures.bands import (
    Band,
    draw_absence,
    draw_people,
    label_room,
    lay_bands,
    line_spans,
)
from barometre.report.figures.legend import draw_heading, draw_note, heading_height
from barometre.report.figures.measure import text_width
from barometre.report.figures.paper import Drawing, Paper, facts
from barometre.report.figures.svg import (
    SMALL,
    Look,
    circle,
    diamond,
    group,
    label,
    line,
    polygon,
)
from barometre.report.formats import format_signed, has_value
from barometre.report.model import Forest, ForestRow

_BAR = 20.0
_PEOPLE = 62.0
_CHANGE = 150.0
_REACH_AT_LEAST = 1e-6


def draw_forest(data: Forest, paper: Paper) -> Drawing:
    """Draw one point with its interval a group, everyone together as a diamond.

    Rows keep their order, which is that of names. A group that may not be shown keeps
    its row and says so.
    """
    labels = [paper.write(row.label) for row in data.rows]
    room = label_room(labels)
    axis = _lay_axis(data, paper, room + 16)
    headings, top = _headings(paper)
    bands = lay_bands(
        labels,
        paper=paper,
        top=top + 6,
        label_width=room,
        bar=_BAR,
        gap=11,
        below=18 if paper.is_narrow else 0,
        bold=[index for index, row in enumerate(data.rows) if row.is_overall],
    )
    bottom = (bands[-1].bottom if bands else top) + 8
    digits = axis.tick_decimals
    ticks = [
        (tick, format_signed(tick, texts=paper.texts, decimals=digits) if tick else "0")
        for tick in axis.ticks
    ]
    spans = line_spans(bands, paper=paper, top=top, bottom=bottom, bar=_BAR)
    grid = draw_grid(axis, ticks, paper=paper, spans=spans, bottom=bottom)
    origin = draw_origin(axis, paper=paper, spans=spans)
    rows = [
        part
        for band, row in zip(bands, data.rows, strict=True)
        for part in _row(band, row, axis, paper)
    ]
    sides = _sides(axis, paper, bottom + 36)
    words = " ".join(_explain(data, paper))
    note, end = draw_note(words, paper=paper, top=bottom + (42 if sides else 24))
    return Drawing(end, (*headings, *grid, *origin, *rows, *sides, *note))


def _lay_axis(data: Forest, paper: Paper, left: float) -> Axis:
    """Place an axis that holds zero and every interval."""
    reach = [0.0] + [
        number.value or 0.0
        for row in data.rows
        for number in (row.change, row.low, row.high, row.shrunken)
        if number is not None and has_value(number)
    ]
    low, high = min(reach), max(reach)
    step = round_step(max(high - low, _REACH_AT_LEAST) / 6)
    low, high = low - step / 2, high + step / 2
    if paper.is_narrow:
        return Axis(low, high, 6, paper.width - 6)
    return Axis(low, high, left, paper.width - _PEOPLE - _CHANGE - 16)


def _headings(paper: Paper) -> tuple[list[str], float]:
    if paper.is_narrow:
        return [], 0.0
    change, people = paper.say("change"), paper.say("people")
    bottom = heading_height([(change, _CHANGE), (people, _PEOPLE)])
    x, right = paper.width - _PEOPLE - _CHANGE, paper.width
    return [
        draw_heading(
            change, paper=paper, x=x, width=_CHANGE, bottom=bottom, anchor="start"
        ),
        draw_heading(
            people, paper=paper, x=right, width=_PEOPLE, bottom=bottom, anchor="end"
        ),
    ], bottom


def _row(band: Band, row: ForestRow, axis: Axis, paper: Paper) -> list[str]:
    change = paper.show_interval(row.change, row.low, row.high)
    before = [change] if has_value(row.change) else []
    drawn = [
        band.draw_label(paper),
        *draw_people(row.n, paper=paper, band=band, before=before),
    ]
    if not has_value(row.change):
        return drawn + draw_absence(
            paper.why_absent(row.change),
            paper=paper,
            left=axis.left,
            right=axis.right,
            band=band,
            height=_BAR,
        )
    if row.is_overall:
        drawn += _overall(band, row, axis, paper)
    elif row.is_expected:
        drawn += _expected(band, row, axis, paper)
    else:
        drawn += _point(band, row, axis, paper)
    if not paper.is_narrow:
        look: Look = {
            "font_size": SMALL,
            "fill": paper.theme.colours.ink,
            "font_weight": "bold" if row.is_overall else None,
        }
        x = paper.width - _PEOPLE - _CHANGE
        drawn.append(label(x, band.text_y, change, **look))
    return drawn


def _point(band: Band, row: ForestRow, axis: Axis, paper: Paper) -> list[str]:
    colours = paper.theme.colours
    marks = []
    if has_value(row.low) and has_value(row.high):
        start, end = (axis.place(bound.value or 0.0) for bound in (row.low, row.high))
        look: Look = {"stroke": colours.accent, "stroke_width": 2}
        marks.append(line(start, band.middle, end, band.middle, **look))
        marks += _bounds(row)
    x = axis.place(row.change.value or 0.0)
    marks.append(circle(x, band.middle, 5, fill=colours.accent))
    return [group(marks, **facts(row.change)), *_shrunken(band, row, axis, paper)]


def _shrunken(band: Band, row: ForestRow, axis: Axis, paper: Paper) -> list[str]:
    """Draw an open diamond where the other groups draw this one to."""
    if row.shrunken is None or not has_value(row.shrunken):
        return []
    colours = paper.theme.colours
    look: Look = {"fill": colours.paper, "stroke": colours.ink, "stroke_width": 1.5}
    x = axis.place(row.shrunken.value or 0.0)
    return [group([diamond(x, band.middle, 5, 6, **look)], **facts(row.shrunken))]


def _expected(band: Band, row: ForestRow, axis: Axis, paper: Paper) -> list[str]:
    """Draw a dashed line from end to end of what a group to come may show."""
    if not (has_value(row.low) and has_value(row.high)):
        return []
    start, end = (axis.place(bound.value or 0.0) for bound in (row.low, row.high))
    look: Look = {
        "stroke": paper.theme.colours.ink,
        "stroke_width": 2,
        "stroke_dasharray": "6 4",
    }
    marks = [line(start, band.middle, end, band.middle, **look), *_bounds(row)]
    return [group(marks, **facts(row.change))]


def _overall(band: Band, row: ForestRow, axis: Axis, paper: Paper) -> list[str]:
    """Draw a diamond as wide as its interval, under a line that sets it apart."""
    colours = paper.theme.colours
    above = band.top - 5.5
    marks = [line(0, above, paper.width, above, stroke=colours.axis)]
    x, y = axis.place(row.change.value or 0.0), band.middle
    start, end = x - 7, x + 7
    if has_value(row.low) and has_value(row.high):
        start, end = (axis.place(bound.value or 0.0) for bound in (row.low, row.high))
        marks += _bounds(row)
    corners = ((start, y), (x, y - 7), (end, y), (x, y + 7))
    marks.append(polygon(corners, fill=colours.ink))
    return [group(marks, **facts(row.change))]


def _bounds(row: ForestRow) -> list[str]:
    return [group([], **facts(bound)) for bound in (row.low, row.high)]


def _explain(data: Forest, paper: Paper) -> list[str]:
    """Say what each mark means, those that are there."""
    unit = paper.write(data.unit)
    words = [f"{unit[:1].upper()}{unit[1:]}.", paper.say("range")]
    if any(row.shrunken is not None for row in data.rows):
        words.append(paper.say("shrunken"))
    if any(row.is_expected for row in data.rows):
        words.append(paper.say("expected"))
    return words


def _sides(axis: Axis, paper: Paper, y: float) -> list[str]:
    """Say what left and right of zero mean, where there is room."""
    origin = axis.place(0)
    words: tuple[tuple[str, float, str], ...] = (
        (paper.say("lower"), origin - 8, "end"),
        (paper.say("higher"), origin + 8, "start"),
    )
    room = (origin - 8, paper.width - origin - 8)
    return [
        label(x, y, text, text_anchor=anchor, **paper.muted)
        for (text, x, anchor), width in zip(words, room, strict=True)
        if text_width(text, SMALL) <= width
    ]
