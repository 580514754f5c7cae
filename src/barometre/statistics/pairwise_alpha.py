"""Cronbach's alpha from everyone who answered two items or more."""

import numpy as np
import numpy.typing as npt

from barometre.statistics.cronbach_alpha import (
    alpha_of_covariance,
    feldt_interval,
    find_reversed_item,
)
from barometre.statistics.estimate import Estimate, build_undefined, join_notes
from barometre.statistics.item_moments import ItemMoments, find_obstacle

_NAME = "cronbach_alpha_pairwise"
_METHOD = "feldt_least_pair"


def compute_pairwise_alpha(
    answers: npt.ArrayLike, *, confidence: float = 0.95
) -> Estimate:
    """Compute alpha from covariances that each use all the answers they can.

    The default of ``psych::alpha``. A missing answer takes a person out of the pairs
    of that item only, so that the pairs stand on different people.

    Parameters
    ----------
    answers
        Keyed answers, people in rows, items in columns. People with fewer than two
        answers are out and counted in ``n_missing``.
    confidence
        Level of the interval.

    Returns
    -------
    Estimate
        ``cronbach_alpha_pairwise``. NaN with the reasons of
        :func:`~barometre.statistics.cronbach_alpha.compute_cronbach_alpha`, and with
        ``two_items`` for two, where it is no other than the listwise one. Noted
        ``not_positive_definite`` where no set of answers has such covariances.

    Notes
    -----
    Feldt's interval, on the people of the pair that fewest answered: wider than on
    everyone, which would count answers that were not given.

    References
    ----------
    Cronbach L.J. (1951), Psychometrika 16, doi:10.1007/BF02310555.
    Feldt L.S. (1965), Psychometrika 30, doi:10.1007/BF02289499.
    """
    table = np.asarray(answers, dtype=np.float64)
    is_given = ~np.isnan(table)
    is_used = is_given.sum(axis=1) >= 2
    n, k = int(is_used.sum()), table.shape[1]
    n_missing = len(table) - n
    moments, fewest = _pair_up(table[is_used], is_given[is_used])
    if reason := find_obstacle(moments):
        return build_undefined(
            _NAME, reason=reason, n=n, n_missing=n_missing, method=_METHOD
        )
    alpha = alpha_of_covariance(moments.covariance)
    is_perfect = 1.0 - alpha < 1e-12
    low, high = (
        (np.nan, np.nan)
        if is_perfect
        else feldt_interval(alpha, n=fewest, n_items=k, confidence=confidence)
    )
    smallest = np.linalg.eigvalsh(moments.covariance)[0]
    return Estimate(
        statistic=_NAME,
        estimate=alpha,
        ci_low=low,
        ci_high=high,
        ci_level=np.nan if is_perfect else confidence,
        n=n,
        n_missing=n_missing,
        method=_METHOD,
        note=join_notes(
            "two_items" if k == 2 else "",
            "perfect_correlation" if is_perfect else "",
            "not_positive_definite"
            if smallest < -1e-12 * np.trace(moments.covariance)
            else "",
            find_reversed_item(moments.covariance),
            n=n,
        ),
    )


def _pair_up(
    table: npt.NDArray[np.float64], is_given: npt.NDArray[np.bool_]
) -> tuple[ItemMoments, int]:
    """Give each covariance from the people who answered both items.

    The means of a pair are those of its own people. ``n`` is the fewest of any pair.
    """
    k = table.shape[1]
    given = is_given.astype(np.float64)
    shift = np.array(
        [column[here][0] if here.any() else 0.0
         for column, here in zip(table.T, is_given.T, strict=True)]
    )  # fmt: skip
    centred = np.where(is_given, table - shift, 0.0)
    counts = given.T @ given
    sums = centred.T @ given
    fewest = int(counts.min()) if k else 0
    with np.errstate(divide="ignore", invalid="ignore"):
        covariance = (centred.T @ centred - sums * sums.T / counts) / (counts - 1)
    means = np.full(k, np.nan)
    return ItemMoments(n=fewest, n_missing=0, means=means, covariance=covariance), (
        fewest
    )
