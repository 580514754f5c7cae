"""Native charts of the workbook, drawn from the cells of the figure's own table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from openpyxl.chart import BarChart, LineChart, StockChart
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties

from barometre.report.figures import shades
from barometre.report.figures.shades import Shade
from barometre.report.formats import has_value
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
    Number,
    Trajectory,
)
from barometre.report.xlsx.chart_source import Source

Chart = Any  # the stubs of openpyxl do not know what a chart takes
_Preset = Literal["wdUpDiag", "pct20", "diagCross"]
_Shape = Literal["circle", "diamond", "dash"]
_PRESETS: Mapping[str, _Preset] = {
    "hatch": "wdUpDiag",
    "dots": "pct20",
    "cross": "diagCross",
}
_SHAPES: tuple[_Shape, ...] = ("circle", "diamond", "dash")
_LEAST_LABELLED = 0.04  # shorter bars have no room for their number
_WIDTH, _ROW_HEIGHT, _LEAST_HEIGHT = 24.0, 0.95, 8.0  # centimetres


@dataclass(frozen=True, slots=True)
class Line:
    """One series: its name, its numbers, and its look."""

    name: str
    numbers: Sequence[Number]
    shade: Shade


def build_chart(figure: Figure, source: Source) -> Chart:
    """Draw the chart of a figure, or nothing where no number may be shown.

    Rows with a number that may not be shown are left out: a spreadsheet would draw
    their words as zero. Colours come with patterns or with shapes of markers.
    """
    chart: Chart = _chart_of(figure.data, source)
    if chart is None:
        return None
    chart.title = source.write(figure.table.title)
    chart.title.overlay = False
    chart.legend.position = "b"
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
    if len(chart.series) == 1:
        chart.legend = None
    return chart


def _chart_of(data: FigureData, source: Source) -> Chart:
    match data:
        case Flow():
            return _flow(data, source)
        case Likert():
            return _likert(data, source)
        case Distribution():
            return _distribution(data, source)
        case Dumbbell():
            return _dumbbell(data, source)
        case Forest():
            return _forest(data, source)
        case ChangeBars():
            return _change_bars(data, source)
        case Curves():
            return _curves(data, source)
        case Trajectory():
            return _trajectory(data, source)


def _flow(data: Flow, source: Source) -> Chart:
    steps = [(words, number) for words, number in data.steps if has_value(number)]
    labels = [source.write(words) for words, _ in steps]
    shade = shades.positive(source.theme, 1.0)
    numbers = [number for _, number in steps]
    return _bars([Line(source.say("people"), numbers, shade)], labels, source, code="0")


def _likert(data: Likert, source: Source) -> Chart:
    rows = [row for row in data.rows if _all_shown(row.shares)]
    looks = shades.answer_shades(source.theme, len(data.answers), data.neutral)
    lines = [
        Line(source.write(answer), [row.shares[index] for row in rows], shade)
        for index, (answer, shade) in enumerate(zip(data.answers, looks, strict=True))
    ]
    return _stack(lines, [source.write(row.label) for row in rows], source)


def _change_bars(data: ChangeBars, source: Source) -> Chart:
    rows = [
        row for row in data.rows if _all_shown((row.declined, row.same, row.improved))
    ]
    theme = source.theme
    lines = [
        Line(
            source.say("declined"),
            [row.declined for row in rows],
            shades.negative(theme, 0.6),
        ),
        Line(source.say("same"), [row.same for row in rows], shades.neutral(theme)),
        Line(
            source.say("improved"),
            [row.improved for row in rows],
            shades.positive(theme, 1.0),
        ),
    ]
    return _stack(lines, [source.write(row.label) for row in rows], source)


def _distribution(data: Distribution, source: Source) -> Chart:
    theme = source.theme
    looks = [
        shades.neutral(theme),
        shades.positive(theme, 1.0),
        shades.negative(theme, 0.6),
    ]
    panels = [panel for panel in data.panels if _all_shown(panel[1])]
    lines = [
        Line(source.write(panel[0]), panel[1], looks[index % len(looks)])
        for index, panel in enumerate(panels)
    ]
    chart = _bars(lines, list(data.answers), source, code="0%")
    if chart is not None:
        chart.type, chart.gapWidth, chart.overlap = "col", 40, 0
        chart.x_axis.scaling.orientation = "minMax"
        chart.y_axis.crosses = "autoZero"
    return chart


def _dumbbell(data: Dumbbell, source: Source) -> Chart:
    rows = [row for row in data.rows if _all_shown((row.before, row.after))]
    labels = [source.write(row.label) for row in rows]
    accent = source.theme.colours.accent
    lines: list[tuple[str, list[Number], _Shape]] = [
        (source.write(data.before_label), [row.before for row in rows], "circle"),
        (source.write(data.after_label), [row.after for row in rows], "diamond"),
    ]
    then = [row.then for row in rows if row.then is not None]
    if data.then_label is not None and _all_shown(then) and len(then) == len(rows):
        lines.append((source.write(data.then_label), then, "dash"))
    series = [
        _points(name, numbers, labels, source, shape, accent)
        for name, numbers, shape in lines
    ]
    chart = _point_chart(series if rows else [], LineChart())
    if chart is not None:
        chart.hiLowLines = _hi_low_lines(accent)
        chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 100
    return chart


def _forest(data: Forest, source: Source) -> Chart:
    """Lines from low to high end with a mark between: the high-low-close chart."""
    rows = [row for row in data.rows if _all_shown((row.change, row.low, row.high))]
    labels = [source.write(row.label) for row in rows]
    accent = source.theme.colours.accent
    lines: tuple[tuple[str, list[Number], _Shape], ...] = (
        (source.say("high"), [row.high for row in rows], "dash"),
        (source.say("low"), [row.low for row in rows], "dash"),
        (source.write(data.unit), [row.change for row in rows], "diamond"),
    )
    series = [
        _points(name, numbers, labels, source, shape, accent)
        for name, numbers, shape in lines
    ]
    chart = _point_chart(series if rows else [], StockChart())
    if chart is not None:
        chart.hiLowLines = _hi_low_lines(accent)
        chart.x_axis.tickLblPos = "low"
        chart.y_axis.number_format = "+0.0;-0.0;0"
    return chart


def _trajectory(data: Trajectory, source: Source) -> Chart:
    """One line an outcome, over the waves that all of them have."""
    panels = [
        (source.write(label), points)
        for label, points in data.panels
        if _all_shown([point.mean for point in points])
    ]
    if not panels:
        return None
    waves = [source.write(point.wave) for point in panels[0][1]]
    chart: Chart = LineChart()
    chart.width, chart.height = _WIDTH, 11
    for index, (label, points) in enumerate(panels):
        numbers = [point.mean for point in points]
        series = _series(label, numbers, waves, source, "0.0", index)
        series.marker = Marker(symbol=_SHAPES[index % len(_SHAPES)], size=8)
        series.smooth = False
        chart.series.append(series)
    return chart


def _curves(data: Curves, source: Source) -> Chart:
    """One line a design, over the numbers of people that all of them have."""
    shown = [
        one for one in data.lines if _all_shown([power for _, power in one.points])
    ]
    if not shown:
        return None
    people = [f"{number.value or 0:.0f}" for number, _ in shown[0].points]
    chart: Chart = LineChart()
    chart.width, chart.height = _WIDTH, 11
    for index, one in enumerate(shown):
        numbers = [power for _, power in one.points]
        series = _series(source.write(one.label), numbers, people, source, "0%", index)
        series.marker = Marker(symbol=_SHAPES[index % len(_SHAPES)], size=8)
        series.smooth = False
        chart.series.append(series)
    return chart


def _stack(lines: Sequence[Line], labels: Sequence[str], source: Source) -> Chart:
    chart = _bars(lines, labels, source, code="0%")
    if chart is not None:
        chart.grouping, chart.overlap = "percentStacked", 100
    return chart


def _bars(
    lines: Sequence[Line], labels: Sequence[str], source: Source, *, code: str
) -> Chart:
    """Horizontal bars, the first row on top, their numbers on them."""
    if not labels or not lines:
        return None
    chart: Chart = BarChart()
    chart.type, chart.gapWidth = "bar", 45
    chart.width = _WIDTH
    chart.height = max(_LEAST_HEIGHT, 4 + _ROW_HEIGHT * len(labels))
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"
    chart.y_axis.scaling.min = 0
    chart.y_axis.number_format = code
    chart.dataLabels = _number_labels(code)
    for index, line in enumerate(lines):
        series = _series(line.name, line.numbers, labels, source, code, index)
        series.graphicalProperties = _filling(line.shade)
        chart.series.append(series)
    return chart


def _number_labels(code: str) -> DataLabelList:
    """Write numbers on white, so that they are read on every filling."""
    return DataLabelList(
        numFmt=code if code == "0" else f'[<{_LEAST_LABELLED}]"";{code}',
        spPr=GraphicalProperties(solidFill="FFFFFF"),
        showVal=True,
        showSerName=False,
        showCatName=False,
        showLegendKey=False,
        showPercent=False,
    )


def _hi_low_lines(colour: str) -> ChartLines:
    line = LineProperties(solidFill=colour[1:], w=22225)
    return ChartLines(spPr=GraphicalProperties(ln=line))


def _point_chart(series: Sequence[Series], chart: Chart) -> Chart:
    if not series:
        return None
    chart.width, chart.height = _WIDTH, 11
    for index, points in enumerate(series):
        points.idx = points.order = index
        chart.series.append(points)
    return chart


def _points(
    name: str,
    numbers: Sequence[Number],
    labels: Sequence[str],
    source: Source,
    shape: _Shape,
    colour: str,
) -> Series:
    """Make a series of markers without a line between them."""
    series = _series(name, numbers, labels, source, "0.0", 0)
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    outline = LineProperties(solidFill=colour[1:], w=19050)
    grey = source.theme.colours.axis
    filling = grey[1:] if shape == "circle" else colour[1:]
    looks = GraphicalProperties(solidFill=filling, ln=outline)
    series.marker = Marker(symbol=shape, size=9, spPr=looks)
    series.smooth = False
    return series


def _series(
    name: str,
    numbers: Sequence[Number],
    labels: Sequence[str],
    source: Source,
    code: str,
    index: int,
) -> Series:
    return Series(
        idx=index,
        order=index,
        tx=SeriesLabel(v=name),
        cat=source.categories(numbers, labels),
        val=source.values(numbers, code),
    )


def _filling(shade: Shade) -> GraphicalProperties:
    outline = LineProperties(solidFill=shade.outline[1:])
    preset = _PRESETS.get(shade.pattern)
    if preset is None:
        return GraphicalProperties(solidFill=shade.base[1:], ln=outline)
    pattern = PatternFillProperties(
        prst=preset,
        fgClr=_colour(shade.outline),
        bgClr=_colour(shade.base),
    )
    return GraphicalProperties(pattFill=pattern, ln=outline)


def _colour(colour: str) -> Any:
    return ColorChoice(srgbClr=cast("Any", colour[1:]))


def _all_shown(numbers: Sequence[Number]) -> bool:
    return all(has_value(number) for number in numbers)
