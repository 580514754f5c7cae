"""Figures of a report as SVG: drawn by hand, readable without colour or sight."""

import re
from xml.sax.saxutils import escape

from barometre.messages import Language
from barometre.report.figures.change_bars import draw_change_bars
from barometre.report.figures.distribution import draw_distribution
from barometre.report.figures.dumbbell import draw_dumbbell
from barometre.report.figures.flow import draw_flow
from barometre.report.figures.forest import draw_forest
from barometre.report.figures.likert import draw_likert
from barometre.report.figures.paper import Drawing, Paper
from barometre.report.figures.power_curves import draw_power_curves
from barometre.report.figures.svg import element
from barometre.report.figures.trajectory import draw_trajectory
from barometre.report.formats import Texts
from barometre.report.model import (
    ChangeBars,
    Curves,
    Distribution,
    Dumbbell,
    Figure,
    FigureData,
    Flow,
    Forest,
    Likert,
    Trajectory,
)
from barometre.report.theme import load_theme

__all__ = ["NARROW", "WIDE", "render_figure"]

WIDE = 756
NARROW = 300
_MARGIN = 2


def render_figure(
    figure: Figure,
    *,
    language: Language,
    texts: Texts,
    width: int = WIDE,
) -> str:
    """Draw one figure.

    Parameters
    ----------
    figure
        Figure of the report model.
    language, texts
        The reader's language and its texts.
    width
        Width in CSS pixels. Below 500 labels stand above their bars, so that words
        keep their size on a telephone.

    Returns
    -------
    str
        One ``<svg>`` element with a title and a description, complete in itself.
    """
    theme = load_theme()
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", f"{figure.id}-{width}")
    paper = Paper(name, width, language, texts, theme)
    drawing = _draw(figure.data, paper)
    heading = element("title", escape(paper.write(figure.title)), id=f"{name}-title")
    words = escape(paper.write(figure.alternative))
    description = element("desc", words, id=f"{name}-desc")
    patterns = element("defs", "".join(paper.patterns.values()))
    content = heading + description + (patterns if paper.patterns else "")
    height = drawing.height + 2 * _MARGIN
    return element(
        "svg",
        content + "".join(drawing.elements),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"{-_MARGIN} {-_MARGIN} {width + 2 * _MARGIN} {height:.0f}",
        width=width,
        height=f"{height:.0f}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        font_family=theme.fonts,
    )


def _draw(data: FigureData, paper: Paper) -> Drawing:
    match data:
        case Flow():
            return draw_flow(data, paper)
        case Likert():
            return draw_likert(data, paper)
        case Distribution():
            return draw_distribution(data, paper)
        case Dumbbell():
            return draw_dumbbell(data, paper)
        case Forest():
            return draw_forest(data, paper)
        case Curves():
            return draw_power_curves(data, paper)
        case ChangeBars():
            return draw_change_bars(data, paper)
        case Trajectory():
            return draw_trajectory(data, paper)
