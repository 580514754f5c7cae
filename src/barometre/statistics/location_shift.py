"""Hodges and Lehmann's shift between two sets of different people."""

from math import ceil, nan, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from barometre.statistics.estimate import (
    Estimate,
    IntArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.pairs import keep_answered
from barometre.statistics.signed_ranks import LARGEST_CHANGE, UNITS_PER_ONE


def compute_location_shift(
    later: npt.ArrayLike, earlier: npt.ArrayLike, *, confidence: float = 0.95
) -> Estimate:
    """Median of all differences between one of `later` and one of `earlier`.

    Parameters
    ----------
    later, earlier
        Scores of different people; missing ones (NaN) are left out and counted over
        both.
    confidence
        Level of the interval.

    Returns
    -------
    Estimate
        ``hodges_lehmann_shift`` with the p-value of Wilcoxon's rank sum (Mann and
        Whitney), normal with continuity correction and variance reduced for ties. NaN
        with ``too_few_people`` when a side is empty, ``out_of_range`` for scores of
        1e8 and more; no interval, with ``interval_level_not_reached``, when so few
        people cannot give that level, or ``no_variance`` when all are equal.

    Notes
    -----
    The ends of the interval are differences found by their rank. Pairs are counted
    over distinct values by bisection, never listed.

    References
    ----------
    Hodges J.L., Lehmann E.L. (1963), Annals of Mathematical Statistics 34,
    doi:10.1214/aoms/1177704172.
    """
    second, second_missing = keep_answered(later)
    first, first_missing = keep_answered(earlier)
    name, method = "hodges_lehmann_shift", "wilcoxon_rank_sum_normal"
    n, n_missing = first.size + second.size, first_missing + second_missing
    reason = "" if first.size and second.size else "too_few_people"
    if not reason and max(np.abs(first).max(), np.abs(second).max()) >= LARGEST_CHANGE:
        reason = "out_of_range"
    if reason:
        return build_undefined(
            name, reason=reason, n=n, n_missing=n_missing, method=method
        )
    low_side, high_side = _count(first), _count(second)
    n_pairs = first.size * second.size
    spread = _spread(*low_side, *high_side)
    tail = float(ndtri((1 + confidence) / 2))
    place = ceil(n_pairs / 2 - 0.5 - tail * spread)
    reason = "" if place >= 1 else "interval_level_not_reached"
    if np.ptp(np.concatenate([first, second])) == 0:
        reason = "no_variance"
    ends = (nan, nan)
    if not reason:
        ends = (
            _select(low_side, high_side, place),
            _select(low_side, high_side, n_pairs + 1 - place),
        )
    middle = [
        _select(low_side, high_side, rank)
        for rank in ((n_pairs + 1) // 2, n_pairs // 2 + 1)
    ]
    return Estimate(
        statistic=name,
        estimate=sum(middle) / 2,
        ci_low=ends[0],
        ci_high=ends[1],
        ci_level=nan if reason else confidence,
        p_value=_rank_sum_p(low_side, high_side),
        n=n,
        n_missing=n_missing,
        method=method,
        note=join_notes(reason, n=min(first.size, second.size)),
    )


Counts = tuple[IntArray, IntArray]


def _count(scores: npt.NDArray[np.float64]) -> Counts:
    """Give distinct scores in units of 1e-10, ascending, with how many have each."""
    values, people = np.unique(
        np.rint(scores * UNITS_PER_ONE).astype(np.int64), return_counts=True
    )
    return values, people.astype(np.int64)


def _select(earlier: Counts, later: Counts, place: int) -> float:
    """Find the difference, later minus earlier, that has this rank from below."""
    up_to = np.concatenate([[0], np.cumsum(later[1])])

    def count(limit: int) -> int:
        partners = np.searchsorted(later[0], earlier[0] + limit, side="right")
        return int((earlier[1] * up_to[partners]).sum())

    low = int(later[0][0] - earlier[0][-1])
    high = int(later[0][-1] - earlier[0][0])
    while low < high:
        middle = (low + high) // 2
        if count(middle) >= place:
            high = middle
        else:
            low = middle + 1
    return low / UNITS_PER_ONE


def _spread(
    first_values: IntArray,
    first_people: IntArray,
    second_values: IntArray,
    second_people: IntArray,
    *,
    is_shifted: bool = True,
) -> float:
    """Compute the SD of the rank sum; ties across sides count where unshifted."""
    ties = np.concatenate([first_people, second_people]).astype(np.float64)
    if not is_shifted:
        _, place = np.unique(
            np.concatenate([first_values, second_values]), return_inverse=True
        )
        ties = np.bincount(place, weights=ties).astype(np.float64)
    n_first, n_second = int(first_people.sum()), int(second_people.sum())
    n = n_first + n_second
    if n < 2:
        return 0.0
    lost = float((ties**3 - ties).sum()) / (n * (n - 1))
    return sqrt(max(n_first * n_second / 12 * (n + 1 - lost), 0.0))


def _rank_sum_p(earlier: Counts, later: Counts) -> float:
    spread = _spread(*earlier, *later, is_shifted=False)
    if spread == 0:
        return nan
    below = np.concatenate([[0], np.cumsum(earlier[1])])
    strictly, at_most = (
        below[np.searchsorted(earlier[0], later[0], side=side)]
        for side in ("left", "right")
    )
    wins = float((later[1] * (strictly + at_most)).sum()) / 2
    excess = wins - int(earlier[1].sum()) * int(later[1].sum()) / 2
    distance = max(abs(excess) - 0.5, 0.0) if excess else 0.0
    return min(1.0, 2 * float(ndtr(-distance / spread)))
