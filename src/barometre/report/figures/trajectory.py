"""Means over the waves: one panel an outcome, all on the same scales."""

from dataclasses import dataclass
from itertools import pairwise

from barometre.report.figures.axis import Axis, round_step
from barometre.report.figures.legend import draw_note
from barometre.report.figures.measure import text_width
from barometre.report.figures.panels import place_panels
from barometre.report.figures.paper import Drawing, Paper, facts
from barometre.report.figures.svg import (
    SMALL,
    Look,
    circle,
    group,
    label,
    line,
)
from barometre.report.formats import has_value
from barometre.report.model import Trajectory, WavePoint

_HEIGHT = 150.0
_BETWEEN = 40.0
_SCALE_WIDTH = 30.0
_LEAST_REACH = 5.0


@dataclass(frozen=True, slots=True)
class _Frame:
    """One panel: its places from left to right, and its scale from bottom to top."""

    left: float
    right: float
    scale: Axis

    def place(self, index: int, count: int) -> float:
        """Place of a wave: all as far from each other."""
        step = (self.right - self.left) / count
        return self.left + step * (index + 0.5)


def draw_trajectory(data: Trajectory, paper: Paper) -> Drawing:
    """Draw a line through the means of each outcome, each on its interval.

    All panels have the same scale, which leaves out what nobody comes near. A wave that
    may not be shown breaks the line and says why.
    """
    panels = place_panels(
        [words for words, _ in data.panels],
        paper,
        most=2,
        between=_BETWEEN,
        height=16 + _HEIGHT,
        below=62,
    )
    low, high = _reach(data)
    drawn: list[str] = []
    for index, (_, points) in enumerate(data.panels):
        left, base = panels.lefts[index], panels.bases[index]
        scale = Axis(low, high, base, base - _HEIGHT)
        frame = _Frame(left + _SCALE_WIDTH, left + panels.width, scale)
        drawn += [panels.titles[index], *_draw_panel(points, frame, paper)]
    note, end = draw_note(paper.say("trajectory"), paper=paper, top=panels.bottom - 8)
    return Drawing(end, (*drawn, *note))


def _reach(data: Trajectory) -> tuple[float, float]:
    """Find round ends of a scale that holds every interval."""
    held = [
        number.value or 0.0
        for _, points in data.panels
        for point in points
        for number in (point.mean, point.low, point.high)
        if has_value(number)
    ]
    low, high = min(held, default=0.0), max(held, default=100.0)
    step = round_step(max(high - low, _LEAST_REACH) / 4)
    return (low // step) * step, -(-high // step) * step


def _draw_panel(
    points: tuple[WavePoint, ...], frame: _Frame, paper: Paper
) -> list[str]:
    drawn = _draw_scale(frame, paper)
    places = [frame.place(index, len(points)) for index in range(len(points))]
    shown = list(zip(points, places, strict=True))
    for (first, start), (second, end) in pairwise(shown):
        if has_value(first.mean) and has_value(second.mean):
            drawn.append(
                line(
                    start,
                    frame.scale.place(first.mean.value or 0.0),
                    end,
                    frame.scale.place(second.mean.value or 0.0),
                    stroke=paper.theme.colours.accent,
                    stroke_width=1.5,
                )
            )
    room = (frame.right - frame.left) / max(len(points), 1)
    for point, x in shown:
        drawn += _draw_point(point, x, frame, paper)
        drawn += _draw_words(point, x, room, frame, paper)
    return drawn


def _draw_scale(frame: _Frame, paper: Paper) -> list[str]:
    """Draw light level lines with their values at the left."""
    drawn = []
    scale = Axis(frame.scale.low, frame.scale.high, 0, 4 * 70.0)
    for tick in scale.ticks:
        y = frame.scale.place(tick)
        grid = paper.theme.colours.grid
        drawn.append(line(frame.left, y, frame.right, y, stroke=grid))
        look: Look = {**paper.muted, "text_anchor": "end"}
        drawn.append(label(frame.left - 6, y + 4, f"{tick:.0f}", **look))
    return drawn


def _draw_point(point: WavePoint, x: float, frame: _Frame, paper: Paper) -> list[str]:
    if not has_value(point.mean):
        return []
    accent = paper.theme.colours.accent
    marks = []
    if has_value(point.low) and has_value(point.high):
        ends = [frame.scale.place(end.value or 0.0) for end in (point.low, point.high)]
        marks.append(line(x, ends[0], x, ends[1], stroke=accent, stroke_width=2))
        marks += [group([], **facts(end)) for end in (point.low, point.high)]
    y = frame.scale.place(point.mean.value or 0.0)
    marks.append(circle(x, y, 5, fill=accent))
    return [group(marks, **facts(point.mean))]


def _draw_words(
    point: WavePoint, x: float, room: float, frame: _Frame, paper: Paper
) -> list[str]:
    """Write the wave, its mean and its people under a point."""
    base = frame.scale.left
    look: Look = {**paper.muted, "text_anchor": "middle"}
    drawn = [label(x, base + 18, _shorten(paper.write(point.wave), room), **look)]
    if not has_value(point.mean):
        absent = _shorten(paper.why_absent(point.mean), room)
        return [*drawn, label(x, base + 33, absent, **look)]
    ink: Look = {**look, "fill": paper.theme.colours.ink, "font_size": SMALL}
    drawn.append(label(x, base + 33, paper.show(point.mean), **ink))
    if has_value(point.n):
        people = paper.say("n", n=paper.show(point.n))
        drawn.append(label(x, base + 48, people, **look, **facts(point.n)))
    return drawn


def _shorten(words: str, room: float) -> str:
    """Cut words that would run into their neighbours."""
    if text_width(words, SMALL) <= room:
        return words
    kept = words
    while kept and text_width(f"{kept}…", SMALL) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
