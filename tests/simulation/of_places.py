"""Intervals about places: few clusters, pooled territories, territories drawn."""

from collections.abc import Mapping
from functools import cache

import numpy as np
from people import (
    BETWEEN_TERRITORIES,
    N_TERRITORIES,
    RISE,
    Drawn,
    FloatArray,
    answer,
    draw_traits,
)

from barometre.statistics.group_regression import (
    Compared,
    compute_group_regressions,
    keep_compared,
)
from barometre.statistics.mixed_change import (
    compute_mixed_changes,
    compute_random_territory_changes,
)
from barometre.statistics.random_effects import pool_groups
from barometre.statistics.wild_cluster_bootstrap import compute_wild_cluster

CLUSTERS = (6, 12)
_BETWEEN_LEVELS = 0.3
_LEVELS = _BETWEEN_LEVELS * np.array([-1.3, -0.6, -0.2, 0.2, 0.6, 1.3])
_PEOPLE_A_PLACE = 100  # where the truth is looked for
_RISES = np.linspace(RISE - 5 * BETWEEN_TERRITORIES, RISE + 5 * BETWEEN_TERRITORIES, 41)


def compute_few_clusters(rng: np.random.Generator, n: int, answers: str) -> Drawn:
    """Two groups of ``n`` people who live in few places, each place in one group."""
    found = {}
    for count in CLUSTERS:
        compared = draw_clustered(rng, n, answers, n_places=count)
        by_place = compute_group_regressions(compared)
        estimates = [one for one in by_place if one.statistic.endswith("_cr2")]
        estimates += [
            compute_wild_cluster(compared, question=question)
            for question in ("did", "ancova")
        ]
        found |= {f"{one.statistic} {count}": one for one in estimates}
    return Drawn(found)


def draw_clustered(
    rng: np.random.Generator, n: int, answers: str, *, n_places: int
) -> Compared:
    """Draw places that differ in level and in change, of two sizes, in two groups."""
    shares = np.tile([2.0, 2.0, 3.0, 3.0], n_places)[:n_places]
    others = rng.choice(n_places, 2 * n - n_places, p=shares / shares.sum())
    places = np.concatenate([np.arange(n_places), others])
    is_treated = places % 2 == 0
    level = _BETWEEN_LEVELS * rng.standard_normal(n_places)[places]
    rise = BETWEEN_TERRITORIES * rng.standard_normal(n_places)[places]
    traits = draw_traits(rng, 2 * n, rise=0.0)
    before = answer(rng, traits[:, 0] + level, answers).mean(axis=1)
    later = traits[:, 1] + level + rise + RISE * is_treated
    after = answer(rng, later, answers).mean(axis=1)
    return keep_compared(before, after, is_treated, places)


def find_few_clusters(
    rng: np.random.Generator, n: int, answers: str
) -> Mapping[str, float]:
    """Take very many people of very many places."""
    crowd = draw_clustered(rng, n, answers, n_places=n // _PEOPLE_A_PLACE)
    alone = keep_compared(crowd.before, crowd.after, crowd.is_treated)
    truths = {
        "did" if one.statistic == "did_hc3" else one.statistic: one.estimate
        for one in compute_group_regressions(alone)
    }
    return {
        f"{question}_cluster_{error} {count}": truth
        for question, truth in truths.items()
        for error in ("cr2", "wild")
        for count in CLUSTERS
    }


def compute_pooled(rng: np.random.Generator, n: int, answers: str) -> Drawn:
    """Six territories of ``n`` people: what they have in common, one, and a seventh."""
    rises = RISE + BETWEEN_TERRITORIES * rng.standard_normal(N_TERRITORIES + 1)
    changes = [_draw_changes(rng, n, answers, rise) for rise in rises[:-1]]
    pooled = pool_groups(
        [one.mean() for one in changes],
        [one.std(ddof=1) / np.sqrt(n) for one in changes],
        [n] * N_TERRITORIES,
    )
    if pooled is None:
        return Drawn({})
    found = (pooled.pooled, pooled.prediction, pooled.variance, pooled.shrunken[0])
    own = np.interp(rises[[0, -1]], _RISES, _find_changes(answers)).tolist()
    return Drawn(
        {one.statistic: one for one in found},
        {"shrunken_mean_change": own[0], "predicted_mean_change": own[1]},
    )


def find_pooled(_rng: np.random.Generator, n: int, answers: str) -> Mapping[str, float]:
    """Average over all the rises that territories may have."""
    chances = np.exp(-(((_RISES - RISE) / BETWEEN_TERRITORIES) ** 2) / 2)
    chances /= chances.sum()
    changes = _find_changes(answers, n)
    mean = float(chances @ changes)
    spread = float(chances @ (changes - mean) ** 2)
    return {"pooled_mean_change": mean, "tau2": spread}


@cache
def _find_changes(answers: str, n: int = 200_000) -> FloatArray:
    """Find the true mean change of a territory for each of some rises."""
    changes = [
        _draw_changes(np.random.default_rng(7), n, answers, rise).mean()
        for rise in _RISES.tolist()
    ]
    return np.array(changes)


def _draw_changes(
    rng: np.random.Generator, n: int, answers: str, rise: float
) -> FloatArray:
    traits = draw_traits(rng, n, rise=rise)
    before, after = (
        answer(rng, traits[:, wave], answers).mean(axis=1) for wave in (0, 1)
    )
    return np.asarray(after - before)


def compute_mixed(rng: np.random.Generator, n: int, answers: str) -> Drawn:
    """Three waves of ``n`` people of six territories, some of them missing later on."""
    scores, territories = _draw_waves(rng, n, answers)
    fixed = compute_mixed_changes(scores, territories)
    drawn = compute_random_territory_changes(scores, territories)
    found = {
        "mixed_model_mean": fixed.means[-1],
        "mixed_model_change fixed_territory": fixed.changes[-1],
    }
    if drawn:
        found["mixed_model_change random_territory"] = drawn[-1]
    return Drawn(found)


def find_mixed(rng: np.random.Generator, n: int, answers: str) -> Mapping[str, float]:
    """Ask very many of the same territories, whoever misses a wave drawn by lot."""
    scores, _ = _draw_waves(rng, n, answers)
    first, *_, last = np.nanmean(scores, axis=0).tolist()
    return {
        "mixed_model_mean": last,
        "mixed_model_change fixed_territory": last - first,
        "mixed_model_change random_territory": last - first,
    }


def _draw_waves(
    rng: np.random.Generator, n: int, answers: str
) -> tuple[FloatArray, FloatArray]:
    places = np.arange(n) % N_TERRITORIES
    level = _LEVELS[places]
    traits = draw_traits(rng, n, rise=RISE)
    scores = np.column_stack(
        [answer(rng, traits[:, w] + level, answers).mean(axis=1) for w in range(3)]
    )
    for wave, share in ((1, 0.2), (2, 0.3)):
        scores[rng.random(n) < share, wave] = np.nan
    return scores, places
