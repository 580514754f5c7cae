import numpy as np
import pytest

from barometre.statistics.share import (
    compute_floor_and_ceiling,
    compute_share,
    compute_share_high,
    compute_shares,
)

NAN = np.nan


def test_shares_of_all_codes_add_up_to_one_and_keep_their_order():
    shares = compute_shares([1, 2, 2, 5, NAN, 9], [5, 4, 3, 2, 1])
    assert list(shares) == [5, 4, 3, 2, 1]
    assert sum(share.estimate for share in shares.values()) == pytest.approx(1)
    assert shares[2].estimate == 0.5


def test_missing_and_foreign_answers_are_left_out_and_counted():
    share = compute_shares([1, 2, NAN, 9], [1, 2])[1]
    assert (share.n, share.n_missing) == (2, 2)


@pytest.mark.parametrize(("count", "ends"), [(0, (0.0, 0.278)), (10, (0.722, 1.0))])
def test_the_interval_of_nobody_and_of_everybody_stays_open(count, ends):
    share = compute_share(count, 10)
    assert (share.ci_low, share.ci_high) == pytest.approx(ends, abs=5e-4)


def test_a_share_of_nobody_says_so():
    share = compute_share(0, 0, statistic="share_dont_know", n_missing=4)
    assert np.isnan(share.estimate)
    assert (share.statistic, share.n_missing) == ("share_dont_know", 4)
    assert share.note == "too_few_people;n_below_30"


def test_floor_and_ceiling_see_scores_that_rounding_moved():
    ends = compute_floor_and_ceiling([0.1 + 0.2, 1.0, NAN, 0.5], low=0.3, high=1.0)
    assert [end.estimate for end in ends] == pytest.approx([1 / 3, 1 / 3])
    assert [end.n_missing for end in ends] == [1, 1]


def test_share_high_counts_the_threshold_itself():
    assert compute_share_high([3, 4, 5, NAN], at_least=4).estimate == 2 / 3
