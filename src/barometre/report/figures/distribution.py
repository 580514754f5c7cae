"""All answers on a 0-10 scale, with their mean: never the mean alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from barometre.report.figures.axis import Axis
from barometre.report.figures.bands import Band, draw_absence
from barometre.report.figures.legend import draw_note
from barometre.report.figures.measure import text_width
from barometre.report.figures.panels import place_panels
from barometre.report.figures.paper import Drawing, Paper, facts
from barometre.report.figures.svg import (
    SMALL,
    Look,
    diamond,
    group,
    label,
    line,
    rectangle,
    tooltip,
)
from barometre.report.formats import has_value
from barometre.report.model import Distribution, Number, Words

Panel = tuple[Words, tuple[Number, ...], Number, Number, Number]

_HEIGHT = 132.0
_BETWEEN = 36.0
_TALLEST_AT_LEAST = 0.2


@dataclass(frozen=True, slots=True)
class _Frame:
    """One panel: where it stands, and the share that fills its height."""

    left: float
    width: float
    base: float
    tallest: float
    answers: tuple[str, ...]

    @property
    def step(self) -> float:
        """Width of one answer."""
        return self.width / len(self.answers)

    @property
    def axis(self) -> Axis:
        """The scale of the answers; each bar is centred on its answer."""
        first, last = _ends(self.answers)
        half = self.step / 2
        return Axis(first, last, self.left + half, self.left + self.width - half)


def draw_distribution(data: Distribution, paper: Paper) -> Drawing:
    """Draw one panel a wave, all on the same scales.

    The axis shows every answer from end to end. A single share that may not be shown
    is hatched; a panel without any share says why.
    """
    panels = place_panels(
        [panel[0] for panel in data.panels],
        paper,
        most=3,
        between=_BETWEEN,
        height=24 + _HEIGHT,
        below=76,
    )
    tallest = _tallest(data)
    drawn: list[str] = []
    for index, panel in enumerate(data.panels):
        left, base = panels.lefts[index], panels.bases[index]
        frame = _Frame(left, panels.width, base, tallest, data.answers)
        drawn += [panels.titles[index], *_draw_panel(panel, frame, paper)]
    note, end = draw_note(paper.say("percent"), paper=paper, top=panels.bottom - 12)
    return Drawing(end, (*drawn, *note))


def _draw_panel(panel: Panel, frame: _Frame, paper: Paper) -> list[str]:
    _, shares, mean, low, high = panel
    colours = paper.theme.colours
    right = frame.left + frame.width
    drawn = [line(frame.left, frame.base, right, frame.base, stroke=colours.axis)]
    for index, answer in enumerate(frame.answers):
        x = frame.left + frame.step * (index + 0.5)
        drawn.append(
            label(x, frame.base + 16, answer, text_anchor="middle", **paper.muted)
        )
    if not any(has_value(share) for share in shares):
        absent = shares[0] if shares else mean
        middle = frame.base - _HEIGHT / 2
        band = Band((), middle, middle, middle, middle, is_bold=False)
        drawn += draw_absence(
            paper.why_absent(absent),
            paper=paper,
            left=frame.left,
            right=right,
            band=band,
            height=34,
        )
    else:
        drawn += _bars(shares, frame, paper)
    return drawn + _mean(mean, low, high, frame, paper)


def _bars(shares: Sequence[Number], frame: _Frame, paper: Paper) -> list[str]:
    drawn: list[str] = []
    for index, share in enumerate(shares):
        left = frame.left + frame.step * index + 1.5
        width = frame.step - 3
        parts = [tooltip(f"{frame.answers[index]} · {paper.show(share)}")]
        if not has_value(share):
            drawn.append(
                group([*parts, *_unknown(left, width, frame, paper)], **facts(share))
            )
            continue
        value = share.value or 0.0
        height = _HEIGHT * value / frame.tallest
        top = frame.base - height
        words = paper.show(share, bare=True)
        if height > 0:
            fill = paper.theme.ramps.positive[1]
            stroke = paper.theme.colours.positive
            parts.append(rectangle(left, top, width, height, fill=fill, stroke=stroke))
        if height > 0 and text_width(words, SMALL) <= frame.step:
            middle = left + width / 2
            ink = paper.theme.colours.ink
            parts.append(
                label(
                    middle,
                    top - 5,
                    words,
                    font_size=SMALL,
                    fill=ink,
                    text_anchor="middle",
                )
            )
        drawn.append(group(parts, **facts(share)))
    return drawn


def _unknown(left: float, width: float, frame: _Frame, paper: Paper) -> list[str]:
    """Draw a question mark in a dashed box for a share that may not be shown."""
    colours = paper.theme.colours
    box = rectangle(
        left,
        frame.base - 24,
        width,
        24,
        fill=colours.paper,
        stroke=colours.axis,
        stroke_dasharray="3 2",
    )
    middle = left + width / 2
    mark = label(middle, frame.base - 8, "?", text_anchor="middle", **paper.muted)
    return [box, mark]


def _mean(
    mean: Number, low: Number, high: Number, frame: _Frame, paper: Paper
) -> list[str]:
    """Draw the mean as a diamond on its interval, with its words below."""
    if not has_value(mean):
        return []
    colours = paper.theme.colours
    axis, y = frame.axis, frame.base + 34
    x = axis.place(mean.value or 0.0)
    marks = []
    if has_value(low) and has_value(high):
        start, end = axis.place(low.value or 0.0), axis.place(high.value or 0.0)
        marks.append(line(start, y, end, y, stroke=colours.ink, stroke_width=2))
        marks += [group([], **facts(bound)) for bound in (low, high)]
    marks.append(diamond(x, y, 6, 6, fill=colours.ink))
    words = f"{paper.say('mean')} {paper.show_interval(mean, low, high)}"
    half = text_width(words, SMALL) / 2
    middle = min(max(x, frame.left + half), frame.left + frame.width - half)
    look: Look = {"font_size": SMALL, "fill": colours.ink, "text_anchor": "middle"}
    marks.append(label(middle, y + 22, words, **look))
    return [group(marks, **facts(mean))]


def _tallest(data: Distribution) -> float:
    shares = [
        share.value or 0.0
        for panel in data.panels
        for share in panel[1]
        if has_value(share)
    ]
    return max([*shares, _TALLEST_AT_LEAST])


def _ends(answers: Sequence[str]) -> tuple[float, float]:
    try:
        return float(answers[0]), float(answers[-1])
    except ValueError:
        return 0.0, float(len(answers) - 1)
