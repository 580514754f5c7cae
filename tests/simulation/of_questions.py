"""Intervals about answers to questions: shares, reliability, structure, hindsight."""

from collections.abc import Mapping
from functools import cache

import numpy as np
from people import (
    FORMATS,
    LOADING,
    RISE,
    Drawn,
    FloatArray,
    answer,
    draw_sample,
    draw_traits,
)

from barometre.statistics.change_analysis import compute_change_analysis
from barometre.statistics.cronbach_alpha import compute_cronbach_alpha
from barometre.statistics.dimensionality import compute_structure_fit
from barometre.statistics.equivalence import compute_equivalence
from barometre.statistics.estimate import Estimate
from barometre.statistics.factor_model.fit import fit_factor_model
from barometre.statistics.factor_model.sample import gather_sample
from barometre.statistics.factor_model.structures import build_waves
from barometre.statistics.invariance_rules import FEWEST_JUDGED
from barometre.statistics.item_moments import compute_item_moments
from barometre.statistics.overlapping_samples import (
    compute_overlapping_difference,
    sort_people,
)
from barometre.statistics.pairwise_alpha import compute_pairwise_alpha
from barometre.statistics.reading_shift import compute_reading_shift
from barometre.statistics.share import compute_share
from barometre.statistics.split_half import compute_split_half_odd_even
from barometre.statistics.then_test import compute_then_test

_N_CROWD = 400_000
_SKIPPED, _DONT_KNOW = 0.1, 0.03
_HINDSIGHT = -0.3
# Six questions of which three share something of their own; four of which one moves.
_SECOND, _SHARED = 0.35, (0, 0, 0, 1, 1, 1)
_MOVED = 0.4


def compute_changes_further(rng: np.random.Generator, n: int, answers: str) -> Drawn:
    """Shares beyond measurement error, the 90 % interval, one spread for two waves."""
    sample = draw_sample(rng, n, answers)
    alpha = compute_cronbach_alpha(compute_item_moments(sample.items)).estimate
    changed = compute_change_analysis(
        sample.before, sample.after, reliability=alpha, reliability_name="alpha"
    )
    reliable, half = changed.reliable, n // 2
    overlap = sort_people(
        sample.control_before[half:],
        sample.after[half:],
        sample.before[:half],
        sample.after[:half],
    )
    found = [
        compute_equivalence(changed.find("mean_change"), worthwhile=None).bound,
        compute_overlapping_difference(
            overlap, variances="equal", statistic="mean_difference_equal_variances"
        ),
    ]
    estimates = {one.statistic: one for one in found}
    truths = {}
    if reliable is not None:
        shares = (reliable.improved, reliable.unchanged, reliable.declined)
        estimates |= {one.statistic: one for one in shares}
        # The share beyond the criterion that is printed, and beyond the true one.
        estimates |= {f"{one.statistic} true_criterion": one for one in shares}
        truths = _count_beyond(reliable.criterion.estimate, answers)
    return Drawn(estimates, truths)


def _count_beyond(criterion: float, answers: str) -> dict[str, float]:
    """Find the true shares of people beyond a criterion."""
    changes = _find_crowd(answers)
    declined = np.searchsorted(changes, -criterion, side="left") / changes.size
    improved = 1 - np.searchsorted(changes, criterion, side="right") / changes.size
    return {
        "share_reliably_improved": float(improved),
        "share_reliably_declined": float(declined),
        "share_unchanged": float(1 - improved - declined),
    }


@cache
def _find_crowd(answers: str) -> FloatArray:
    """Give the changes of very many, in order."""
    crowd = draw_sample(np.random.default_rng(8), _N_CROWD, answers)
    return np.sort(np.round(crowd.after - crowd.before, 10))


def find_changes_further(
    rng: np.random.Generator, n: int, answers: str
) -> Mapping[str, float]:
    """Take very many; the 90 % interval is that of the mean change."""
    crowd = compute_changes_further(rng, n, answers).estimates
    truths = {name: one.estimate for name, one in crowd.items()}
    mean = (crowd["equivalence_bound"].ci_low + crowd["equivalence_bound"].ci_high) / 2
    return truths | {
        "equivalence_bound": mean,
        "mean_difference_equal_variances": mean,
    }


def compute_answers(rng: np.random.Generator, n: int, answers: str) -> Drawn:
    """Shares of one answer, often and seldom given; hindsight; gaps in a scale."""
    _, low, high, middle, _ = FORMATS[answers]
    traits = draw_traits(rng, n, rise=RISE)
    first, now = (answer(rng, traits[:, wave], answers) for wave in (0, 1))
    seen = 0.5 * traits[:, 0] + 0.5 * traits[:, 1] + _HINDSIGHT
    then = answer(rng, seen, answers)[:, 0]
    counts = {
        "share": np.rint(middle) == first[:, 0],
        "share_dont_know": rng.random(n) < _DONT_KNOW,
        "floor_share": (first == low).all(axis=1),
        "ceiling_share": (first == high).all(axis=1),
    }
    shares = [
        compute_share(int(is_counted.sum()), n, statistic=name)
        for name, is_counted in counts.items()
    ]
    gaps = np.where(rng.random(first.shape) < _SKIPPED, np.nan, first)
    found = (
        *shares,
        *compute_then_test(first[:, 0], then, now[:, 0]).estimates[1:],
        compute_pairwise_alpha(gaps),
        compute_split_half_odd_even(compute_item_moments(first)),
    )
    return Drawn({one.statistic: one for one in found})


def find_answers(rng: np.random.Generator, n: int, answers: str) -> Mapping[str, float]:
    """Take very many."""
    crowd = compute_answers(rng, n, answers).estimates
    return {name: one.estimate for name, one in crowd.items()}


def compute_structure(rng: np.random.Generator, n: int, answers: str) -> Drawn:
    """Fit one factor where there is more to it, and a question that moved by itself."""
    _, low, high, middle, spread = FORMATS[answers]
    trait, second = rng.standard_normal(n), rng.standard_normal(n)
    latent = LOADING * trait[:, np.newaxis] + _SECOND * np.outer(second, _SHARED)
    rest = np.sqrt(1 - LOADING**2 - _SECOND**2)
    latent += rest * rng.standard_normal((n, 6))
    table = np.rint(middle + spread * latent).clip(low, high)
    fitted = compute_structure_fit(table, blocks=[range(6)])
    found = {one.statistic: one for one in fitted if one.statistic == "rmsea"}
    if n >= FEWEST_JUDGED:
        found |= _shift(rng, n, answers)
    return Drawn(found)


def _shift(rng: np.random.Generator, n: int, answers: str) -> dict[str, Estimate]:
    """Four questions at two waves; the last moves more than what is measured."""
    _, low, high, middle, spread = FORMATS[answers]
    traits = draw_traits(rng, n, rise=RISE)
    own = rng.standard_normal((n, 4))
    tables = []
    for wave, move in ((0, 0.0), (1, _MOVED)):
        noise = np.sqrt(0.5) * (own + rng.standard_normal((n, 4)))
        latent = LOADING * traits[:, wave, np.newaxis] + np.sqrt(1 - LOADING**2) * noise
        latent[:, 3] += move
        tables.append(np.rint(middle + spread * latent).clip(low, high))
    sample = gather_sample([np.hstack(tables)])
    if sample is None:
        return {}
    free = {"loading": set[int](), "intercept": {3}}
    fit = fit_factor_model(build_waves(4, 2, step="scalar", free=free), sample)
    if fit.reason:
        return {}
    shift = compute_reading_shift(fit, {3}, n_items=4)
    found = [shift.latent_change, shift.items[3]]
    found += [shift.of_score] if shift.of_score else []
    return {one.statistic: one for one in found}


def find_structure(
    rng: np.random.Generator, n: int, answers: str
) -> Mapping[str, float]:
    """Fit the same models to very many."""
    crowd = compute_structure(rng, n, answers).estimates
    return {name: one.estimate for name, one in crowd.items()}
