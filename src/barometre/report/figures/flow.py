"""How many people there were at each stage."""

from itertools import pairwise

from barometre.report.figures.bands import (
    Band,
    draw_absence,
    label_room,
    lay_bands,
)
from barometre.report.figures.paper import Drawing, Paper, facts
from barometre.report.figures.svg import BODY, group, label, line, polygon, rectangle
from barometre.report.formats import has_value
from barometre.report.model import Flow, Number
from barometre.report.theme import mix

_BAR = 26.0
_ROOM_FOR_NUMBER = 64.0


def draw_flow(data: Flow, paper: Paper) -> Drawing:
    """Draw bars from stage to stage, each as long as its number of people.

    A stage that may not be shown keeps its place, hatched.
    """
    labels = [paper.write(words) for words, _ in data.steps]
    room = label_room(labels)
    left = 0.0 if paper.is_narrow else room + 20
    longest = paper.width - left - _ROOM_FOR_NUMBER
    most = max((number.value or 0.0 for _, number in data.steps), default=0.0) or 1.0
    bands = lay_bands(
        labels,
        paper=paper,
        top=4,
        label_width=room,
        bar=_BAR,
        gap=12,
    )
    rows = [
        (band, number, left + longest * (number.value or 0.0) / most)
        for band, (_, number) in zip(bands, data.steps, strict=True)
    ]
    is_sloped = data.is_followed and not paper.is_narrow
    drawn = _slopes(rows, left, paper) if is_sloped else []
    for band, number, right in rows:
        drawn.append(band.draw_label(paper))
        drawn += _bar(band, number, left, right, paper)
    bottom = bands[-1].bottom + 4 if bands else 0.0
    origin = line(left, 0, left, bottom, stroke=paper.theme.colours.ink)
    return Drawing(bottom, (*drawn, *([] if paper.is_narrow else [origin])))


def _bar(
    band: Band, number: Number, left: float, right: float, paper: Paper
) -> list[str]:
    if not has_value(number):
        return draw_absence(
            paper.why_absent(number),
            paper=paper,
            left=left,
            right=min(left + 250, paper.width),
            band=band,
            height=_BAR,
        )
    colours = paper.theme.colours
    top = band.middle - _BAR / 2
    bar = rectangle(left, top, max(right - left, 1.5), _BAR, fill=colours.accent)
    words = label(
        right + 8,
        band.middle + 4.8,
        paper.show(number),
        font_size=BODY + 1,
        font_weight="bold",
        fill=colours.ink,
    )
    return [group([bar, words], **facts(number))]


def _slopes(
    rows: list[tuple[Band, Number, float]], left: float, paper: Paper
) -> list[str]:
    """Light shapes that lead the eye from one bar to the next."""
    colours = paper.theme.colours
    tint = mix(colours.paper, colours.accent, 0.12)
    return [
        polygon(
            (
                (left, upper.middle + _BAR / 2),
                (upper_right, upper.middle + _BAR / 2),
                (lower_right, lower.middle - _BAR / 2),
                (left, lower.middle - _BAR / 2),
            ),
            fill=tint,
        )
        for (upper, first, upper_right), (lower, second, lower_right) in pairwise(rows)
        if has_value(first) and has_value(second)
    ]
