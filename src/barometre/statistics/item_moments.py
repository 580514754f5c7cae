"""What every reliability needs of the answers: people, means, covariances."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import FloatArray

_BLOCK_CELLS = 1 << 19


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMoments:
    """Means and covariances of the people who answered every item.

    ``covariance`` has denominator n - 1 and is NaN below two people.
    """

    n: int
    n_missing: int
    means: FloatArray
    covariance: FloatArray

    @property
    def n_items(self) -> int:
        """Number of items."""
        return self.means.size

    @property
    def total_variance(self) -> float:
        """Variance of the sum of the items."""
        return float(self.covariance.sum())


def compute_item_moments(answers: npt.ArrayLike) -> ItemMoments:
    """Compute means and covariances of keyed answers, people in rows, items in columns.

    Missing answers (NaN): a person with any is left out (listwise) and counted in
    ``n_missing``.

    Notes
    -----
    One pass over blocks of people: sums and cross-products of the answers minus those
    of the first complete person. The shift makes a constant item exactly constant and
    keeps the subtraction of squares harmless; blocks keep memory flat.
    """
    table = np.asarray(answers, dtype=np.float64)
    n_people, n_items = table.shape
    rows = max(1, _BLOCK_CELLS // max(1, n_items))
    shift: FloatArray | None = None
    n = 0
    sums, products = np.zeros(n_items), np.zeros((n_items, n_items))
    for start in range(0, n_people, rows):
        block = table[start : start + rows]
        is_complete = np.asarray(~np.isnan(block).any(axis=1))
        if not is_complete.any():
            continue
        shift = block[is_complete.argmax()] if shift is None else shift
        shifted = np.where(is_complete[:, np.newaxis], block - shift, 0.0)
        n += int(is_complete.sum())
        sums += shifted.sum(axis=0)
        products += shifted.T @ shifted
    if shift is None:
        means, covariance = np.full(n_items, np.nan), np.full((n_items,) * 2, np.nan)
    else:
        means = shift + sums / n
        centred = products - np.outer(sums, sums) / n
        covariance = centred / (n - 1) if n > 1 else np.full_like(centred, np.nan)
    return ItemMoments(n=n, n_missing=n_people - n, means=means, covariance=covariance)


def find_obstacle(moments: ItemMoments) -> str:
    """Find the code of what keeps a reliability from being defined, or nothing."""
    variances = np.diag(moments.covariance)
    if moments.n_items < 2:
        return "one_item"
    if moments.n < 3:
        return "too_few_people"
    if not (variances > 0).any():
        return "no_variance"
    if not (variances > 0).all():
        return "item_without_variance"
    # Items that cancel out leave a sum that does not vary but for rounding.
    if moments.total_variance <= 1e-12 * variances.sum():
        return "no_variance"
    return ""
