"""How likely a later answer is to be higher than an earlier one of somebody else."""

from math import nan, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.location import two_sided_t
from barometre.statistics.pairs import keep_answered


def compute_brunner_munzel(
    later: npt.ArrayLike, earlier: npt.ArrayLike, *, confidence: float = 0.95
) -> Estimate:
    r"""Compute the chance that one of `later` is above one of `earlier`.

    .. math:: p = P(X < Y) + P(X = Y)/2

    One half when neither is higher. It takes no spread and no distance for granted.

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
        ``brunner_munzel`` with the p-value of Brunner and Munzel's test of one half.
        NaN with ``too_few_people`` below two people on a side; no interval with
        ``no_overlap`` when all of one side are above all of the other, or
        ``no_variance`` when everybody has the same score.

    References
    ----------
    Brunner E., Munzel U. (2000), Biometrical Journal 42,
    doi:10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U.
    """
    second, second_missing = keep_answered(later)
    first, first_missing = keep_answered(earlier)
    name, method = "brunner_munzel", "brunner_munzel_t"
    n, n_missing = first.size + second.size, first_missing + second_missing
    if min(first.size, second.size) < 2:
        return build_undefined(
            name, reason="too_few_people", n=n, n_missing=n_missing, method=method
        )
    above_first, above_second = _place(first, second)
    chance = float(above_first.mean())
    parts = [
        float(above_first.var(ddof=1)) / first.size,
        float(above_second.var(ddof=1)) / second.size,
    ]
    std_error = sqrt(sum(parts))
    has_interval = std_error > 0
    df = low = high = p_value = nan
    if has_interval:
        df = sum(parts) ** 2 / (
            parts[0] ** 2 / (first.size - 1) + parts[1] ** 2 / (second.size - 1)
        )
        margin = float(stdtrit(df, (1 + confidence) / 2)) * std_error
        low, high = max(0.0, chance - margin), min(1.0, chance + margin)
        p_value = two_sided_t((chance - 0.5) / std_error, df=df)
    obstacle = "no_variance" if chance == 0.5 else "no_overlap"
    return Estimate(
        statistic=name,
        estimate=chance,
        ci_low=low,
        ci_high=high,
        ci_level=confidence if has_interval else nan,
        std_error=std_error if has_interval else nan,
        df=df,
        p_value=p_value,
        n=n,
        n_missing=n_missing,
        method=method,
        note=join_notes(
            "" if has_interval else obstacle, n=min(first.size, second.size)
        ),
    )


def _place(first: FloatArray, second: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Share of the other side above each of `first`, and below each of `second`."""
    together = _rank(np.concatenate([first, second]))
    below_first = together[: first.size] - _rank(first)
    below_second = together[first.size :] - _rank(second)
    return 1 - below_first / second.size, below_second / first.size


def _rank(scores: FloatArray) -> FloatArray:
    """Give each score the middle of the ranks of those equal to it."""
    _, place, people = np.unique(
        np.round(scores, 10), return_inverse=True, return_counts=True
    )
    middles = np.cumsum(people) - (people - 1) / 2
    return np.asarray(middles[place], dtype=np.float64)
