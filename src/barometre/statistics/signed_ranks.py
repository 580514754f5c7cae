"""Wilcoxon's signed ranks of changes, and how their positive sum is distributed."""

from dataclasses import dataclass
from functools import cache
from math import sqrt

import numpy as np
from scipy.special import ndtr

from barometre.statistics.estimate import FloatArray, IntArray

# Changes as whole numbers of 1e-10: sums are exact, and equal means equal.
UNITS_PER_ONE = 10**10
LARGEST_CHANGE = 1e8
# Below this many changes R's wilcox.test is exact, if there are no ties and no zeros.
_EXACT_BELOW = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRanks:
    """Distinct changes in units of 1e-10, ascending, with how many people made each."""

    values: IntArray
    counts: IntArray

    @property
    def n(self) -> int:
        """People."""
        return int(self.counts.sum())

    @property
    def has_zeros(self) -> bool:
        """Whether somebody did not change."""
        return bool((self.values == 0).any())

    @property
    def has_ties(self) -> bool:
        """Whether two people changed by the same amount, up or down."""
        return np.unique(np.abs(self.values)).size < self.n

    @property
    def is_exact(self) -> bool:
        """Whether R would use the exact distribution."""
        return self.n < _EXACT_BELOW and not self.has_ties and not self.has_zeros

    def without_zeros(self) -> "SignedRanks":
        """Leave out those who did not change."""
        is_kept = self.values != 0
        return SignedRanks(values=self.values[is_kept], counts=self.counts[is_kept])


def rank_changes(changes: FloatArray) -> SignedRanks:
    """Count distinct changes, rounded to ten decimals and smaller than 1e8."""
    values, counts = np.unique(
        np.rint(changes * UNITS_PER_ONE).astype(np.int64), return_counts=True
    )
    return SignedRanks(values=values, counts=counts.astype(np.int64))


def compute_signed_rank_p(ranks: SignedRanks) -> float:
    """Two-sided p-value of Wilcoxon's test that changes are symmetric around zero.

    As R's ``wilcox.test``: those who did not change are dropped; exact below 50 people
    without ties or zeros, otherwise normal with mid-ranks, the variance reduced for
    ties, and continuity correction. NaN when nobody changed.

    References
    ----------
    Wilcoxon F. (1945), Biometrics Bulletin 1, doi:10.2307/3001968.
    """
    changed = ranks.without_zeros()
    n = changed.n
    if n == 0:
        return float("nan")
    total, people = _sum_positive_ranks(changed)
    excess = total - n * (n + 1) / 4
    if ranks.is_exact:
        probabilities = rank_sum_probabilities(n)
        fewer = n * (n + 1) // 2 - round(total) if excess > 0 else round(total)
        return min(1.0, 2 * float(probabilities[: fewer + 1].sum()))
    distance = max(abs(excess) - 0.5, 0.0) if excess else 0.0
    return 2 * float(ndtr(-distance / rank_sum_spread(n, people)))


def rank_sum_spread(n: int, ties: FloatArray) -> float:
    """Compute the standard deviation of the sum of positive ranks, no change.

    `ties` are the numbers of people who share a rank.
    """
    lost = float((ties**3 - ties).sum()) / 48
    return sqrt(n * (n + 1) * (2 * n + 1) / 24 - lost)


@cache
def rank_sum_probabilities(n: int) -> FloatArray:
    """Exact probability of each sum of positive ranks, no change and no ties."""
    probabilities = np.ones(1)
    for rank in range(1, n + 1):
        grown = np.zeros(probabilities.size + rank)
        grown[: probabilities.size] += probabilities / 2
        grown[rank:] += probabilities / 2
        probabilities = grown
    return probabilities


def _sum_positive_ranks(ranks: SignedRanks) -> tuple[float, FloatArray]:
    """Sum of mid-ranks of absolute changes over those who rose, and sizes of ties."""
    _, place = np.unique(np.abs(ranks.values), return_inverse=True)
    people = np.bincount(place, weights=ranks.counts).astype(np.float64)
    mid_ranks = np.cumsum(people) - (people - 1) / 2
    is_rise = ranks.values > 0
    total = float((mid_ranks[place[is_rise]] * ranks.counts[is_rise]).sum())
    return total, people
