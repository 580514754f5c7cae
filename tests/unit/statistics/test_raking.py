import numpy as np
import pytest

from barometre.statistics.raking import Margin, rake


def _margins(n=200, *, seed=2, wanted=(0.3, 0.7)):
    rng = np.random.default_rng(seed)
    sex = (rng.random(n) < 0.4).astype(int)
    place = rng.choice(3, n, p=[0.6, 0.3, 0.1])
    return [
        Margin("sex", sex, np.array(wanted)),
        Margin("place", place, np.array([0.2, 0.3, 0.5])),
    ]


def _shares(weights, margin):
    return np.bincount(margin.codes, weights=weights) / weights.sum()


def test_all_margins_hold_at_once_and_the_mean_weight_is_one():
    margins = _margins()
    raked = rake(np.ones(200), margins)
    for margin in margins:
        np.testing.assert_allclose(_shares(raked.weights, margin), margin.shares)
    assert raked.weights.mean() == pytest.approx(1)
    assert raked.is_reached
    assert raked.n_trimmed == 0


def test_weights_too_large_are_cut_and_the_margins_still_hold():
    margins = _margins(wanted=(0.5, 0.5))
    free = rake(np.ones(200), margins).weights.max()
    base = np.random.default_rng(1).uniform(0.3, 1.7, 200)
    uncut = rake(base, margins).weights.max()
    raked = rake(base, margins, cap=0.8 * uncut)
    assert uncut > free
    assert raked.weights.max() <= 0.8 * uncut * (1 + 1e-9)
    assert raked.n_trimmed > 0
    for margin in margins:
        np.testing.assert_allclose(
            _shares(raked.weights, margin), margin.shares, atol=1e-6
        )
    # Those not cut keep their place among people of their own categories.
    is_free = raked.weights < 0.8 * uncut * (1 - 1e-9)
    cell = margins[0].codes * 3 + margins[1].codes
    ratio = raked.weights / base
    for one in range(6):
        here = ratio[(cell == one) & is_free]
        assert here.size == 0 or np.ptp(here) < 1e-6


def test_margins_that_no_weight_under_the_cap_can_give_are_said_to_be_off():
    margin = Margin("rare", np.array([0] * 95 + [1] * 5), np.array([0.5, 0.5]))
    raked = rake(np.ones(100), [margin], cap=5)
    assert not raked.is_reached
    assert raked.worst == pytest.approx(0.5 - 25 / (95 * 50 / 95 + 25), abs=0.02)
    assert raked.worst_variable == "rare"


def test_without_margins_weights_are_only_scaled():
    raked = rake([1.0, 3.0], [])
    assert raked.weights.tolist() == [0.5, 1.5]
    assert raked.is_reached


def test_replicates_are_raked_each_on_their_own():
    margins = _margins()
    base = np.ones((200, 3))
    base[:5, 0] = 0
    base[50:60, 1] = 0
    raked = rake(base, margins).weights
    assert (raked[:5, 0] == 0).all()
    for column in range(3):
        for margin in margins:
            np.testing.assert_allclose(_shares(raked[:, column], margin), margin.shares)
    np.testing.assert_allclose(raked[:, 2], rake(np.ones(200), margins).weights)
