"""Difference of two wave means when only some people are at both waves."""

from dataclasses import dataclass
from functools import cached_property
from math import isnan, nan, sqrt
from typing import Literal

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.location import describe_by_t
from barometre.statistics.pairs import Pairs, keep_answered, keep_pairs

Variances = Literal["unequal", "equal"]
_FEWEST_PAIRS = 3


@dataclass(frozen=True, kw_only=True)
class OverlappingSamples:
    """People of the earlier wave only, of the later wave only, and of both.

    ``n_missing`` counts scores that are missing: one per person and wave.
    """

    earlier_only: FloatArray
    later_only: FloatArray
    both: Pairs
    n_missing: int

    @cached_property
    def earlier(self) -> FloatArray:
        """Everyone with a score at the earlier wave."""
        return np.concatenate([self.earlier_only, self.both.before])

    @cached_property
    def later(self) -> FloatArray:
        """Everyone with a score at the later wave."""
        return np.concatenate([self.later_only, self.both.after])

    @property
    def n(self) -> int:
        """People, each counted once."""
        return self.earlier_only.size + self.later_only.size + self.both.n


def sort_people(
    earlier_only: npt.ArrayLike,
    later_only: npt.ArrayLike,
    before: npt.ArrayLike,
    after: npt.ArrayLike,
) -> OverlappingSamples:
    """Sort people by the waves at which they have a score.

    Parameters
    ----------
    earlier_only, later_only
        Scores of people seen at one wave only.
    before, after
        Scores of people seen at both, in the same order. Someone whose score is
        missing (NaN) at one of the waves counts as seen at the other only.
    """
    first, first_missing = keep_answered(earlier_only)
    second, second_missing = keep_answered(later_only)
    start, end = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    left, came = np.isnan(end) & ~np.isnan(start), np.isnan(start) & ~np.isnan(end)
    never = int((np.isnan(start) & np.isnan(end)).sum())
    return OverlappingSamples(
        earlier_only=np.concatenate([first, start[left]]),
        later_only=np.concatenate([second, end[came]]),
        both=keep_pairs(start, end),
        n_missing=first_missing
        + second_missing
        + int(left.sum() + came.sum())
        + 2 * never,
    )


def compute_overlapping_difference(
    people: OverlappingSamples,
    *,
    variances: Variances = "unequal",
    statistic: str = "mean_difference",
    confidence: float = 0.95,
) -> Estimate:
    r"""Compute the later mean minus the earlier one, from everyone.

    .. math:: T_{new2} = \frac{\bar x_2 - \bar x_1}
        {\sqrt{s_1^2/n_1 + s_2^2/n_2 - 2 r s_1 s_2 n_c/(n_1 n_2)}}

    Parameters
    ----------
    people
        Those at one wave only, and those at both.
    variances
        ``unequal`` is :math:`T_{new2}`, which becomes Welch's t where nobody is linked
        and the paired t where everyone is; ``equal`` is :math:`T_{new1}`, with one
        standard deviation for both waves.
    statistic
        Name of the result.
    confidence
        Level of the interval.

    Returns
    -------
    Estimate
        It takes for granted that who is seen twice is a matter of chance. NaN with
        ``too_few_people`` below three linked people or two at a wave, ``no_variance``
        when a wave does not vary.

    References
    ----------
    Derrick B., Russ B., Toher D., White P. (2017), Journal of Modern Applied
    Statistical Methods 16(1), doi:10.22237/jmasm/1493597280.
    """
    method = f"overlapping_{variances}"
    if reason := _find_obstacle(people):
        return build_undefined(
            statistic,
            reason=reason,
            n=people.n,
            n_missing=people.n_missing,
            method=method,
        )
    std_error, df = _measure_error(people, variances)
    difference = float(people.later.mean() - people.earlier.mean())
    has_error = std_error > 0 and not isnan(df)
    return describe_by_t(
        difference,
        std_error if has_error else nan,
        df,
        statistic=statistic,
        n=people.n,
        n_missing=people.n_missing,
        method=method,
        note=join_notes(
            "" if has_error else "no_variance",
            n=min(people.earlier.size, people.later.size),
        ),
        confidence=confidence,
    )


def _find_obstacle(people: OverlappingSamples) -> str:
    if people.both.n < _FEWEST_PAIRS:
        return "too_few_people"
    columns = (people.both.before, people.both.after)
    return "no_variance" if any(np.ptp(one) == 0 for one in columns) else ""


def _measure_error(
    people: OverlappingSamples, variances: Variances
) -> tuple[float, float]:
    """Compute the error and its degrees of freedom, in the notation of the paper."""
    x1, x2, n_c = people.earlier, people.later, people.both.n
    n_1, n_2 = x1.size, x2.size
    n_a, n_b = n_1 - n_c, n_2 - n_c
    v1, v2 = float(x1.var(ddof=1)), float(x2.var(ddof=1))
    r = people.both.correlation
    if variances == "equal":
        pooled = ((n_1 - 1) * v1 + (n_2 - 1) * v2) / (n_1 + n_2 - 2)
        squared = pooled * (1 / n_1 + 1 / n_2 - 2 * r * n_c / (n_1 * n_2))
        per_person = (n_a + n_b + n_c - 1) / (n_a + n_b + 2 * n_c)
    else:
        shared = 2 * r * sqrt(v1 * v2) * n_c / (n_1 * n_2)
        squared = v1 / n_1 + v2 / n_2 - shared
        welch = (v1 / n_1 + v2 / n_2) ** 2 / (
            (v1 / n_1) ** 2 / (n_1 - 1) + (v2 / n_2) ** 2 / (n_2 - 1)
        )
        per_person = (welch - n_c + 1) / (n_a + n_b + 2 * n_c)
    return sqrt(max(squared, 0.0)), n_c - 1 + per_person * (n_a + n_b)
