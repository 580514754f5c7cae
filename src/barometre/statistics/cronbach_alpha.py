"""Cronbach's alpha with Feldt's interval."""

import numpy as np
from scipy.special import fdtri

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.item_moments import ItemMoments, find_obstacle


def compute_cronbach_alpha(
    moments: ItemMoments, *, confidence: float = 0.95
) -> Estimate:
    r"""Share of a score's variance that its items have in common, if all weigh equally.

    .. math:: \alpha = \frac{k}{k-1}\left(1-\frac{\sum_j s_j^2}{s_T^2}\right)

    Parameters
    ----------
    moments
        Of keyed answers. People with a missing answer are already out (listwise).
    confidence
        Level of the interval.

    Returns
    -------
    Estimate
        ``cronbach_alpha``. NaN with ``one_item``, ``too_few_people`` (fewer than
        three), ``no_variance`` or ``item_without_variance``. Noted: ``two_items``
        (Spearman-Brown says more), ``perfect_correlation`` (no interval),
        ``reverse_key_suspect`` (an item goes against the others).

    Notes
    -----
    Interval: with F quantiles on n - 1 and (n - 1)(k - 1) degrees of freedom,
    :math:`1 - (1 - \alpha) F`. It assumes items that are equally related to what they
    measure, and normal answers.

    References
    ----------
    Cronbach L.J. (1951), Psychometrika 16, doi:10.1007/BF02310555.
    Feldt L.S. (1965), Psychometrika 30, doi:10.1007/BF02289499.

    Examples
    --------
    >>> from barometre.statistics.item_moments import compute_item_moments
    >>> answers = [[4, 5, 4], [2, 3, 2], [5, 5, 4], [1, 2, 2], [3, 3, 3]]
    >>> round(compute_cronbach_alpha(compute_item_moments(answers)).estimate, 6)
    0.962838
    """
    if reason := find_obstacle(moments):
        return build_undefined(
            "cronbach_alpha",
            reason=reason,
            n=moments.n,
            n_missing=moments.n_missing,
            method="feldt",
        )
    k = moments.n_items
    alpha = alpha_of_covariance(moments.covariance)
    is_perfect = 1.0 - alpha < 1e-12
    low, high = (
        (np.nan, np.nan)
        if is_perfect
        else feldt_interval(alpha, n=moments.n, n_items=k, confidence=confidence)
    )
    return Estimate(
        statistic="cronbach_alpha",
        estimate=alpha,
        ci_low=low,
        ci_high=high,
        ci_level=confidence,
        n=moments.n,
        n_missing=moments.n_missing,
        method="feldt",
        note=join_notes(
            "two_items" if k == 2 else "",
            "perfect_correlation" if is_perfect else "",
            find_reversed_item(moments.covariance),
            n=moments.n,
        ),
    )


def alpha_of_covariance(covariance: FloatArray) -> float:
    """Cronbach's formula on a covariance matrix (or a correlation matrix)."""
    k = covariance.shape[0]
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def feldt_interval(
    alpha: float, *, n: int, n_items: int, confidence: float
) -> tuple[float, float]:
    """Feldt's interval (low, high) of an alpha."""
    tail = (1 - confidence) / 2
    f_low, f_high = fdtri(n - 1, (n - 1) * (n_items - 1), [tail, 1 - tail])
    return 1 - (1 - alpha) * float(f_high), 1 - (1 - alpha) * float(f_low)


def find_reversed_item(covariance: FloatArray) -> str:
    """Find whether an item goes against the sum of the others."""
    with_rest = covariance.sum(axis=0) - np.diag(covariance)
    return "reverse_key_suspect" if (with_rest < 0).any() else ""
