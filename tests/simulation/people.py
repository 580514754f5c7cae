"""People whose truth is known: answers on real formats, with floors and ceilings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import Estimate

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

# Items, lowest and highest code, and what a standard deviation of the trait moves.
FORMATS = {"0-10": (3, 0, 10, 5.6, 2.3), "1-5": (4, 1, 5, 3.4, 0.95)}
LOADING = 0.75
STABILITY = 0.65
RISE = 0.25
N_TERRITORIES = 6
BETWEEN_TERRITORIES = 0.15


@dataclass(frozen=True, slots=True)
class Drawn:
    """Estimates of one draw, and what is true of this draw only.

    A name is that of a statistic, and may be followed by how it was drawn.
    """

    estimates: Mapping[str, Estimate]
    truths: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sample:
    """One draw: those who take part, a comparison group, and leavers.

    Scores are means of items. ``items`` are the answers of those who take part at the
    first wave; ``waves`` their scores at three waves, some of them missing after the
    first; ``seen_again`` are their second scores, missing more often for those who
    scored low at first.
    """

    items: FloatArray
    before: FloatArray
    after: FloatArray
    control_before: FloatArray
    control_after: FloatArray
    lost: FloatArray
    seen_again: FloatArray
    waves: FloatArray


def draw_sample(rng: np.random.Generator, n: int, answers: str) -> Sample:
    """Draw ``n`` people for each group."""
    traits = draw_traits(rng, n, rise=RISE)
    items = answer(rng, traits[:, 0], answers)
    waves = np.column_stack(
        [
            items.mean(axis=1),
            *(answer(rng, traits[:, wave], answers).mean(axis=1) for wave in (1, 2)),
        ]
    )
    control = draw_traits(rng, n, rise=0.0)
    scores = [answer(rng, control[:, wave], answers).mean(axis=1) for wave in (0, 1)]
    # Those who leave trust less at the start.
    lost = answer(rng, rng.standard_normal(max(n // 2, 2)) - 0.4, answers)
    _, low, high, *_ = FORMATS[answers]
    distance = (waves[:, 0] - (low + high) / 2) / (high - low)
    is_back = rng.random(n) < 1 / (1 + np.exp(-0.8 - 3 * distance))
    seen = waves.copy()
    seen[rng.random(n) < 0.2, 1] = np.nan
    seen[rng.random(n) < 0.3, 2] = np.nan
    return Sample(
        items=items,
        before=waves[:, 0],
        after=waves[:, 1],
        control_before=scores[0],
        control_after=scores[1],
        lost=lost.mean(axis=1),
        seen_again=np.where(is_back, waves[:, 1], np.nan),
        waves=seen,
    )


def draw_traits(rng: np.random.Generator, n: int, *, rise: float) -> FloatArray:
    """Draw what people feel at three waves, ``rise`` higher at each."""
    traits = np.empty((n, 3))
    traits[:, 0] = rng.standard_normal(n)
    noise = np.sqrt(1 - STABILITY**2)
    for wave in (1, 2):
        kept = STABILITY * (traits[:, wave - 1] - rise * (wave - 1))
        traits[:, wave] = rise * wave + kept + noise * rng.standard_normal(n)
    return traits


def answer(rng: np.random.Generator, trait: FloatArray, answers: str) -> FloatArray:
    """Answer the items of a format: rounded, with a floor and a ceiling."""
    n_items, low, high, middle, spread = FORMATS[answers]
    own = np.sqrt(1 - LOADING**2) * rng.standard_normal((trait.size, n_items))
    latent = LOADING * trait[:, np.newaxis] + own
    return np.rint(middle + spread * latent).clip(low, high)
