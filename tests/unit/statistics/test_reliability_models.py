"""Pairwise alpha, polychoric correlations, ordinal alpha, omega hierarchical."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from barometre.statistics.bivariate_normal import bivariate_cdf
from barometre.statistics.item_moments import compute_item_moments
from barometre.statistics.omega_hierarchical import compute_omega_hierarchical
from barometre.statistics.ordinal_alpha import compute_ordinal_alpha
from barometre.statistics.pairwise_alpha import compute_pairwise_alpha
from barometre.statistics.polychoric import compute_polychoric

NAN = np.nan


def draw_behind(n, k, *, loading=0.7, seed=5):
    rng = np.random.default_rng(seed)
    own = rng.normal(size=(n, k)) * np.sqrt(1 - loading**2)
    return loading * rng.normal(size=(n, 1)) + own


ANSWERS = np.clip(np.round(3 + 1.2 * draw_behind(400, 5)), 1, 5)


@pytest.mark.parametrize("rho", [-0.99, -0.6, 0.0, 0.3, 0.9, 0.99])
def test_the_bivariate_normal_agrees_with_scipy(rho):
    h, k = np.array([-1.3, 0.2]), np.array([-0.4, 0.9, 2.0])
    found = bivariate_cdf(h, k, rho)
    spread = np.array([[1, rho], [rho, 1]])
    expected = [[multivariate_normal.cdf([a, b], cov=spread) for b in k] for a in h]
    np.testing.assert_allclose(found, expected, atol=1e-7)


def test_polychoric_correlations_find_what_lies_behind_the_answers():
    behind = draw_behind(20_000, 3, loading=0.8)
    answers = np.digitize(behind, [-1.0, 0.5, 1.2])
    found = compute_polychoric(answers)
    # Behind them 0.64; two per cent is four standard errors or so.
    np.testing.assert_allclose(
        found.correlation[np.triu_indices(3, 1)], 0.64, atol=0.02
    )


def test_a_person_with_a_missing_answer_is_left_out_of_polychoric_correlations():
    holed = ANSWERS.copy()
    holed[:50, 2] = NAN
    found, complete = compute_polychoric(holed), compute_polychoric(ANSWERS[50:])
    np.testing.assert_array_equal(found.correlation, complete.correlation)
    assert found.n == 350


def test_items_that_say_the_same_run_to_the_limit_and_give_no_ordinal_alpha():
    answers = np.repeat(ANSWERS[:, :1], 3, axis=1)
    assert compute_polychoric(answers).is_at_limit
    found = compute_ordinal_alpha((answers > 3).astype(float))
    assert np.isnan(found.estimate)
    assert found.note.split(";")[0] in ("correlation_at_limit", "sparse_cells")


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (ANSWERS[:149], "below_150_people"),
        (ANSWERS[:0], "too_few_people"),
        (ANSWERS[:2], "too_few_people"),
        (np.full((200, 3), 2.0), "no_variance"),
        (ANSWERS[:, :2], "two_items"),
        (np.round(3 * draw_behind(200, 4, loading=0.95) + 10), "sparse_cells"),
    ],
)
def test_an_ordinal_alpha_that_cannot_be_shown_says_why(answers, reason):
    found = compute_ordinal_alpha(answers)
    assert np.isnan(found.estimate)
    assert found.note.split(";")[0] == reason


def test_ordinal_alpha_exceeds_alpha_of_coarse_answers():
    coarse = (ANSWERS > 3).astype(float)
    ordinal = compute_ordinal_alpha(coarse).estimate
    assert ordinal > compute_pairwise_alpha(coarse).estimate + 0.05


def test_pairwise_alpha_keeps_people_with_a_missing_answer():
    holed = ANSWERS.copy()
    holed[:100, 0] = NAN
    holed[0, 1:] = NAN
    holed[1, 2:] = NAN
    found = compute_pairwise_alpha(holed)
    assert (found.n, found.n_missing) == (398, 2)
    assert found.estimate == pytest.approx(
        compute_pairwise_alpha(ANSWERS).estimate, abs=0.02
    )


def test_pairwise_alpha_of_complete_answers_is_alpha():
    found = compute_pairwise_alpha(ANSWERS)
    covariance = np.cov(ANSWERS.T)
    alpha = 5 / 4 * (1 - np.trace(covariance) / covariance.sum())
    assert found.estimate == pytest.approx(alpha, abs=1e-12)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (ANSWERS[:0], "too_few_people"),
        (ANSWERS[:2], "too_few_people"),
        (np.full((30, 4), NAN), "too_few_people"),
        (ANSWERS[:, :1], "one_item"),
        (np.full((30, 4), 2.0), "no_variance"),
        (np.zeros((5, 0)), "one_item"),
    ],
)
def test_a_pairwise_alpha_that_cannot_be_had_says_why(answers, reason):
    found = compute_pairwise_alpha(answers)
    assert np.isnan(found.estimate)
    assert found.note.split(";")[0] == reason


def test_two_items_that_no_one_answered_both_have_no_pairwise_alpha():
    answers = ANSWERS[:60, :3].copy()
    answers[:30, 0] = NAN
    answers[30:, 1] = NAN
    found = compute_pairwise_alpha(answers)
    assert np.isnan(found.estimate)
    assert found.note.split(";")[0] == "too_few_people"


def three_groups(n, *, general=0.65, seed=8):
    rng = np.random.default_rng(seed)
    groups = rng.normal(size=(n, 3))[:, np.repeat([0, 1, 2], 3)]
    parts = general * rng.normal(size=(n, 1)) + 0.5 * groups
    return parts + 0.55 * rng.normal(size=(n, 9))


def test_omega_hierarchical_finds_the_true_share_of_the_general_factor():
    found = compute_omega_hierarchical(compute_item_moments(three_groups(20_000)))
    general, group, own = (9 * 0.65) ** 2, 3 * (3 * 0.5) ** 2, 9 * 0.55**2
    assert found.estimate == pytest.approx(general / (general + group + own), abs=0.02)


def test_omega_hierarchical_does_not_move_when_items_are_moved_or_stretched():
    answers = three_groups(300)
    plain = compute_omega_hierarchical(compute_item_moments(answers))
    changed = 3 + answers[:, ::-1] * np.linspace(1, 2, 9)
    moved = compute_omega_hierarchical(compute_item_moments(changed))
    assert moved.estimate == pytest.approx(plain.estimate, abs=1e-6)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (three_groups(99), "below_100_people"),
        (three_groups(200)[:, :6], "too_few_items_for_factors"),
        (three_groups(2), "too_few_people"),
        (np.full((200, 9), 3.0), "no_variance"),
        (np.repeat(three_groups(200)[:, :4], 2, axis=1), "singular_covariance"),
    ],
)
def test_an_omega_hierarchical_that_cannot_be_had_says_why(answers, reason):
    found = compute_omega_hierarchical(compute_item_moments(answers))
    assert np.isnan(found.estimate)
    assert found.note.split(";")[0] == reason


def test_one_factor_alone_gives_no_silent_omega_hierarchical():
    found = compute_omega_hierarchical(compute_item_moments(draw_behind(150, 8)))
    assert np.isfinite(found.estimate) != bool(found.note)
