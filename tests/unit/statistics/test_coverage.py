"""Intervals hold the truth about as often as they say, where the truth is known."""

import numpy as np
import pytest

from barometre.statistics.change_analysis import compute_change_analysis
from barometre.statistics.cronbach_alpha import compute_cronbach_alpha
from barometre.statistics.group_difference import compute_hedges_g
from barometre.statistics.item_moments import compute_item_moments
from barometre.statistics.mcdonald_omega import compute_mcdonald_omega

N_STUDIES = 500
# Four standard errors of a share of .95 over 500 studies.
WITHIN = 0.04


def share_of_hits(intervals, truth):
    low, high = np.array(intervals).T
    return np.mean((low <= truth) & (truth <= high))


def ends(estimate):
    return estimate.ci_low, estimate.ci_high


def test_the_interval_of_alpha_holds_the_true_alpha():
    rng = np.random.default_rng(11)
    n, k, r = 40, 5, 0.4
    truth = k * r / (1 + (k - 1) * r)
    studies = np.sqrt(r) * rng.normal(size=(N_STUDIES, n, 1))
    studies = studies + np.sqrt(1 - r) * rng.normal(size=(N_STUDIES, n, k))
    found = [
        ends(compute_cronbach_alpha(compute_item_moments(answers)))
        for answers in studies
    ]
    assert share_of_hits(found, truth) == pytest.approx(0.95, abs=WITHIN)


def test_the_interval_of_omega_holds_the_true_omega():
    rng = np.random.default_rng(12)
    loadings = np.array([0.8, 0.7, 0.6, 0.5])
    residuals = 1 - loadings**2
    truth = loadings.sum() ** 2 / (loadings.sum() ** 2 + residuals.sum())
    found = []
    for _ in range(N_STUDIES):
        trait, noise = rng.normal(size=(150, 1)), rng.normal(size=(150, 4))
        answers = trait * loadings + noise * np.sqrt(residuals)
        found.append(ends(compute_mcdonald_omega(compute_item_moments(answers))))
    assert share_of_hits(found, truth) == pytest.approx(0.95, abs=WITHIN)


def test_intervals_of_a_change_hold_the_true_change():
    rng = np.random.default_rng(13)
    n, rise, r = 25, 0.5, 0.7
    truths = {
        "mean_change": rise,
        "cohens_d_av": rise,
        "cohens_d_z": rise / np.sqrt(2 * (1 - r)),
        "hodges_lehmann": rise,
    }
    root = np.linalg.cholesky([[1, r], [r, 1]])
    analyses = []
    for _ in range(N_STUDIES):
        before, after = root @ rng.normal(size=(2, n))
        analyses.append(compute_change_analysis(before, after + rise))
    for statistic, truth in truths.items():
        found = [ends(analysis.find(statistic)) for analysis in analyses]
        hits = share_of_hits(found, truth)
        assert hits == pytest.approx(0.95, abs=WITHIN), statistic


def test_the_interval_of_a_difference_between_groups_holds_the_true_one():
    rng = np.random.default_rng(14)
    found = [
        ends(compute_hedges_g(rng.normal(0.8, 1, 20), rng.normal(0, 1, 30)))
        for _ in range(N_STUDIES)
    ]
    assert share_of_hits(found, 0.8) == pytest.approx(0.95, abs=WITHIN)


def test_the_tests_of_a_change_reject_no_change_one_time_in_twenty():
    rng = np.random.default_rng(15)
    p_values = np.array(
        [
            [analysis.find(name).p_value for name in ("mean_change", "hodges_lehmann")]
            for analysis in (
                compute_change_analysis(*rng.integers(1, 6, size=(2, 40)) / 1.0)
                for _ in range(N_STUDIES)
            )
        ]
    )
    assert (p_values < 0.05).mean(axis=0) == pytest.approx([0.05, 0.05], abs=WITHIN)
