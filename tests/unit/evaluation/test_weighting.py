import numpy as np
import pandas as pd
import pytest
from made_responses import ask_at_random, estimate

from barometre.errors import StudyError
from barometre.messages import LANGUAGES
from barometre.questionnaire.load import load_questionnaire
from barometre.study import KnownShare

QUESTIONNAIRE = load_questionnaire(["democracy"])
ITEM = "dem_works"
RAKE = {"rake": {"margins": "margins.csv"}}
HALF = (KnownShare("territory", "A", 0.5, 200), KnownShare("territory", "B", 0.5, 200))


def _responses(n=60) -> pd.DataFrame:
    """Three in four are of A; the last ten do not come back."""
    return ask_at_random(
        QUESTIONNAIRE,
        {"t0": n, "t1": n - 10},
        seed=9,
        territory=["A" if i % 4 else "B" for i in range(n)],
        arm=["in" if i % 3 else "out" for i in range(n)],
        weight=np.random.default_rng(10).uniform(0.5, 2, n),
    )


def _evaluate(responses: pd.DataFrame, **more) -> pd.DataFrame:
    return estimate(responses, QUESTIONNAIRE, **more)


def test_without_weights_in_the_study_nothing_is_weighted():
    assert not _evaluate(_responses())["weighted"].any()


def test_only_rows_of_weighting_are_weighted_and_n_is_people():
    responses = _responses()
    estimates = _evaluate(responses, weights={"column": "weight"})
    weighted = estimates[estimates["weighted"]]
    assert set(weighted["analysis"]) == {"weighting"}
    row = estimates.loc["weighting/democracy/t0/weighted_mean"]
    at = responses[responses["wave"] == "t0"]
    assert row["estimate"] == pytest.approx(
        np.average(at[ITEM], weights=at["weight"]), rel=1e-12
    )
    assert row["n"] == 60
    assert not estimates.loc["change/democracy/t0-t1/mean_change", "weighted"]


def test_a_change_is_weighted_by_the_later_weight_and_lacks_those_without_one():
    responses = _responses()
    responses.loc[responses["respondent_id"].isin(["p001", "p002"]), "weight"] = np.nan
    later = (responses["wave"] == "t1") & (responses["respondent_id"] == "p003")
    responses.loc[later, "weight"] = np.nan
    estimates = _evaluate(responses, weights={"column": "weight"})
    row = estimates.loc["weighting/democracy/t0-t1/weighted_mean_change"]
    wide = responses.pivot_table(
        index="respondent_id", columns="wave", values=[ITEM, "weight"], dropna=False
    )
    known = wide["weight"]["t1"].fillna(wide["weight"]["t0"])
    change = wide[ITEM]["t1"] - wide[ITEM]["t0"]
    is_there = known.notna() & change.notna()
    expected = np.average(change[is_there], weights=known[is_there])
    assert row["estimate"] == pytest.approx(expected)
    assert (row["n"], row["n_missing"]) == (48, 2)
    assert "weight_missing" in row["note"]


def test_raked_shares_are_those_of_the_margins():
    estimates = _evaluate(
        _responses(), weights=RAKE, margins=HALF, groups=["territory"]
    )
    effect = estimates.loc["weighting/t0/design_effect", "estimate"]
    # Half from a quarter of the people: weights 2 and 2/3.
    assert effect == pytest.approx(0.25 * 4 + 0.75 * (2 / 3) ** 2)
    share = estimates.filter(
        like="weighting/democracy.dem_works/t0/weighted_share", axis=0
    )
    assert share["estimate"].sum() == pytest.approx(1)


def test_residents_whose_number_is_known_have_a_mean_of_their_own():
    estimates = _evaluate(_responses(), weights=RAKE, margins=HALF)
    row = estimates.loc["weighting/democracy/t0/territory=B/resident_mean"]
    assert row["n"] == 15
    assert "these_residents_only" in row["note"]
    assert not any("t0-t1/territory=B/resident_mean" in key for key in estimates.index)


def test_those_who_take_part_are_weighted_too():
    comparison = {"column": "arm", "treated": "in", "control": "out"}
    estimates = _evaluate(
        _responses(), weights={"column": "weight"}, comparison=comparison
    )
    row = estimates.loc["weighting/democracy/t0/arm=in/weighted_mean"]
    assert (row["n"], row["n_missing"]) == (40, 0)


def test_the_core_analyses_leave_nobody_out_in_turn():
    estimates = _evaluate(_responses(), weights={"column": "weight"}, analyses="core")
    assert not (estimates["category"] == "jackknife").any()
    assert "weighting/democracy/t0/weighted_mean" in estimates.index


def test_categories_that_differ_and_variables_that_lack_are_all_said_at_once():
    margins = (
        KnownShare("territory", "A", 0.5),
        KnownShare("territory", "C", 0.5),
        KnownShare("income", "high", 1.0),
    )
    with pytest.raises(StudyError) as caught:
        _evaluate(_responses(), weights=RAKE, margins=margins)
    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["margins_categories", "margins_variable_absent"]
    for language in LANGUAGES:
        said = caught.value.render(language)
        assert "C" in said
        assert "income" in said


def test_small_categories_are_put_together_and_it_is_said():
    responses = _responses()
    responses.loc[responses["respondent_id"] == "p000", "territory"] = "C"
    margins = (
        KnownShare("territory", "A", 0.6),
        KnownShare("territory", "B", 0.3),
        KnownShare("territory", "C", 0.1),
    )
    estimates = _evaluate(responses, weights=RAKE, margins=margins)
    row = estimates.loc["weighting/t0/design_effect"]
    assert "cells_collapsed" in row["note"]
    # B and C are 15 of 60 and stand for 0.4.
    assert row["estimate"] == pytest.approx(0.25 * 1.6**2 + 0.75 * 0.8**2)


def test_people_of_whom_the_variable_is_unknown_keep_their_share():
    responses = _responses()
    responses.loc[responses["respondent_id"].isin(["p001", "p002"]), "territory"] = ""
    estimates = _evaluate(responses, weights=RAKE, margins=HALF)
    row = estimates.loc["weighting/t0/design_effect"]
    assert "margin_unknown" in row["note"]
    # 2, 43 and 15 of 60 people stand for 2/60 and twice 29/60.
    expected = (2 + 29**2 / 43 + 29**2 / 15) / 60
    assert row["estimate"] == pytest.approx(expected)


def test_margins_out_of_reach_stop_the_run_and_say_by_how_much():
    weights = {"rake": {"margins": "margins.csv", "cap": 1.5}}
    with pytest.raises(StudyError) as caught:
        _evaluate(_responses(), weights=weights, margins=HALF)
    (problem,) = caught.value.problems
    assert problem.code == "margins_not_reached"
    # Fifteen people at 1.5 beside 30 weigh 22.5 of 52.5, and 26.25 were wanted.
    assert problem.facts["off"] == pytest.approx(7.14)
    for language in LANGUAGES:
        assert "1" in caught.value.render(language)


def test_two_columns_can_be_crossed():
    margins = tuple(
        KnownShare("territory+arm", f"{place}+{arm}", 0.25)
        for place in "AB"
        for arm in ("in", "out")
    )
    estimates = _evaluate(_responses(), weights=RAKE, margins=margins)
    effect = estimates.loc["weighting/t0/design_effect", "estimate"]
    counts = np.array([30, 15, 10, 5])
    assert effect == pytest.approx(float((15**2 / counts).sum() / 60))
