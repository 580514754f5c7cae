"""Where the search for a factor model begins: one factor for each block of items."""

from collections.abc import Sequence

import numpy as np

from barometre.statistics.estimate import FloatArray, IntArray
from barometre.statistics.factor_model.model import (
    PARTS,
    CompiledGroup,
    FactorModel,
    Matrices,
)
from barometre.statistics.factor_model.saturated import Saturated
from barometre.statistics.one_factor import fit_one_factor_ml, list_starts

# Fewer items leave one factor undecided.
_FEWEST_DECIDED = 3
# Shares of an item's variance and of a factor's that a start leaves unexplained.
_LEAST_RESIDUAL = 0.1
_MOST_CORRELATION = 0.9


def find_starts(
    model: FactorModel,
    compiled: Sequence[CompiledGroup],
    saturated: Sequence[Saturated],
) -> list[FloatArray]:
    """Begin with each factor fitted to its own items; cells that are equal average.

    Two groups of items in a block make a valley each: there are then more starts.
    """
    blocks = [
        [_list_block_starts(best.covariance, items) for items in _list_blocks(group)]
        for group, best in zip(compiled, saturated, strict=True)
    ]
    n_starts = max(len(starts) for of_group in blocks for starts in of_group)
    return [
        _average(
            model,
            compiled,
            [
                _guess(
                    group, best, [starts[min(turn, len(starts) - 1)] for starts in own]
                )
                for group, best, own in zip(compiled, saturated, blocks, strict=True)
            ],
        )
        for turn in range(n_starts)
    ]


def _average(
    model: FactorModel, compiled: Sequence[CompiledGroup], guesses: Sequence[Matrices]
) -> FloatArray:
    """Give each label the mean of its cells."""
    sums, counts = np.zeros(len(model.labels)), np.zeros(len(model.labels))
    for group, guess in zip(compiled, guesses, strict=True):
        parts = (
            guess.loadings,
            guess.factor_covariance,
            guess.residual,
            guess.intercept,
            guess.factor_mean,
        )
        for number, matrix in enumerate(parts):
            here = group.part == number
            rows, columns = group.row[here], group.column[here]
            is_vector = PARTS[number] in ("intercept", "factor_mean")
            values = matrix[rows] if is_vector else matrix[rows, columns]
            np.add.at(sums, group.index[here], values)
            np.add.at(counts, group.index[here], 1)
    return np.asarray(sums / counts)


def _list_blocks(group: CompiledGroup) -> list[IntArray]:
    """Items of each factor."""
    loads = group.fixed.loadings != 0
    here = group.part == PARTS.index("loading")
    loads[group.row[here], group.column[here]] = True
    return [np.flatnonzero(loads[:, factor]) for factor in range(group.n_factors)]


def _guess(
    group: CompiledGroup, moments: Saturated, loadings_of: Sequence[FloatArray]
) -> Matrices:
    """Put the loadings of the blocks together, and relate the factors."""
    p, m = group.n_items, group.n_factors
    loadings, weights = np.zeros((p, m)), np.zeros((m, p))
    residual = np.diag(moments.covariance).copy()
    for factor, (items, found) in enumerate(
        zip(_list_blocks(group), loadings_of, strict=True)
    ):
        loadings[items, factor] = found
        residual[items] -= found**2
        scaled = found / residual[items]
        weights[factor, items] = scaled / (found @ scaled)
    covariance = weights @ moments.covariance @ weights.T
    scale = np.sqrt(np.diag(covariance))
    between = covariance / np.outer(scale, scale)
    between = np.clip(between, -_MOST_CORRELATION, _MOST_CORRELATION)
    np.fill_diagonal(between, 1.0)
    while np.linalg.eigvalsh(between)[0] < (1 - _MOST_CORRELATION) / 2:
        between = np.where(np.eye(m), 1.0, 0.9 * between)
    return Matrices(
        loadings=loadings,
        factor_covariance=between,
        residual=np.diag(residual),
        intercept=moments.means,
        factor_mean=np.zeros(m),
    )


def _list_block_starts(covariance: FloatArray, items: IntArray) -> list[FloatArray]:
    """Give loadings to start from, kept away from the bounds."""
    block = covariance[np.ix_(items, items)]
    variances = np.diag(block)
    if items.size < _FEWEST_DECIDED:
        shared = block[0, -1] if items.size > 1 else variances[0] / 2
        found = np.sqrt(np.maximum(abs(shared), 0.1 * variances))
        found[-1] *= 1.0 if shared >= 0 else -1.0
        starts = [found]
    else:
        starts = [fit_one_factor_ml(block).loadings]
        scale = np.sqrt(variances)
        more = list_starts(block / np.outer(scale, scale))
        starts += [
            scale * start * (-1.0 if scale @ start < 0 else 1.0) for start in more[1:]
        ]
    most = np.sqrt((1 - _LEAST_RESIDUAL) * variances)
    return [np.clip(start, -most, most) for start in starts]
