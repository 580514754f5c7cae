"""Which comparison of two waves is made, for whom, and what stands beside it."""

import numpy as np
import pandas as pd
import pytest
from made_responses import answer, estimate, make_wave

from barometre.frames import LINKS, build_table
from barometre.questionnaire.load import load_questionnaire

QUESTIONNAIRE = load_questionnaire(["democracy"])
CHANGE = "change/democracy/t0-t1/"
ATTRITION = "attrition/democracy/t0-t1/"


def respond(n: int, *, wave: str, first: int = 0) -> pd.DataFrame:
    """Responses of n people numbered from the first on."""
    rng = np.random.default_rng(n + first)
    territories = ["A" if person % 2 else "B" for person in range(n)]
    frame = make_wave(wave, n, first=first, territory=territories)
    for item_id, item in QUESTIONNAIRE.items.items():
        answer(frame, item_id, rng.choice(item.response_format.codes, n))
    return frame


def compare(n_linked: int, *, n_before: int = 40, n_after: int = 30):
    """Waves whose last people of the first are the first people of the second."""
    first = respond(n_before, wave="t0")
    second = respond(n_after, wave="t1", first=n_before - n_linked)
    responses = pd.concat([first, second], ignore_index=True)
    estimates = estimate(
        responses,
        QUESTIONNAIRE,
        links=None if n_linked else build_table([], LINKS),
        plan={"primary": ("democracy",)},
        analyses="core",
    )
    return responses, estimates


@pytest.mark.parametrize("n_linked", [0, 1, 9])
def test_with_fewer_than_ten_linked_people_the_waves_are_of_different_people(n_linked):
    responses, estimates = compare(n_linked)
    found = estimates.loc[f"{CHANGE}mean_difference"]
    means = responses.groupby("wave")["dem_works"].mean()
    assert found["estimate"] == pytest.approx(means["t1"] - means["t0"])
    assert found["method"] == "welch_unlinked"
    assert found["n"] == 70 - n_linked
    assert ("few_linked" in found["note"]) == (n_linked > 0)
    assert found["p_adjusted"] == found["p_value"]
    for statistic in ("brunner_munzel", "hodges_lehmann_shift", "hedges_g"):
        assert estimates.loc[CHANGE + statistic, "n"] == 70 - n_linked


def test_with_ten_linked_people_everyone_stands_beside_the_linked():
    responses, estimates = compare(10)
    found = estimates.loc[f"{CHANGE}mean_difference"]
    means = responses.groupby("wave")["dem_works"].mean()
    assert found["estimate"] == pytest.approx(means["t1"] - means["t0"])
    assert found["method"] == "overlapping_unequal"
    assert found["n"] == 60
    assert estimates.loc[f"{CHANGE}mean_change", "n"] == 10
    assert f"{CHANGE}brunner_munzel" not in estimates.index


def test_where_everyone_is_linked_there_is_no_second_comparison():
    _, estimates = compare(40, n_after=40)
    assert estimates.loc[f"{CHANGE}mean_change", "n"] == 40
    assert f"{CHANGE}mean_difference" not in estimates.index


def test_leaving_is_what_the_linked_differ_from_everyone_at_the_start():
    responses, estimates = compare(20)
    start = responses[responses["wave"] == "t0"]
    expected = start["dem_works"].iloc[20:].mean() - start["dem_works"].mean()
    found = estimates.loc[f"{ATTRITION}dropout_shift", "estimate"]
    assert found == pytest.approx(expected)


def test_leaving_of_nobody_knows_whom_is_bounded_by_its_worst_cases():
    responses, estimates = compare(0)
    start = responses.loc[responses["wave"] == "t0", "dem_works"].sort_values()
    low, high = (
        estimates.loc[f"{ATTRITION}dropout_bound/{end}", "estimate"]
        for end in ("highest", "lowest")
    )
    assert low == pytest.approx(start.iloc[:30].mean() - start.mean())
    assert high == pytest.approx(start.iloc[10:].mean() - start.mean())


def test_without_links_the_difference_of_the_waves_is_what_is_ruled_out():
    _, estimates = compare(0)
    found = estimates.loc[f"{CHANGE}equivalence_bound"]
    difference = estimates.loc[f"{CHANGE}mean_difference"]
    assert found["ci_level"] == pytest.approx(0.9)
    assert difference["ci_low"] < found["ci_low"] < found["ci_high"]
    assert found["estimate"] == max(abs(found["ci_low"]), abs(found["ci_high"]))


def test_someone_linked_stays_in_the_group_of_the_earlier_wave():
    # Territories are numbered anew at t1: everyone moves. One person is new there.
    responses, estimates = compare(29)
    first = responses[responses["wave"] == "t0"]
    kept = first[(first["territory"] == "A") & (first["respondent_id"] >= "p011")]
    found = estimates.loc[f"{CHANGE}territory=A/mean_change"]
    assert found["n"] == len(kept)
    everyone = estimates.loc[f"{CHANGE}territory=A/mean_difference"]
    assert everyone["method"] == "overlapping_unequal"
    n_new = int(responses["territory"].iloc[-1] == "A")
    n_lost = (first["territory"] == "A").sum() - len(kept)
    assert everyone["n"] == len(kept) + n_lost + n_new


def test_a_wave_without_anyone_is_compared_with_nothing():
    _, estimates = compare(0, n_after=0)
    assert not estimates["analysis"].eq("change").any()


def test_groups_are_compared_too_but_leaving_is_told_of_everyone_only():
    _, estimates = compare(0)
    assert f"{CHANGE}territory=A/mean_difference" in estimates.index
    assert set(estimates.loc[estimates["analysis"] == "attrition", "group"]) == {""}


@pytest.mark.parametrize("n_linked", [0, 2, 3, 12])
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_almost_nobody_gives_reasons_and_no_crash(n, n_linked):
    _, estimates = compare(min(n, n_linked), n_before=n, n_after=max(n - 1, 1))
    undefined = estimates[estimates["estimate"].isna()]
    assert undefined["note"].ne("").all()


@pytest.mark.parametrize("n_linked", [0, 5, 12, 30])
def test_what_could_be_seen_is_said_once(n_linked):
    _, estimates = compare(n_linked)
    found = estimates.loc["power/democracy/t0-t1/minimum_detectable_change"]
    change = "mean_change" if n_linked >= 10 else "mean_difference"
    behind = estimates.loc[CHANGE + change]
    assert found["n"] == behind["n"]
    assert 2.8 < found["estimate"] / behind["std_error"] < 3.2
