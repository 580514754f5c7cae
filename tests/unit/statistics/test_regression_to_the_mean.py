"""People chosen by a low first score come back by themselves."""

import numpy as np
import pytest

from barometre.statistics.pairs import keep_pairs
from barometre.statistics.regression_to_the_mean import compute_expected_regression


def draw(n, *, r=0.6, seed=7):
    rng = np.random.default_rng(seed)
    trait = rng.normal(size=(n, 1)) * np.sqrt(r)
    return keep_pairs(*(5 + trait + rng.normal(size=(n, 2)) * np.sqrt(1 - r)).T)


def test_without_any_action_the_chosen_change_as_expected():
    pairs = draw(40_000)
    is_low = pairs.before <= 4
    expected = compute_expected_regression(pairs, is_low)
    # Nothing happened between the two: what the chosen gained is regression alone.
    assert pairs.change[is_low].mean() == pytest.approx(expected.estimate, abs=0.03)
    assert expected.estimate > 0.5


def test_those_chosen_high_are_expected_to_fall():
    pairs = draw(2000)
    assert compute_expected_regression(pairs, pairs.before >= 6).estimate < -0.4


def test_a_score_that_repeats_itself_exactly_does_not_come_back():
    pairs = keep_pairs([1, 2, 3, 4, 5.0], [1, 2, 3, 4, 5.0])
    found = compute_expected_regression(pairs, pairs.before <= 2)
    assert found.estimate == pytest.approx(0, abs=1e-12)


def test_the_correlation_may_come_from_people_whom_nothing_moved():
    pairs, still = draw(500), draw(500, r=0.9, seed=3)
    is_low = pairs.before <= 4
    own = compute_expected_regression(pairs, is_low).estimate
    assert compute_expected_regression(
        pairs, is_low, reference=still
    ).estimate == pytest.approx(own / 4, rel=0.25)


@pytest.mark.parametrize(
    ("pairs", "chosen", "reason"),
    [
        (draw(20), np.zeros(20, dtype=bool), "nobody_chosen"),
        (draw(20), np.ones(20, dtype=bool), "everyone_chosen"),
        (draw(2), np.array([True, False]), "too_few_people"),
        (draw(0), np.zeros(0, dtype=bool), "nobody_chosen"),
        (keep_pairs([3, 3, 3.0], [1, 2, 3.0]), np.array([True, False, False]),
         "no_variance"),
    ],
)  # fmt: skip
def test_an_expectation_that_cannot_be_had_says_why(pairs, chosen, reason):
    found = compute_expected_regression(pairs, chosen)
    assert np.isnan(found.estimate)
    assert found.note.split(";")[0] == reason
