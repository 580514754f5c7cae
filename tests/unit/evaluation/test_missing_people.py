"""People who left, as rows of the estimates and before the eyes of a reader."""

import numpy as np
import pandas as pd
import pytest
from made_responses import make_linked_study
from test_evaluate import QUESTIONNAIRE, _evaluate, _responses

from barometre.disclosure import protect

PLAN = {"plan": {"primary": ["democracy"], "secondary": ["trust_people"]}}
CHANGE = "change/democracy/t0-t1/"
ATTRITION = "attrition/democracy/t0-t1/"


def _leaving(n: int = 120, *, lost: int = 30) -> pd.DataFrame:
    """The last ones of a random order do not come back; nobody else leaves."""
    responses = _responses(n + 5, seed=7)
    person = responses["respondent_id"].str[1:].astype(int)
    gone = np.random.default_rng(8).permutation(n)[:lost]
    keep = (person < n) & ~((responses["wave"] == "t1") & person.isin(gone))
    return responses[keep].reset_index(drop=True)


def _with_arm(responses: pd.DataFrame) -> pd.DataFrame:
    person = responses["respondent_id"].str[1:].astype(int)
    return responses.assign(arm=["in" if p % 3 else "out" for p in person])


COMPARED = {
    "groups": ["territory", "arm"],
    "comparison": {"column": "arm", "treated": "in", "control": "out"},
    **PLAN,
}


def test_the_headline_stands_beside_itself_with_those_who_left():
    estimates = _evaluate(_leaving(), **PLAN)
    for name, n, n_missing in (
        ("mean_change_ipw", 90, 30),
        ("mean_change_imputed", 120, 30),
        ("mean_change_bound_low", 120, 30),
        ("mean_change_bound_high_pomp", 120, 30),
    ):
        row = estimates.loc[CHANGE + name]
        assert (row["n"], row["n_missing"]) == (n, n_missing)
    low, mean, high = (
        estimates.loc[CHANGE + name, "estimate"]
        for name in (
            "mean_change_bound_low",
            "mean_change_imputed",
            "mean_change_bound_high",
        )
    )
    assert low < mean < high
    assert estimates.loc[ATTRITION + "effective_n", "estimate"] <= 90


def test_only_the_plan_is_counted_again():
    estimates = _evaluate(_leaving(), **PLAN)
    counted = estimates[estimates["statistic"].eq("mean_change_imputed")]
    assert set(counted["scale"]) == {"democracy", "trust_people"}


def test_a_quick_analysis_has_the_worst_case_only():
    estimates = _evaluate(_leaving(), analyses="core", **PLAN)
    assert CHANGE + "mean_change_bound_low" in estimates.index
    assert not estimates["statistic"].str.contains("ipw|imputed|staying").any()


def test_where_nobody_left_nothing_is_added():
    estimates = _evaluate(_leaving(lost=0), **PLAN)
    assert not estimates["statistic"].str.contains("ipw|imputed|bound_low").any()


def test_someone_back_without_a_score_counts_among_those_who_left():
    responses = _leaving()
    back = responses.index[responses["wave"] == "t1"][:6]
    responses.loc[back, "dem_works"] = np.nan
    estimates = _evaluate(responses, **PLAN)
    assert estimates.loc[CHANGE + "mean_change_imputed", "n_missing"] == 36


@pytest.mark.parametrize("changes", [PLAN, COMPARED])
def test_what_is_drawn_does_not_depend_on_the_order_of_rows(changes):
    responses = _with_arm(_leaving())
    shuffled = responses.sample(frac=1, random_state=1).reset_index(drop=True)
    names = r"ipw|imputed|staying|effective|tipping|lee"
    expected, found = (
        table[table["statistic"].str.contains(names)]
        for table in (
            _evaluate(responses, **changes),
            _evaluate(shuffled, **changes),
        )
    )
    assert len(expected) > 15
    pd.testing.assert_frame_equal(found.loc[expected.index], expected, rtol=1e-12)


def test_what_is_drawn_for_an_outcome_does_not_depend_on_the_others():
    other = {"plan": {"primary": ["democracy"]}, "questionnaire": ("democracy",)}
    alone = _evaluate(_leaving(lost=9), **other)
    both = _evaluate(_leaving(lost=9), **PLAN)
    key = CHANGE + "mean_change_ipw"
    assert alone.loc[key, "estimate"] == both.loc[key, "estimate"]


def test_both_groups_are_counted_apart_and_then_compared():
    estimates = _evaluate(_with_arm(_leaving()), **COMPARED)
    for name in ("ipw", "imputed"):
        sides = [
            estimates.loc[
                f"change/democracy/t0-t1/arm={arm}/mean_change_{name}", "estimate"
            ]
            for arm in ("in", "out")
        ]
        did = estimates.loc[f"comparison/democracy/t0-t1/did_{name}", "estimate"]
        assert did == pytest.approx(sides[0] - sides[1], abs=1e-12)
    lee = [
        estimates.loc[f"comparison/democracy/t0-t1/did_lee_{end}", "estimate"]
        for end in ("low", "high")
    ]
    assert (
        lee[0] <= estimates.loc["comparison/democracy/t0-t1/did", "estimate"] <= lee[1]
    )


@pytest.mark.parametrize("n", [5, 6, 7, 8, 12])
def test_almost_nobody_gives_reasons_and_no_crash(n):
    estimates = _evaluate(_with_arm(_leaving(n, lost=n // 2)), **COMPARED)
    undefined = estimates[estimates["estimate"].isna()]
    assert undefined["note"].ne("").all()


def test_people_who_all_answer_alike_give_reasons_and_no_crash():
    responses = _leaving()
    responses["dem_works"] = 2.0
    estimates = _evaluate(responses, **PLAN)
    assert "no_variance" in estimates.loc[CHANGE + "mean_change_imputed", "note"]
    assert "no_variance" in estimates.loc[CHANGE + "mean_change_ipw", "note"]


def _protect(responses: pd.DataFrame, **changes) -> pd.DataFrame:
    estimates = _evaluate(responses, **changes).reset_index()
    return protect(
        estimates, study=make_linked_study(**changes), questionnaire=QUESTIONNAIRE
    ).set_index("key")


COUNTS_THE_LOST = r"_ipw|_imputed|_bound_|tipping|staying|effective|_lee_"


@pytest.mark.parametrize(("lost", "is_hidden"), [(10, True), (11, False)])
def test_what_counts_a_few_people_who_left_is_not_shown(lost, is_hidden):
    shown = _protect(_leaving(lost=lost), **PLAN)
    counting = shown[
        shown["statistic"].str.contains("mean_change_(?:ipw|imputed|bound_)")
        & shown["scale"].eq("democracy")
    ]
    # Opinions about democracy are political: eleven people at least.
    assert counting["is_suppressed"].tolist() == [is_hidden] * len(counting)
    assert len(counting) == 8
    assert not shown.loc[CHANGE + "mean_change", "is_suppressed"]


def test_a_difference_that_counts_a_few_who_left_one_group_is_not_shown():
    responses = _with_arm(_leaving(lost=0))
    person = responses["respondent_id"].str[1:].astype(int)
    left = {p for p in range(120) if p % 3 and p % 4 == 1} | {0, 3}
    responses = responses[~((responses["wave"] == "t1") & person.isin(left))]
    shown = _protect(responses.reset_index(drop=True), **COMPARED)
    of_groups = shown[
        shown["analysis"].eq("comparison")
        & shown["statistic"].str.contains(COUNTS_THE_LOST)
    ]
    assert len(of_groups) > 10
    assert of_groups["is_suppressed"].all()
    assert not shown.loc["comparison/trust_people/t0-t1/did", "is_suppressed"]


def test_a_tenth_of_a_chance_with_few_people_takes_another_with_it():
    shown = _protect(_leaving(), plan={"primary": ["trust_people"]})
    tenths = shown[shown["statistic"].eq("staying_chance_share")]
    for side in ("linked", "lost"):
        rows = tenths[tenths["category"].str.startswith(side)]
        raw = rows[~rows["is_suppressed"]]
        assert raw["n"].ge(5).all()
        assert rows["is_suppressed"].sum() != 1
    assert not shown.loc["attrition/trust_people/t0-t1/attrition_difference"][
        "is_suppressed"
    ]


def test_what_part_left_is_told_of_each_group():
    responses = _with_arm(_leaving())
    estimates = _evaluate(responses, **COMPARED)
    start = responses[responses["wave"] == "t0"]
    back = set(responses.loc[responses["wave"] == "t1", "respondent_id"])
    is_lost = ~start["respondent_id"].isin(back)
    for arm in ("in", "out"):
        row = estimates.loc[f"attrition/democracy/t0-t1/arm={arm}/share_lost"]
        assert row["estimate"] == pytest.approx(is_lost[start["arm"] == arm].mean())
    apart = estimates.loc["comparison/democracy/t0-t1/share_lost_difference"]
    assert apart["ci_low"] < apart["estimate"] < apart["ci_high"]
    assert apart["n_missing"] == 30


def test_an_outcome_planned_twice_predicts_once():
    responses = _leaving()
    estimates = _evaluate(
        responses.assign(tl_town=responses["dem_works"] + 1),
        plan={"primary": ["democracy"], "secondary": ["trust_local.tl_town"]},
    )
    odds = estimates[
        estimates["statistic"].eq("staying_odds_ratio")
        & estimates["scale"].eq("democracy")
    ]
    assert odds["category"].iloc[0] == "democracy"
    assert "trust_local.tl_town" not in set(odds["category"])
    assert "change/trust_local.tl_town/t0-t1/mean_change_ipw" in estimates.index
    assert np.isfinite(estimates.loc[CHANGE + "mean_change_ipw", "estimate"])
