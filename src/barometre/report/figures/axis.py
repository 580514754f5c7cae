"""Axes: from values to places, and ticks people would choose."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from barometre.report.figures.measure import text_width
from barometre.report.figures.paper import Paper
from barometre.report.figures.svg import SMALL, Attribute, Look, label, line

Spans = Sequence[tuple[float, float]]  # tops and bottoms of a broken vertical line


@dataclass(frozen=True, slots=True)
class Axis:
    """A straight axis: ``low`` stands at ``left``, ``high`` at ``right``."""

    low: float
    high: float
    left: float
    right: float

    def place(self, value: float) -> float:
        """Place of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    @property
    def ticks(self) -> list[float]:
        """Round values inside the axis, about one every 70 pixels."""
        wished = max((self.right - self.left) / 70, 2)
        step = round_step((self.high - self.low) / wished)
        first, last = (
            math.ceil(self.low / step - 1e-9),
            math.floor(self.high / step + 1e-9),
        )
        return [index * step for index in range(first, last + 1)]

    @property
    def tick_decimals(self) -> int:
        """Digits that the ticks need."""
        step = min(
            (b - a for a, b in zip(self.ticks, self.ticks[1:], strict=False)), default=1
        )
        return max(0, -math.floor(math.log10(step) + 1e-9))


def round_step(step: float) -> float:
    """Smallest of 1, 2, 5 and their powers of ten that is not below ``step``."""
    power = 10.0 ** math.floor(math.log10(step))
    return power * next(f for f in (1, 2, 5, 10) if f * power >= step * (1 - 1e-9))


def draw_grid(
    axis: Axis,
    ticks: Iterable[tuple[float, str]],
    *,
    paper: Paper,
    spans: Spans,
    bottom: float,
) -> list[str]:
    """Draw light vertical lines, with their values under ``bottom``."""
    look: Look = {**paper.muted, "text_anchor": "middle"}
    drawn: list[str] = []
    for value, words in ticks:
        x, half = axis.place(value), text_width(words, SMALL) / 2
        drawn += _draw_line(x, spans, stroke=paper.theme.colours.grid)
        drawn.append(
            label(min(max(x, half), paper.width - half), bottom + 16, words, **look)
        )
    return drawn


def draw_origin(axis: Axis, *, paper: Paper, spans: Spans) -> list[str]:
    """Draw the line of no difference."""
    ink = paper.theme.colours.ink
    return _draw_line(axis.place(0), spans, stroke=ink, stroke_width=1.2)


def _draw_line(x: float, spans: Spans, **look: Attribute) -> list[str]:
    return [line(x, top, x, bottom, **look) for top, bottom in spans]
