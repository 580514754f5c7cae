"""People whose truth is known: answers on real formats, with floors and ceilings."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

# Items, lowest and highest code, and what a standard deviation of the trait moves.
FORMATS = {"0-10": (3, 0, 10, 5.6, 2.3), "1-5": (4, 1, 5, 3.4, 0.95)}
_LOADING = 0.75
_STABILITY = 0.65
_RISE = 0.25
N_TERRITORIES = 6
_BETWEEN_TERRITORIES = 0.15


@dataclass(frozen=True, slots=True)
class Sample:
    """One draw: those who take part, a comparison group, leavers and territories.

    Scores are means of items. ``items`` are the answers of those who take part at the
    first wave; ``waves`` their scores at three waves, some of them missing after the
    first; ``seen_again`` are their second scores, missing more often for those who
    scored low at first; ``places`` changes by territory, as many people in each.
    """

    items: FloatArray
    before: FloatArray
    after: FloatArray
    control_before: FloatArray
    control_after: FloatArray
    lost: FloatArray
    seen_again: FloatArray
    waves: FloatArray
    places: tuple[FloatArray, ...]


def draw_sample(
    rng: np.random.Generator, n: int, answers: str, *, n_places: int = N_TERRITORIES
) -> Sample:
    """Draw ``n`` people for each group, and as many for each territory."""
    traits = _draw_traits(rng, n, rise=_RISE)
    items = _answer(rng, traits[:, 0], answers)
    waves = np.column_stack(
        [
            items.mean(axis=1),
            *(_answer(rng, traits[:, wave], answers).mean(axis=1) for wave in (1, 2)),
        ]
    )
    control = _draw_traits(rng, n, rise=0.0)
    scores = [_answer(rng, control[:, wave], answers).mean(axis=1) for wave in (0, 1)]
    # Those who leave trust less at the start.
    lost = _answer(rng, rng.standard_normal(max(n // 2, 2)) - 0.4, answers)
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
        places=tuple(_draw_place(rng, n, answers) for _ in range(n_places)),
    )


def _draw_traits(rng: np.random.Generator, n: int, *, rise: float) -> FloatArray:
    traits = np.empty((n, 3))
    traits[:, 0] = rng.standard_normal(n)
    noise = np.sqrt(1 - _STABILITY**2)
    for wave in (1, 2):
        kept = _STABILITY * (traits[:, wave - 1] - rise * (wave - 1))
        traits[:, wave] = rise * wave + kept + noise * rng.standard_normal(n)
    return traits


def _draw_place(rng: np.random.Generator, n: int, answers: str) -> FloatArray:
    rise = _RISE + _BETWEEN_TERRITORIES * rng.standard_normal()
    traits = _draw_traits(rng, n, rise=rise)
    before, after = (
        _answer(rng, traits[:, wave], answers).mean(axis=1) for wave in (0, 1)
    )
    return after - before


def _answer(rng: np.random.Generator, trait: FloatArray, answers: str) -> FloatArray:
    n_items, low, high, middle, spread = FORMATS[answers]
    own = np.sqrt(1 - _LOADING**2) * rng.standard_normal((trait.size, n_items))
    latent = _LOADING * trait[:, np.newaxis] + own
    return np.rint(middle + spread * latent).clip(low, high)
