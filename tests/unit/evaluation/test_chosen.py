"""A group that was chosen by its first score."""

import numpy as np
import pytest
from test_evaluate import _evaluate, _responses

PLACE = "change/democracy/t0-t1/selected_by_baseline=chosen"


def test_the_change_of_people_below_the_cut_stands_beside_the_expected_one():
    responses = _responses(60)
    plan = {"selected_by_baseline": {"outcome": "democracy", "at_most": 2}}
    estimates = _evaluate(responses, plan=plan)
    pairs = responses.pivot_table(
        index="respondent_id", columns="wave", values="dem_works"
    ).dropna()
    chosen = pairs[pairs["t0"] <= 2]
    change = estimates.loc[f"{PLACE}/mean_change"]
    assert change["estimate"] == pytest.approx((chosen["t1"] - chosen["t0"]).mean())
    assert change["n"] == len(chosen)
    assert np.isnan(change["p_value"])
    gap = pairs["t0"].mean() - chosen["t0"].mean()
    expected = (1 - pairs.corr().loc["t0", "t1"]) * gap
    row = estimates.loc[f"{PLACE}/expected_regression"]
    assert row["estimate"] == pytest.approx(expected)
    assert row["estimate"] > 0


def test_a_column_may_say_who_was_chosen():
    chosen = {"outcome": "democracy", "column": "territory", "group": "A"}
    estimates = _evaluate(_responses(), plan={"selected_by_baseline": chosen})
    by_group = estimates.loc["change/democracy/t0-t1/territory=A/mean_change"]
    row = estimates.loc[f"{PLACE}/mean_change"]
    assert (row["estimate"], row["n"]) == (by_group["estimate"], by_group["n"])


def test_nobody_below_the_cut_gives_a_reason_and_no_number():
    plan = {"selected_by_baseline": {"outcome": "democracy", "at_most": -1}}
    row = _evaluate(_responses(), plan=plan).loc[f"{PLACE}/expected_regression"]
    assert np.isnan(row["estimate"])
    assert row["note"].split(";")[0] == "nobody_chosen"


def test_a_study_that_chose_no_one_says_nothing():
    assert not _evaluate(_responses()).index.str.contains("selected_by_baseline").any()
