"""Intervals of people who do not all count the same, and of few residents."""

from collections.abc import Mapping

import numpy as np
from people import RISE, Drawn, FloatArray, answer, draw_traits

from barometre.statistics.raking import Margin, rake
from barometre.statistics.weighted import (
    Design,
    compute_replicate_means,
    compute_resident_mean,
    compute_weighted_means,
    list_replicates,
)

_RESIDENTS = 3  # for each person asked
# Three ages, two genders: who lives there, who answers, and what they trust.
_LIVE = (np.array([0.35, 0.35, 0.30]), np.array([0.5, 0.5]))
_ANSWER = (np.array([0.25, 0.35, 0.40]), np.array([0.35, 0.65]))
_APART = (np.array([-0.4, 0.0, 0.4]), np.array([-0.15, 0.15]))
_HIGH = {"0-10": 6.0, "1-5": 4.0}
_NAMES = ("weighted_mean", "weighted_mean_change", "weighted_share")


def compute_weighted(rng: np.random.Generator, n: int, answers: str) -> Drawn:
    """Weigh ``n`` people to known margins, and by weights that came with them."""
    codes, table = _draw_people(rng, n, answers, _ANSWER)
    if min(
        np.unique(one).size - live.size for one, live in zip(codes, _LIVE, strict=True)
    ):
        return Drawn({})
    own = np.prod(
        [
            (live / answering)[one]
            for one, live, answering in zip(codes, _LIVE, _ANSWER, strict=True)
        ],
        axis=0,
    )
    plain = Design(weights=own / own.mean(), base=own, calibration=np.zeros((n, 0)))
    raked = _rake(codes)
    found = {}
    for how, design in (("", raked), (" own_weights", plain)):
        *means, _ = compute_weighted_means(table, design)
        *_, share = compute_weighted_means(table, design, is_share=True)
        found[how] = [*means, share]
    found[" jackknife"] = compute_replicate_means(table[:, :2], raked)
    return Drawn(
        {
            f"{name}{how}": one
            for how, means in found.items()
            for name, one in zip(_NAMES, means, strict=False)
        }
    )


def _draw_people(
    rng: np.random.Generator, n: int, answers: str, shares: tuple[FloatArray, ...]
) -> tuple[list[np.ndarray], FloatArray]:
    """Draw ages and genders; first score, change, and a high first answer or not."""
    codes = [rng.choice(share.size, n, p=share) for share in shares]
    apart = sum(move[one] for move, one in zip(_APART, codes, strict=True))
    traits = draw_traits(rng, n, rise=RISE) + np.asarray(apart)[:, np.newaxis]
    first, later = (answer(rng, traits[:, wave], answers) for wave in (0, 1))
    score = first.mean(axis=1)
    is_high = first[:, 0] >= _HIGH[answers]
    return codes, np.column_stack([score, later.mean(axis=1) - score, is_high])


def _rake(codes: list[np.ndarray]) -> Design:
    margins = [
        Margin(f"v{place}", one, live)
        for place, (one, live) in enumerate(zip(codes, _LIVE, strict=True))
    ]
    n = codes[0].size
    weights = rake(np.ones(n), margins).weights
    without = np.where(list_replicates(n), 0.0, weights[:, np.newaxis])
    categories = [
        np.equal.outer(one, np.arange(live.size)).astype(float)
        for one, live in zip(codes, _LIVE, strict=True)
    ]
    return Design(
        weights=weights,
        base=np.ones(n),
        calibration=np.hstack(categories),
        replicates=rake(without, margins).weights,
    )


def find_weighted(
    rng: np.random.Generator, n: int, answers: str
) -> Mapping[str, float]:
    """Ask everyone who lives there."""
    _, table = _draw_people(rng, n, answers, _LIVE)
    return {
        f"{name}{how}": truth
        for name, truth in zip(_NAMES, table.mean(axis=0).tolist(), strict=True)
        for how in ("", " jackknife", " own_weights")
    }


def compute_residents(rng: np.random.Generator, n: int, answers: str) -> Drawn:
    """Ask ``n`` of three times as many residents, and mean these residents only."""
    scores = answer(rng, rng.standard_normal(_RESIDENTS * n), answers).mean(axis=1)
    found = compute_resident_mean(scores[:n], np.ones(n), population=float(scores.size))
    return Drawn({"resident_mean": found}, {"resident_mean": float(scores.mean())})


def find_residents(
    _rng: np.random.Generator, _n: int, _answers: str
) -> Mapping[str, float]:
    """Each draw has residents of its own."""
    return {}
