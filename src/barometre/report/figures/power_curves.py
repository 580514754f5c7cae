"""Chance of seeing a change, by how many people take part."""

from collections.abc import Callable
from itertools import pairwise

from barometre.report.figures.axis import Axis, draw_grid
from barometre.report.figures.legend import draw_note
from barometre.report.figures.measure import wrap
from barometre.report.figures.paper import Drawing, Paper, facts
from barometre.report.figures.svg import (
    SMALL,
    Look,
    circle,
    diamond,
    group,
    label,
    line,
    paragraph,
    rectangle,
)
from barometre.report.formats import format_share, has_value
from barometre.report.model import Curve, Curves, Number

_HEIGHT = 220.0
_LEFT = 44.0
_LEGEND = 26.0
_LEADING = 16.0
_STEPS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_DASHES = (None, "7 4", "2 3")
Mark = Callable[[float, float, str], str]
# Each line has its own dashes and its own marks, so that it is known without colour.
_MARKS: tuple[Mark, ...] = (
    lambda x, y, ink: circle(x, y, 4, fill=ink),
    lambda x, y, ink: diamond(x, y, 5, 5, fill=ink),
    lambda x, y, ink: rectangle(x - 3.5, y - 3.5, 7, 7, fill=ink),
)


def draw_power_curves(data: Curves, paper: Paper) -> Drawing:
    """Draw one line a design, and the power that is asked as a dashed level."""
    most = max(
        (people.value or 0 for one in data.lines for people, _ in one.points), default=1
    )
    across = Axis(0, most, _LEFT, paper.width - 10)
    legend, top = _draw_legend(data, paper)
    bottom = top + 12 + _HEIGHT
    up = Axis(0, 1, bottom, top + 12)
    ticks = [(tick, f"{tick:.0f}") for tick in across.ticks]
    grid = draw_grid(
        across, ticks, paper=paper, spans=[(up.right, up.left)], bottom=bottom
    )
    levels = _draw_levels(data.target, across, up, paper)
    lines = [
        part
        for index, one in enumerate(data.lines)
        for part in _draw_curve(one, index, across, up, paper)
    ]
    note, end = draw_note(paper.say("power"), paper=paper, top=bottom + 18)
    return Drawing(end, (*legend, *grid, *levels, *lines, *note))


def _draw_legend(data: Curves, paper: Paper) -> tuple[list[str], float]:
    """Write what each line is, one under the other; long words take several lines."""
    drawn: list[str] = []
    top = 0.0
    look: Look = {"font_size": SMALL, "fill": paper.theme.colours.ink}
    for index, one in enumerate(data.lines):
        words = wrap(paper.write(one.label), paper.width - _LEGEND, SMALL)
        drawn.append(_draw_symbol(index, 0, top + 9, paper))
        drawn.append(paragraph(_LEGEND, top + 13, words, leading=_LEADING, **look))
        top += _LEADING * len(words) + 4
    return drawn, top


def _draw_levels(target: Number, across: Axis, up: Axis, paper: Paper) -> list[str]:
    drawn = []
    look: Look = {**paper.muted, "text_anchor": "end"}
    for step in _STEPS:
        y = up.place(step)
        drawn.append(
            line(across.left, y, across.right, y, stroke=paper.theme.colours.grid)
        )
        words = format_share(step, texts=paper.texts)
        drawn.append(label(across.left - 6, y + 4, words, **look))
    if has_value(target):
        y = up.place(target.value or 0.0)
        mark = line(
            across.left, y, across.right, y,
            stroke=paper.theme.colours.ink, stroke_dasharray="4 3",
        )  # fmt: skip
        drawn.append(group([mark], **facts(target)))
    return drawn


def _draw_curve(
    one: Curve, index: int, across: Axis, up: Axis, paper: Paper
) -> list[str]:
    ink = _ink(index, paper)
    mark = _MARKS[index % len(_MARKS)]
    places = [
        (across.place(people.value or 0.0), up.place(power.value or 0.0), people, power)
        for people, power in one.points
        if has_value(people) and has_value(power)
    ]
    drawn = [
        line(
            start[0], start[1], end[0], end[1],
            stroke=ink, stroke_width=2,
            stroke_dasharray=_DASHES[index % len(_DASHES)],
        )
        for start, end in pairwise(places)
    ]  # fmt: skip
    for x, y, people, power in places:
        drawn.append(group([mark(x, y, ink)], **facts(power)))
        drawn.append(group([], **facts(people)))
    return drawn


def _ink(index: int, paper: Paper) -> str:
    colours = paper.theme.colours
    inks = (colours.accent, colours.negative, colours.ink)
    return inks[index % len(inks)]


def _draw_symbol(index: int, x: float, y: float, paper: Paper) -> str:
    ink, dash = _ink(index, paper), _DASHES[index % len(_DASHES)]
    stroke = line(x, y, x + 18, y, stroke=ink, stroke_width=2, stroke_dasharray=dash)
    return stroke + _MARKS[index % len(_MARKS)](x + 9, y, ink)
