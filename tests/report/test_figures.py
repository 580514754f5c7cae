import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from sample_report import (
    LONG,
    change_bars,
    distribution,
    dumbbell,
    flow,
    forest,
    likert,
    number,
    power_curves,
)

from barometre.questionnaire.scale import Text
from barometre.report.figures import NARROW, WIDE, render_figure
from barometre.report.figures.measure import text_width, wrap
from barometre.report.figures.shades import answer_shades
from barometre.report.formats import has_value
from barometre.report.model import Figure, Forest, Likert, Trajectory, WavePoint
from barometre.report.numbers import list_numbers
from barometre.report.theme import contrast, load_theme

SVG = "{http://www.w3.org/2000/svg}"
FIGURES = [flow, likert, distribution, dumbbell, forest, change_bars, power_curves]
every_figure = pytest.mark.parametrize("make", FIGURES)
every_width = pytest.mark.parametrize("width", [WIDE, NARROW])


def parse(figure: Figure, reader: dict, width: int = WIDE) -> ElementTree.Element:
    return ElementTree.fromstring(render_figure(figure, width=width, **reader))  # noqa: S314


@every_figure
@every_width
def test_a_figure_is_named_and_described_for_those_who_do_not_see_it(
    make, width, reader
):
    picture = parse(make(), reader, width)
    title, description = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    named = f"{title.attrib['id']} {description.attrib['id']}"
    assert (picture.attrib["role"], picture.attrib["aria-labelledby"]) == ("img", named)
    assert title.text == getattr(make().title, reader["language"])
    assert description.text


@every_figure
def test_every_number_that_may_be_shown_carries_its_key_and_full_value(make, reader):
    figure = make()
    drawn = {
        (e.attrib["data-key"], e.attrib["data-field"], e.attrib["data-value"])
        for e in parse(figure, reader).iter()
        if "data-value" in e.attrib
    }
    expected = {
        (n.key, n.field, repr(n.value)) for n in list_numbers(figure.data) if n.value
    }
    assert expected - drawn == set()


@every_figure
@every_width
def test_no_word_is_smaller_than_twelve_pixels_or_outside_the_paper(
    make, width, reader
):
    texts = list(parse(make(), reader, width).iter(f"{SVG}text"))
    sizes = [float(text.attrib["font-size"]) for text in texts]
    assert min(sizes) >= 12
    for text, size in zip(texts, sizes, strict=True):
        for part in [text, *text]:
            if part.text and "x" in part.attrib:
                x, length = float(part.attrib["x"]), text_width(part.text, size) / 1.05
                before = {"middle": length / 2, "end": length}
                left = x - before.get(text.attrib.get("text-anchor", "start"), 0)
                assert left >= -3, part.text
                assert left + length <= width + 3, part.text


@every_figure
def test_what_may_not_be_shown_keeps_its_place_and_says_so(make, reader):
    hidden = [n for n in list_numbers(make().data) if not has_value(n)]
    words = "".join(parse(make(), reader).itertext())
    assert bool(hidden) == (reader["texts"]["figure.not_shown"] in words)


@every_figure
def test_a_figure_is_the_same_when_drawn_again(make, reader):
    assert render_figure(make(), **reader) == render_figure(make(), **reader)


@every_figure
def test_every_pattern_and_every_id_of_a_figure_is_its_own(make, reader):
    pictures = render_figure(make(), **reader) + render_figure(
        make(), width=NARROW, **reader
    )
    ids = re.findall(r'\bid="([^"]+)"', pictures)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", pictures)) <= set(ids)


def test_answers_keep_the_order_of_the_instrument_with_those_nobody_gave(reader):
    words = "".join(parse(likert(), reader).itertext())
    answers = [getattr(a, reader["language"]) for a in likert().data.answers]
    legend = words[: words.index(reader["texts"]["figure.people"])]
    places = [legend.index(answer) for answer in answers]
    assert places == sorted(places)


def test_bars_are_as_long_as_their_shares(reader):
    picture = parse(change_bars(), reader)
    widths = {
        group.attrib["data-key"]: float(group.find(f"{SVG}rect").attrib["width"])
        for group in picture.iter(f"{SVG}g")
        if group.find(f"{SVG}rect") is not None and "data-value" in group.attrib
    }
    row = change_bars().data.rows[0]
    ratio = widths[row.same.key] / widths[row.improved.key]
    assert ratio == pytest.approx(row.same.value / row.improved.value, rel=0.01)


def test_the_middle_answer_is_split_by_the_line_of_origin(reader):
    picture = parse(likert(), reader)
    neutral = likert().data.rows[0].shares[2].key
    bar = next(
        g.find(f"{SVG}rect").attrib
        for g in picture.iter(f"{SVG}g")
        if g.attrib.get("data-key") == neutral
    )
    origin = next(
        float(e.attrib["x1"])
        for e in picture.iter(f"{SVG}line")
        if e.attrib.get("stroke-width") == "1.2"
    )
    middle = float(bar["x"]) + float(bar["width"]) / 2
    assert middle == pytest.approx(origin, abs=0.2)


def test_an_interval_runs_from_its_low_to_its_high_end(reader):
    figure = forest()
    picture = parse(figure, reader)
    first, second = figure.data.rows[0], figure.data.rows[1]
    ends = {}
    for row in (first, second):
        mark = next(
            g for g in picture.iter(f"{SVG}g") if g.get("data-key") == row.change.key
        )
        ends[row] = mark.find(f"{SVG}line").attrib
    scale = [
        (float(ends[row]["x2"]) - float(ends[row]["x1"]))
        / (row.high.value - row.low.value)
        for row in (first, second)
    ]
    assert scale[0] == pytest.approx(scale[1], rel=0.01)


def test_what_is_kept_of_a_group_and_what_is_expected_elsewhere_have_marks(reader):
    first, *others = forest().data.rows
    kept = replace(first.change, key="pooling/kept", value=0.2)
    expected = replace(
        first,
        change=replace(first.change, key="pooling/expected"),
        low=replace(first.low, value=-0.9),
        is_expected=True,
    )
    rows = (replace(first, shrunken=kept), *others, expected)
    picture = parse(replace(forest(), data=Forest(rows, LONG)), reader)
    marks = {g.get("data-key"): g for g in picture.iter(f"{SVG}g") if g.get("data-key")}
    assert marks["pooling/kept"].find(f"{SVG}polygon") is not None
    assert marks["pooling/expected"].find(f"{SVG}line").get("stroke-dasharray")
    words = " ".join(picture.itertext())
    assert "Losange vide" in words or "Open diamond" in words


@every_width
def test_a_line_joins_the_means_of_waves_and_breaks_at_one_not_shown(width, reader):
    change = forest().data.rows[0]

    def point(wave, mean, absence=None):
        number = replace(
            change.change, kind="pomp", value=mean, absence=absence, key=wave
        )
        low, high = (
            replace(number, field=field, value=None if mean is None else mean + step)
            for field, step in (("ci_low", -4.0), ("ci_high", 4.0))
        )
        return WavePoint(wave, number, low, high, replace(change.n, key=wave))

    points = (point("t0", 50.0), point("t1", 55.0), point("t2", None, "suppressed"))
    figure = replace(forest(), data=Trajectory(((LONG, points), (LONG, points))))
    picture = parse(figure, reader, width)
    marks = [g.get("data-key") for g in picture.iter(f"{SVG}g") if g.get("data-key")]
    assert marks.count("t0") == 2 * 3
    assert "t2" not in marks
    joints = [e for e in picture.iter(f"{SVG}line") if e.get("stroke-width") == "1.5"]
    assert len(joints) == 2
    start, end = float(joints[0].get("y1")), float(joints[0].get("y2"))
    assert start > end  # a rise goes up


@pytest.mark.parametrize("n_rows", [0, 1, 15])
@every_width
def test_a_figure_holds_none_one_or_fifteen_rows(n_rows, width, reader):
    likert_rows = (likert().data.rows * 5)[:n_rows]
    forest_rows = (forest().data.rows * 5)[:n_rows]
    for data, figure in (
        (replace(likert().data, rows=likert_rows), likert()),
        (Forest(forest_rows, LONG), forest()),
    ):
        picture = parse(replace(figure, data=data), reader, width)
        assert float(picture.attrib["height"]) > 25 * n_rows


def test_an_even_number_of_answers_is_parted_in_the_middle(reader):
    data: Likert = likert().data
    rows = tuple(
        replace(row, shares=(*row.shares[:2], *row.shares[3:])) for row in data.rows
    )
    answers = (*data.answers[:2], *data.answers[3:])
    even = Likert(answers, data.aside_answers, rows, None)
    words = "".join(parse(replace(likert(), data=even), reader).itertext())
    said = reader["texts"]["figure.no_neutral"]
    assert said.replace(" ", "") in words.replace(" ", "")


def test_long_texts_are_broken_into_lines_and_never_cut():
    for width in (40, 120, 300):
        lines = wrap(LONG.fr, width, 13)
        assert "".join(lines).replace(" ", "") == LONG.fr.replace(" ", "")
        assert all(text_width(line, 13) <= width for line in lines)


@pytest.mark.parametrize("n_answers", range(2, 12))
def test_neighbouring_answers_differ_in_grey_or_in_pattern(n_answers):
    middle = n_answers // 2 if n_answers % 2 else None
    shades = answer_shades(load_theme(), n_answers, middle)
    assert len(shades) == n_answers
    for first, second in pairwise(shades):
        is_apart = contrast(first.base, second.base) > 1.15
        assert is_apart or first.pattern != second.pattern


@pytest.mark.parametrize("n_answers", range(2, 12))
def test_words_and_outlines_stand_out(n_answers):
    theme = load_theme()
    for shade in answer_shades(theme, n_answers, None):
        assert contrast(shade.ink, shade.base) >= 4.5
        assert contrast(shade.outline, theme.colours.paper) >= 3
    colours = theme.colours
    for name in ("ink", "muted", "accent", "caution", "alarm", "negative", "positive"):
        assert contrast(getattr(colours, name), colours.paper) >= 4.5
    assert contrast(colours.axis, colours.paper) >= 3


@every_width
def test_a_start_seen_afterwards_is_a_third_point_of_its_row(width, reader):
    plain = dumbbell()
    then = number(43.0, "pomp", "change/x/t0-t1/then_test_then_pomp")
    rows = tuple(replace(row, then=then) for row in plain.data.rows[:1])
    words = Text(fr="Départ revu", en="Start seen again")
    data = replace(plain.data, rows=rows, then_label=words)
    with_then = render_figure(replace(plain, data=data), width=width, **reader)
    assert then.key in with_then
    assert getattr(words, reader["language"]) in with_then
    assert then.key not in render_figure(plain, width=width, **reader)
