"""For whom changes are judged once more, and what the draws do not hang on."""

import numpy as np
import pandas as pd
import pytest
from made_responses import answer, estimate, make_wave

from barometre.evaluation import change_checks
from barometre.questionnaire.load import load_questionnaire

SCALES = ("trust_people", "power_act", "democracy")
CHECKS = (
    "mean_change_bootstrap",
    "cohens_d_av_bootstrap",
    "permutation_p",
    "bayes_factor_10",
    "bayes_factor_10_wide",
    "bayes_factor_10_ultrawide",
)


def respond(questionnaire, n: int = 24) -> pd.DataFrame:
    """Everyone at both waves; each item has its own seed, whatever the order."""
    frames = []
    for place, wave in enumerate(("t0", "t1")):
        territories = ["A" if person % 2 else "B" for person in range(n)]
        frame = make_wave(wave, n, territory=territories)
        for item_id, item in questionnaire.items.items():
            rng = np.random.default_rng([place, *item_id.encode()])
            answer(frame, item_id, rng.choice(item.response_format.codes, n))
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def judge(scales=SCALES, **changes) -> pd.DataFrame:
    questionnaire = load_questionnaire(list(scales))
    estimates = estimate(respond(questionnaire), questionnaire, **changes)
    return estimates[estimates["statistic"].isin(CHECKS)]


def test_numbers_do_not_hang_on_the_order_of_the_outcomes():
    first, second = judge(), judge(SCALES[::-1])
    numbers = ["estimate", "ci_low", "ci_high", "p_value"]
    pd.testing.assert_frame_equal(first[numbers], second.loc[first.index, numbers])


def test_everyone_and_those_followed_are_judged_and_no_other_group():
    assert set(judge()["group"]) == {""}
    compared = {"column": "territory", "treated": "A", "control": "B"}
    assert set(judge(comparison=compared)["group"]) == {"", "A"}


def test_every_change_has_every_check():
    found = judge()
    counts = found.groupby(["scale", "subscale", "item"])["statistic"].nunique()
    assert set(counts) == {len(CHECKS)}


def test_core_analyses_leave_them_out():
    assert judge(analyses="core").empty


def test_with_many_people_nothing_is_resampled_and_that_is_said(monkeypatch):
    monkeypatch.setattr(change_checks, "_MOST_PEOPLE", 20)
    found = judge()
    is_drawn = found["statistic"].isin(CHECKS[:3])
    assert found.loc[is_drawn, "estimate"].isna().all()
    assert found.loc[is_drawn, "note"].str.startswith("many_people").all()
    assert found.loc[~is_drawn, "estimate"].notna().all()


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_has_the_people_of_its_change(check):
    assert judge().loc[f"change/trust_people/t0-t1/{check}", "n"] == 24
