"""Before and after of the same people, with the interval of the change in words."""

from barometre.report.figures.axis import Axis, draw_grid
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
    heading_height,
)
from barometre.report.figures.measure import text_width
from barometre.report.figures.paper import Drawing, Paper, facts
from barometre.report.figures.svg import (
    SMALL,
    Look,
    circle,
    diamond,
    group,
    halo,
    label,
    line,
)
from barometre.report.formats import has_value
from barometre.report.model import Dumbbell, DumbbellRow, Number

_BAR = 24.0
_PEOPLE = 62.0
_CHANGE = 142.0
_EDGE = 34.0  # so that values beside a marker at 0 or 100 stay on the paper
_TICKS = (0.0, 25.0, 50.0, 75.0, 100.0)


def draw_dumbbell(data: Dumbbell, paper: Paper) -> Drawing:
    """Draw one line an outcome, from the mean before to the mean after, on 0-100.

    Before is a ring, after a filled diamond, the time before as it is seen afterwards a
    stroke. A row of which a mean may not be shown
    says so.
    """
    entries = [
        (lambda x, y: _before(x + 8, y, paper), paper.write(data.before_label)),
        (lambda x, y: _after(x + 8, y, paper), paper.write(data.after_label)),
    ]
    if data.then_label is not None:
        words = paper.write(data.then_label)
        entries.append((lambda x, y: _then(x + 8, y + 9, paper), words))
    legend, top = draw_legend(entries, paper=paper, left=0, top=0)
    headings, top = _headings(paper, top)
    labels = [paper.write(row.label) for row in data.rows]
    room = label_room(labels)
    bands = lay_bands(
        labels,
        paper=paper,
        top=top + 8,
        label_width=room,
        bar=_BAR,
        below=18 if paper.is_narrow else 0,
    )
    bottom = (bands[-1].bottom if bands else top) + 6
    if paper.is_narrow:
        axis = Axis(0, 100, _EDGE, paper.width - _EDGE)
    else:
        end = paper.width - _PEOPLE - _CHANGE - _EDGE - 12
        axis = Axis(0, 100, room + 16 + _EDGE, end)
    spans = line_spans(bands, paper=paper, top=top, bottom=bottom, bar=_BAR)
    grid = draw_grid(
        axis, [(t, f"{t:.0f}") for t in _TICKS], paper=paper, spans=spans, bottom=bottom
    )
    rows = [
        part
        for band, row in zip(bands, data.rows, strict=True)
        for part in _row(band, row, axis, paper)
    ]
    return Drawing(bottom + 24, (*legend, *headings, *grid, *rows))


def _headings(paper: Paper, top: float) -> tuple[list[str], float]:
    if paper.is_narrow:
        return [], top + 4
    change, people = paper.say("change"), paper.say("people")
    bottom = top + heading_height([(change, _CHANGE), (people, _PEOPLE)])
    x = paper.width - _PEOPLE - _CHANGE + 8
    return [
        draw_heading(
            change, paper=paper, x=x, width=_CHANGE, bottom=bottom, anchor="start"
        ),
        draw_heading(
            people,
            paper=paper,
            x=paper.width,
            width=_PEOPLE,
            bottom=bottom,
            anchor="end",
        ),
    ], bottom


def _row(band: Band, row: DumbbellRow, axis: Axis, paper: Paper) -> list[str]:
    change = paper.show_interval(row.change, row.change_low, row.change_high)
    before = [change] if has_value(row.change) else []
    drawn = [
        band.draw_label(paper),
        *draw_people(row.n, paper=paper, band=band, before=before),
    ]
    absent = [mean for mean in (row.before, row.after) if not has_value(mean)]
    if absent:
        return drawn + draw_absence(
            paper.why_absent(absent[0]),
            paper=paper,
            left=axis.left - 10,
            right=axis.right + 10,
            band=band,
            height=_BAR,
        )
    drawn += _pair(band, row, axis, paper)
    drawn += _second_reading(band, row, axis, paper)
    if not paper.is_narrow:
        x = paper.width - _PEOPLE - _CHANGE + 8
        look: Look = {"font_size": SMALL, "fill": paper.theme.colours.ink}
        drawn.append(label(x, band.text_y, change, **look))
    bounds = (row.change_low, row.change_high)
    return [*drawn, *(group([], **facts(n)) for n in (row.change, *bounds))]


def _pair(band: Band, row: DumbbellRow, axis: Axis, paper: Paper) -> list[str]:
    """Draw both markers, what joins them, their values on the outer sides."""
    colours = paper.theme.colours
    start, end = (axis.place(mean.value or 0.0) for mean in (row.before, row.after))
    y = band.middle
    is_rising = end >= start
    return [
        line(start, y, end, y, stroke=colours.accent, stroke_width=3),
        group(
            [
                _before(start, y, paper),
                _value(row.before, start, band, paper, is_left=is_rising),
            ],
            **facts(row.before),
        ),
        group(
            [
                _after(end, y, paper),
                _value(row.after, end, band, paper, is_left=not is_rising),
            ],
            **facts(row.after),
        ),
    ]


def _second_reading(
    band: Band, row: DumbbellRow, axis: Axis, paper: Paper
) -> list[str]:
    """Draw the time before as it is seen afterwards, its value above the line."""
    if row.then is None or not has_value(row.then):
        return []
    x = axis.place(row.then.value or 0.0)
    words, colours = paper.show(row.then), paper.theme.colours
    look: Look = {"font_size": SMALL, "fill": colours.ink, **halo(colours.paper)}
    above = label(x - text_width(words, SMALL) / 2, band.middle - 15, words, **look)
    return [group([_then(x, band.middle, paper), above], **facts(row.then))]


def _value(mean: Number, x: float, band: Band, paper: Paper, *, is_left: bool) -> str:
    words = paper.show(mean)
    x += -11 - text_width(words, SMALL) if is_left else 11
    colours = paper.theme.colours
    look: Look = {"font_size": SMALL, "fill": colours.ink, **halo(colours.paper)}
    return label(x, band.text_y, words, **look)


def _before(x: float, y: float, paper: Paper) -> str:
    colours = paper.theme.colours
    return circle(x, y, 6, fill=colours.paper, stroke=colours.accent, stroke_width=2)


def _after(x: float, y: float, paper: Paper) -> str:
    return diamond(x, y, 6, 6, fill=paper.theme.colours.accent)


def _then(x: float, y: float, paper: Paper) -> str:
    """Draw above the line, where the values of the two means cannot be."""
    return line(x, y - 13, x, y - 5, stroke=paper.theme.colours.ink, stroke_width=3)
