"""p-values adjusted for how many outcomes were looked at together."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import FloatArray

Adjustment = Literal["holm", "benjamini_hochberg"]


def adjust(p_values: npt.ArrayLike, how: Adjustment) -> FloatArray:
    """Adjust the p-values of one family, keeping their order.

    Missing p-values (NaN) stay NaN and do not count in the size of the family.

    Parameters
    ----------
    p_values
        One per outcome.
    how
        ``holm``: the chance of one wrong claim or more in the family stays below the
        limit; ``benjamini_hochberg``: the expected share of wrong claims does.

    References
    ----------
    Holm S. (1979), Scandinavian Journal of Statistics 6, jstor:4615733.
    Benjamini Y., Hochberg Y. (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> adjust([0.01, float("nan"), 0.04, 0.03], "holm").round(6).tolist()
    [0.03, nan, 0.06, 0.06]
    >>> adjust([0.01, float("nan"), 0.04, 0.03], "benjamini_hochberg").tolist()
    [0.03, nan, 0.04, 0.04]
    """
    raw = np.asarray(p_values, dtype=np.float64)
    adjusted = np.full(raw.shape, np.nan)
    is_tested = ~np.isnan(raw)
    if is_tested.any():
        compute = _holm if how == "holm" else _benjamini_hochberg
        adjusted[is_tested] = compute(raw[is_tested])
    return adjusted


def _holm(tested: FloatArray) -> FloatArray:
    order = np.argsort(tested, kind="stable")
    weighted = tested[order] * np.arange(tested.size, 0, -1)
    adjusted = np.empty_like(tested)
    adjusted[order] = np.minimum(np.maximum.accumulate(weighted), 1.0)
    return adjusted


def _benjamini_hochberg(tested: FloatArray) -> FloatArray:
    order = np.argsort(tested, kind="stable")
    ranks = np.arange(1, tested.size + 1)
    weighted = tested[order] * (tested.size / ranks)
    adjusted = np.empty_like(tested)
    # From the largest down: no smaller one may end up above it.
    adjusted[order] = np.minimum(np.minimum.accumulate(weighted[::-1])[::-1], 1.0)
    return adjusted
