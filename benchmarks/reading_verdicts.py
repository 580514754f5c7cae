"""How often verdicts about the reading of questions are right, on invented answers.

Run from the root of the project: python -m benchmarks.reading_verdicts
"""

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from barometre.statistics.invariance import compute_wave_invariance

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DRAWS = 60
_LOADING, _STEADY, _OWN = 0.75, 0.8, 0.5


def main() -> None:
    """Print the verdicts by number of items, of people, and by how far one moved."""
    for n_items in (3, 5):
        for people in (120, 200, 400, 1000):
            for shift in (0.0, 0.3, 0.6):
                rng = np.random.default_rng(people + n_items)
                verdicts = Counter(
                    compute_wave_invariance(
                        draw_waves(rng, people, n_items, shift)
                    ).verdict
                    for _ in range(_DRAWS)
                )
                print(n_items, people, shift, dict(verdicts), flush=True)


def draw_waves(
    rng: np.random.Generator, people: int, n_items: int, shift: float
) -> "list[NDArray[np.float64]]":
    """Answers from 1 to 7 of the same people twice; the first item may move."""
    steady = rng.normal(size=(people, 1))
    own = rng.normal(size=(people, n_items))
    waves = []
    for wave in range(2):
        passing = np.sqrt(1 - _STEADY**2) * rng.normal(size=(people, 1))
        trait = _STEADY * steady + passing + 0.2 * wave
        noise = _OWN * own + np.sqrt(1 - _OWN**2) * rng.normal(size=(people, n_items))
        raw = _LOADING * trait + np.sqrt(1 - _LOADING**2) * noise
        raw[:, 0] += shift * wave
        waves.append(np.clip(np.round(4 + 1.3 * raw), 1, 7))
    return waves


if __name__ == "__main__":
    main()
