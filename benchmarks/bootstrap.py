"""Bootstrap intervals of twelve outcomes of one study, against pingouin."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measured import Measured, hand_over, run_python, time_work
from benchmarks.table import Comparison

if TYPE_CHECKING:
    import numpy as np

PEER = "`pingouin.compute_bootci(..., method='per')` in a loop, seeded"
_PEOPLE, _OUTCOMES, _RESAMPLES = 2_000, 12, 5_000
# What is computed, and how often each side repeats it.
_TASKS = (("mean_change", 9, 3), ("cohens_d_av", 5, 3), ("cronbach_alpha", 5, 3))
# An end of a percentile interval from B draws has this standard error, in widths of
# the interval, for a normal spread: sqrt(p (1 - p) / B) / density / (2 * 1.96).
_NOISE = (0.025 * 0.975 / _RESAMPLES) ** 0.5 / 0.05845 / 3.92


def compare(folder: Path) -> Iterator[Comparison]:
    """Measure each statistic; both sides make the same seeded people."""
    del folder
    has_peer = find_spec("pingouin") is not None
    for statistic, times, peer_times in _TASKS:
        ours = run_python("bootstrap", "ours", statistic, times)
        peer = (
            run_python("bootstrap", "peer", statistic, peer_times) if has_peer else None
        )
        yield Comparison(
            size=f"{statistic}: {_OUTCOMES} outcomes × {_PEOPLE:,} people "
            f"× {_RESAMPLES:,} resamples",
            ours=ours,
            peer=peer,
            outcome=_describe_agreement(ours, peer),
            goal="10 times faster",
            is_met=peer.median / ours.median >= 10 if peer else None,
        )


def _describe_agreement(ours: Measured, peer: Measured | None) -> str:
    if peer is None:
        return "not compared: pingouin is absent"
    apart = []
    for name in (one for one in peer.numbers if one.endswith("_low")):
        other = name.replace("_low", "_high")
        width = ours.numbers[other] - ours.numbers[name]
        apart += [
            abs(ours.numbers[end] - peer.numbers[end]) / width for end in (name, other)
        ]
    mean = sum(apart) / len(apart)
    return f"ends {mean:.1%} of the width apart (noise of one draw: {_NOISE:.1%})"


def _invent() -> Iterator[tuple["np.ndarray", "np.ndarray"]]:
    """Give answers of linked people to three items from 0 to 10, twice, per outcome."""
    import numpy as np

    rng = np.random.default_rng(20262)
    for outcome in range(_OUTCOMES):
        trust = rng.standard_normal((_PEOPLE, 1))
        waves = [
            5 + rise + 2 * trust + 1.5 * rng.standard_normal((_PEOPLE, 3))
            for rise in (0.0, outcome / 20)
        ]
        before, after = (np.rint(wave).clip(0, 10) for wave in waves)
        yield before, after


def _ours(statistic: str, times: int) -> tuple[list[float], Mapping[str, float]]:
    from barometre.statistics.bootstrap import (
        compute_bootstrap_alpha,
        compute_bootstrap_cohens_d_av,
        compute_bootstrap_mean,
    )
    from barometre.statistics.pairs import keep_pairs

    answers = list(_invent())

    def bootstrap(outcome: int, seed: int) -> tuple[float, float]:
        before, after = answers[outcome]
        options = {"method": "percentile", "n_resamples": _RESAMPLES, "seed": seed}
        if statistic == "cronbach_alpha":
            found = compute_bootstrap_alpha(before, **options)
        else:
            pairs = keep_pairs(before.mean(axis=1), after.mean(axis=1))
            found = (
                compute_bootstrap_cohens_d_av(pairs, **options)
                if statistic == "cohens_d_av"
                else compute_bootstrap_mean(pairs.change, **options)
            )
        return found.ci_low, found.ci_high

    return _time_all(bootstrap, times)


def _peer(statistic: str, times: int) -> tuple[list[float], Mapping[str, float]]:
    import numpy as np
    import pingouin

    answers = list(_invent())

    def bootstrap(outcome: int, seed: int) -> tuple[float, float]:
        before, after = answers[outcome]
        earlier, later = before.mean(axis=1), after.mean(axis=1)
        options = {
            "method": "per", "n_boot": _RESAMPLES, "seed": seed, "decimals": 12
        }  # fmt: skip
        if statistic == "mean_change":
            return pingouin.compute_bootci(later - earlier, func="mean", **options)
        if statistic == "cohens_d_av":
            return pingouin.compute_bootci(
                later, earlier, func="cohen", paired=True, **options
            )

        def alpha(rows: "np.ndarray") -> float:
            covariance = np.cov(before[rows], rowvar=False)
            return 1.5 * (1 - np.trace(covariance) / covariance.sum())

        return pingouin.compute_bootci(np.arange(_PEOPLE), func=alpha, **options)

    return _time_all(bootstrap, times)


def _time_all(
    bootstrap: Callable[[int, int], Iterable[float]], times: int
) -> tuple[list[float], Mapping[str, float]]:
    """Time all outcomes together; a new seed each time, so that each time is whole."""
    seeds = count()

    def bootstrap_all() -> list[Iterable[float]]:
        seed = next(seeds)
        return [bootstrap(outcome, seed) for outcome in range(_OUTCOMES)]

    seconds, ends = time_work(bootstrap_all, times=times)
    named = {}
    for outcome, (low, high) in enumerate(ends):
        named |= {f"{outcome}_low": float(low), f"{outcome}_high": float(high)}
    return seconds, named


def _main(side: str, statistic: str, times: str) -> None:
    if side == "ours":
        hand_over(*_ours(statistic, int(times)), "barometre", "numpy", "scipy")
    else:
        hand_over(*_peer(statistic, int(times)), "pingouin", "numpy", "scipy")


if __name__ == "__main__":
    _main(*sys.argv[1:])
