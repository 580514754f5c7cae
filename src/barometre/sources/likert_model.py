"""People answering on a response format, with a true reliability and a true mean.

Items are parallel: answer = format(location + spread x (loading x trait + noise)). What
is stated is true of the answers people can give, not of the hidden trait: location,
spread and loading are worked out through the rounding to codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TRAIT = np.linspace(-8.0, 8.0, 801)
_DENSITY = np.exp(-(_TRAIT**2) / 2)
_DENSITY /= _DENSITY.sum()
_NARROWEST, _WIDEST = 0.02, 20.0


@dataclass(frozen=True, slots=True)
class ItemModel:
    """How a hidden standard normal becomes an answer.

    ``thresholds`` cut it into ``len(thresholds) + 1`` answers; ``loading`` is its
    correlation with the trait.
    """

    thresholds: tuple[float, ...]
    loading: float

    def answer(
        self, trait: "NDArray[np.float64]", noise: "NDArray[np.float64]"
    ) -> "NDArray[np.intp]":
        """Give the place of each person's answer in the format."""
        hidden = self.loading * trait + np.sqrt(1 - self.loading**2) * noise
        place: NDArray[np.intp] = np.searchsorted(self.thresholds, hidden)
        return place


def interitem_correlation(reliability: float, n_items: int) -> float:
    """Correlation between parallel items whose alpha is the stated reliability."""
    return reliability / (n_items - (n_items - 1) * reliability)


@lru_cache(maxsize=4096)
def calibrate_item(
    places: tuple[float, ...], *, mean: float, sd: float, correlation: float
) -> ItemModel:
    """Find the model whose answers have the stated mean, spread and correlation.

    Parameters
    ----------
    places
        Answers on 0-1, ascending.
    mean, sd
        True mean and standard deviation of the answers on 0-1. A spread that the
        format cannot show becomes the nearest one that it can.
    correlation
        True correlation of the answers to two such items.
    """
    thresholds = _cut(places, mean, _find_spread(places, mean, sd))
    steps = np.diff(places)

    def miss(loading: float) -> float:
        return _correlate(thresholds, steps, loading) - correlation

    loading = brentq(miss, 0.0, 1.0 - 1e-9, xtol=1e-10)
    return ItemModel(tuple(thresholds.tolist()), loading)


def _find_spread(places: tuple[float, ...], mean: float, sd: float) -> float:
    def miss(spread: float) -> float:
        return _deviate(places, _cut(places, mean, spread)) - sd

    if miss(_NARROWEST) >= 0:
        return _NARROWEST
    if miss(_WIDEST) <= 0:
        return _WIDEST
    return float(brentq(miss, _NARROWEST, _WIDEST, xtol=1e-10))


def _cut(places: Sequence[float], mean: float, spread: float) -> "NDArray[np.float64]":
    """Cut the hidden normal halfway between answers, so that the mean is as stated."""
    answers = np.asarray(places)
    halfway, steps = (answers[1:] + answers[:-1]) / 2, np.diff(answers)

    def miss(location: float) -> float:
        reached = float(steps @ ndtr((location - halfway) / spread))
        return reached - (mean - float(answers[0]))

    # Far enough out, everyone gives the first or the last answer.
    reach = 10 * spread + 1
    location = float(brentq(miss, -reach, 1 + reach, xtol=1e-14))
    thresholds: NDArray[np.float64] = (halfway - location) / spread
    return thresholds


def _deviate(places: Sequence[float], thresholds: "NDArray[np.float64]") -> float:
    answers = np.asarray(places)
    shares = np.diff(ndtr(thresholds), prepend=0.0, append=1.0)
    mean = shares @ answers
    return float(np.sqrt(shares @ (answers - mean) ** 2))


def _correlate(
    thresholds: "NDArray[np.float64]", steps: "NDArray[np.float64]", loading: float
) -> float:
    """Correlate two answers that share a trait: the spread of the expected answer."""
    noise = np.sqrt(1 - loading**2)
    expected = ndtr((loading * _TRAIT[:, None] - thresholds) / noise) @ steps
    shared = _DENSITY @ expected**2 - (_DENSITY @ expected) ** 2
    above = ndtr(-thresholds)
    joint = np.minimum.outer(above, above) - np.outer(above, above)
    return float(shared / (steps @ joint @ steps))
