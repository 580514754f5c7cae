"""Bootstrap intervals of means, standardised changes and alphas."""

from collections.abc import Callable
from functools import lru_cache
from math import isnan, nan

import numpy as np
import numpy.typing as npt

from barometre.statistics.bootstrap_interval import (
    BootstrapMethod,
    Resampled,
    accelerate,
    bootstrap_interval,
    collect_replicates,
)
from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    IntArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.lattice import distribute_mean, find_lattice
from barometre.statistics.pairs import Pairs, keep_answered

# Mean features of people (one row per resample) to the number.
FromMeans = Callable[[FloatArray], FloatArray]
# A block of counts that stays in the processor's cache.
_BLOCK_CELLS = 1 << 17
# Products go to several threads: fewer and larger ones wait less for each other.
_PRODUCT_CELLS = 1 << 21
# Counts of drawn people that are kept, one byte each.
_MOST_KEPT = 1 << 24


def compute_bootstrap_mean(
    values: npt.ArrayLike,
    *,
    statistic: str = "mean",
    method: BootstrapMethod = "bca",
    n_resamples: int = 5000,
    seed: int = 0,
    confidence: float = 0.95,
) -> Estimate:
    """Compute a mean with its bootstrap interval; give the changes for a mean change.

    Parameters
    ----------
    values
        One per person; missing ones (NaN) are left out and counted.
    statistic
        Name of the result: ``mean``, ``mean_change``.
    method
        ``percentile``, or ``bca`` (bias-corrected and accelerated).
    n_resamples, seed
        Only for values that are not evenly spaced.
    confidence
        Level of the interval.

    Returns
    -------
    Estimate
        ``method`` ends with the number of resamples, or with ``all`` where every
        possible resample was counted. NaN with ``too_few_people`` below three people,
        ``no_variance`` when all are equal.

    Notes
    -----
    Scores are evenly spaced, so the mean of a resample has few possible values, whose
    probabilities follow from a Fourier transform: what 5 000 draws approach, without
    their noise, and in less time than drawing them.

    References
    ----------
    Efron B. (1987), Journal of the American Statistical Association 82,
    doi:10.1080/01621459.1987.10478410.
    """
    kept, n_missing = keep_answered(values)
    if kept.size < 3 or np.ptp(kept) == 0:
        reason = "too_few_people" if kept.size < 3 else "no_variance"
        return build_undefined(
            statistic, reason=reason, n=kept.size, n_missing=n_missing, method=method
        )
    distinct, counts = np.unique(np.round(kept, 10), return_counts=True)
    lattice = find_lattice(distinct)
    if lattice is None:
        return _bootstrap(
            statistic,
            kept[:, np.newaxis],
            lambda means: means[:, 0],
            n_missing=n_missing,
            method=method,
            n_resamples=n_resamples,
            seed=seed,
            confidence=confidence,
        )
    means, probabilities = distribute_mean(lattice, counts)
    mean = lattice.low + lattice.step * float(counts @ lattice.places) / kept.size
    # Leaving out one person moves a mean by minus that person's distance from it.
    acceleration = accelerate(-distinct, counts.astype(np.float64))
    low, high = bootstrap_interval(
        Resampled(values=means, probabilities=probabilities, is_drawn=False),
        mean,
        acceleration=acceleration,
        method=method,
        confidence=confidence,
    )
    return Estimate(
        statistic=statistic,
        estimate=float(kept.mean()),
        ci_low=low,
        ci_high=high,
        ci_level=confidence,
        n=kept.size,
        n_missing=n_missing,
        method=f"{method}_all",
        note=join_notes(n=kept.size),
    )


def compute_bootstrap_cohens_d_av(
    pairs: Pairs,
    *,
    method: BootstrapMethod = "bca",
    n_resamples: int = 5000,
    seed: int = 0,
    confidence: float = 0.95,
) -> Estimate:
    """Compute d_av with its bootstrap interval.

    Pairs with either score missing are already out. As
    :func:`~barometre.statistics.standardised_change.compute_cohens_d_av` in all else.
    """

    def from_means(means: FloatArray) -> FloatArray:
        before, after, before_squared, after_squared = means.T
        variances = before_squared - before**2 + after_squared - after**2
        average = variances / 2 * pairs.n / (pairs.n - 1)
        return _divide(after - before, np.sqrt(np.maximum(average, 0.0)))

    # The same people in another order are the same draws.
    order = np.lexsort((pairs.after, pairs.before))
    before, after = pairs.before[order], pairs.after[order]
    centred = [scores - before[:1] for scores in (before, after)]
    return _bootstrap(
        "cohens_d_av",
        np.column_stack([*centred, centred[0] ** 2, centred[1] ** 2]),
        from_means,
        n_missing=pairs.n_missing,
        method=method,
        n_resamples=n_resamples,
        seed=seed,
        confidence=confidence,
    )


def compute_bootstrap_alpha(
    answers: npt.ArrayLike,
    *,
    method: BootstrapMethod = "bca",
    n_resamples: int = 5000,
    seed: int = 0,
    confidence: float = 0.95,
) -> Estimate:
    """Compute Cronbach's alpha with its bootstrap interval.

    Missing answers (NaN): a person with any is left out (listwise) and counted. As
    :func:`~barometre.statistics.cronbach_alpha.compute_cronbach_alpha` in all else.
    """
    table = np.asarray(answers, dtype=np.float64)
    complete = table[~np.isnan(table).any(axis=1)]
    k = table.shape[1]

    def from_means(means: FloatArray) -> FloatArray:
        first, second = means[:, : k + 1], means[:, k + 1 :]
        variances = second - first**2
        shares = _divide(variances[:, :k].sum(axis=1), variances[:, k])
        return np.asarray(k / (k - 1) * (1 - shares))

    if k < 2:
        return build_undefined(
            "cronbach_alpha",
            reason="one_item",
            n=complete.shape[0],
            n_missing=table.shape[0] - complete.shape[0],
            method=method,
        )
    # From the first person on: squares of small numbers lose nothing.
    centred = complete - complete[:1]
    parts = np.column_stack([centred, centred.sum(axis=1)])
    return _bootstrap(
        "cronbach_alpha",
        np.column_stack([parts, parts**2]),
        from_means,
        n_missing=table.shape[0] - complete.shape[0],
        method=method,
        n_resamples=n_resamples,
        seed=seed,
        confidence=confidence,
    )


def _divide(above: FloatArray, below: FloatArray) -> FloatArray:
    """Divide, NaN where nothing varies in a resample."""
    out = np.full(above.shape, np.nan)
    return np.asarray(np.divide(above, below, out=out, where=below > 1e-12))


def _bootstrap(
    statistic: str,
    features: FloatArray,
    from_means: FromMeans,
    *,
    n_missing: int,
    method: BootstrapMethod,
    n_resamples: int,
    seed: int,
    confidence: float,
) -> Estimate:
    """Bootstrap a number that follows from the means of people's features."""
    n = features.shape[0]
    name = f"{method}_{n_resamples}"
    if n < 3:
        return build_undefined(
            statistic, reason="too_few_people", n=n, n_missing=n_missing, method=name
        )
    distinct, counts = np.unique(features, axis=0, return_counts=True)
    total = counts @ distinct
    estimate = float(from_means(total[np.newaxis] / n)[0])
    if isnan(estimate) or distinct.shape[0] == 1:
        return build_undefined(
            statistic, reason="no_variance", n=n, n_missing=n_missing, method=name
        )
    replicates = from_means(_draw_means(distinct, counts, n_resamples, seed))
    is_defined = ~np.isnan(replicates)
    left_out = from_means((total - distinct) / (n - 1))
    low, high = nan, nan
    # A resample in which nothing varies has no value; a few do no harm.
    if is_defined.mean() > 0.99 and not np.isnan(left_out).any():
        low, high = bootstrap_interval(
            collect_replicates(replicates[is_defined]),
            estimate,
            acceleration=accelerate(left_out, counts.astype(np.float64)),
            method=method,
            confidence=confidence,
        )
    return Estimate(
        statistic=statistic,
        estimate=estimate,
        ci_low=low,
        ci_high=high,
        ci_level=nan if isnan(low) else confidence,
        n=n,
        n_missing=n_missing,
        method=name,
        note=join_notes("unstable_resamples" if isnan(low) else "", n=n),
    )


def _draw_means(
    distinct: FloatArray, counts: IntArray, n_resamples: int, seed: int
) -> FloatArray:
    """Mean features of each resample, worked out in blocks to keep memory flat."""
    n = int(counts.sum())
    if n * n_resamples <= _MOST_KEPT:
        people = np.repeat(distinct, counts, axis=0)
        drawn = _draw_people(n, n_resamples, seed)
        rows = max(1, _PRODUCT_CELLS // n)
        blocks = [
            drawn[start : start + rows] @ people
            for start in range(0, n_resamples, rows)
        ]
    else:
        rng = np.random.default_rng(seed)
        # Few distinct people: how often each is drawn. Many: whom each draw hits.
        draw = _count_by_kind if counts.size <= n / 8 else _count_by_draw
        rows = max(1, _BLOCK_CELLS // n)
        blocks = [
            draw(rng, counts, min(rows, n_resamples - start)) @ distinct
            for start in range(0, n_resamples, rows)
        ]
    return np.concatenate(blocks) / n


@lru_cache(maxsize=2)
def _draw_people(n: int, n_resamples: int, seed: int) -> npt.NDArray[np.uint8]:
    """How often each of n people is in each resample: the same for every outcome.

    Drawing takes longer than all that follows. Nobody is drawn 256 times.
    """
    rng = np.random.default_rng(seed)
    everyone = np.ones(n, dtype=np.int64)
    rows = max(1, _BLOCK_CELLS // n)
    blocks = [
        _count_by_draw(rng, everyone, min(rows, n_resamples - start)).astype(np.uint8)
        for start in range(0, n_resamples, rows)
    ]
    return np.concatenate(blocks)


def _count_by_kind(rng: np.random.Generator, counts: IntArray, n_rows: int) -> IntArray:
    n = int(counts.sum())
    return rng.multinomial(n, counts / n, size=n_rows)


def _count_by_draw(rng: np.random.Generator, counts: IntArray, n_rows: int) -> IntArray:
    kinds = np.repeat(np.arange(counts.size), counts)
    size = (n_rows, kinds.size)
    drawn = kinds[
        rng.integers(0, kinds.size, size, dtype=np.min_scalar_type(kinds.size))
    ]
    drawn += np.arange(n_rows)[:, np.newaxis] * counts.size
    flat = np.bincount(drawn.ravel(), minlength=n_rows * counts.size)
    return flat.reshape(n_rows, counts.size)
