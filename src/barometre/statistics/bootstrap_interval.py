"""Interval of a number from what it would be in resamples of the same people."""

from dataclasses import dataclass
from math import nan
from typing import Literal

import numpy as np
from scipy.special import ndtr, ndtri

from barometre.statistics.estimate import FloatArray

BootstrapMethod = Literal["percentile", "bca"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampled:
    """Values a number takes in resamples, ascending, and how probable each is.

    ``is_drawn`` when the values are replicates, not all that are possible.
    """

    values: FloatArray
    probabilities: FloatArray
    is_drawn: bool


def collect_replicates(replicates: FloatArray) -> Resampled:
    """Sort drawn replicates, each as probable as the others."""
    return Resampled(
        values=np.sort(replicates),
        probabilities=np.full(replicates.size, 1 / replicates.size),
        is_drawn=True,
    )


def bootstrap_interval(
    resampled: Resampled,
    estimate: float,
    *,
    acceleration: float,
    method: BootstrapMethod,
    confidence: float,
) -> tuple[float, float]:
    """Compute the ends of the percentile or of the BCa interval.

    BCa is bias-corrected and accelerated. Quantiles of drawn replicates lie between
    their ranks (R's type 7); those of all possible resamples are possible values.

    `acceleration` is of :func:`accelerate` and is used by ``bca`` alone. NaN where
    every resample lies on one side of the estimate.

    References
    ----------
    Efron B. (1987), Journal of the American Statistical Association 82,
    doi:10.1080/01621459.1987.10478410.
    """
    tails = np.array([1 - confidence, 1 + confidence]) / 2
    if method == "bca":
        side = np.sign(resampled.values - estimate)
        below = float(resampled.probabilities @ (1 - side)) / 2
        if not 0 < below < 1:
            return nan, nan
        bias = ndtri(below)
        shifted = bias + ndtri(tails)
        tails = ndtr(bias + shifted / (1 - acceleration * shifted))
    if resampled.is_drawn:
        low, high = np.quantile(resampled.values, tails)
    else:
        places = np.searchsorted(np.cumsum(resampled.probabilities), tails)
        low, high = resampled.values[np.minimum(places, resampled.values.size - 1)]
    return float(low), float(high)


def accelerate(left_out: FloatArray, counts: FloatArray) -> float:
    """Measure how fast the spread of a number moves with its value, from the jackknife.

    `left_out` is the number without one person, `counts` how many people give each.
    """
    centre = counts @ left_out / counts.sum()
    deviations = centre - left_out
    squares = float(counts @ deviations**2)
    return float(counts @ deviations**3) / (6 * squares**1.5) if squares > 0 else 0.0
