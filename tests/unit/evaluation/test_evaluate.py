import numpy as np
import pandas as pd
import pytest
from made_responses import ask_at_random, estimate

from barometre.evaluation.outcomes import list_outcomes
from barometre.questionnaire.load import load_questionnaire

QUESTIONNAIRE = load_questionnaire(["trust_people", "trust_local", "democracy"])


def _responses(n: int = 40, *, seed: int = 3) -> pd.DataFrame:
    """Everyone at t0; all but the last five at t1, where answers are higher."""
    people = {"t0": n, "t1": n - 5}
    territories = ["A" if person % 2 else "B" for person in range(n)]
    return ask_at_random(QUESTIONNAIRE, people, seed=seed, territory=territories)


def _evaluate(responses: pd.DataFrame, **more) -> pd.DataFrame:
    return estimate(responses, QUESTIONNAIRE, **more)


def test_every_key_is_unique_and_built_from_what_the_number_is():
    estimates = _evaluate(_responses())
    assert estimates.index.is_unique
    for key in [
        "item/trust_people.tp_general/t0/share/7",
        "descriptive/trust_people/t1/territory=A/mean_pomp",
        "reliability/trust_people/t0/cronbach_alpha",
        "reliability/trust_people.tp_fair/t0/alpha_if_dropped",
        "change/trust_people/t0-t1/mean_change",
        "change/trust_local.tl_town/t0-t1/hodges_lehmann",
        "change/democracy/t0-t1/mean_after",
        "attrition/trust_people/t0-t1/mean/lost",
    ]:
        assert key in estimates.index


def test_a_change_is_later_minus_earlier_of_the_same_people():
    responses = _responses()
    pairs = responses.pivot_table(
        index="respondent_id", columns="wave", values="dem_works"
    ).dropna()
    row = _evaluate(responses).loc["change/democracy/t0-t1/mean_change"]
    assert row["estimate"] == pytest.approx((pairs["t1"] - pairs["t0"]).mean())
    assert row["n"] == 35


def test_an_excluded_response_is_in_no_number_and_a_flagged_one_can_be_left_out():
    flags = [
        {
            "respondent_id": "p000",
            "wave": "t0",
            "rule": "speeding",
            "is_excluded": True,
        },
        {"respondent_id": "p001", "wave": "t0", "rule": "speeding"},
    ]
    estimates = _evaluate(_responses(), flags=flags)
    assert estimates.loc["change/democracy/t0-t1/mean_change", "n"] == 34
    assert estimates.loc["change/democracy/t0-t1/unflagged/mean_change", "n"] == 33


def test_planned_outcomes_are_a_family_and_the_others_never_weigh_on_it():
    estimates = _evaluate(
        _responses(), plan={"primary": ["trust_people"], "secondary": ["democracy"]}
    )
    # Changes of linked people are one family, differences of the waves another.
    families = [
        [f"change/{name}/t0-t1/{statistic}" for name in ("democracy", "trust_people")]
        for statistic in ("mean_change", "mean_difference")
    ]
    is_holm = estimates["adjustment"] == "holm"
    assert set(estimates.index[is_holm]) == {*families[0], *families[1]}
    for planned in families:
        small, large = sorted(estimates.loc[planned, "p_value"])
        assert sorted(estimates.loc[planned, "p_adjusted"]) == pytest.approx(
            [min(2 * small, 1), max(large, min(2 * small, 1))]
        )
    others = estimates[estimates["adjustment"] == "benjamini_hochberg"]
    assert set(others["scale"]) == {"trust_local"}
    assert (others["p_adjusted"] >= others["p_value"]).all()
    assert estimates.loc[estimates["adjustment"] == "", "p_adjusted"].isna().all()


def test_a_plan_may_ask_for_benjamini_hochberg_or_for_nothing():
    plan = {"primary": ["trust_people"], "secondary": ["democracy"]}
    asked = _evaluate(_responses(), plan={**plan, "multiplicity": "benjamini_hochberg"})
    assert set(asked["adjustment"]) == {"", "benjamini_hochberg"}
    without = _evaluate(_responses(), plan={**plan, "multiplicity": "none"})
    assert without["p_adjusted"].isna().all()


def test_profile_scales_get_no_reliability():
    estimates = _evaluate(_responses())
    reliability = estimates[estimates["analysis"] == "reliability"]
    assert set(reliability["scale"]) == {"trust_people", "democracy"}
    of_one_item = set(reliability.loc[reliability["scale"] == "democracy", "statistic"])
    assert "retest_icc_agreement" in of_one_item
    assert "cronbach_alpha" not in of_one_item


def test_the_difference_between_two_groups_is_worked_out_without_flagged_people_too():
    flags = [
        {"respondent_id": f"p{person:03}", "wave": "t0", "rule": "speeding"}
        for person in range(8)
    ]
    estimates = _evaluate(
        _responses(),
        flags=flags,
        comparison={"column": "territory", "treated": "A", "control": "B"},
    )
    both = estimates.loc["comparison/democracy/t0-t1/did"]
    without = estimates.loc["comparison/democracy/t0-t1/unflagged/did"]
    assert (both["n"], without["n"]) == (35, 27)
    assert both["estimate"] != without["estimate"]
    # The family that p-values are adjusted over holds each question once.
    assert np.isnan(without["p_adjusted"])


def test_people_are_retested_in_the_comparison_group_where_there_is_one():
    alone = _evaluate(_responses())
    compared = _evaluate(
        _responses(), comparison={"column": "territory", "treated": "A", "control": "B"}
    )
    name = "retest_icc_agreement"
    row = alone.loc[f"reliability/trust_people/t0-t1/{name}"]
    assert (row["n"], "retest_without_stable_group" in row["note"]) == (35, True)
    row = compared.loc[f"reliability/trust_people/t0-t1/territory=B/{name}"]
    assert (row["n"], "retest_without_stable_group" in row["note"]) == (18, False)
    assert f"reliability/trust_people/t0-t1/{name}" not in compared.index


@pytest.mark.parametrize("n", [5, 6, 7, 8])
def test_almost_nobody_gives_reasons_and_no_crash(n):
    estimates = _evaluate(_responses(n))
    undefined = estimates[estimates["estimate"].isna()]
    assert undefined["note"].ne("").all()


def test_no_response_at_all_gives_no_estimate():
    assert _evaluate(_responses(5).iloc[:0]).empty


def test_the_order_of_rows_does_not_matter():
    responses = _responses()
    shuffled = responses.sample(frac=1, random_state=1).reset_index(drop=True)
    expected, found = _evaluate(responses), _evaluate(shuffled)
    pd.testing.assert_frame_equal(found.loc[expected.index], expected, rtol=1e-12)


def test_with_a_comparison_group_the_family_is_about_those_who_take_part():
    estimates = _evaluate(
        _responses(),
        comparison={"column": "territory", "treated": "A", "control": "B"},
        plan={"primary": ["trust_people"], "secondary": ["democracy"]},
    )
    is_holm = estimates["adjustment"] == "holm"
    assert sorted(estimates.index[is_holm]) == [
        "change/democracy/t0-t1/mean_change",
        "change/democracy/t0-t1/mean_difference",
        "change/democracy/t0-t1/territory=A/mean_change",
        "change/democracy/t0-t1/territory=A/mean_difference",
        "change/trust_people/t0-t1/mean_change",
        "change/trust_people/t0-t1/mean_difference",
        "change/trust_people/t0-t1/territory=A/mean_change",
        "change/trust_people/t0-t1/territory=A/mean_difference",
        "comparison/democracy/t0-t1/did",
        "comparison/trust_people/t0-t1/did",
    ]
    # What the report claims is one family: both changes of those who take part, and
    # both differences.
    claimed = [
        key
        for key in estimates.index[is_holm]
        if key.endswith(("territory=A/mean_change", "/did"))
    ]
    assert len(claimed) == 4
    smallest = estimates.loc[claimed, "p_value"].idxmin()
    expected = min(4 * estimates.loc[smallest, "p_value"], 1)
    assert estimates.loc[smallest, "p_adjusted"] == pytest.approx(expected)


def test_outcomes_at_another_contrast_are_adjusted_apart():
    first = _responses()
    third = first[first["wave"] == "t1"].assign(wave="t2")
    estimates = _evaluate(
        pd.concat([first, third], ignore_index=True),
        plan={"primary": ["trust_people"], "contrast": ("t0", "t1")},
        waves=("t0", "t1", "t2"),
        analyses="core",
    )
    key = "change/trust_people/t0-{}/mean_change"
    assert estimates.loc[key.format("t1"), "adjustment"] == "holm"
    assert estimates.loc[key.format("t2"), "adjustment"] == "benjamini_hochberg"


def test_those_the_headlines_are_about_are_also_seen_without_flags():
    estimates = _evaluate(
        _responses(),
        flags=[{"respondent_id": "p001", "wave": "t0", "rule": "speeding"}],
        comparison={"column": "territory", "treated": "A", "control": "B"},
    )
    key = "change/democracy/t0-t1/territory=A/{}mean_change"
    assert estimates.loc[key.format(""), "n"] == 17
    assert estimates.loc[key.format("unflagged/"), "n"] == 16


def test_people_can_be_grouped_by_their_answer_to_an_item():
    responses = _responses()
    estimates = _evaluate(responses, groups=["dem_works"])
    groups = set(estimates.loc[estimates["group_by"] == "dem_works", "group"]) - {""}
    assert groups == {"1", "2", "3", "4"}
    here = (responses["wave"] == "t0") & (responses["dem_works"] == 2)
    key = "descriptive/trust_people/t0/dem_works=2/mean"
    assert estimates.loc[key, "n"] == here.sum()


def test_someone_back_without_the_outcome_is_lost_to_it():
    responses = _responses()
    is_blank = (responses["wave"] == "t1") & (responses["respondent_id"] == "p000")
    responses.loc[is_blank, "dem_works"] = np.nan
    estimates = _evaluate(responses)
    assert estimates.loc["attrition/democracy/t0-t1/mean/lost", "n"] == 6
    linked = estimates.loc["attrition/democracy/t0-t1/mean/linked", "estimate"]
    before = estimates.loc["change/democracy/t0-t1/mean_before", "estimate"]
    assert linked == pytest.approx(before)


def test_who_was_lost_is_told_of_those_the_headlines_are_about():
    responses = _responses()
    estimates = _evaluate(
        responses,
        comparison={"column": "territory", "treated": "A", "control": "B"},
    )
    is_lost = (
        (responses["wave"] == "t0")
        & (responses["territory"] == "A")
        & (responses["respondent_id"] >= "p035")
    )
    row = estimates.loc["attrition/democracy/t0-t1/territory=A/mean/lost"]
    assert row["n"] == is_lost.sum() == 3
    expected = responses.loc[is_lost, "dem_works"].mean()
    assert row["estimate"] == pytest.approx(expected)
    gaps = estimates[estimates["statistic"].eq("attrition_difference")]
    assert set(gaps["group"]) == {"", "A"}


@pytest.mark.parametrize(
    ("scale", "score"), [("lonely3", "sum"), ("power_act", "mean")]
)
def test_an_outcome_knows_in_which_units_its_score_is(scale, score):
    (outcome,) = [
        o for o in list_outcomes(load_questionnaire([scale])) if o.name == scale
    ]
    assert outcome.score == score
