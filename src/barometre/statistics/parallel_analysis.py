"""How many things items measure, against what chance alone would show."""

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.item_moments import compute_item_moments
from barometre.statistics.kmo import correlate, find_correlation_obstacle

_N_SHUFFLES = 200
_LEVEL = 0.95
# From here on, correlations of shuffled answers are drawn from their normal limit.
_MANY_PEOPLE = 2000
_BLOCK_CELLS = 1 << 22


def compute_parallel_factors(
    answers: npt.ArrayLike, *, n_shuffles: int = _N_SHUFFLES, seed: int = 0
) -> Estimate:
    """Count the components above the 95th percentile of those of shuffled answers.

    Each item's own answers are shuffled between people, which keeps their shape
    (answers of 1 to 5 stay answers of 1 to 5) and undoes what goes together. Counting
    stops at the first component that chance could show.

    Parameters
    ----------
    answers
        Keyed answers, people in rows, items in columns. A person with a missing answer
        (NaN) is left out and counted.
    n_shuffles
        How many times answers are shuffled.
    seed
        Of the shuffling.

    Returns
    -------
    Estimate
        ``parallel_factors``. From 2 000 people on the correlations of shuffled answers
        are drawn from their limit, independent normals of variance 1 / (n - 1), and
        the method ends in ``_limit``. NaN with the reason of
        :func:`~barometre.statistics.kmo.find_correlation_obstacle`.

    References
    ----------
    Horn J.L. (1965), Psychometrika 30, doi:10.1007/BF02289447. Buja A., Eyuboglu N.
    (1992), Multivariate Behavioral Research 27, doi:10.1207/s15327906mbr2704_2.
    """
    table = np.asarray(answers, dtype=np.float64)
    moments = compute_item_moments(table)
    is_many = moments.n >= _MANY_PEOPLE
    method = f"parallel_{n_shuffles}{'_limit' if is_many else ''}"
    if reason := find_correlation_obstacle(moments):
        return build_undefined(
            "parallel_factors",
            reason=reason,
            n=moments.n,
            n_missing=moments.n_missing,
            method=method,
        )
    rng = np.random.default_rng(seed)
    if is_many:
        chance = _draw_limit(moments.n, moments.n_items, n_shuffles, rng)
    else:
        chance = _shuffle(table[~np.isnan(table).any(axis=1)], n_shuffles, rng)
    limits = np.quantile(np.linalg.eigvalsh(chance)[:, ::-1], _LEVEL, axis=0)
    is_above = np.linalg.eigvalsh(correlate(moments))[::-1] > limits
    return Estimate(
        statistic="parallel_factors",
        estimate=float(is_above.size if is_above.all() else is_above.argmin()),
        n=moments.n,
        n_missing=moments.n_missing,
        method=method,
        note=join_notes(n=moments.n),
    )


def _shuffle(
    complete: FloatArray, n_shuffles: int, rng: np.random.Generator
) -> FloatArray:
    """Correlations of answers of which each column was shuffled, shuffle by shuffle."""
    n, k = complete.shape
    centred = complete - complete.mean(axis=0)
    standard = centred / np.sqrt((centred**2).sum(axis=0))
    rows = max(1, _BLOCK_CELLS // (n * k))
    blocks = []
    for start in range(0, n_shuffles, rows):
        size = min(rows, n_shuffles - start)
        shuffled = rng.permuted(np.broadcast_to(standard, (size, n, k)), axis=1)
        blocks.append(shuffled.transpose(0, 2, 1) @ shuffled)
    return np.concatenate(blocks)


def _draw_limit(
    n: int, n_items: int, n_shuffles: int, rng: np.random.Generator
) -> FloatArray:
    rows, columns = np.tril_indices(n_items, -1)
    drawn = rng.normal(size=(n_shuffles, rows.size)) / np.sqrt(n - 1)
    chance = np.broadcast_to(np.eye(n_items), (n_shuffles, n_items, n_items)).copy()
    chance[:, rows, columns] = chance[:, columns, rows] = drawn
    return chance
