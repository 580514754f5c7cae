"""The factor model on answers whose truth is known, and on answers that have none."""

import numpy as np
import pytest

from barometre.statistics.factor_model.fit import fit_factor_model
from barometre.statistics.factor_model.fit_measures import compute_fit_measures
from barometre.statistics.factor_model.model import Cell, FactorModel
from barometre.statistics.factor_model.patterns import find_patterns
from barometre.statistics.factor_model.sample import gather_sample
from barometre.statistics.factor_model.standard_errors import (
    compute_parameter_covariance,
    compute_scaling_factor,
)
from barometre.statistics.factor_model.structures import (
    build_factors,
    build_groups,
    build_waves,
)
from barometre.statistics.item_moments import compute_item_moments
from barometre.statistics.one_factor import fit_one_factor_ml

LOADINGS = np.array([0.9, 1.1, 1.3, 0.8, 1.0])


def draw(rng, n, *, mean=0.0, spread=1.0, missing=0.0):
    trait = rng.normal(mean, spread, size=(n, 1))
    answers = 3 + trait * LOADINGS + rng.normal(size=(n, LOADINGS.size))
    answers[rng.random(answers.shape) < missing] = np.nan
    return answers


def one_factor(answers):
    k = answers.shape[1]
    return fit_factor_model(
        build_factors([range(k)], n_items=k), gather_sample([answers])
    )


def test_complete_answers_give_the_one_factor_of_omega():
    answers = draw(np.random.default_rng(1), 250)
    covariance = compute_item_moments(answers).covariance * 249 / 250
    factor, fit = fit_one_factor_ml(covariance), one_factor(answers)
    np.testing.assert_allclose(fit.parameters[:5], factor.loadings, rtol=1e-7)
    np.testing.assert_allclose(
        fit.parameters[5:10], factor.residual_variances, rtol=1e-7
    )
    errors = compute_parameter_covariance(fit, kind="expected")[:10, :10]
    np.testing.assert_allclose(errors, factor.parameter_covariance / 250, rtol=1e-5)


def test_the_truth_is_found_although_answers_are_missing():
    rng = np.random.default_rng(2)
    groups = [draw(rng, 4000, missing=0.15), draw(rng, 4000, mean=0.5, missing=0.15)]
    fit = fit_factor_model(build_groups(5, 2, step="scalar"), gather_sample(groups))
    errors = np.sqrt(np.diag(compute_parameter_covariance(fit)))
    pairs = zip(fit.parameters, errors, strict=True)
    found = dict(zip(fit.model.labels, pairs, strict=True))
    truth = {f"l{item}": value for item, value in enumerate(LOADINGS)} | {"m1": 0.5}
    for label, value in truth.items():
        estimate, error = found[label]
        assert abs(estimate - value) < 4 * error
        assert error < 0.06
    assert compute_fit_measures(fit).cfi > 0.99


def test_normal_answers_need_no_scaling():
    fit = one_factor(draw(np.random.default_rng(3), 20_000))
    assert compute_scaling_factor(fit) == pytest.approx(1, abs=0.05)


def test_the_order_of_people_and_of_groups_changes_nothing():
    rng = np.random.default_rng(4)
    one, other = draw(rng, 150, missing=0.1), draw(rng, 120, mean=1, missing=0.1)
    model = build_groups(5, 2, step="metric")
    fit = fit_factor_model(model, gather_sample([one, other]))
    turned = fit_factor_model(model, gather_sample([other[::-1], one[::-1]]))
    assert turned.chi2 == pytest.approx(fit.chi2, rel=1e-9)


def test_units_of_the_answers_change_nothing():
    answers = draw(np.random.default_rng(5), 200, missing=0.1)
    stretched = 1000 * answers * np.array([1, 10, 0.1, 1, 1]) - 7
    assert one_factor(stretched).chi2 == pytest.approx(one_factor(answers).chi2)


def test_people_without_any_answer_are_left_out_and_counted():
    answers = draw(np.random.default_rng(6), 60)
    with_empty = np.vstack([answers, np.full((4, 5), np.nan)])
    patterns = find_patterns(with_empty)
    assert (patterns.n, patterns.n_empty) == (60, 4)
    assert one_factor(with_empty).chi2 == pytest.approx(one_factor(answers).chi2)


def test_an_item_that_fits_only_with_a_negative_variance_shows_itself():
    covariance = np.array(
        [
            [1, 0.8, 0.8, 0.5],
            [0.8, 1, 0.45, 0.3],
            [0.8, 0.45, 1, 0.3],
            [0.5, 0.3, 0.3, 1],
        ]
    )
    fit = one_factor(colour(covariance))
    assert fit.is_heywood
    assert fit.reason == ""


def colour(covariance, n=200):
    """Answers with exactly these covariances."""
    drawn = np.random.default_rng(7).normal(size=(n, len(covariance)))
    drawn -= drawn.mean(axis=0)
    white = drawn @ np.linalg.inv(np.linalg.cholesky(drawn.T @ drawn / n)).T
    return white @ np.linalg.cholesky(np.array(covariance)).T


def test_a_residual_variance_without_a_bottom_does_not_converge():
    # Two items go together, the others with nothing: the likelihood rises for ever.
    answers = colour(
        [[1, 0.5, 0.02, 0], [0.5, 1, -0.02, 0.03], [0.02, -0.02, 1, -0.04],
         [0, 0.03, -0.04, 1]]
    )  # fmt: skip
    assert one_factor(answers).reason == "not_converged"


def test_items_of_which_only_two_go_together_cannot_be_told_apart():
    answers = colour([[1, 0.5, 0, 0], [0.5, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    assert one_factor(answers).reason == "not_identified"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda table: table[:, [0, 1, 2, 0]],
        lambda table: np.column_stack([table[:, :3], np.full(len(table), 2.0)]),
        lambda table: table[:4],
        lambda table: table[:0],
        lambda table: np.full_like(table, np.nan),
    ],
    ids=["a repeated item", "an item that does not vary", "few", "none", "empty"],
)
def test_covariances_that_cannot_be_had_give_no_sample(spoil):
    answers = draw(np.random.default_rng(8), 50)
    assert gather_sample([spoil(answers)]) is None


def test_two_items_that_nobody_answered_both_give_no_sample():
    answers = draw(np.random.default_rng(9), 60)
    answers[:30, 0] = answers[30:, 1] = np.nan
    assert gather_sample([answers]) is None


def test_a_model_that_answers_cannot_tell_apart_says_so():
    answers = draw(np.random.default_rng(10), 200)
    cells = build_factors([range(5)], n_items=5).groups[0]
    with_spread = [
        Cell(part="factor_covariance", row=0, column=0, label="p")
        if cell.part == "factor_covariance"
        else cell
        for cell in cells
    ]
    model = FactorModel(n_items=5, n_factors=1, groups=(tuple(with_spread),))
    assert fit_factor_model(model, gather_sample([answers])).reason == "not_identified"


@pytest.mark.parametrize("seed", range(6))
def test_tiny_samples_end_without_a_crash(seed):
    rng = np.random.default_rng(seed)
    answers = np.round(draw(rng, 14, missing=0.1))
    sample = gather_sample([np.hstack([answers, np.round(draw(rng, 14))])])
    if sample is None:
        return
    fit = fit_factor_model(build_waves(5, 2, step="configural"), sample)
    assert fit.reason in ("", "not_converged", "not_identified")
    assert np.isfinite(fit.chi2)


def test_more_equalities_never_fit_better():
    rng = np.random.default_rng(11)
    answers = np.hstack([draw(rng, 200, missing=0.05), draw(rng, 200)])
    sample = gather_sample([answers])
    values = [
        fit_factor_model(build_waves(5, 2, step=step), sample).chi2
        for step in ("configural", "metric", "scalar")
    ]
    assert values == sorted(values)
