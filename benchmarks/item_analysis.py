"""Item analysis of one scale of ten items: everything, against psych in R."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measured import (
    Measured,
    hand_over,
    has_r,
    run_python,
    run_r,
    time_work,
)
from benchmarks.table import Comparison

if TYPE_CHECKING:
    import numpy as np

PEER = "R, `psych::alpha(d)` and `psych::omega(d, nfactors = 1)`"
N_ITEMS = 10
# People, and how often each side repeats the work.
_SIZES = ((500, 9), (10_000, 9), (100_000, 5), (1_000_000, 3))
_MISSING = 0.01


def compare(folder: Path) -> Iterator[Comparison]:
    """Measure each size on one binary file that both sides read."""
    has_peer = has_r("psych", "GPArotation", "jsonlite")
    for n, times in _SIZES:
        file = folder / f"answers_{n}.bin"
        run_python("item_analysis", "invent", file, n, 1)
        ours = run_python("item_analysis", "ours", file, n, times)
        peer = run_r("item_analysis.R", file, n, times) if has_peer else None
        ratio = peer.median / ours.median if peer else 0.0
        yield Comparison(
            size=f"{n:,} people",
            ours=ours,
            peer=peer,
            outcome=_describe_agreement(ours, peer),
            goal="10 times faster" if n >= 100_000 else "",
            is_met=ratio >= 10 if peer and n >= 100_000 else None,
        )


def _describe_agreement(ours: Measured, peer: Measured | None) -> str:
    if peer is None:
        return "not compared: R with psych is absent"
    apart = {
        name: abs(ours.numbers[name] - peer.numbers[name]) for name in peer.numbers
    }
    omega = apart.pop("omega_minres")
    return f"{len(apart)} numbers within {max(apart.values()):.0e}, omega {omega:.0e}"


def _invent(file: Path, n: int) -> None:
    """Write answers from 1 to 5 column by column, as doubles; missing ones are NaN."""
    import numpy as np

    rng = np.random.default_rng(20261)
    trait = rng.standard_normal(n)
    with file.open("wb") as stream:
        for position in range(N_ITEMS):
            noise = rng.standard_normal(n)
            answers = np.rint(3 + (0.5 + position / 20) * trait + noise).clip(1, 5)
            answers[rng.random(n) < _MISSING] = np.nan
            stream.write(answers.tobytes())


def _ours(file: Path, n: int, times: int) -> tuple[list[float], Mapping[str, float]]:
    import numpy as np

    from barometre.statistics.item_analysis import compute_item_analysis
    from barometre.statistics.item_moments import compute_item_moments
    from barometre.statistics.mcdonald_omega import compute_mcdonald_omega

    # As a data frame hands it over: one item after the other.
    answers = np.fromfile(file).reshape(N_ITEMS, n).T

    def analyse() -> Mapping[str, float]:
        analysis = compute_item_analysis(answers)
        # psych fits by least squares on correlations: the like is worked out as well.
        minres = compute_mcdonald_omega(
            compute_item_moments(answers), method="minres_correlation"
        )
        alpha = analysis.find("cronbach_alpha")
        return {
            "alpha": alpha.estimate,
            "alpha_low": alpha.ci_low,
            "alpha_high": alpha.ci_high,
            "interitem": analysis.find("mean_interitem_correlation").estimate,
            "omega_minres": minres.estimate,
            **_number("mean", analysis.item_means),
            **_number("sd", analysis.item_sds),
            **_number("item_rest", analysis.item_rest_correlations),
            **_number("alpha_dropped", analysis.alpha_if_dropped),
        }

    return time_work(analyse, times=times)


def _number(name: str, values: "np.ndarray") -> dict[str, float]:
    return {f"{name}_{place}": float(value) for place, value in enumerate(values, 1)}


def _main(task: str, file: str, n: str, times: str) -> None:
    if task == "invent":
        _invent(Path(file), int(n))
        hand_over([0.0], {}, "numpy")
    else:
        hand_over(*_ours(Path(file), int(n), int(times)), "barometre", "numpy", "scipy")


if __name__ == "__main__":
    _main(*sys.argv[1:])
