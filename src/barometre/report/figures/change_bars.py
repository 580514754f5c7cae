"""Who went down, stayed the same, went up."""

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
    draw_note,
    heading_height,
    swatch,
)
from barometre.report.figures.paper import Drawing, Paper
from barometre.report.figures.segments import BAR, draw_segment
from barometre.report.figures.shades import Shade, negative, neutral, positive
from barometre.report.formats import format_share, has_value
from barometre.report.model import ChangeBar, ChangeBars

_PEOPLE = 62.0
_WORDS = ("declined", "same", "improved")
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def draw_change_bars(data: ChangeBars, paper: Paper) -> Drawing:
    """Draw one bar of 100 % an outcome: down, same, up.

    A row of which any share may not be shown is not drawn.
    """
    theme = paper.theme
    shades = (negative(theme, 0.6), neutral(theme), positive(theme, 1.0))
    entries = [
        (swatch(shade, paper), paper.say(word))
        for shade, word in zip(shades, _WORDS, strict=True)
    ]
    legend, top = draw_legend(entries, paper=paper, left=0, top=0)
    labels = [paper.write(row.label) for row in data.rows]
    room = label_room(labels)
    left = 8.0 if paper.is_narrow else room + 24
    right = paper.width - (12.0 if paper.is_narrow else _PEOPLE + 12)
    people = [] if paper.is_narrow else _people_heading(paper, top + 4)
    top += 4 if paper.is_narrow else heading_height([(paper.say("people"), _PEOPLE)])
    axis = Axis(0, 1, left, right)
    bands = lay_bands(
        labels,
        paper=paper,
        top=top + 8,
        label_width=room,
        bar=BAR,
        below=18 if paper.is_narrow else 0,
    )
    bottom = (bands[-1].bottom if bands else top) + 8
    ticks = [(tick, format_share(tick, texts=paper.texts)) for tick in _TICKS]
    spans = line_spans(bands, paper=paper, top=top, bottom=bottom, bar=BAR)
    grid = draw_grid(axis, ticks, paper=paper, spans=spans, bottom=bottom)
    rows = [
        part
        for band, row in zip(bands, data.rows, strict=True)
        for part in _row(band, row, shades, axis, paper)
    ]
    note, end = draw_note(paper.say("beyond_error"), paper=paper, top=bottom + 24)
    return Drawing(end, (*legend, *people, *grid, *rows, *note))


def _people_heading(paper: Paper, top: float) -> list[str]:
    words = paper.say("people")
    bottom = top + heading_height([(words, _PEOPLE)])
    heading = draw_heading(
        words, paper=paper, x=paper.width, width=_PEOPLE, bottom=bottom, anchor="end"
    )
    return [heading]


def _row(
    band: Band,
    row: ChangeBar,
    shades: tuple[Shade, ...],
    axis: Axis,
    paper: Paper,
) -> list[str]:
    drawn = [band.draw_label(paper), *draw_people(row.n, paper=paper, band=band)]
    shares = (row.declined, row.same, row.improved)
    absent = [share for share in shares if not has_value(share)]
    if absent:
        return drawn + draw_absence(
            paper.why_absent(absent[0]),
            paper=paper,
            left=axis.left,
            right=axis.right,
            band=band,
            height=BAR,
        )
    start = 0.0
    for share, shade, word in zip(shares, shades, _WORDS, strict=True):
        end = start + (share.value or 0.0)
        segment = draw_segment(
            share,
            shade,
            answer=paper.say(word),
            paper=paper,
            band=band,
            left=axis.place(start),
            right=axis.place(end),
        )
        drawn.append(segment)
        start = end
    return drawn
