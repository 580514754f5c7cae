"""Test-retest reliability: how alike the same people answer when nothing happened."""

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from scipy.special import fdtri, ndtri

from barometre.statistics.estimate import (
    Estimate,
    build_undefined,
    join_notes,
)
from barometre.statistics.pairs import Pairs

_TIMES = 2
# A residual this small beside the spread of people is rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Retest:
    """Both coefficients, and the measurement error that each stands for."""

    agreement: Estimate
    consistency: Estimate
    errors: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class _Squares:
    """Mean squares of people, of times and of what is left."""

    n: int
    people: float
    times: float
    left: float


def compute_retest(
    pairs: Pairs, *, confidence: float = 0.95, caveat: str = ""
) -> Retest:
    r"""Compute ICC(A,1) and ICC(C,1) of two waves, with the error of measurement.

    .. math:: ICC(C,1) = \frac{MS_p - MS_e}{MS_p + MS_e} \qquad
        ICC(A,1) = \frac{MS_p - MS_e}{MS_p + MS_e + \frac{2}{n}(MS_t - MS_e)}

    Parameters
    ----------
    pairs
        The same people twice. Pairs with either score missing are already out.
    confidence
        Level of the intervals and of the smallest detectable change.
    caveat
        Code to note beside each number: what these people went through in between.

    Returns
    -------
    Retest
        ``retest_icc_agreement`` (a shift of everyone counts as error),
        ``retest_icc_consistency`` (it does not), and for each the standard error of
        measurement in the units of the score, with the smallest detectable change.
        NaN with ``too_few_people`` below three, ``no_variance``; no interval with
        ``perfect_correlation``.

    Notes
    -----
    Two-way analysis of variance, people by times. Intervals: F, with Satterthwaite's
    degrees of freedom for agreement. The error of agreement is
    :math:`\sqrt{MS_e + (MS_t - MS_e)/n}`, that of consistency :math:`\sqrt{MS_e}`.

    References
    ----------
    McGraw K.O., Wong S.P. (1996), Psychological Methods 1,
    doi:10.1037/1082-989X.1.1.30.
    de Vet H.C.W. et al. (2006), Journal of Clinical Epidemiology 59,
    doi:10.1016/j.jclinepi.2005.10.015.
    """
    squares = _square(pairs)
    if reason := _find_obstacle(squares):
        agreement, consistency = (
            build_undefined(
                name, reason=reason, n=pairs.n, n_missing=pairs.n_missing, method=method
            )
            for name, method in (
                ("retest_icc_agreement", "icc_a1"),
                ("retest_icc_consistency", "icc_c1"),
            )
        )
        errors = _list_errors(pairs, (nan, nan), reason, confidence)
        return Retest(agreement=agreement, consistency=consistency, errors=errors)
    between = (squares.times - squares.left) / squares.n
    spreads = (
        sqrt(max(squares.left + between, 0.0)),
        sqrt(max(squares.left, 0.0)),
    )
    return Retest(
        agreement=_estimate(
            "retest_icc_agreement",
            "icc_a1",
            pairs,
            _agree(squares),
            _agree_interval(squares, confidence),
            confidence,
            caveat,
        ),
        consistency=_estimate(
            "retest_icc_consistency",
            "icc_c1",
            pairs,
            _accord(squares.people / squares.left) if squares.left else 1.0,
            _accord_interval(squares, confidence),
            confidence,
            caveat,
        ),
        errors=_list_errors(pairs, spreads, caveat, confidence),
    )


def _square(pairs: Pairs) -> _Squares:
    n = pairs.n
    if n < _TIMES:
        return _Squares(n, nan, nan, nan)
    change = pairs.change
    people = float(((pairs.before + pairs.after) / 2).var(ddof=1)) * _TIMES
    left = float(change.var(ddof=1)) / _TIMES
    if left < _ROUNDING * (people + float(change.mean()) ** 2):
        left = 0.0
    return _Squares(n, people, n * float(change.mean()) ** 2 / _TIMES, left)


def _find_obstacle(squares: _Squares) -> str:
    if squares.n <= _TIMES:
        return "too_few_people"
    return "" if squares.people + squares.left > 0 else "no_variance"


def _agree(squares: _Squares) -> float:
    between = _TIMES * (squares.times - squares.left) / squares.n
    return (squares.people - squares.left) / (squares.people + squares.left + between)


def _accord(f: float) -> float:
    return (f - 1) / (f + _TIMES - 1)


def _accord_interval(squares: _Squares, confidence: float) -> tuple[float, float]:
    if not squares.left:
        return nan, nan
    f, df = squares.people / squares.left, squares.n - 1
    quantile = float(fdtri(df, df, (1 + confidence) / 2))
    return _accord(f / quantile), _accord(f * quantile)


def _agree_interval(squares: _Squares, confidence: float) -> tuple[float, float]:
    if not squares.left:
        return nan, nan
    n, k = squares.n, _TIMES
    icc, f = _agree(squares), squares.times / squares.left
    rest = n * (1 + (k - 1) * icc) - k * icc
    below = (n - 1) * (k * icc * f) ** 2 + rest**2
    if below < _ROUNDING:
        return nan, nan
    df = (k - 1) * (n - 1) * (k * icc * f + rest) ** 2 / below
    tail = (1 + confidence) / 2
    down = float(fdtri(n - 1, df, tail))
    up = float(fdtri(df, n - 1, tail))
    people, left = squares.people, squares.left
    spread = k * squares.times + (k * n - k - n) * left
    return (
        n * (people - down * left) / (down * spread + n * people),
        n * (up * people - left) / (spread + n * up * people),
    )


def _estimate(
    name: str,
    method: str,
    pairs: Pairs,
    value: float,
    ends: tuple[float, float],
    confidence: float,
    caveat: str,
) -> Estimate:
    has_interval = not np.isnan(ends).any()
    is_perfect = abs(value - 1) < _ROUNDING
    lack = "perfect_correlation" if is_perfect else "interval_out_of_range"
    return Estimate(
        statistic=name,
        estimate=value,
        ci_low=ends[0],
        ci_high=ends[1],
        ci_level=confidence if has_interval else nan,
        n=pairs.n,
        n_missing=pairs.n_missing,
        method=method,
        note=join_notes(caveat, "" if has_interval else lack, n=pairs.n),
    )


def _list_errors(
    pairs: Pairs, spreads: tuple[float, float], note: str, confidence: float
) -> tuple[Estimate, ...]:
    """Give the error of agreement and of consistency, each with what it hides."""
    factor = float(ndtri((1 + confidence) / 2)) * sqrt(2)
    numbers = {
        "standard_error_of_measurement": 1.0,
        "smallest_detectable_change": factor,
    }
    return tuple(
        Estimate(
            statistic=f"{statistic}_{kind}",
            estimate=times * spread,
            n=pairs.n,
            n_missing=pairs.n_missing,
            method=f"from_retest_icc_{kind}",
            note=join_notes(note, n=pairs.n),
        )
        for kind, spread in zip(("agreement", "consistency"), spreads, strict=True)
        for statistic, times in numbers.items()
    )
