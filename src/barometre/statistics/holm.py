"""Holm's adjustment of p-values for the number of outcomes tested."""

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import FloatArray


def compute_holm(p_values: npt.ArrayLike) -> FloatArray:
    """Adjust the p-values of one family, keeping their order.

    Missing p-values (NaN) stay NaN and do not count in the size of the family.

    References
    ----------
    Holm S. (1979), Scandinavian Journal of Statistics 6, jstor:4615733.

    Examples
    --------
    >>> compute_holm([0.01, float("nan"), 0.04, 0.03]).round(6).tolist()
    [0.03, nan, 0.06, 0.06]
    """
    raw = np.asarray(p_values, dtype=np.float64)
    adjusted = np.full(raw.shape, np.nan)
    is_tested = ~np.isnan(raw)
    tested = raw[is_tested]
    order = np.argsort(tested, kind="stable")
    weighted = tested[order] * np.arange(tested.size, 0, -1)
    stepped = np.minimum(np.maximum.accumulate(weighted), 1.0)
    adjusted_tested = np.empty_like(tested)
    adjusted_tested[order] = stepped
    adjusted[is_tested] = adjusted_tested
    return adjusted
