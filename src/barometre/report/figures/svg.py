"""Elements of a picture, written as SVG."""

import re
from collections.abc import Iterable
from functools import cache
from xml.sax.saxutils import escape, quoteattr

BODY = 13.0
SMALL = 12.0

_TO_QUOTE = re.compile(r'[&<>"\n\r\t]')

Attribute = str | float | None
Look = dict[str, Attribute]


def element(name: str, content: str = "", /, **attributes: Attribute) -> str:
    """Write one element; ``data_key`` becomes ``data-key``, None is left out."""
    written = "".join(
        [
            f" {_name(key)}={_quote(value)}"
            for key, value in attributes.items()
            if value is not None
        ]
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def group(children: Iterable[str], /, **attributes: Attribute) -> str:
    """Write elements that belong together."""
    return element("g", "".join(children), **attributes)


def rectangle(
    x: float, y: float, width: float, height: float, /, **attributes: Attribute
) -> str:
    """Write a rectangle; a negative width becomes none."""
    return element("rect", x=x, y=y, width=max(width, 0.0), height=height, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, /, **attributes: Attribute) -> str:
    """Write a straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def circle(x: float, y: float, radius: float, /, **attributes: Attribute) -> str:
    """Write a circle."""
    return element("circle", cx=x, cy=y, r=radius, **attributes)


def polygon(points: Iterable[tuple[float, float]], /, **attributes: Attribute) -> str:
    """Write a closed shape."""
    written = " ".join(f"{_value(x)},{_value(y)}" for x, y in points)
    return element("polygon", points=written, **attributes)


def diamond(
    x: float, y: float, half_width: float, half_height: float, /, **look: Attribute
) -> str:
    """Write a diamond around a point."""
    corners = (
        (x - half_width, y),
        (x, y - half_height),
        (x + half_width, y),
        (x, y + half_height),
    )
    return polygon(corners, **look)


def label(x: float, y: float, content: str, /, **look: Attribute) -> str:
    """Write words; ``y`` is their base line."""
    return element("text", escape(content), x=x, y=y, **look)


def halo(colour: str) -> Look:
    """Keep a colour around words that cross lines or patterns."""
    return {
        "paint_order": "stroke",
        "stroke": colour,
        "stroke_width": 3.5,
        "stroke_linejoin": "round",
    }


def tooltip(words: str, /) -> str:
    """Write the words that appear under the pointer."""
    return element("title", escape(words))


def paragraph(
    x: float, y: float, lines: Iterable[str], /, *, leading: float, **look: Attribute
) -> str:
    """Write lines of words under each other, the first base line at ``y``."""
    spans = (
        element("tspan", escape(words), x=x, y=y + leading * index)
        for index, words in enumerate(lines)
    )
    return element("text", "".join(spans), **look)


@cache
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _quote(value: Attribute) -> str:
    written = _value(value)
    return quoteattr(written) if _TO_QUOTE.search(written) else f'"{written}"'


def _value(value: Attribute) -> str:
    if isinstance(value, str):
        return value
    written = f"{value or 0:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written
