"""Permutation test of a mean change, by the signs of people's changes."""

from math import ceil, log2, nan

import numpy as np

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    IntArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.lattice import find_lattice
from barometre.statistics.pairs import Pairs

_MOST_ENUMERATED = 20
_BLOCK_CELLS = 1 << 20
# Sums that are equal in exact arithmetic may differ in the last binary places.
_TOLERANCE = 1e-9


def compute_sign_flip_p(
    pairs: Pairs, *, n_draws: int = 9999, seed: int = 0
) -> Estimate:
    r"""Two-sided p-value of the mean change among all patterns of signs.

    If nothing happened, each person's change could as well have gone the other way.

    Parameters
    ----------
    pairs
        Pairs with either score missing are already out.
    n_draws, seed
        Only where neither way of counting all patterns is open.

    Returns
    -------
    Estimate
        ``permutation_p`` with method ``sign_flip_all`` where every one of the 2^n
        patterns was counted, and ``sign_flip_<draws>`` where they were drawn: the
        p-value is then (b + 1) / (draws + 1). NaN with ``too_few_people`` for nobody,
        ``no_variance`` when nobody changed.

    Notes
    -----
    Up to 20 people all patterns are enumerated. Beyond, changes on evenly spaced steps
    have few possible sums, whose probabilities follow from a Fourier transform of
    :math:`\prod_i \cos(\theta d_i)`. They are known to about 1e-14, and no p-value is
    below that of the observed pattern and its mirror.

    References
    ----------
    Good P. (2005), Permutation, Parametric, and Bootstrap Tests of Hypotheses,
    doi:10.1007/b138696.
    Phipson B., Smyth G.K. (2010), Statistical Applications in Genetics and Molecular
    Biology 9, doi:10.2202/1544-6115.1585.
    """
    name = "permutation_p"
    if pairs.n == 0 or not pairs.change.any():
        reason = "too_few_people" if pairs.n == 0 else "no_variance"
        return build_undefined(
            name, reason=reason, n=pairs.n, n_missing=pairs.n_missing
        )
    distances, people = np.unique(np.abs(pairs.change), return_counts=True)
    observed = abs(float(pairs.change.sum()))
    method, p_value = "sign_flip_all", nan
    steps = _find_steps(distances)
    if pairs.n <= _MOST_ENUMERATED:
        p_value = _enumerate(np.abs(pairs.change), observed)
    elif steps is not None:
        places = np.rint(np.abs(pairs.change) / (distances[-1] / steps[-1]))
        total = abs(round(float((np.sign(pairs.change) * places).sum())))
        p_value = _transform(steps, people, total)
        p_value = max(p_value, 2.0 ** (1 - min(pairs.n, 1000)))
    else:
        method = f"sign_flip_{n_draws}"
        p_value = _draw(np.sort(pairs.change), observed, n_draws=n_draws, seed=seed)
    return Estimate(
        statistic=name,
        estimate=p_value,
        p_value=p_value,
        n=pairs.n,
        n_missing=pairs.n_missing,
        method=method,
        note=join_notes(n=pairs.n),
    )


def _find_steps(distances: FloatArray) -> IntArray | None:
    """Express distances as whole steps from zero, or None where they do not fit."""
    from_zero = np.unique(np.concatenate([[0.0], distances]))
    lattice = find_lattice(from_zero)
    if lattice is None:
        return None
    return lattice.places if distances[0] == 0 else lattice.places[1:]


def _enumerate(distances: FloatArray, observed: float) -> float:
    """Share of all sums of plus and minus the distances as far from zero."""
    sums = np.zeros(1)
    for distance in distances[distances > 0]:
        sums = np.concatenate([sums - distance, sums + distance])
    return float(np.mean(np.abs(sums) >= observed - _TOLERANCE))


def _transform(steps: IntArray, people: IntArray, total: int) -> float:
    """Probability that the sum of signed steps is as far from zero as the total.

    The inverse transform gives sums modulo a width of forty standard deviations,
    beyond which nothing is left but rounding.
    """
    spread = float(np.sqrt(people @ steps.astype(np.float64) ** 2))
    width = 1 << ceil(log2(40 * spread + 2))
    if total >= width // 2:
        return 0.0
    angles = 2 * np.pi * np.arange(width // 2 + 1) / width
    waves = np.ones(angles.size)
    for step, times in zip(steps.tolist(), people.tolist(), strict=True):
        waves *= np.cos(step * angles) ** times
    chances = np.clip(np.fft.irfft(waves, width), 0.0, None)
    # Sum s stands at s modulo the width: the far ones are in the middle.
    far = chances[max(total, 0) : width - total + 1] if total else chances
    return min(1.0, float(far.sum()))


def _draw(changes: FloatArray, observed: float, *, n_draws: int, seed: int) -> float:
    rng = np.random.default_rng(seed)
    n = changes.size
    rows = max(1, _BLOCK_CELLS // n)
    n_far = 0
    for start in range(0, n_draws, rows):
        size = (min(rows, n_draws - start), n)
        signs = rng.integers(0, 2, size, dtype=np.int8) * 2.0 - 1.0
        n_far += int((np.abs(signs @ changes) >= observed - _TOLERANCE).sum())
    return (n_far + 1) / (n_draws + 1)
