"""Reliability of a score from one half of its items against the other."""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.item_moments import ItemMoments, find_obstacle
from barometre.statistics.spearman_brown import compute_spearman_brown

# Beyond this, halves are too many to go through: 6 435 of 16 items, 92 378 of 20.
MOST_ITEMS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitHalves:
    """Reliabilities over every split into halves: the lowest, mean and best."""

    lowest: Estimate
    mean: Estimate
    best: Estimate


def compute_split_half_odd_even(
    moments: ItemMoments, *, confidence: float = 0.95
) -> Estimate:
    """Correlate the odd items with the even ones, stepped up to the full length.

    2r / (1 + r), by Spearman and Brown, with Fisher's interval of r carried through.
    Odd and even are places in the scale, the first item being odd. Missing answers:
    listwise, as everything from `moments`.

    Returns
    -------
    Estimate
        ``split_half_odd_even``. NaN with the reasons of an alpha, and with
        ``half_without_variance``.

    References
    ----------
    Spearman C. (1910), British Journal of Psychology 3,
    doi:10.1111/j.2044-8295.1910.tb00206.x.
    """
    name = "split_half_odd_even"
    reason = find_obstacle(moments)
    if not reason:
        halves = _halve(moments)
        if find_obstacle(halves):
            reason = "half_without_variance"
    if reason:
        return build_undefined(
            name,
            reason=reason,
            n=moments.n,
            n_missing=moments.n_missing,
            method="fisher_z",
        )
    stepped = compute_spearman_brown(halves, confidence=confidence)
    return replace(stepped, statistic=name)


def _halve(moments: ItemMoments) -> ItemMoments:
    """Give the moments of the sums of the odd and of the even items."""
    is_odd = np.arange(moments.n_items) % 2 == 0
    sides = np.array([is_odd, ~is_odd], dtype=np.float64)
    return ItemMoments(
        n=moments.n,
        n_missing=moments.n_missing,
        means=sides @ moments.means,
        covariance=sides @ moments.covariance @ sides.T,
    )


def compute_split_halves(moments: ItemMoments) -> SplitHalves:
    r"""Reliability over all splits into halves, of up to twelve items.

    Of one split, Guttman's :math:`4 s_{AB} / s_T^2`, which does not suppose that the
    halves vary alike. The best of all is lambda 4; the mean of all is alpha where the
    items are even in number, and the lowest says how badly a split can fall. An odd
    number of items is split into halves that differ by one.

    Missing answers: listwise, as everything from `moments`.

    Returns
    -------
    SplitHalves
        ``split_half_lowest``, ``split_half_mean`` and ``guttman_lambda4``. NaN with
        the reasons of an alpha, and with ``too_many_items`` beyond twelve.

    References
    ----------
    Guttman L. (1945), Psychometrika 10, doi:10.1007/BF02288892.
    """
    names = ("split_half_lowest", "split_half_mean", "guttman_lambda4")
    n, n_missing = moments.n, moments.n_missing
    reason = find_obstacle(moments)
    if not reason and moments.n_items > MOST_ITEMS:
        reason = "too_many_items"
    if reason:
        low, mean, best = (
            build_undefined(
                name, reason=reason, n=n, n_missing=n_missing, method="all_splits"
            )
            for name in names
        )
        return SplitHalves(lowest=low, mean=mean, best=best)
    found = _split(moments.covariance)
    values = (found.min(), found.mean(), found.max())
    low, mean, best = (
        Estimate(
            statistic=name,
            estimate=float(value),
            n=n,
            n_missing=n_missing,
            method="all_splits",
            note=join_notes(n=n),
        )
        for name, value in zip(names, values, strict=True)
    )
    return SplitHalves(lowest=low, mean=mean, best=best)


def _split(covariance: FloatArray) -> FloatArray:
    """Give Guttman's reliability of every split."""
    k = covariance.shape[0]
    first = np.array(list(combinations(range(k), k // 2)))
    if k % 2 == 0:
        # Each split comes twice, once for each half: keep the one with the first item.
        first = first[(first == 0).any(axis=1)]
    side = np.zeros((len(first), k))
    np.put_along_axis(side, first, 1.0, axis=1)
    between = np.einsum("si,ij,sj->s", side, covariance, 1 - side)
    return np.asarray(4 * between / covariance.sum())
