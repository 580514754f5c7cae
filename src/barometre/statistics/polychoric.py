"""Correlations of what lies behind ordered answers, if that is normal."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import ndtri

from barometre.statistics.bivariate_normal import bivariate_cdf, bivariate_density
from barometre.statistics.estimate import FloatArray, IntArray

# A correlation is looked for between these; an end means that it runs away to 1.
_MOST = 0.999
# Half a person into the one empty cell of a two by two table, or its correlation is 1.
_SWAP = np.array([[0.5, -0.5], [-0.5, 0.5]])
_TINY = 1e-300


@dataclass(frozen=True, slots=True, kw_only=True)
class Polychoric:
    """Correlations, and how well the tables of pairs were filled.

    ``empty_share`` is the largest share of empty cells of any pair's table;
    ``is_at_limit`` says that some correlation ran to the end of its range.
    """

    correlation: FloatArray
    n: int
    empty_share: float
    is_at_limit: bool


def compute_polychoric(answers: npt.ArrayLike) -> Polychoric:
    r"""Correlate every pair of items by maximum likelihood in two steps.

    First the thresholds of each item from its own answers, then, for each pair, the
    correlation of two normal variables that makes its table likeliest.

    Parameters
    ----------
    answers
        People in rows, items in columns, any ordered codes. A person with a missing
        answer (NaN) is left out (listwise). Every item varies: the caller sees to it.

    Notes
    -----
    Codes that nobody gave count for nothing. An empty cell is left empty, but where it
    is the only one of a two by two table, and would make the correlation 1, half a
    person moves into it and the margins stay, as in ``lavaan``.

    References
    ----------
    Olsson U. (1979), Psychometrika 44, doi:10.1007/BF02296207.
    """
    table = np.asarray(answers, dtype=np.float64)
    complete = table[~np.isnan(table).any(axis=1)]
    n, k = complete.shape
    places = [np.unique(column, return_inverse=True) for column in complete.T]
    codes = [place for _, place in places]
    sizes = [values.size for values, _ in places]
    limits = [
        _find_thresholds(code, size) for code, size in zip(codes, sizes, strict=True)
    ]
    correlation = np.eye(k)
    empty_share, is_at_limit = 0.0, False
    for first, second in zip(*np.triu_indices(k, 1), strict=True):
        flat = codes[first] * sizes[second] + codes[second]
        counts = np.bincount(flat, minlength=sizes[first] * sizes[second])
        empty_share = max(empty_share, float((counts == 0).mean()))
        rho = _correlate(
            counts.reshape(sizes[first], sizes[second]), limits[first], limits[second]
        )
        is_at_limit |= abs(rho) >= _MOST
        correlation[first, second] = correlation[second, first] = rho
    return Polychoric(
        correlation=correlation,
        n=n,
        empty_share=empty_share,
        is_at_limit=is_at_limit,
    )


def _find_thresholds(codes: IntArray, size: int) -> FloatArray:
    """Give the ends of each answer on the normal scale, infinite at both ends."""
    below = np.cumsum(np.bincount(codes, minlength=size))[:-1] / codes.size
    return np.concatenate([[-np.inf], ndtri(below), [np.inf]])


def _correlate(counts: IntArray, rows: FloatArray, columns: FloatArray) -> float:
    people = counts.astype(np.float64)
    if people.shape == (2, 2) and (people == 0).sum() == 1:
        is_on_diagonal = people[0, 0] * people[1, 1] == 0
        people += _SWAP if is_on_diagonal else -_SWAP

    def slope(rho: float) -> float:
        """Slope of the log-likelihood."""
        cells = np.diff(np.diff(bivariate_cdf(rows, columns, rho), axis=0), axis=1)
        moved = np.diff(np.diff(bivariate_density(rows, columns, rho), axis=0), axis=1)
        is_there = people > 0
        shares = moved[is_there] / np.maximum(cells[is_there], _TINY)
        return float(people[is_there] @ shares)

    ends = slope(-_MOST), slope(_MOST)
    if ends[0] * ends[1] > 0:
        return _MOST if ends[0] > 0 else -_MOST
    return float(brentq(slope, -_MOST, _MOST, xtol=1e-13, rtol=1e-13))
