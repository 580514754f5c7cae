import numpy as np
import pytest

from barometre.statistics.random_effects import pool_groups

EFFECTS, ERRORS, PEOPLE = [0.4, -0.1, 0.9, 0.6], [0.2, 0.3, 0.25, 0.2], [20, 9, 12, 21]


def test_fewer_than_two_groups_are_not_pooled():
    assert pool_groups([], [], []) is None
    assert pool_groups([0.4], [0.2], [20]) is None


def test_two_groups_have_a_mean_and_no_prediction():
    found = pool_groups(EFFECTS[:2], ERRORS[:2], PEOPLE[:2])
    assert found.pooled.df == 1
    assert np.isnan(found.prediction.estimate)
    assert "too_few_groups" in found.prediction.note


def test_a_missing_effect_or_an_error_of_zero_leaves_its_group_out():
    found = pool_groups([*EFFECTS, np.nan, 3.0], [*ERRORS, 0.2, 0.0], [*PEOPLE, 5, 6])
    expected = pool_groups(EFFECTS, ERRORS, PEOPLE)
    assert found == expected
    assert found.pooled.n == sum(PEOPLE)


def test_below_five_groups_it_is_said():
    notes = pool_groups(EFFECTS, ERRORS, PEOPLE).variance.note
    assert "few_groups" in notes
    five = pool_groups([*EFFECTS, 0.5], [*ERRORS, 0.2], [*PEOPLE, 30])
    assert "few_groups" not in five.pooled.note


def test_groups_exactly_alike_have_no_variance_between_them():
    found = pool_groups([0.3] * 6, [0.2] * 6, [15] * 6)
    assert found.variance.estimate == 0
    assert found.inconsistency.estimate == 0
    assert found.pooled.std_error == pytest.approx(0.2 / np.sqrt(6), rel=1e-12)
    assert {s.estimate for s in found.shrunken} == {found.pooled.estimate}


def test_the_interval_is_never_narrower_than_the_one_that_takes_errors_as_they_are():
    found = pool_groups([0.3, 0.301, 0.299], [0.2, 0.2, 0.2], [15] * 3)
    assert found.pooled.std_error == pytest.approx(0.2 / np.sqrt(3), rel=1e-12)


def test_each_group_is_drawn_toward_the_mean_and_the_unsure_one_more():
    found = pool_groups([1.0, 1.0, -1.0, -1.2, 0.1], [0.1, 0.6, 0.1, 0.2, 0.1], [9] * 5)
    mean = found.pooled.estimate
    sure, unsure = (found.shrunken[place].estimate for place in (0, 1))
    assert mean < unsure < sure < 1.0


def test_order_and_units_do_not_matter():
    found = pool_groups(EFFECTS, ERRORS, PEOPLE)
    back = pool_groups(EFFECTS[::-1], ERRORS[::-1], PEOPLE[::-1])
    tenfold = pool_groups(np.multiply(EFFECTS, 10), np.multiply(ERRORS, 10), PEOPLE)
    assert back.pooled.estimate == pytest.approx(found.pooled.estimate, rel=1e-12)
    assert tenfold.variance.estimate == pytest.approx(
        100 * found.variance.estimate, rel=1e-9
    )
    assert tenfold.pooled.ci_high == pytest.approx(10 * found.pooled.ci_high, rel=1e-9)


def test_the_interval_covers_the_true_mean_nearly_as_often_as_it_says():
    """Six territories, true mean 0.3, true tau 0.4: 400 draws, 95 % ± 3 × 1.1 %."""
    rng = np.random.default_rng(8)
    errors = np.array([0.15, 0.2, 0.25, 0.3, 0.4, 0.5])
    covered = 0
    for _ in range(400):
        effects = 0.3 + rng.normal(0, 0.4, 6) + rng.normal(0, errors)
        pooled = pool_groups(effects, errors, [20] * 6).pooled
        covered += pooled.ci_low <= 0.3 <= pooled.ci_high
    assert 0.917 <= covered / 400 <= 0.983
