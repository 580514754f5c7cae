"""The mixed model with territories that are drawn, as people are: a second opinion."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import FloatArray, IntArray
from barometre.statistics.mixed_model import At, Fit, Sums, climb, fit_mixed_model
from barometre.statistics.repeated_measures import sum_up

MOST_TERRITORIES = 30


@dataclass(frozen=True, slots=True)
class _Cells:
    """People of one territory and one pattern of presence, as their means.

    What they differ by among themselves says nothing of territories or waves: it comes
    as ``scatter`` by pattern, with ``freedom`` people to spare.
    """

    means: FloatArray
    wave: IntArray
    structure: FloatArray
    is_present: npt.NDArray[np.bool_]
    scatter: FloatArray
    freedom: FloatArray

    @property
    def design(self) -> FloatArray:
        """One column a wave."""
        n_waves = self.is_present.shape[1]
        return np.equal.outer(self.wave, np.arange(n_waves)).astype(np.float64)


def fit_random_territory(
    scores: npt.ArrayLike, territories: npt.ArrayLike
) -> Fit | None:
    r"""Fit a mean to each wave, a variance to people and one to territories.

    .. math:: y_{tij} = \mu_j + a_t + b_{ti} + e_{tij}

    Parameters
    ----------
    scores
        People by waves; NaN where a person has none, at each wave one at least.
    territories
        Territory of each person, as numbers from 0.

    Returns
    -------
    Fit or None
        ``variances`` are those of people, of the rest and of territories. Where
        territories differ by no more than chance (a variance not above zero) it is the
        model without them. None as in :func:`fit_mixed_model`, for one territory and
        for more than thirty.

    References
    ----------
    As in :func:`fit_mixed_model`.
    """
    given = np.asarray(scores, dtype=np.float64)
    is_kept = np.isfinite(given).any(axis=1)
    kept = given[is_kept]
    places = np.unique(np.asarray(territories)[is_kept], return_inverse=True)[1]
    plain = fit_mixed_model(sum_up(kept)) if kept.size else None
    if plain is None or not plain.is_converged or plain.is_singular:
        return None
    if not 1 < np.unique(places).size <= MOST_TERRITORIES:
        return None
    cells = _sum_up(kept - np.nanmean(kept), places)
    between, rest = plain.variances
    start = np.array([between, rest, between / 10])
    fit = climb(lambda at: _evaluate(cells, at), start, model="random_territory")
    if fit is None or not fit.is_converged:
        return None
    return fit if fit.variances[2] > 1e-9 * rest else plain


def _sum_up(scores: FloatArray, territories: IntArray) -> _Cells:
    is_there = ~np.isnan(scores)
    patterns, pattern = np.unique(is_there, axis=0, return_inverse=True)
    pattern = pattern.reshape(-1)
    cells, cell = np.unique(
        np.column_stack([territories, pattern]), axis=0, return_inverse=True
    )
    cell = cell.reshape(-1)
    people = np.bincount(cell).astype(np.float64)
    held = np.where(is_there, scores, 0.0)
    is_in = np.equal.outer(np.arange(len(cells)), cell).astype(np.float64)
    means = is_in @ held / people[:, np.newaxis]
    left = np.where(is_there, held - means[cell], 0.0)
    where, wave = np.nonzero(patterns[cells[:, 1]])
    same_cell = np.equal.outer(where, where) / people[where]
    same_place = np.equal.outer(cells[where, 0], cells[where, 0]).astype(np.float64)
    parts = [pattern == place for place in range(len(patterns))]
    return _Cells(
        means=means[where, wave],
        wave=wave,
        structure=np.stack([same_cell, np.diag(1 / people[where]), same_place]),
        is_present=patterns,
        scatter=np.stack([left[part].T @ left[part] for part in parts]),
        freedom=np.array(
            [part.sum() - np.unique(cell[part]).size for part in parts],
            dtype=np.float64,
        ),
    )


def _evaluate(cells: _Cells, variances: FloatArray) -> At | None:
    """Work out the restricted likelihood and all derivatives at some variances."""
    covariance = np.tensordot(variances, cells.structure, axes=1)
    sign, size = np.linalg.slogdet(covariance)
    within = _evaluate_within(cells, variances[:2])
    if sign <= 0 or within is None:
        return None
    design, inverse = cells.design, np.linalg.inv(covariance)
    turned = inverse @ design
    information = design.T @ turned
    information_sign, log_size = np.linalg.slogdet(information)
    if information_sign <= 0:
        return None
    known = np.asarray(np.linalg.inv(information), dtype=np.float64)
    left = inverse - turned @ known @ turned.T
    residual = left @ cells.means
    moved = cells.structure @ residual
    projected = left @ cells.structure
    traces = np.einsum("iab,jba->ij", projected, projected)
    bent = moved @ left @ moved.T
    gradient = (moved @ residual - np.trace(projected, axis1=1, axis2=2)) / 2
    expected, observed = traces / 2, bent - traces / 2
    gradient[:2] += within.gradient
    expected[:2, :2] += within.expected
    observed[:2, :2] += within.observed
    outer = cells.structure @ turned
    square = float(cells.means @ residual)
    return At(
        likelihood=within.likelihood - (float(size) + float(log_size) + square) / 2,
        gradient=gradient,
        expected=expected,
        observed=observed,
        coefficients=known @ (turned.T @ cells.means),
        sums=Sums(
            known,
            turned.T @ outer,
            np.einsum("iab,ac,jcd->ijbd", outer, inverse, outer),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Within:
    """What people of one cell differ by, in the likelihood and its derivatives."""

    likelihood: float
    gradient: FloatArray
    expected: FloatArray
    observed: FloatArray


def _evaluate_within(cells: _Cells, variances: FloatArray) -> _Within | None:
    likelihood = 0.0
    gradient, traces, bent = np.zeros(2), np.zeros((2, 2)), np.zeros((2, 2))
    for is_there, scatter, freedom in zip(
        cells.is_present, cells.scatter, cells.freedom, strict=True
    ):
        count = int(is_there.sum())
        structure = np.stack([np.ones((count, count)), np.eye(count)])
        covariance = np.tensordot(variances, structure, axes=1)
        sign, size = np.linalg.slogdet(covariance)
        if sign <= 0:
            return None
        inverse = np.linalg.inv(covariance)
        spread = inverse @ scatter[np.ix_(is_there, is_there)]
        turned = inverse @ structure
        likelihood -= (freedom * float(size) + float(np.trace(spread))) / 2
        gradient += (
            np.einsum("iab,ba->i", turned, spread)
            - freedom * np.trace(turned, axis1=1, axis2=2)
        ) / 2
        traces += freedom * np.einsum("iab,jba->ij", turned, turned)
        bent += np.einsum("iab,jbc,ca->ij", turned, turned, spread)
    return _Within(likelihood, gradient, traces / 2, (bent + bent.T) / 2 - traces / 2)
