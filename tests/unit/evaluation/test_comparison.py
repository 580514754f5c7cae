"""The comparison of two groups as rows of the estimates."""

import pandas as pd
import pytest
from made_responses import make_linked_study
from test_evaluate import QUESTIONNAIRE, _evaluate, _responses

from barometre.disclosure import protect

GROUPED = {
    "groups": ["territory", "arm"],
    "comparison": {"column": "arm", "treated": "in", "control": "out"},
    "plan": {"primary": ["trust_people"], "secondary": ["democracy"]},
}


def _with_arm(n: int = 60) -> pd.DataFrame:
    """Everyone has an arm; territories A, B, C and D hold both."""
    responses = _responses(n)
    person = responses["respondent_id"].str[1:].astype(int)
    return responses.assign(
        arm=["in" if p % 3 else "out" for p in person],
        territory=[("A", "B", "C", "D")[p % 4] for p in person],
    )


def test_a_comparison_stands_beside_itself_counted_otherwise():
    estimates = _evaluate(_with_arm(), **GROUPED)
    place = "comparison/trust_people/t0-t1/"
    for name in ("did_hc3", "ancova", "ancova_lin", "did_cluster_cr2", "n_clusters"):
        assert place + name in estimates.index
    assert estimates.loc[place + "n_clusters", "estimate"] == 4
    plain, by_place = (
        estimates.loc[place + name] for name in ("did", "did_cluster_cr2")
    )
    assert plain["estimate"] == pytest.approx(by_place["estimate"])
    assert plain["n"] == by_place["n"] == 55


def test_places_are_resampled_for_the_plan_only_and_not_in_a_quick_analysis():
    full = _evaluate(_with_arm(), **GROUPED)
    wild = full[full["statistic"] == "did_cluster_wild"]
    assert set(wild["scale"]) == {"trust_people", "democracy"}
    quick = _evaluate(_with_arm(), analyses="core", **GROUPED)
    assert not quick["statistic"].str.contains("wild").any()


def test_places_may_be_another_column_than_the_territory():
    compared = {**GROUPED["comparison"], "clusters": "arm"}
    estimates = _evaluate(_with_arm(), **{**GROUPED, "comparison": compared})
    row = estimates.loc["comparison/democracy/t0-t1/n_clusters"]
    assert row["estimate"] == 2


def test_without_territories_nothing_is_counted_by_place():
    estimates = _evaluate(_with_arm(), **{**GROUPED, "groups": ["arm"]})
    assert "comparison/democracy/t0-t1/ancova" in estimates.index
    assert not estimates["statistic"].str.contains("cluster").any()


def test_the_start_of_both_groups_is_that_of_the_people_compared():
    responses = _with_arm()
    estimates = _evaluate(responses, **GROUPED)
    place = "comparison/democracy/t0-t1/mean_before/"
    wide = responses.pivot_table(
        index=["respondent_id", "arm"], columns="wave", values="dem_works"
    ).dropna()
    expected = wide["t0"].groupby("arm").mean()
    assert estimates.loc[place + "treated", "estimate"] == pytest.approx(expected["in"])
    assert estimates.loc[place + "control", "estimate"] == pytest.approx(
        expected["out"]
    )


def test_shares_of_each_kind_of_people_count_that_kind():
    estimates = _evaluate(_with_arm(), **GROUPED)
    shares = estimates[
        estimates["statistic"].eq("share") & estimates["analysis"].eq("comparison")
    ]
    assert shares.groupby("category")["estimate"].sum().tolist() == pytest.approx(
        [1, 1]
    )
    assert shares["n"].sum() == 55
    assert set(shares["group_by"]) == {"territory"}


def test_a_kind_that_few_people_of_a_group_are_is_not_shown():
    responses = _with_arm()
    person = responses["respondent_id"].str[1:].astype(int)
    responses["territory"] = ["D" if p in (0, 1, 2) else "A" for p in person]
    estimates = _evaluate(responses, **GROUPED).reset_index()
    shown = protect(
        estimates,
        study=make_linked_study(**GROUPED),
        questionnaire=QUESTIONNAIRE,
    ).set_index("key")
    few = "comparison/t0-t1/territory=D/"
    assert shown.loc[few + "share/treated", "is_suppressed"]
    assert shown.loc[few + "share/control", "is_suppressed"]
    assert shown.loc[few + "baseline_share_difference", "is_suppressed"]


def test_every_way_of_counting_is_hidden_with_the_comparison():
    responses = _with_arm()
    person = responses["respondent_id"].str[1:].astype(int)
    responses["arm"] = ["out" if p < 4 else "in" for p in person]
    estimates = _evaluate(responses, **GROUPED).reset_index()
    shown = protect(
        estimates, study=make_linked_study(**GROUPED), questionnaire=QUESTIONNAIRE
    )
    of_outcomes = shown["analysis"].eq("comparison") & shown["scale"].ne("")
    assert of_outcomes.sum() > 20
    assert shown.loc[of_outcomes & shown["n"].ne(0), "statistic"].tolist() == []
