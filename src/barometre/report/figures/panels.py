"""Panels side by side, each under its title."""

from collections.abc import Sequence
from dataclasses import dataclass

from barometre.report.figures.measure import wrap
from barometre.report.figures.paper import Paper
from barometre.report.figures.svg import BODY, Look, paragraph
from barometre.report.model import Words

_LEADING = 16.0


@dataclass(frozen=True, slots=True)
class Panels:
    """Where each panel stands, their titles as drawn, and where the last row ends."""

    width: float
    lefts: tuple[float, ...]
    bases: tuple[float, ...]
    titles: tuple[str, ...]
    bottom: float


def place_panels(
    titles: Sequence[Words],
    paper: Paper,
    *,
    most: int,
    between: float,
    height: float,
    below: float,
) -> Panels:
    """Place panels of one height in rows of at most so many, one a row where narrow."""
    columns = 1 if paper.is_narrow else min(len(titles), most) or 1
    width = (paper.width - between * (columns - 1)) / columns
    written = [wrap(paper.write(words), width, BODY, is_bold=True) for words in titles]
    head = _LEADING * max((len(lines) for lines in written), default=1)
    row_height = head + height + below
    places = [divmod(index, columns) for index in range(len(titles))]
    lefts = tuple(column * (width + between) for _, column in places)
    tops = [row * row_height for row, _ in places]
    look: Look = {"font_size": BODY, "fill": paper.theme.colours.ink}
    drawn = tuple(
        paragraph(left, top + 13, lines, leading=_LEADING, font_weight="bold", **look)
        for left, top, lines in zip(lefts, tops, written, strict=True)
    )
    bases = tuple(top + head + height for top in tops)
    return Panels(width, lefts, bases, drawn, -(-len(titles) // columns) * row_height)
