"""A declared factor model: which numbers are free, which are fixed, which are equal."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from barometre.statistics.estimate import FloatArray, IntArray
from barometre.statistics.factor_model.moments import pair_items

Part = Literal["loading", "factor_covariance", "residual", "intercept", "factor_mean"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One number of the model: ``row`` and ``column`` within its part.

    A loading has an item and a factor; a covariance two factors; a residual two items,
    the same one for a variance; an intercept an item, a mean a factor (column 0).
    Cells with one ``label`` are equal; ``label`` None fixes the cell at ``value``.
    """

    part: Part
    row: int
    column: int = 0
    label: str | None = None
    value: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorModel:
    r"""Means and covariances that factors imply, group by group.

    .. math:: \mu = \nu + \Lambda\alpha, \quad
              \Sigma = \Lambda\Psi\Lambda' + \Theta

    Cells that are not named are fixed at zero.
    """

    n_items: int
    n_factors: int
    groups: tuple[tuple[Cell, ...], ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Free numbers in the order of their first cell."""
        cells = (cell for group in self.groups for cell in group)
        return tuple(dict.fromkeys(c.label for c in cells if c.label is not None))

    @property
    def df(self) -> int:
        """Moments that are given minus numbers that are free."""
        moments = self.n_items + self.n_items * (self.n_items + 1) // 2
        return moments * len(self.groups) - len(self.labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrices:
    """The parts of one group with their numbers filled in."""

    loadings: FloatArray
    factor_covariance: FloatArray
    residual: FloatArray
    intercept: FloatArray
    factor_mean: FloatArray

    @property
    def means(self) -> FloatArray:
        """Implied means of the items."""
        return np.asarray(self.intercept + self.loadings @ self.factor_mean)

    @property
    def covariance(self) -> FloatArray:
        """Implied covariances of the items."""
        common = self.loadings @ self.factor_covariance @ self.loadings.T
        return np.asarray(common + self.residual)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledGroup:
    """Cells of a group as arrays: quick to fill and to differentiate."""

    n_items: int
    n_factors: int
    fixed: Matrices
    part: IntArray
    row: IntArray
    column: IntArray
    index: IntArray

    def fill(self, parameters: FloatArray) -> Matrices:
        """Put the free numbers in their cells."""
        fixed = self.fixed
        parts = [
            fixed.loadings.copy(),
            fixed.factor_covariance.copy(),
            fixed.residual.copy(),
            fixed.intercept.copy(),
            fixed.factor_mean.copy(),
        ]
        values = parameters[self.index]
        for number, matrix in enumerate(parts):
            here = self.part == number
            rows, columns = self.row[here], self.column[here]
            if matrix.ndim == 1:
                matrix[rows] = values[here]
                continue
            matrix[rows, columns] = values[here]
            if PARTS[number] != "loading":
                matrix[columns, rows] = values[here]
        return Matrices(
            loadings=parts[0],
            factor_covariance=parts[1],
            residual=parts[2],
            intercept=parts[3],
            factor_mean=parts[4],
        )

    def differentiate(self, parameters: FloatArray) -> FloatArray:
        """First derivatives of the moments, shape (free numbers, moments)."""
        filled = self.fill(parameters)
        p, n_cells = self.n_items, self.index.size
        of_means = np.zeros((n_cells, p))
        of_covariance = np.zeros((n_cells, p, p))
        shared = filled.loadings @ filled.factor_covariance
        for number, part in enumerate(PARTS):
            cells = np.flatnonzero(self.part == number)
            if not cells.size:
                continue
            rows, columns = self.row[cells], self.column[cells]
            if part == "loading":
                of_means[cells, rows] = filled.factor_mean[columns]
                of_covariance[cells, rows, :] += shared[:, columns].T
                of_covariance[cells, :, rows] += shared[:, columns].T
            elif part == "factor_covariance":
                one, other = filled.loadings[:, rows].T, filled.loadings[:, columns].T
                turned = one[:, :, np.newaxis] * other[:, np.newaxis, :]
                halves = np.where(rows == columns, 0.5, 1.0)[:, np.newaxis, np.newaxis]
                of_covariance[cells] = halves * (turned + turned.transpose(0, 2, 1))
            elif part == "residual":
                of_covariance[cells, rows, columns] = 1.0
                of_covariance[cells, columns, rows] = 1.0
            elif part == "intercept":
                of_means[cells, rows] = 1.0
            else:
                of_means[cells] = filled.loadings[:, rows].T
        lower = of_covariance[:, *pair_items(p)]
        slopes = np.zeros((parameters.size, p + lower.shape[1]))
        np.add.at(slopes, self.index, np.concatenate([of_means, lower], axis=1))
        return slopes

    def bend(
        self, parameters: FloatArray, of_means: FloatArray, of_covariance: FloatArray
    ) -> FloatArray:
        """Second derivatives of the moments, weighted by a vector and a matrix."""
        filled = self.fill(parameters)
        parts = [np.flatnonzero(self.part == number) for number in range(len(PARTS))]
        loads, between, centres = parts[0], parts[1], parts[4]
        item, factor = self.row[loads], self.column[loads]
        bent = np.zeros((self.index.size, self.index.size))
        bent[np.ix_(loads, loads)] = (
            2
            * of_covariance[np.ix_(item, item)]
            * filled.factor_covariance[np.ix_(factor, factor)]
        )
        turned = 2 * of_covariance @ filled.loadings
        first, second = self.row[between], self.column[between]
        is_first = factor[:, np.newaxis] == first
        is_second = (factor[:, np.newaxis] == second) & (first != second)
        crossed = turned[np.ix_(item, second)] * is_first
        crossed += turned[np.ix_(item, first)] * is_second
        bent[np.ix_(loads, between)] = crossed
        bent[np.ix_(between, loads)] = crossed.T
        moved = of_means[item, np.newaxis] * (
            factor[:, np.newaxis] == self.row[centres]
        )
        bent[np.ix_(loads, centres)] = moved
        bent[np.ix_(centres, loads)] = moved.T
        total = np.zeros((parameters.size, parameters.size))
        np.add.at(total, (self.index[:, np.newaxis], self.index), bent)
        return total


def compile_model(model: FactorModel) -> tuple[CompiledGroup, ...]:
    """Prepare every group of a model."""
    place = {label: number for number, label in enumerate(model.labels)}
    return tuple(_compile(model, cells, place) for cells in model.groups)


def _compile(
    model: FactorModel, cells: tuple[Cell, ...], place: dict[str, int]
) -> CompiledGroup:
    p, m = model.n_items, model.n_factors
    fixed = [
        np.zeros((p, m)),
        np.zeros((m, m)),
        np.zeros((p, p)),
        *map(np.zeros, (p, m)),
    ]
    for cell in cells:
        matrix = fixed[PARTS.index(cell.part)]
        if cell.label is not None:
            continue
        if matrix.ndim == 1:
            matrix[cell.row] = cell.value
            continue
        matrix[cell.row, cell.column] = cell.value
        if cell.part != "loading":
            matrix[cell.column, cell.row] = cell.value
    free = [cell for cell in cells if cell.label is not None]
    return CompiledGroup(
        n_items=p,
        n_factors=m,
        fixed=Matrices(
            loadings=fixed[0],
            factor_covariance=fixed[1],
            residual=fixed[2],
            intercept=fixed[3],
            factor_mean=fixed[4],
        ),
        part=np.array([PARTS.index(cell.part) for cell in free], dtype=np.int64),
        row=np.array([cell.row for cell in free], dtype=np.int64),
        column=np.array([cell.column for cell in free], dtype=np.int64),
        index=np.array([place[cell.label or ""] for cell in free], dtype=np.int64),
    )
