"""Likely answers of those who gave none: drawn many times, never once."""

from dataclasses import dataclass
from math import ceil, inf

import numpy as np
from scipy.special import ndtr, ndtri

from barometre.statistics.estimate import FloatArray

_RIDGE = 1e-5
_LEAST_DRAWS = 20
N_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the answers of each column allow."""

    low: float = -inf
    high: float = inf


def count_draws(missing_share: float) -> int:
    """Completed data sets: as many as hundredths are missing, twenty at least.

    References
    ----------
    White I.R., Royston P., Wood A.M. (2011), Statistics in Medicine 30,
    doi:10.1002/sim.4067.
    """
    return max(_LEAST_DRAWS, ceil(100 * missing_share))


def impute_chained(
    table: FloatArray,
    *,
    bounds: tuple[Bounds, ...],
    n_draws: int,
    n_rounds: int = N_ROUNDS,
    seed: int | list[int] = 0,
) -> FloatArray:
    """Complete a table many times by chained Bayesian regressions.

    Parameters
    ----------
    table
        Shape (n, k), people of one group; missing is NaN. Each column needs more known
        values than there are columns.
    bounds
        Range of each column; draws stay inside. Without a range they are normal.
    n_draws, n_rounds, seed
        Completed tables; rounds over the columns, one being enough where a single
        column misses something.

    Returns
    -------
    numpy.ndarray
        Shape (n_draws, n, k). Each draw takes coefficients and spread from what is
        known of them, then the scores: what is uncertain stays uncertain.

    References
    ----------
    van Buuren S. (2018), Flexible Imputation of Missing Data, 2nd ed., section 3.2,
    doi:10.1201/9780429492259.
    """
    rng = np.random.default_rng(seed)
    is_missing = np.isnan(table)
    columns = [int(column) for column in np.flatnonzero(is_missing.any(axis=0))]
    filled = np.repeat(table[np.newaxis], n_draws, axis=0)
    for column in columns:
        gaps = is_missing[:, column]
        known = table[~gaps, column]
        filled[:, gaps, column] = rng.choice(known, (n_draws, int(gaps.sum())))
    for _ in range(1 if len(columns) == 1 else n_rounds):
        for column in columns:
            gaps = is_missing[:, column]
            filled[:, gaps, column] = _draw_column(
                filled, column, gaps, bounds[column], rng
            )
    return filled


def _draw_column(
    filled: FloatArray,
    column: int,
    gaps: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    bounds: Bounds,
    rng: np.random.Generator,
) -> FloatArray:
    """Draw the missing scores of one column in every table at once."""
    design = filled.copy()
    design[:, :, column] = 1.0
    known, target = design[:, ~gaps], filled[:, ~gaps, column]
    gram = known.transpose(0, 2, 1) @ known
    places = np.arange(gram.shape[1])
    gram[:, places, places] *= 1 + _RIDGE
    inverse = np.linalg.inv(gram)
    slopes = (inverse @ (known.transpose(0, 2, 1) @ target[:, :, None]))[:, :, 0]
    left = target - (known @ slopes[:, :, None])[:, :, 0]
    n_draws, n_known = target.shape
    df = max(n_known - slopes.shape[1], 1)
    spread = np.sqrt((left**2).sum(axis=1) / rng.chisquare(df, n_draws))
    root = np.linalg.cholesky((inverse + inverse.transpose(0, 2, 1)) / 2)
    moved = (root @ rng.normal(size=(*slopes.shape, 1)))[:, :, 0]
    drawn = slopes + spread[:, None] * moved
    centre = (design[:, gaps] @ drawn[:, :, None])[:, :, 0]
    return _draw_within(centre, spread[:, None], bounds, rng)


def _draw_within(
    centre: FloatArray, spread: FloatArray, bounds: Bounds, rng: np.random.Generator
) -> FloatArray:
    """Draw from a normal distribution cut at both ends of the range."""
    chance = rng.random(centre.shape)
    steady = np.where(spread > 0, spread, 1.0)
    low = ndtr((bounds.low - centre) / steady)
    high = ndtr((bounds.high - centre) / steady)
    # Far outside the range nothing is left to draw from: the nearer end is taken.
    with np.errstate(invalid="ignore"):
        scores = centre + spread * ndtri(low + chance * (high - low))
    scores = np.where(np.isfinite(scores), scores, centre)
    return np.asarray(np.clip(scores, bounds.low, bounds.high))
