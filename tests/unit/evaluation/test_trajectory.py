import numpy as np
import pandas as pd
import pytest
from made_responses import ask_at_random, estimate

from barometre.questionnaire.load import load_questionnaire
from barometre.statistics.mixed_change import compute_mixed_changes

QUESTIONNAIRE = load_questionnaire(["democracy"])
ITEM = "dem_works"
WAVES = ("t0", "t1", "t2")


def _responses() -> pd.DataFrame:
    """Forty people at t0, thirty at t1, twenty at t2: the last ones leave."""
    return ask_at_random(
        QUESTIONNAIRE,
        dict(zip(WAVES, (40, 30, 20), strict=True)),
        seed=5,
        territory=["A" if i % 2 else "B" for i in range(40)],
        arm=["in" if i % 4 else "out" for i in range(40)],
    )


def _evaluate(responses: pd.DataFrame, **changes) -> pd.DataFrame:
    return estimate(responses, QUESTIONNAIRE, **{"waves": WAVES, **changes})


def test_everyone_seen_once_is_in_the_model_with_their_territory():
    responses = _responses()
    estimates = _evaluate(responses)
    wide = responses.pivot_table(index="respondent_id", columns="wave", values=ITEM)
    territories = np.arange(40) % 2
    expected = compute_mixed_changes(wide.to_numpy(), territories)
    for position, wave in enumerate(WAVES[1:]):
        row = estimates.loc[f"change/democracy/t0-{wave}/mixed_model_change"]
        assert row["estimate"] == pytest.approx(expected.changes[position].estimate)
        assert row["df"] == pytest.approx(expected.changes[position].df)
        assert row["n"] == 40
    mean = estimates.loc["change/democracy/t2/mixed_model_mean"]
    assert mean["estimate"] == pytest.approx(expected.means[2].estimate)
    assert (mean["n"], mean["n_missing"]) == (20, 20)
    assert estimates.loc["change/democracy/t0-t2/friedman_chi2", "n"] == 20


def test_those_who_take_part_have_a_model_of_their_own():
    comparison = {"column": "arm", "treated": "in", "control": "out"}
    estimates = _evaluate(_responses(), comparison=comparison)
    assert estimates.loc["change/democracy/t0-t2/arm=in/mixed_model_change", "n"] == 30
    assert "change/democracy/t0-t2/arm=out/mixed_model_change" not in estimates.index


def test_nobody_seen_twice_has_no_model():
    responses = _responses()
    responses["respondent_id"] = [f"q{i}" for i in range(len(responses))]
    statistics = set(_evaluate(responses)["statistic"])
    assert not {name for name in statistics if name.startswith("mixed_model")}


def test_a_wave_where_nobody_has_the_outcome_is_left_out():
    responses = _responses()
    responses.loc[responses["wave"] == "t1", ITEM] = np.nan
    estimates = _evaluate(responses)
    assert "change/democracy/t0-t1/mixed_model_change" not in estimates.index
    assert estimates.loc["change/democracy/t0-t2/mixed_model_change", "n"] == 40
    assert "change/democracy/t0-t2/friedman_chi2" not in estimates.index


def test_the_core_analyses_fit_no_model():
    statistics = set(_evaluate(_responses(), analyses="core")["statistic"])
    assert not {name for name in statistics if name.startswith("mixed_model")}
