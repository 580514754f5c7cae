"""Fillings that stay apart for every eye and in grey: a colour and a pattern each."""

from dataclasses import dataclass
from typing import Literal

from barometre.report.figures.svg import circle, element, line, rectangle
from barometre.report.theme import Theme, mix, readable_on

Pattern = Literal["plain", "hatch", "dots", "cross", "void"]


@dataclass(frozen=True, slots=True)
class Shade:
    """One filling; ``outline`` stands out from the paper, ``ink`` from ``base``."""

    base: str
    outline: str
    pattern: Pattern

    @property
    def ink(self) -> str:
        """Colour of words inside."""
        return readable_on(self.base)


def negative(theme: Theme, level: float) -> Shade:
    """Shade an answer on the left; ``level`` 1 is the furthest from the middle."""
    base = _along(theme.ramps.negative, level)
    return Shade(base, theme.colours.negative, "hatch")


def positive(theme: Theme, level: float) -> Shade:
    """Shade an answer on the right; ``level`` 1 is the furthest from the middle."""
    base = _along(theme.ramps.positive, level)
    return Shade(base, theme.colours.positive, "plain")


def neutral(theme: Theme) -> Shade:
    """Shade the answer in the middle."""
    return Shade(theme.ramps.neutral, theme.colours.axis, "dots")


def aside(theme: Theme) -> Shade:
    """Shade don't know and refused."""
    return Shade(theme.ramps.aside, theme.colours.axis, "cross")


def void(theme: Theme) -> Shade:
    """Hatch what may not be shown."""
    return Shade(theme.colours.paper, theme.colours.axis, "void")


def answer_shades(theme: Theme, n_answers: int, middle: int | None) -> list[Shade]:
    """One shade for each answer of an ordered format, from left to right."""
    n_left = middle if middle is not None else n_answers // 2
    n_right = n_answers - n_left - (middle is not None)
    left = [negative(theme, level) for level in reversed(_levels(n_left))]
    centre = [neutral(theme)] if middle is not None else []
    return left + centre + [positive(theme, level) for level in _levels(n_right)]


def pattern(name: str, shade: Shade) -> str:
    """Write the definition of a pattern."""
    side = {"hatch": 5.0, "dots": 5.0, "cross": 6.0, "void": 9.0}.get(shade.pattern, 6)
    stroke = mix(shade.base, shade.outline, 0.62)
    if shade.ink == "#ffffff":
        stroke = mix(shade.base, "#ffffff", 0.42)
    marks = {
        "hatch": line(0, 0, 0, side, stroke=stroke, stroke_width=2),
        "void": line(0, 0, 0, side, stroke=mix(shade.base, shade.outline, 0.5)),
        "dots": circle(side / 2, side / 2, 0.9, fill=shade.outline),
        "cross": line(0, 0, 0, side, stroke=stroke)
        + line(0, 0, side, 0, stroke=stroke),
    }
    turn = None if shade.pattern == "dots" else "rotate(45)"
    return element(
        "pattern",
        rectangle(0, 0, side, side, fill=shade.base) + marks[shade.pattern],
        id=name,
        width=side,
        height=side,
        patternUnits="userSpaceOnUse",
        patternTransform=turn,
    )


def _levels(count: int) -> list[float]:
    """Distances from the middle; two answers take the ends of the ramp's upper part."""
    if count == 1:
        return [1.0]
    return [0.5 + 0.5 * i for i in range(2)] if count == 2 else _evenly(count)


def _evenly(count: int) -> list[float]:
    return [index / (count - 1) for index in range(count)]


def _along(ramp: tuple[str, str, str], level: float) -> str:
    light, middle, dark = ramp
    if level <= 0.5:
        return mix(light, middle, 2 * level)
    return mix(middle, dark, 2 * level - 1)
