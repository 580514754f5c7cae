"""What a report says of how questions were read, beside what depends on it."""

import pytest
from made_estimates import (
    change_rows,
    make_report,
    make_study,
    number_row,
    paragraphs,
    say,
    tables,
)

from barometre.messages import LANGUAGES
from barometre.report.model import Number, Paragraph
from barometre.report.sections.reading import READINGS
from barometre.report.texts import load_texts
from barometre.statistics.invariance_rules import Verdict

WAVES = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}
ITEM = "pa_"


def verdict_row(note, *, share=float("nan"), **where):
    row = number_row(
        "dimensionality", "invariant_item_share", share, n=240, **(where or WAVES)
    )
    return {**row, "note": note}


def report_of(*rows, **options):
    change = change_rows("power_act", (0.5, 0.3, 0.7), n=240)
    return make_report(change, list(rows), **options)


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("means_comparable", "read in the same way at “Entry” and at “Exit”"),
        ("means_not_comparable", "Part of the change may come from there"),
        ("reading_unclear", "we cannot tell whether the questions are read"),
        ("structure_unclear", "do not measure one thing clearly enough"),
        ("few_for_model", "too few answers (100 are needed)"),
        ("too_few_people;n_below_30", "too few answers (100 are needed)"),
        ("not_converged", "the computation has no solution"),
        ("two_items", "with two questions, we cannot tell"),
    ],
)
def test_each_reading_is_said_with_the_change_it_bears_on(note, expected):
    report = report_of(verdict_row(note))
    for section in ("summary", "results_primary", "measurement"):
        said = [text for text in paragraphs(report, section) if expected in text]
        assert len(said) == 1, section
        assert said[0].startswith("Power to act: ")


def test_a_change_that_may_be_reading_is_a_caution():
    report = report_of(verdict_row("means_not_comparable"))
    tones = {
        block.tone
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Paragraph) and "may come from there" in say(block.words)
    }
    assert tones == {"caution"}


def moved_rows():
    scale = "power_act"
    item = next(iter(_questions()))
    at_item = {**WAVES, "item": item}
    return [
        verdict_row("means_comparable_in_part", share=0.75),
        number_row("dimensionality", "reading_shift", 0.2, 0.1, 0.3, n=240, **WAVES),
        number_row("dimensionality", "intercept_score_test", 30.0, n=240, **at_item),
        number_row("dimensionality", "item_shift", 0.8, 0.5, 1.1, n=240, **at_item),
    ], scale


def _questions():
    from made_estimates import QUESTIONNAIRE

    return {item.id: item.text.en for item in QUESTIONNAIRE.scale("power_act").items}


def test_a_question_that_moved_is_quoted_with_what_it_does_to_the_score():
    rows, _ = moved_rows()
    report = report_of(*rows)
    said = next(
        text for text in paragraphs(report, "summary") if "That alone moves" in text
    )
    assert next(iter(_questions().values())).strip(" .?…") in said
    assert "by +0.20 point" in said
    assert "between +0.10 and +0.30" in said


def test_a_question_that_hardly_moves_the_score_is_said_so():
    rows, _ = moved_rows()
    rows[1] = number_row(
        "dimensionality", "reading_shift", 0.0, -0.1, 0.1, n=240, **WAVES
    )
    said = " ".join(paragraphs(report_of(*rows), "summary"))
    assert "does not clearly move the score (between −0.10 and +0.10 point" in said


def test_the_question_that_moved_has_its_row():
    rows, _ = moved_rows()
    table = tables(report_of(*rows), "measurement")["moved_t0_t1"]
    (row,) = table.rows
    numbers = [c.value for c in row if isinstance(c, Number) and c.value is not None]
    assert numbers == [30.0, 0.8, 0.5, 1.1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verdict_has_its_words(language):
    texts = load_texts(language)
    for between in ("waves", "groups"):
        for reading in READINGS:
            key = f"reading.{between}.{reading}"
            assert key in texts or {f"{key}.moved", f"{key}.still"} <= set(texts)


def test_every_verdict_of_the_statistics_is_said_by_a_report():
    from typing import get_args

    for verdict in set(get_args(Verdict)) - {"one_item"}:
        report = report_of(verdict_row(verdict))
        assert any("Power to act: " in t for t in paragraphs(report, "summary"))


def test_groups_are_compared_with_the_reading_of_their_questions():
    study = make_study(groups=["territory"])
    between = {"scale": "power_act", "wave": "t0", "group_by": "territory"}
    groups = [
        row
        for name in ("A", "B")
        for row in change_rows(
            "power_act", (0.4, 0.2, 0.6), group_by="territory", group=name, n=120
        )
    ]
    report = report_of(
        *groups, verdict_row("means_not_comparable", **between), study=study
    )
    for section in ("territories", "measurement"):
        assert any(
            "Part of the gaps between groups may come from there" in text
            for text in paragraphs(report, section)
        )


def test_steps_are_drawn_with_three_digits_and_a_word():
    steps = []
    for step, cfi, note in (
        ("configural", 0.998, ""),
        ("metric", 0.997, "step_holds"),
        ("scalar", 0.981, "step_fails"),
    ):
        for name, value in (("cfi", cfi), ("chi2", 12.3), ("rmsea", 0.01)):
            steps.append(
                number_row("dimensionality", name, value, category=step, **WAVES)
            )
        if note:
            change = number_row(
                "dimensionality", "delta_cfi", -0.0161, category=step, **WAVES
            )
            steps.append({**change, "note": note})
    report = report_of(verdict_row("means_not_comparable"), *steps)
    table = tables(report, "measurement")["reading_steps_t0_t1"]
    words = [say(row[-1]) for row in table.rows]
    assert words == ["–", "holds", "does not hold"]
    place = [column.id for column in table.columns].index("delta_cfi")
    assert table.rows[2][place].decimals == 3


def test_a_structure_on_few_answers_cannot_tell():
    at_t0 = {"scale": "power_act", "wave": "t0"}
    fit = {
        **number_row("dimensionality", "cfi", 0.99, category="single", n=60, **at_t0),
        "note": "few_for_model",
    }
    table = tables(report_of(fit), "measurement")["structure"]
    assert say(table.rows[0][-1]) == "we cannot tell (too few answers)"


def test_without_such_estimates_there_is_nothing_to_say():
    report = report_of()
    assert paragraphs(report, "measurement") == []
    assert tables(report, "measurement") == {}
    assert not any("read in the same way" in t for t in paragraphs(report, "summary"))
