"""Items asked again about the time before."""

import numpy as np
import pandas as pd
import pytest

from barometre.evaluation import evaluate
from barometre.frames import FLAGS, build_table, missing_column
from barometre.questionnaire.load import load_questionnaire
from barometre.questionnaire.missing import MISSING_KINDS
from barometre.study import Study

BOTH = {"fr": "x", "en": "x"}
QUESTIONNAIRE = load_questionnaire(["trust_people", "power_act", "retro_then"])
PLACE = "change/trust_people.tp_general/t0-t1"


def make_responses(n: int) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    frames = []
    for wave in ("t0", "t1"):
        frame = pd.DataFrame(
            {
                "respondent_id": [f"p{person}" for person in range(n)],
                "wave": wave,
                "source_row": np.arange(n) + 2,
                "is_complete": True,
                "duration_seconds": 300.0,
                "side": ["in" if person % 2 else "out" for person in range(n)],
            }
        )
        for name, item in QUESTIONNAIRE.items.items():
            is_asked = wave == "t1" or not name.startswith("rt_")
            codes = item.response_format.codes
            answers = rng.choice(codes, n).astype(float)
            frame[name] = answers if is_asked else np.nan
            frame[missing_column(name)] = pd.Categorical(
                [None if is_asked else "not_asked"] * n, categories=MISSING_KINDS
            )
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def run(responses: pd.DataFrame, **changes) -> pd.DataFrame:
    study = Study(
        **{
            "id": "s",
            "title": BOTH,
            "questionnaire": ("trust_people", "power_act", "retro_then"),
            "source": {"kind": "synthetic"},
            "waves": [{"id": "t0", "label": BOTH}, {"id": "t1", "label": BOTH}],
            "respondent": {"by": "column", "column": "code"},
            "analyses": "core",
            **changes,
        }
    )
    links = responses[["respondent_id", "wave"]]
    return evaluate(
        study,
        QUESTIONNAIRE,
        responses=responses,
        flags=build_table([], FLAGS),
        links=links.assign(
            person_id=links["respondent_id"],
            tolerant_person_id=links["respondent_id"],
            method="column",
        ),
    ).estimates.set_index("key")


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
