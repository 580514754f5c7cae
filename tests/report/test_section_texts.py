"""The sentences of the sections: the same in both languages, and no promise in them."""

import re
from collections.abc import Iterator
from string import Formatter
from typing import get_args

import pytest
from made_estimates import (
    all_words,
    change_rows,
    make_report,
    make_study,
    number_row,
    say,
)

from barometre.frames import DRIFT, build_table
from barometre.messages import LANGUAGES
from barometre.questionnaire.response_format import FormatType
from barometre.questionnaire.scale import (
    AlignmentLevel,
    MeasurementModel,
    ScoringMethod,
)
from barometre.report.definition import load_definition
from barometre.report.findings import MOVES
from barometre.report.sections.outcomes import Hope, Standing
from barometre.report.sections.reproducibility import NAMED_FACTS
from barometre.report.texts import load_texts, typeset
from barometre.study import DuplicateAction, Plan, QualityAction, Respondent
from barometre.verdict import Verdict

FORBIDDEN = {
    "fr": r"significati\w*|prouv\w*|démontr\w*|garanti\w*|impact d\w*|grâce à|a permis",
    "en": r"significan\w*|prove[sn]?\b|demonstrat\w*|guarant\w*|impact o\w*|thanks to",
}
NAMES_THE_LACK_OF_A_CAUSE = {"cause.unknown"}


def options(model: type, field: str) -> tuple[str, ...]:
    return get_args(model.model_fields[field].annotation)


def expected_keys() -> Iterator[str]:
    for verdict in get_args(Verdict):
        is_move = verdict.endswith(("rise", "fall"))
        tones = ("hoped", "unhoped", "neutral") if is_move else ()
        yield from (f"verdict.{verdict}.{tone}" for tone in tones)
        yield f"verdict_word.{verdict}"
    for group, members in {
        "alignment": get_args(AlignmentLevel),
        "measurement_model": get_args(MeasurementModel),
        "scoring_method": get_args(ScoringMethod),
        "format_type": get_args(FormatType),
        "standing": get_args(Standing),
        "hope": get_args(Hope),
        "finding": MOVES,
        "finding_count": MOVES,
        "group_count": MOVES,
        "results.intro": (),
        "design.linking": options(Respondent, "by"),
        "design.multiplicity": options(Plan, "multiplicity"),
        "quality_action": (*get_args(QualityAction), *get_args(DuplicateAction)),
        "provenance": NAMED_FACTS,
        "month": map(str, range(1, 13)),
    }.items():
        yield from (f"{group}.{member}" for member in members)
    yield from (f"results.intro_{standing}" for standing in get_args(Standing))
    for rule, words in load_definition("evaluator").interpretation.rules.items():
        yield from (f"judgement.{rule}.{band.word}" for band in words.bands)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_has_its_words(language):
    assert set(expected_keys()) - set(load_texts(language)) == set()


def test_both_languages_leave_the_same_places():
    french, english = (load_texts(language) for language in LANGUAGES)
    assert {k: places(t) for k, t in french.items()} == {
        k: places(t) for k, t in english.items()
    }


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_promises_more_than_a_range_can_hold(language):
    found = {
        key: match.group()
        for key, text in load_texts(language).items()
        if key not in NAMES_THE_LACK_OF_A_CAUSE
        if (match := re.search(rf"\b(?:{FORBIDDEN[language]})", text, re.IGNORECASE))
    }
    assert found == {}


def test_french_sentences_are_typeset_as_french_is():
    faults = {
        key: text
        for key, text in load_texts("fr").items()
        if re.search(r"\w'\w|\S [;:?!%»]|« |\w[;?!»]|\.\.\.", typeset(text, "fr"))
        and not key.startswith(("number.", "page.", "workbook."))
    }
    assert faults == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_full_report_finds_its_facts(language):
    for words in all_words(full_report()):
        assert "{" not in say(words, language)


def full_report():
    """Every kind of row once, so that every section is there."""
    names = {"t0": "Entry", "t1": "Exit", "t2": "Later"}
    study = make_study(
        waves=[{"id": w, "label": {"fr": n, "en": n}} for w, n in names.items()],
        groups=["territory"],
        weights={"rake": {"margins": "margins.csv"}},
        comparison={"column": "arm", "treated": "in", "control": "out"},
        plan={
            "primary": ["power_act"],
            "secondary": ["lonely1"],
            "smallest_worthwhile_change": {"power_act": 0.2},
            "selected_by_baseline": {"outcome": "power_act", "at_most": 2},
        },
    )
    linked = {"baseline_wave": "t0", "wave": "t1", "scale": "power_act"}
    item = {"scale": "power_act", "item": "pa_speak", "wave": "t0"}
    trust = {"scale": "trust_people", "item": "tp_general", "wave": "t0"}
    return make_report(
        change_rows("power_act", (0.5, 0.3, 0.7)),
        change_rows("lonely1", (0.1, -0.3, 0.5)),
        change_rows("trust_people", (0.5, 0.3, 0.7)),
        change_rows("trust_radius", (0.1, -0.3, 0.5), item="tr_family"),
        *(
            change_rows(
                "power_act", (0.5, 0.3, 0.7), n=n, group_by=column, group=group, **more
            )
            for n, column, group, more in (
                (60, "territory", "North", {}),
                (60, "arm", "in", {}),
                (60, "arm", "in", {"population": "unflagged"}),
                (20, "arm", "out", {}),
            )
        ),
        [
            number_row(
                "attrition", "attrition_difference", 0.3,
                group_by="arm", group="in", **linked,
            ),
            number_row("comparison", "did", 0.4, 0.2, 0.6, **linked),
            number_row(
                "comparison", "did", 0.1, -0.2, 0.4, population="unflagged", **linked
            ),
            *_modelled(),
            *_second_reading(),
            *_chosen(),
            number_row(
                "item", "benchmark_mean", 5.2, 4.6, 5.8,
                scale="trust_people", item="tp_general", wave="t0",
                category="srcv2018_people_mean",
            ),
            *_reliable(),
            *_read(),
            *(
                number_row(
                    "change", name, *values, group_by="arm", group="in", **linked
                )
                for name, values in (
                    ("mean_change_ipw", (0.5, 0.3, 0.7)),
                    ("mean_change_imputed", (0.1, -0.3, 0.5)),
                    ("mean_change_bound_low", (-0.6, -0.8, -0.4)),
                    ("mean_change_bound_high", (0.9, 0.7, 1.1)),
                    ("tipping_point", (-0.8,)),
                )
            ),
            number_row("comparison", "share_lost_difference", 0.2, 0.1, 0.3, **linked),
            number_row("comparison", "did_lee_low", 0.3, 0.1, 0.5, **linked),
            number_row("comparison", "did_lee_high", 0.5, 0.3, 0.7, **linked),
            number_row("comparison", "ancova", 0.4, 0.2, 0.6, **linked),
            number_row("comparison", "baseline_difference", 0.1, 0.0, 0.2, **linked),
            number_row(
                "comparison", "baseline_share_difference", 0.1,
                group_by="territory", group="North", baseline_wave="t0", wave="t1",
            ),
            *(
                number_row(
                    "attrition", name, value, category=category,
                    group_by="arm", group="in", **linked,
                )
                for name, value, category in (
                    ("staying_odds_ratio", 1.5, "power_act"),
                    ("staying_odds_ratio", 0.5, "territory=North"),
                    ("effective_n", 50.0, ""),
                    ("staying_chance_share", 0.5, "linked 7"),
                    ("staying_chance_share", 0.5, "lost 8"),
                )
            ),
            *_weighted(),
            *(
                number_row(
                    "pooling", name, 4.0, 1.0, 7.0, category="territory", **linked
                )
                for name in (
                    "pooled_mean_change_pomp", "predicted_mean_change_pomp",
                    "tau_pomp", "i2", "cochran_q",
                )
            ),
            number_row(
                "pooling", "shrunken_mean_change_pomp", 3.0, 1.0, 5.0,
                group_by="territory", group="North", **linked,
            ),
            number_row("change", "share_reliably_improved", 0.3, **linked),
            number_row("change", "share_unchanged", 0.6, **linked),
            number_row("change", "share_reliably_declined", 0.1, **linked),
            *(
                number_row("item", "share", 0.2, category=str(code), **item)
                for code in range(1, 6)
            ),
            *(
                number_row("item", "share", 0.1, category=str(code), **trust)
                for code in range(11)
            ),
            number_row("item", "mean", 5.0, 4.0, 6.0, **trust),
            *(
                number_row("reliability", name, 0.8, n=20, scale="power_act", wave="t0")
                for name in ("cronbach_alpha", "mean_interitem_correlation")
            ),
            number_row("reliability", "item_rest_correlation", -0.1, **item),
            number_row("descriptive", "floor_share", 0.2, scale="power_act", wave="t0"),
        ],
        drift=build_table(
            [
                {
                    "wave": "t0",
                    "scale": "power_act",
                    "item": "pa_speak",
                    "kind": "wording_changed",
                    "expected": "I dare",
                    "found": "I can",
                }
            ],
            DRIFT,
        ),
        study=study,
    )  # fmt: skip


def _weighted() -> Iterator[dict[str, object]]:
    """Weighted change of those who take part, what it costs, and residents."""
    both = {"baseline_wave": "t0", "wave": "t1"}
    arm = {"scale": "power_act", "group_by": "arm", "group": "in", **both}
    change = "weighted_mean_change_pomp"
    north = {"group_by": "territory", "group": "North", "scale": "power_act"}
    for category in ("", "jackknife"):
        row = number_row("weighting", change, -1.0, -3.0, 1.0, category=category, **arm)
        yield {**row, "weighted": True}
    for name in ("design_effect", "effective_n", "largest_weight"):
        yield {**number_row("weighting", name, 1.4, **both), "weighted": True}
    mean = number_row("weighting", "resident_mean", 3.0, 2.5, 3.5, wave="t0", **north)
    yield {**mean, "weighted": True}


def _modelled() -> Iterator[dict[str, object]]:
    """Means and changes over three waves, of those who take part."""
    arm = {"scale": "power_act", "group_by": "arm", "group": "in"}
    for suffix in ("", "_pomp"):
        for wave in ("t0", "t1", "t2"):
            mean = f"mixed_model_mean{suffix}"
            yield number_row("change", mean, 3.0, 2.8, 3.2, wave=wave, **arm)
        for wave in ("t1", "t2"):
            where = {**arm, "baseline_wave": "t0", "wave": wave}
            change = f"mixed_model_change{suffix}"
            for drawn in ("", "random_territory"):
                yield number_row(
                    "change", change, 0.3, 0.1, 0.5, category=drawn, **where
                )
    where = {**arm, "baseline_wave": "t0", "wave": "t2"}
    yield number_row("change", "friedman_chi2", 7.0, **where)


def _second_reading():
    """The start seen afterwards, of those who take part."""
    where = {
        "scale": "power_act", "item": "pa_speak", "baseline_wave": "t0", "wave": "t1",
        "group_by": "arm", "group": "in",
    }  # fmt: skip
    for name in ("then_test_before", "then_test_then", "then_test_after"):
        yield number_row("change", f"{name}_pomp", 50.0, 45.0, 55.0, **where)
    for name in ("response_shift", "retrospective_change", "prospective_change"):
        yield number_row("change", name, 0.3, 0.1, 0.5, **where)
        yield number_row("change", f"{name}_pomp", 7.5, 2.5, 12.5, **where)


def _chosen():
    """The change of people chosen by their start, and the one to be expected."""
    where = {
        "scale": "power_act", "baseline_wave": "t0", "wave": "t1",
        "group_by": "selected_by_baseline", "group": "chosen",
    }  # fmt: skip
    yield number_row("change", "mean_change_pomp", 8.0, 2.0, 14.0, **where)
    yield number_row("change", "expected_regression", 0.2, **where)
    yield number_row("change", "expected_regression_pomp", 5.0, **where)


def _reliable():
    """Bounds, models, two answers of the same people, and a rule without work."""
    where = {"scale": "power_act", "wave": "t0"}
    for name in ("guttman_lambda1", "cronbach_alpha_pairwise", "guttman_lambda4"):
        yield number_row("reliability", name, 0.7, **where)
    yield {
        **number_row("reliability", "ordinal_alpha", **where),
        "note": "below_150_people",
    }
    arm = {"group_by": "arm", "group": "out", "baseline_wave": "t0", "wave": "t1"}
    for kind in ("agreement", "consistency"):
        name = f"retest_icc_{kind}"
        yield number_row("reliability", name, 0.6, 0.4, 0.8, scale="power_act", **arm)
    yield {
        **number_row("participation", "share_flagged", wave="t0", category="irv"),
        "note": "rule_too_few_people",
    }


def _read() -> Iterator[dict[str, object]]:
    """One factor at a wave, and a question that moved on its own between two."""
    fit = {"scale": "power_act", "wave": "t0", "category": "single"}
    yield number_row("dimensionality", "cfi", 0.93, **fit)
    linked = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}
    share = number_row("dimensionality", "invariant_item_share", 0.75, **linked)
    yield {**share, "note": "means_comparable_in_part"}
    yield number_row("dimensionality", "reading_shift", 0.2, 0.1, 0.3, **linked)
    for step in ("configural", "metric", "scalar", "partial-scalar"):
        for name in ("cfi", "delta_cfi"):
            where = {**linked, "category": step}
            yield number_row("dimensionality", name, 0.9, **where)
    moved = {**linked, "item": "pa_speak"}
    yield number_row("dimensionality", "intercept_score_test", 12.0, **moved)
    yield number_row("dimensionality", "item_shift", 0.8, 0.5, 1.1, **moved)
    between = {"scale": "power_act", "wave": "t0", "group_by": "arm"}
    share = number_row("dimensionality", "invariant_item_share", **between)
    yield {**share, "note": "means_not_comparable"}


def test_the_full_report_has_every_section_of_its_outline():
    outline = load_definition("evaluator").outline
    assert [s.id for s in full_report().sections] == [e.id for e in outline.sections]
