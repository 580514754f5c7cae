"""How far items move on their own between two times, and what is left of the change."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, ndtri

from barometre.statistics.estimate import Estimate, FloatArray, join_notes
from barometre.statistics.factor_model.fit import FactorFit
from barometre.statistics.factor_model.standard_errors import (
    compute_parameter_covariance,
)

_METHOD = "robust_normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingShift:
    """What changed in what is measured, and what in how questions are read.

    Parameters
    ----------
    latent_change
        Change of the mean of what is measured, in standard deviations of the first
        time.
    items
        For each item set free, how far its answers moved on their own, in its units.
    of_score
        How far the score moves because of them, in its units.
    """

    latent_change: Estimate
    items: Mapping[int, Estimate]
    of_score: Estimate | None


def compute_reading_shift(
    fit: FactorFit,
    freed: set[int],
    *,
    n_items: int,
    is_sum: bool = False,
    n_missing: int = 0,
    confidence: float = 0.95,
) -> ReadingShift:
    r"""Split the change between two times, from a (partial) scalar model.

    .. math:: \alpha_2, \quad \nu_{j2} - \nu_{j1}, \quad
              \frac1k\sum_{j\,free}(\nu_{j2} - \nu_{j1})

    The last is the shift of a person who stands where the average stood at first.
    Robust (MLR) standard errors, normal intervals.

    Parameters
    ----------
    fit
        Scalar step of two times, or partial scalar.
    freed
        Items whose intercepts are their own.
    n_items, is_sum
        Items of the score, and whether it is their sum or their mean.
    n_missing
        People without any answer.
    confidence
        Level of the intervals.

    References
    ----------
    Byrne B.M., Shavelson R.J., Muthén B. (1989), doi:10.1037/0033-2909.105.3.456.
    Oort F.J. (2005), Quality of Life Research 14, doi:10.1007/s11136-004-0831-x.
    """
    covariance = compute_parameter_covariance(fit, kind="robust")
    place = {label: number for number, label in enumerate(fit.model.labels)}

    def say(statistic: str, weights: Mapping[str, float]) -> Estimate:
        vector = np.zeros(len(place))
        for label, weight in weights.items():
            vector[place[label]] = weight
        return _estimate(
            statistic, fit, vector, covariance, n_missing=n_missing, level=confidence
        )

    shifts = {item: {f"i{item}.1": 1.0, f"i{item}": -1.0} for item in sorted(freed)}
    unit = 1.0 if is_sum else 1.0 / n_items
    together = {
        label: unit * weight
        for weights in shifts.values()
        for label, weight in weights.items()
    }
    return ReadingShift(
        latent_change=say("latent_mean_change", {"m1": 1.0}),
        items={item: say("item_shift", weights) for item, weights in shifts.items()},
        of_score=say("reading_shift", together) if shifts else None,
    )


def _estimate(
    statistic: str,
    fit: FactorFit,
    weights: FloatArray,
    covariance: FloatArray,
    *,
    n_missing: int,
    level: float,
) -> Estimate:
    value = float(weights @ fit.parameters)
    error = float(np.sqrt(np.maximum(weights @ covariance @ weights, 0.0)))
    margin = float(ndtri((1 + level) / 2)) * error
    return Estimate(
        statistic=statistic,
        estimate=value,
        ci_low=value - margin,
        ci_high=value + margin,
        ci_level=level,
        std_error=error,
        p_value=float(chdtrc(1, (value / error) ** 2)) if error > 0 else float("nan"),
        n=fit.sample.n,
        n_missing=n_missing,
        method=_METHOD,
        note=join_notes(n=fit.sample.n),
    )
