"""Factor models with means agree with lavaan, and counts of factors with psych."""

import numpy as np
import pytest
from factor_statistics import N_ITEMS, find_number, fit_named, fit_steps
from read_reference import agrees, name_of, read_data, read_rows

from barometre.statistics.bartlett_sphericity import compute_bartlett_sphericity
from barometre.statistics.factor_model.chi_square_difference import (
    ModelTest,
    compare_chi_squares,
)
from barometre.statistics.factor_model.score_test import compute_score_test
from barometre.statistics.factor_model.standard_errors import compute_scaling_factor
from barometre.statistics.item_moments import compute_item_moments
from barometre.statistics.kmo import compute_kmo
from barometre.statistics.minimum_average_partial import compute_map_factors
from barometre.statistics.parallel_analysis import compute_parallel_factors
from barometre.statistics.reading_shift import compute_reading_shift

ROWS = read_rows("factor_model")
SHIFTS = ("latent_mean_change", "item_shift", "reading_shift")
BESIDE = ("score_test_i", "score_test_l", "delta_chi2", *SHIFTS)
FITTED = [row for row in ROWS if row["statistic"] not in BESIDE]
SCORED = [row for row in ROWS if row["statistic"].startswith("score_test")]

# lavaan's search stops where its criterion no longer moves at fifteen digits, which
# leaves parameters right to about 1e-6 and what is flat at the maximum to far less.
# Its second derivatives are differences of its slopes.
TOLERANCES = {
    "chi2": 1e-7,
    "chi2_scaled": 1e-5,
    "scaling_factor": 1e-5,
    "baseline_scaling_factor": 1e-5,
    "log_likelihood": 1e-10,
}


@pytest.mark.parametrize("name", sorted({row["dataset"] for row in FITTED}))
def test_a_factor_model_agrees_with_lavaan(name):
    rows = [row for row in FITTED if row["dataset"] == name]
    assert fit_named(name).reason == ""
    assert fit_named(name).sample.n == rows[0]["n"]
    for row in rows:
        within = TOLERANCES.get(row["statistic"], 1e-6)
        if row["statistic"].startswith("parameter"):
            within = 2e-5
        for field, value in find_number(row).items():
            expected = pytest.approx(row[field], rel=within, abs=within)
            assert value == expected, (row["statistic"], row["item"], field)


def test_the_improper_solution_of_lavaan_is_found_and_said():
    fit = fit_named("items_improper_n200_k4:one_factor")
    assert fit.is_heywood
    assert fit.find("e0") == pytest.approx(-0.386, abs=0.001)


def test_every_free_number_has_a_witness():
    for name in {row["dataset"] for row in FITTED}:
        seen = {
            row["item"]
            for row in FITTED
            if row["dataset"] == name and row["statistic"] == "parameter_robust"
        }
        assert seen == set(fit_named(name).model.labels)


@pytest.mark.parametrize("row", SCORED, ids=name_of)
def test_score_tests_agree_with_lavaan(row):
    data, model = row["dataset"].split(":")
    table, k = read_data(data), N_ITEMS[data.split(":")[0]]
    if model.startswith("waves"):
        table = table[:, : 2 * k + 1]
    fit = fit_steps(table, model, k)
    value = compute_score_test(fit, label=row["item"])
    assert value == pytest.approx(row["estimate"], rel=1e-4, abs=1e-4)


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["statistic"] == "delta_chi2"], ids=name_of
)
def test_scaled_differences_agree_with_lavaan(row):
    data, model = row["dataset"].split(":")
    kind, step = model.split("_")
    table = read_data(data)[:, :11]
    before = {"metric": "configural", "scalar": "metric"}[step]
    tests = []
    for one in (step, before):
        fit = fit_steps(table, f"{kind}_{one}", 5)
        scaling = compute_scaling_factor(fit)
        tests.append(ModelTest(chi2=fit.chi2, df=fit.df, scaling=scaling))
    found = compare_chi_squares(*tests)
    assert found.method == "satorra_bentler_2001"
    assert found.df == row["df"]
    assert found.chi2 == pytest.approx(row["estimate"], rel=1e-4)
    assert found.p_value == pytest.approx(row["p_value"], rel=1e-3, abs=1e-12)


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["statistic"] in SHIFTS], ids=name_of
)
def test_what_moved_on_its_own_agrees_with_lavaan(row):
    table = read_data(row["dataset"].split(":")[0])[:, :11]
    fit = fit_steps(table, "waves_partial", 5)
    shift = compute_reading_shift(fit, {2}, n_items=5)
    found = {
        "latent_mean_change": shift.latent_change,
        "item_shift": shift.items[2],
        "reading_shift": shift.of_score,
    }
    agrees(found[row["statistic"]], row, within=2e-5)


@pytest.mark.parametrize("row", read_rows("dimensionality"), ids=name_of)
def test_counts_of_factors_agree_with_psych(row):
    answers = read_data(row["dataset"])
    moments = compute_item_moments(answers)
    estimates = {
        "kmo": compute_kmo(moments),
        "bartlett_chi2": compute_bartlett_sphericity(moments),
        "map_factors": compute_map_factors(moments),
        "parallel_factors": compute_parallel_factors(answers),
    }
    agrees(estimates[row["statistic"]], row, within=1e-10)


def test_slopes_of_the_likelihood_are_its_differences():
    """Seen from the side: no formula is shared with the code."""
    from barometre.statistics.factor_model.fit import _aim, _compare, _value
    from barometre.statistics.factor_model.model import compile_model
    from barometre.statistics.factor_model.moments import slope

    fit = fit_named("waves_moved_n320_k5:waves_partial")
    compiled = compile_model(fit.model)
    rng = np.random.default_rng(5)
    at = fit.parameters + 0.02 * rng.normal(size=fit.parameters.size)
    patterns = fit.sample.groups[0]
    slopes = compiled[0].differentiate(at) @ slope(
        patterns, _compare(compiled, fit.sample, at)[0]
    )
    step = 1e-5
    for place in range(0, at.size, 7):
        nearby = at.copy()
        nearby[place] += step
        above = _value(_compare(compiled, fit.sample, nearby))
        nearby[place] -= 2 * step
        below = _value(_compare(compiled, fit.sample, nearby))
        assert slopes[place] == pytest.approx((above - below) / 4 / step, rel=1e-5)
    assert _aim(compiled, fit.sample, at, _compare(compiled, fit.sample, at))[1] > 0
