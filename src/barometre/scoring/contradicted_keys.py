"""Reverse keys that the answers contradict: forgotten, or on the wrong item."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from barometre.questionnaire.scale import Scale
from barometre.scoring.scores import key_scale


@dataclass(frozen=True, slots=True)
class ContradictedKey:
    """An item that runs against the rest of its scale, although its key says not.

    ``upper_bound`` is the upper end of the 95 % interval of the correlation.
    """

    scale: str
    item: str
    item_rest_correlation: float
    upper_bound: float
    n: int


def find_contradicted_keys(
    answers: pd.DataFrame, scale: Scale, *, min_people: int = 30
) -> list[ContradictedKey]:
    """Find items whose key the answers contradict.

    An item contradicts its key when it correlates negatively with the mean of the other
    keyed items beyond noise: when even the upper end of the 95 % interval of the
    correlation (Fisher's z) lies below zero. A correlation that is merely negative in
    a small group would stop honest studies.

    Parameters
    ----------
    answers
        One column per item, NaN where missing; people who left an item of the scale
        unanswered are left out.
    scale
        Only reflective scales of three items or more can be examined.
    min_people
        Below this number of people nothing is said.

    Returns
    -------
    list of ContradictedKey
        The strongest contradiction first.
    """
    if not scale.is_reflective or len(scale.items) < 3:
        return []
    keyed = key_scale(answers, scale).dropna()
    if len(keyed) < max(min_people, 4):
        return []
    found = [
        ContradictedKey(scale.id, item, r, _upper_bound(r, len(keyed)), len(keyed))
        for item, r in _item_rest_correlations(keyed)
    ]
    found = [key for key in found if key.upper_bound < 0]
    return sorted(found, key=lambda key: key.item_rest_correlation)


def _item_rest_correlations(keyed: pd.DataFrame) -> Iterator[tuple[str, float]]:
    """Correlate each item with the sum of the others; constant ones are left out."""
    covariance = np.cov(keyed.to_numpy(), rowvar=False)
    variance = np.diag(covariance)
    with_total = covariance.sum(axis=1)
    rest_variance = covariance.sum() - 2 * with_total + variance
    for item, own, shared, rest in zip(
        keyed.columns, variance, with_total - variance, rest_variance, strict=True
    ):
        if own > 0 and rest > 0:
            yield str(item), float(shared / np.sqrt(own * rest))


def _upper_bound(correlation: float, n: int) -> float:
    z = np.arctanh(np.clip(correlation, -1 + 1e-15, 1 - 1e-15))
    return float(np.tanh(z + 1.959963984540054 / np.sqrt(n - 3)))
