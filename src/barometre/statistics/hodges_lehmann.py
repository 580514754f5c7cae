"""Hodges and Lehmann's typical change of linked people, with Wilcoxon's test."""

from math import ceil, nan
from typing import Literal

import numpy as np
from scipy.special import ndtri

from barometre.statistics.estimate import Estimate, build_undefined, join_notes
from barometre.statistics.pairs import Pairs
from barometre.statistics.signed_ranks import (
    LARGEST_CHANGE,
    UNITS_PER_ONE,
    SignedRanks,
    compute_signed_rank_p,
    rank_changes,
    rank_sum_probabilities,
    rank_sum_spread,
)

Zeros = Literal["drop", "keep"]


def compute_hodges_lehmann(
    pairs: Pairs, *, zeros: Zeros = "drop", confidence: float = 0.95
) -> Estimate:
    """Median of all averages of two people's changes, with Wilcoxon's p-value.

    Parameters
    ----------
    pairs
        Pairs with either score missing are already out.
    zeros
        ``drop`` leaves out those who did not change, as R's ``wilcox.test`` and the
        test itself do: the number is then about those who changed, and is noted
        ``zeros_dropped``. ``keep`` counts everyone. The p-value is the same.
    confidence
        Level of the interval.

    Returns
    -------
    Estimate
        ``hodges_lehmann``. NaN with ``too_few_people`` for nobody, ``no_variance`` when
        nobody changed, ``out_of_range`` for changes of 1e8 and more. No interval, with
        ``interval_level_not_reached``, when so few people cannot give that level.

    Notes
    -----
    Method ``wilcoxon_exact`` below 50 people without ties or zeros, else
    ``wilcoxon_normal`` (continuity-corrected, variance reduced for ties). Both ends of
    the interval are averages of two changes, found exactly by their rank: sums of
    distinct changes, as whole numbers of 1e-10, are counted by bisection in
    O(m log m) for m distinct changes; no table of n² averages is made.

    References
    ----------
    Hodges J.L., Lehmann E.L. (1963), Annals of Mathematical Statistics 34,
    doi:10.1214/aoms/1177704172.
    Bauer D.F. (1972), Journal of the American Statistical Association 67,
    doi:10.1080/01621459.1972.10481279.
    """
    if reason := _find_obstacle(pairs):
        return build_undefined(
            "hodges_lehmann", reason=reason, n=pairs.n, n_missing=pairs.n_missing
        )
    everyone = rank_changes(pairs.change)
    used = everyone.without_zeros() if zeros == "drop" else everyone
    n_averages = used.n * (used.n + 1) // 2
    place = _rank_of_lower_end(used, is_exact=everyone.is_exact, confidence=confidence)
    has_interval = place >= 1
    lower, upper, low, high = _select_averages(
        used,
        (n_averages + 1) // 2,
        n_averages // 2 + 1,
        place if has_interval else 1,
        n_averages + 1 - place if has_interval else n_averages,
    )
    return Estimate(
        statistic="hodges_lehmann",
        estimate=(lower + upper) / 2,
        ci_low=low if has_interval else nan,
        ci_high=high if has_interval else nan,
        ci_level=confidence if has_interval else nan,
        p_value=compute_signed_rank_p(everyone),
        n=pairs.n,
        n_missing=pairs.n_missing,
        method="wilcoxon_exact" if everyone.is_exact else "wilcoxon_normal",
        note=join_notes(
            "zeros_dropped" if zeros == "drop" and everyone.has_zeros else "",
            "" if has_interval else "interval_level_not_reached",
            n=pairs.n,
        ),
    )


def _find_obstacle(pairs: Pairs) -> str:
    if pairs.n == 0:
        return "too_few_people"
    largest = np.abs(pairs.change).max()
    if largest >= LARGEST_CHANGE:
        return "out_of_range"
    return "no_variance" if largest == 0 else ""


def _rank_of_lower_end(ranks: SignedRanks, *, is_exact: bool, confidence: float) -> int:
    """Rank, from below, of the average that is the interval's lower end; 0 for none."""
    n, tail = ranks.n, (1 - confidence) / 2
    if not is_exact:
        spread = rank_sum_spread(n, ranks.counts.astype(np.float64))
        centre = n * (n + 1) / 4
        return max(0, ceil(centre - 0.5 + float(ndtri(tail)) * spread))
    below = np.cumsum(rank_sum_probabilities(n))
    place = max(1, int(np.searchsorted(below, tail)))
    # R gives up the level when the tails hold half as much again as they should.
    return place if below[place - 1] <= 1.5 * tail else 0


def _select_averages(ranks: SignedRanks, *places: int) -> list[float]:
    """Find the averages of two changes that have these ranks among all, from below."""
    values, counts = ranks.values, ranks.counts
    up_to = np.concatenate([[0], np.cumsum(counts)])
    asked = np.asarray(places)
    low = np.full(asked.size, 2 * values[0])
    high = np.full(asked.size, 2 * values[-1])
    while (low < high).any():
        middle = (low + high) // 2
        rest = np.searchsorted(values, middle[:, np.newaxis] - values, side="right")
        with_self = up_to[np.searchsorted(values, middle // 2, side="right")]
        is_enough = (up_to[rest] @ counts + with_self) // 2 >= asked
        high = np.where(is_enough, middle, high)
        low = np.where(is_enough, low, np.minimum(middle + 1, high))
    return [float(end) for end in low / (2 * UNITS_PER_ONE)]
