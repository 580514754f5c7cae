"""Colours, shades and decimals of every drawing, from ``reports/theme.yaml``."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field

from barometre.messages import safe_loader
from barometre.report.folder import reports_folder
from barometre.report.model import NumberKind

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Colours(_Model):
    """Colours of words and lines."""

    paper: Colour
    ink: Colour
    muted: Colour
    axis: Colour
    grid: Colour
    accent: Colour
    negative: Colour
    positive: Colour
    caution: Colour
    alarm: Colour


class Ramps(_Model):
    """Colours of ordered answers, from the middle outward."""

    negative: tuple[Colour, Colour, Colour]
    positive: tuple[Colour, Colour, Colour]
    neutral: Colour
    aside: Colour


class Theme(_Model):
    """How drawings look."""

    colours: Colours
    ramps: Ramps
    decimals: Mapping[NumberKind, int]
    fonts: str


@cache
def load_theme() -> Theme:
    """Read the theme."""
    content = (reports_folder() / "theme.yaml").read_text("utf-8")
    read = yaml.load(content, Loader=safe_loader())  # noqa: S506
    return Theme.model_validate(cast("object", read))


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, from 1 to 21.

    References
    ----------
    W3C (2023). Web Content Accessibility Guidelines 2.2, relative luminance.
    """
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(background: str) -> str:
    """Black or white, whichever reads better; always above 4.5:1."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, background))


def mix(first: str, second: str, share: float) -> str:
    """Colour on the way from the first to the second."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)
