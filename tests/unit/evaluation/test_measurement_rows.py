"""Structure and reading of questions, from responses to rows of the estimates."""

import numpy as np
import pandas as pd
import pytest
from made_responses import answer, estimate, make_wave

from barometre.questionnaire.load import load_questionnaire

SCALES = ("trust_people", "power_act", "climate")
QUESTIONNAIRE = load_questionnaire(list(SCALES))
MOVED = QUESTIONNAIRE.scale("power_act").items[1].id


def make_responses(n, *, shift=0.0, seed=4, shares=(0.5, 0.5)):
    """Everyone twice; one question of `power_act` may move on its own."""
    rng = np.random.default_rng(seed)
    names = [f"G{place}" for place in range(len(shares))]
    group = np.repeat(names, [round(n * share) for share in shares])
    steady = rng.normal(size=(n, len(SCALES)))
    frames = []
    for wave in ("t0", "t1"):
        frame = make_wave(wave, n, territory=group)
        for place, scale in enumerate(SCALES):
            trait = 0.8 * steady[:, place] + 0.6 * rng.normal(size=n)
            for item in QUESTIONNAIRE.scale(scale).items:
                codes = np.asarray(item.response_format.codes)
                raw = 0.8 * trait + 0.6 * rng.normal(size=n)
                raw += shift * (item.id == MOVED and wave == "t1")
                at = np.round((len(codes) - 1) * (0.5 + raw / 6))
                answers = codes[np.clip(at, 0, len(codes) - 1).astype(int)]
                if item.reverse_keyed:
                    answers = codes[0] + codes[-1] - answers
                answer(frame, item.id, answers)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def evaluate_rows(responses, **changes):
    estimates = estimate(responses, QUESTIONNAIRE, **changes)
    return estimates[estimates["analysis"] == "dimensionality"]


@pytest.fixture(scope="module")
def rows():
    return evaluate_rows(make_responses(320, shift=1.2))


def test_each_reflective_score_of_three_questions_has_a_structure(rows):
    assert rows.loc["dimensionality/power_act/t0/cfi/single", "estimate"] > 0.95
    assert rows.loc["dimensionality/power_act/t0/map_factors", "estimate"] == 1
    three = rows.loc["dimensionality/trust_people/t0/cfi/single"]
    assert three["note"] == "saturated_model"


def test_subscales_that_share_out_a_scale_are_fitted_too(rows):
    single, declared = (
        rows.loc[f"dimensionality/climate/t0/chi2/{name}"]
        for name in ("single", "declared")
    )
    assert single["df"] - declared["df"] == 6
    assert declared["estimate"] < single["estimate"]


def test_the_verdict_stands_with_the_waves_it_is_about(rows):
    alike = rows.loc["dimensionality/trust_people/t0-t1/invariant_item_share"]
    assert (alike["note"], alike["estimate"]) == ("means_comparable", 1)
    moved = rows.loc["dimensionality/power_act/t0-t1/invariant_item_share"]
    assert (moved["note"], moved["estimate"]) == ("means_comparable_in_part", 0.75)


def test_the_question_that_moved_is_named_with_its_shift(rows):
    place = f"dimensionality/power_act.{MOVED}/t0-t1"
    assert rows.loc[f"{place}/intercept_score_test", "p_value"] < 1e-6
    shift = rows.loc[f"{place}/item_shift"]
    assert 0.5 < shift["estimate"] < 1.2
    of_score = rows.loc["dimensionality/power_act/t0-t1/reading_shift"]
    assert of_score["estimate"] == pytest.approx(shift["estimate"] / 4)


def test_steps_stand_under_their_names_with_what_they_cost(rows):
    place = "dimensionality/power_act/t0-t1"
    for step in ("configural", "metric", "scalar", "partial-scalar"):
        assert np.isfinite(rows.loc[f"{place}/cfi/{step}", "estimate"])
    assert f"{place}/delta_cfi/configural" not in rows.index
    assert rows.loc[f"{place}/delta_cfi/scalar", "note"] == "step_fails"
    assert rows.loc[f"{place}/delta_chi2/partial-scalar", "note"] == "step_holds"


def test_a_score_of_two_questions_says_why_there_is_no_verdict(rows):
    part = rows.loc["dimensionality/climate.listening/t0-t1/invariant_item_share"]
    assert "two_items" in part["note"]
    assert np.isnan(part["estimate"])


def test_groups_are_compared_where_each_has_a_hundred_people(rows):
    key = "dimensionality/power_act/t0/territory=/invariant_item_share"
    assert (rows.loc[key, "note"], rows.loc[key, "n"]) == ("means_comparable", 320)


def test_people_of_small_groups_are_left_out_and_counted():
    rows = evaluate_rows(make_responses(400, shares=(0.45, 0.45, 0.1)))
    key = "dimensionality/power_act/t0/territory=/invariant_item_share"
    assert (rows.loc[key, "n"], rows.loc[key, "n_missing"]) == (360, 40)


def test_few_people_get_a_verdict_that_says_so():
    rows = evaluate_rows(make_responses(60))
    share = rows.loc["dimensionality/power_act/t0-t1/invariant_item_share"]
    assert share["note"] == "few_for_model"
    between = rows.loc["dimensionality/power_act/t0/territory=/invariant_item_share"]
    assert between["note"] == "too_few_people"


def test_a_study_that_leaves_slow_analyses_out_has_no_such_rows():
    assert evaluate_rows(make_responses(60), analyses="core").empty


def test_nobody_seen_twice_leaves_groups_to_compare_and_no_waves():
    responses = make_responses(240)
    once = responses[responses["wave"] == "t0"].reset_index(drop=True)
    rows = evaluate_rows(once)
    assert not rows["baseline_wave"].ne("").any()
    assert "dimensionality/power_act/t0/territory=/invariant_item_share" in rows.index
