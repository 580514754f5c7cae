"""Parts of a stacked bar."""

from barometre.report.figures.bands import Band
from barometre.report.figures.measure import text_width
from barometre.report.figures.paper import Paper, facts
from barometre.report.figures.shades import Shade
from barometre.report.figures.svg import SMALL, group, halo, label, rectangle, tooltip
from barometre.report.model import Number

BAR = 26.0


def draw_segment(
    share: Number,
    shade: Shade,
    *,
    answer: str,
    paper: Paper,
    band: Band,
    left: float,
    right: float,
) -> str:
    """Draw the share of one answer, its number inside where there is room.

    An answer that nobody gave leaves no mark, but its number is kept on the page.
    """
    parts = [tooltip(f"{answer} · {paper.show(share)}")]
    if right > left:
        look = {"fill": paper.fill(shade), "stroke": shade.outline}
        parts.append(rectangle(left, band.middle - BAR / 2, right - left, BAR, **look))
    words = paper.show(share, bare=True)
    if right - left > text_width(words, SMALL) + 8:
        parts.append(
            label(
                (left + right) / 2,
                band.text_y,
                words,
                fill=shade.ink,
                font_size=SMALL,
                text_anchor="middle",
                **({} if shade.pattern == "plain" else halo(shade.base)),
            )
        )
    return group(parts, **facts(share))
