"""Sums of draws from evenly spaced values, by their exact probabilities."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from barometre.statistics.estimate import FloatArray, IntArray

_MOST_DIVISIONS = 12
_MOST_STEPS = 1 << 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """Values as whole steps from the lowest: value = low + step * place."""

    low: float
    step: float
    places: IntArray


def find_lattice(values: FloatArray) -> Lattice | None:
    """Find even spacing in two or more distinct ascending values, or None.

    Scores of a few items are evenly spaced: means of three items lie on thirds.
    """
    gaps = np.diff(values)
    smallest = float(gaps.min())
    for divisions in range(1, _MOST_DIVISIONS + 1):
        step = smallest / divisions
        exact = (values - values[0]) / step
        places = np.rint(exact).astype(np.int64)
        if places[-1] > _MOST_STEPS:
            return None
        if np.abs(exact - places).max() < 1e-6:
            fitted = float((values[-1] - values[0]) / places[-1])
            return Lattice(low=float(values[0]), step=fitted, places=places)
    return None


def distribute_mean(
    lattice: Lattice, counts: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Give each possible mean of a resample, ascending, and its probability.

    The sum of n draws has the n-th power of the draw's characteristic function. The
    inverse transform gives it modulo a width of forty standard deviations, beyond which
    nothing is left but rounding.
    """
    n = int(counts.sum())
    shares = counts / n
    mean = float(shares @ lattice.places)
    spread = float(np.sqrt(n * (shares @ (lattice.places - mean) ** 2)))
    width = 1 << ceil(np.log2(40 * spread + 2))
    folded = np.bincount(lattice.places % width, weights=shares, minlength=width)
    powered = np.fft.rfft(folded) ** n
    chances = np.clip(np.fft.irfft(powered, width), 0.0, None)
    first = round(n * mean) - width // 2
    sums = first + np.arange(width)
    ordered = chances[sums % width]
    is_possible = ordered > 1e-15
    means = lattice.low + lattice.step * sums[is_possible] / n
    return means, ordered[is_possible] / ordered[is_possible].sum()
