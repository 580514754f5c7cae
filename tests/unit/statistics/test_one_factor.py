import numpy as np
import pytest

from barometre.statistics.item_moments import ItemMoments
from barometre.statistics.mcdonald_omega import compute_mcdonald_omega
from barometre.statistics.one_factor import fit_one_factor_minres, fit_one_factor_ml


def imply(loadings, residuals):
    return np.outer(loadings, loadings) + np.diag(residuals)


def omega_of(covariance, n=300, **options):
    moments = ItemMoments(
        n=n, n_missing=0, means=np.zeros(len(covariance)), covariance=covariance
    )
    return compute_mcdonald_omega(moments, **options)


@pytest.mark.parametrize("k", [3, 4, 10])
def test_a_covariance_made_by_one_factor_gives_the_factor_back(k):
    loadings = np.linspace(0.5, 2.0, k)
    residuals = np.linspace(2.0, 0.3, k)
    factor = fit_one_factor_ml(imply(loadings, residuals))
    np.testing.assert_allclose(factor.loadings, loadings, rtol=1e-9)
    np.testing.assert_allclose(factor.residual_variances, residuals, rtol=1e-9)
    assert factor.has_converged


def test_least_squares_find_the_same_factor_when_it_fits():
    loadings = np.array([0.4, 0.6, 0.7, 0.8])
    factor = fit_one_factor_minres(imply(loadings, 1 - loadings**2))
    np.testing.assert_allclose(factor.loadings, loadings, rtol=1e-8)


def test_three_items_are_just_identified():
    covariance = np.array([[4, 1.2, 1.0], [1.2, 3, 0.9], [1.0, 0.9, 2]])
    s12, s13, s23 = covariance[np.triu_indices(3, 1)]
    expected = np.sqrt([s12 * s13 / s23, s12 * s23 / s13, s13 * s23 / s12])
    factor = fit_one_factor_ml(covariance)
    np.testing.assert_allclose(factor.loadings, expected, rtol=1e-9)


def test_the_better_of_two_groups_of_items_is_found():
    # The first group is looser: starting there ends in a local minimum.
    tight, loose = 0.72, 0.68
    correlation = np.full((8, 8), 0.32)
    correlation[:4, :4], correlation[4:, 4:] = loose, tight
    np.fill_diagonal(correlation, 1.0)
    factor = fit_one_factor_ml(correlation)
    assert factor.loadings[4:].min() > factor.loadings[:4].max()


def test_omega_of_equal_loadings_is_alpha():
    covariance = imply(np.full(4, 1.0), np.full(4, 2.0))
    assert omega_of(covariance).estimate == pytest.approx(16 / (16 + 8), abs=1e-10)


def test_a_residual_variance_below_zero_gives_no_omega():
    estimate = omega_of(np.array([[1, 0.8, 0.8], [0.8, 1, 0.3], [0.8, 0.3, 1]]))
    assert np.isnan(estimate.estimate)
    assert estimate.note == "heywood"


def test_correlations_that_no_factor_can_have_give_no_omega():
    estimate = omega_of(np.array([[1, 0.5, 0.4], [0.5, 1, -0.1], [0.4, -0.1, 1]]))
    assert np.isnan(estimate.estimate)
    assert "heywood" in estimate.note


def test_the_interval_of_few_people_stays_below_one():
    estimate = omega_of(imply(np.array([1, 0.9, 0.8]), np.full(3, 0.4)), n=5)
    assert 0 < estimate.ci_low < estimate.estimate < estimate.ci_high < 1
    assert estimate.estimate - estimate.ci_low > estimate.ci_high - estimate.estimate


def test_least_squares_have_no_interval():
    estimate = omega_of(imply(np.ones(4), np.ones(4)), method="minres_correlation")
    assert np.isnan([estimate.ci_low, estimate.ci_high, estimate.ci_level]).all()
    assert estimate.method == "omega_minres_correlation"
