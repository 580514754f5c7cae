"""Scores of people at several waves, summed up by who was there when.

Between two people who were there at the same waves a model of waves sees no other
difference than their scores. What it needs of ten thousand people is therefore a few
small tables: one for each pattern of presence, of which three waves have seven.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """Sums over the people of each pattern of presence.

    Parameters
    ----------
    is_present
        Patterns by waves.
    people
        People of each pattern.
    scores, products
        Sums of their scores, less ``centre``, and of the products of two of them; zero
        where they were not there.
    covariates, covariate_products, score_covariates
        The same of what is fixed in a person, whose mean over people is zero.
    centre
        Mean of all scores, taken off for the sake of digits.
    n_missing
        People without any score.
    """

    is_present: npt.NDArray[np.bool_]
    people: FloatArray
    scores: FloatArray
    products: FloatArray
    covariates: FloatArray
    covariate_products: FloatArray
    score_covariates: FloatArray
    centre: float
    n_missing: int

    @property
    def n(self) -> int:
        """People with a score."""
        return int(self.people.sum())

    @property
    def n_waves(self) -> int:
        """Waves, those without any score among them."""
        return int(self.is_present.shape[1])

    @property
    def at_wave(self) -> FloatArray:
        """People with a score at each wave."""
        return np.asarray(self.people @ self.is_present, dtype=np.float64)


def sum_up(scores: npt.ArrayLike, groups: npt.ArrayLike | None = None) -> Repeated:
    """Sum up the scores of people at several waves.

    Parameters
    ----------
    scores
        People by waves; NaN where a person has none. Whoever has no score at all is
        left out and counted in ``n_missing``.
    groups
        Group of each person, as numbers from 0; by default all are in one. Groups
        become columns of 0 and 1 less their mean, but for the first.
    """
    given = np.asarray(scores, dtype=np.float64)
    is_kept = np.asarray(np.isfinite(given).any(axis=1))
    kept = given[is_kept]
    is_there = ~np.isnan(kept)
    centre = float(np.nanmean(kept)) if kept.size else 0.0
    centred = np.where(is_there, kept - centre, 0.0)
    covariates = _code_groups(groups, is_kept)
    weights = 1 << np.arange(given.shape[1])
    _, first, pattern = np.unique(
        is_there @ weights, return_index=True, return_inverse=True
    )
    parts = [pattern == place for place in range(first.size)]
    return Repeated(
        is_present=is_there[first],
        people=np.array([part.sum() for part in parts], dtype=np.float64),
        scores=_stack([centred[part].sum(axis=0) for part in parts]),
        products=_stack([centred[part].T @ centred[part] for part in parts]),
        covariates=_stack([covariates[part].sum(axis=0) for part in parts]),
        covariate_products=_stack(
            [covariates[part].T @ covariates[part] for part in parts]
        ),
        score_covariates=_stack([centred[part].T @ covariates[part] for part in parts]),
        centre=centre,
        n_missing=int((~is_kept).sum()),
    )


def _code_groups(
    groups: npt.ArrayLike | None, is_kept: npt.NDArray[np.bool_]
) -> FloatArray:
    if groups is None:
        return np.zeros((int(is_kept.sum()), 0))
    places = np.asarray(groups)[is_kept]
    names, codes = np.unique(places, return_inverse=True)
    columns = np.equal.outer(codes, np.arange(1, names.size)).astype(np.float64)
    return np.asarray(columns - columns.mean(axis=0) if columns.size else columns)


def _stack(tables: list[FloatArray]) -> FloatArray:
    return np.stack(tables) if tables else np.zeros((0, 0))
