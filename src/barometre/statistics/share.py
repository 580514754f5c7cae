"""Shares of people, with Wilson's interval."""

from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import chdtri, ndtri

from barometre.statistics.counted import count_people
from barometre.statistics.estimate import Estimate, build_undefined, join_notes

_FEW, _FIFTY = 2, 50


def compute_share(
    count: int,
    n: int,
    *,
    statistic: str = "share",
    n_missing: int = 0,
    confidence: float = 0.95,
) -> Estimate:
    r"""Share of people, with Wilson's score interval without continuity correction.

    .. math:: \frac{\hat p + z^2/2n \pm z\sqrt{\hat p(1-\hat p)/n + z^2/4n^2}}{1+z^2/n}

    Parameters
    ----------
    count, n
        People counted, out of people who could be.
    statistic
        ``share``, ``share_high``, ``share_dont_know``, ``floor_share``...
    n_missing
        People left out of `n`, as the caller counts them.

    Returns
    -------
    Estimate
        Between 0 and 1. NaN with ``too_few_people`` when nobody could be counted. The
        interval never leaves 0-1 and stays open at a share of 0 or 1.

    Notes
    -----
    Where one or two people are counted (three above fifty), or all but so few, the
    nearer end is that of a Poisson number: Wilson's would miss a share close to 0 or 1
    up to 17 times in 100.

    References
    ----------
    Wilson E.B. (1927), Journal of the American Statistical Association 22,
    doi:10.1080/01621459.1927.10502953.
    Brown L.D., Cai T.T., DasGupta A. (2001), Statistical Science 16, section 4.1.1,
    doi:10.1214/ss/1009213286.

    Examples
    --------
    >>> share = compute_share(6, 10)
    >>> round(share.ci_low, 6), round(share.ci_high, 6)
    (0.312674, 0.83182)
    """
    if n == 0:
        return build_undefined(
            statistic,
            reason="too_few_people",
            n=0,
            n_missing=n_missing,
            method="wilson",
        )
    low, high = wilson_interval(count / n, n=n, confidence=confidence)
    few = _FEW if n <= _FIFTY else _FEW + 1
    if 0 < count <= few:
        low = min(low, _rare_end(count, n, confidence))
    if 0 < n - count <= few:
        high = max(high, 1 - _rare_end(n - count, n, confidence))
    return Estimate(
        statistic=statistic,
        estimate=count / n,
        ci_low=low,
        ci_high=high,
        ci_level=confidence,
        n=n,
        n_missing=n_missing,
        method="wilson",
        note=join_notes(n=n),
    )


def _rare_end(count: int, n: int, confidence: float) -> float:
    """Give the smallest share under which so many are not too many."""
    return float(chdtri(2 * count, confidence)) / (2 * n)


def wilson_interval(share: float, *, n: int, confidence: float) -> tuple[float, float]:
    """Wilson's interval (low, high) of a share; exactly 0 or 1 at its open end."""
    z = float(ndtri((1 + confidence) / 2))
    centre = share + z**2 / (2 * n)
    margin = z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low, high = ((centre + side * margin) / (1 + z**2 / n) for side in (-1, 1))
    return (0.0 if share == 0 else low), (1.0 if share == 1 else high)


def compute_shares(
    answers: npt.ArrayLike,
    codes: npt.ArrayLike,
    *,
    people: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> dict[float, Estimate]:
    """Compute the share of each code among those who gave any of them.

    Missing answers (NaN) are left out and counted, and so is any other value: the
    shares of all codes of a response format add up to 1. The order is that of `codes`.
    With `people`, `answers` are distinct and ascending, and so many people gave each.
    """
    counted = count_people(answers, people)
    wanted = np.asarray(codes, dtype=np.float64).tolist()
    found = {code: counted.count(counted.values == code) for code in wanted}
    n = sum(found.values())
    n_missing = counted.n + counted.n_missing - n
    return {
        code: compute_share(count, n, n_missing=n_missing, confidence=confidence)
        for code, count in found.items()
    }


def compute_floor_and_ceiling(
    scores: npt.ArrayLike,
    *,
    low: float,
    high: float,
    people: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> tuple[Estimate, Estimate]:
    """Compute the shares of people at the lowest and at the highest possible score.

    Missing scores (NaN) are left out and counted. At the ceiling nobody can progress,
    which hides change; 15 % is the usual alarm. `people` as in :func:`compute_shares`.

    References
    ----------
    Terwee C.B. et al. (2007), Journal of Clinical Epidemiology 60,
    doi:10.1016/j.jclinepi.2006.03.012.
    """
    counted = count_people(scores, people)
    floor, ceiling = (
        compute_share(
            counted.count(np.isclose(counted.values, end, rtol=0, atol=1e-10)),
            counted.n,
            statistic=name,
            n_missing=counted.n_missing,
            confidence=confidence,
        )
        for name, end in (("floor_share", low), ("ceiling_share", high))
    )
    return floor, ceiling


def compute_share_high(
    answers: npt.ArrayLike,
    *,
    at_least: float,
    people: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Compute the share of answers at or above a threshold.

    Missing answers (NaN) are left out and counted. Cutting a scale in two throws
    information away: this describes, it is never the primary outcome. `people` as in
    :func:`compute_shares`.
    """
    counted = count_people(answers, people)
    return compute_share(
        counted.count(counted.values >= at_least),
        counted.n,
        statistic="share_high",
        n_missing=counted.n_missing,
        confidence=confidence,
    )
