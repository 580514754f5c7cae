"""Reading of questions at two waves, some answers missing, against lavaan in R."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.measured import (
    Measured,
    hand_over,
    has_r,
    run_python,
    run_r,
    time_work,
)
from benchmarks.table import Comparison

PEER = "R, `lavaan::lavaan(..., missing = 'ml', estimator = 'MLR')`, three steps"
# People, items of a wave, and how often each side repeats the work.
_SIZES = ((300, 5, 3), (300, 10, 1), (2_000, 5, 1), (10_000, 10, 1))
# More people than this keep lavaan busy for many minutes.
_MOST_OF_PEER = 2_000
_MISSING = 0.03
_STEPS = ("configural", "metric", "scalar")


def compare(folder: Path) -> Iterator[Comparison]:
    """Measure each size on one binary file that both sides read."""
    has_peer = has_r("lavaan", "jsonlite")
    for n, k, times in _SIZES:
        file = folder / f"waves_{n}_{k}.bin"
        run_python("invariance", "invent", file, n, k, 1)
        ours = run_python("invariance", "ours", file, n, k, times)
        is_compared = has_peer and n <= _MOST_OF_PEER
        peer = run_r("invariance.R", file, n, k, times) if is_compared else None
        yield Comparison(
            size=f"{n:,} people, {k} questions, two waves",
            ours=ours,
            peer=peer,
            outcome=_describe_agreement(ours, peer),
        )


def _describe_agreement(ours: Measured, peer: Measured | None) -> str:
    if peer is None:
        return "not compared: too many people for lavaan, or R without it"
    apart = [abs(ours.numbers[name] - peer.numbers[name]) for name in peer.numbers]
    return f"{len(apart)} indices within {max(apart):.0e}"


def _invent(file: Path, n: int, k: int) -> None:
    """Write answers from 0 to 10 column by column; missing ones are NaN."""
    import numpy as np

    rng = np.random.default_rng(20264)
    steady, own = rng.standard_normal(n), rng.standard_normal((k, n))
    with file.open("wb") as stream:
        for wave in range(2):
            trait = 0.8 * steady + 0.6 * rng.standard_normal(n) + 0.2 * wave
            for item in range(k):
                noise = 0.5 * own[item] + 0.87 * rng.standard_normal(n)
                raw = 5 + 1.6 * (0.75 * trait + 0.66 * noise)
                answers = np.rint(raw).clip(0, 10)
                answers[rng.random(n) < _MISSING] = np.nan
                stream.write(answers.tobytes())


def _ours(
    file: Path, n: int, k: int, times: int
) -> tuple[list[float], Mapping[str, float]]:
    import numpy as np

    from barometre.statistics.invariance import compute_wave_invariance

    answers = np.fromfile(file).reshape(2 * k, n).T

    def analyse() -> Mapping[str, float]:
        found = compute_wave_invariance([answers[:, :k], answers[:, k:]])
        return {
            f"{one.statistic}_{step.name}": one.estimate
            for step in found.steps
            if step.name in _STEPS
            for one in step.measures
            if one.statistic in ("cfi", "rmsea", "srmr")
        }

    return time_work(analyse, times=times)


def _main(task: str, file: str, n: str, k: str, times: str) -> None:
    if task == "invent":
        _invent(Path(file), int(n), int(k))
        hand_over([0.0], {}, "numpy")
    else:
        found = _ours(Path(file), int(n), int(k), int(times))
        hand_over(*found, "barometre", "numpy", "scipy")


if __name__ == "__main__":
    _main(*sys.argv[1:])
