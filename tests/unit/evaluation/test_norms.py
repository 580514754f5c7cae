"""Local figures beside national ones: only like with like, and only at the start."""

import numpy as np
import pandas as pd
import pytest
from test_evaluate import _evaluate, _responses

from barometre.frames import missing_column
from barometre.questionnaire.load import load_questionnaire

PEOPLE = "item/trust_people.tp_general/t0/benchmark_mean/srcv2018%5Fpeople%5Fmean"
HIGH = "item/trust_people.tp_general/t0/benchmark_share/oecd2023%5Fpeople%5Fshare"
NOT_WELL = "item/democracy.dem_works/t0/benchmark_share/cevipof2026%5Fdem"
WELL = "item/democracy.dem_works/t0/benchmark_share/cevipof2018%5Fdem"


def benchmarks(estimates: pd.DataFrame) -> pd.DataFrame:
    return estimates[estimates["statistic"].str.startswith("benchmark_")]


def test_only_exact_or_close_figures_have_a_local_side_and_the_latest_of_each_kind():
    found = benchmarks(_evaluate(_responses()))
    # trust_local has figures too, whose wording was not graded.
    assert sorted(found.index) == sorted([PEOPLE, HIGH, NOT_WELL, WELL])


def test_a_share_keeps_dont_know_and_refused_in_its_base_and_leaves_blanks_out():
    responses = _responses(60)
    at_start = responses.index[responses["wave"] == "t0"]
    kinds = {"dont_know": 10, "refused": 5, "skipped": 7}
    start = 0
    for kind, times in kinds.items():
        rows = at_start[start : start + times]
        responses.loc[rows, "tp_general"] = np.nan
        responses.loc[rows, missing_column("tp_general")] = kind
        start += times
    answered = responses.loc[at_start, "tp_general"].dropna()
    row = _evaluate(responses).loc[HIGH]
    assert row["n"] == 53
    assert row["estimate"] == pytest.approx((answered >= 6).sum() / 53)
    mean = _evaluate(responses).loc[PEOPLE]
    assert (mean["n"], mean["estimate"]) == (38, pytest.approx(answered.mean()))


def test_answers_that_say_badly_are_counted_for_a_figure_about_badly():
    responses = _responses()
    answers = responses.loc[responses["wave"] == "t0", "dem_works"]
    estimates = _evaluate(responses)
    assert estimates.loc[NOT_WELL, "estimate"] == pytest.approx((answers <= 2).mean())
    assert estimates.loc[WELL, "estimate"] == pytest.approx((answers >= 3).mean())


@pytest.mark.parametrize("n", [6, 29])
def test_fewer_than_thirty_people_are_not_compared(n):
    found = benchmarks(_evaluate(_responses(n)))
    assert found["estimate"].isna().all()
    assert set(found["note"].str.split(";").str[0]) == {"below_30_no_benchmark"}


def test_later_waves_are_never_beside_a_national_figure():
    assert set(benchmarks(_evaluate(_responses()))["wave"]) == {"t0"}


def test_a_questionnaire_knows_the_figures_that_its_scales_name_and_no_other():
    named = load_questionnaire(["trust_people"]).norms
    assert {norm.id for norm in named} == {
        "srcv2018_people_mean",
        "oecd2023_people_share",
    }
    assert load_questionnaire(["power_act"]).norms == ()
