"""Items asked again about the time before."""

import numpy as np
import pandas as pd
import pytest
from made_responses import ask_at_random, estimate

from barometre.frames import missing_column
from barometre.questionnaire.load import load_questionnaire

QUESTIONNAIRE = load_questionnaire(["trust_people", "power_act", "retro_then"])
PLACE = "change/trust_people.tp_general/t0-t1"


def make_responses(n: int) -> pd.DataFrame:
    side = ["in" if person % 2 else "out" for person in range(n)]
    waves = dict.fromkeys(("t0", "t1"), n)
    responses = ask_at_random(QUESTIONNAIRE, waves, seed=2, side=side)
    at_start = responses["wave"] == "t0"
    for name in QUESTIONNAIRE.items:
        if name.startswith("rt_"):
            responses.loc[at_start, name] = np.nan
            responses.loc[at_start, missing_column(name)] = "not_asked"
    return responses


def run(responses: pd.DataFrame, **changes) -> pd.DataFrame:
    usual = {"groups": [], "analyses": "core"}
    return estimate(responses, QUESTIONNAIRE, **{**usual, **changes})


def test_the_shift_is_the_start_seen_afterwards_minus_the_start_as_answered():
    responses = make_responses(30)
    estimates = run(responses)
    waves = dict(list(responses.set_index("respondent_id").groupby("wave")))
    shift = waves["t1"]["rt_tp_general"] - waves["t0"]["tp_general"]
    row = estimates.loc[f"{PLACE}/response_shift"]
    assert row["estimate"] == pytest.approx(shift.mean())
    assert row["n"] == 30
    assert estimates.loc[f"{PLACE}/response_shift_pomp", "estimate"] == pytest.approx(
        10 * shift.mean()
    )


def test_the_second_reading_never_takes_the_place_of_the_change():
    estimates = run(make_responses(30), plan={"primary": ["trust_people"]})
    again = estimates[estimates["statistic"] == "retrospective_change"]
    assert len(again) == 3
    assert again[["p_value", "p_adjusted"]].isna().all(axis=None)
    adjusted = estimates.loc["change/trust_people/t0-t1/mean_change", "p_adjusted"]
    assert not np.isnan(adjusted)


def test_people_who_take_part_are_those_asked_to_look_back():
    comparison = {"column": "side", "treated": "in", "control": "out"}
    estimates = run(make_responses(30), comparison=comparison)
    assert f"{PLACE}/response_shift" not in estimates.index
    assert estimates.loc[f"{PLACE}/side=in/response_shift", "n"] == 15


def test_nobody_who_gave_all_three_answers_leaves_no_row():
    responses = make_responses(6)
    responses["rt_tp_general"] = np.nan
    assert f"{PLACE}/response_shift" not in run(responses).index
