"""A study of two waves of 40 items, from its files to its estimates."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.invented_study import invent_study
from benchmarks.measured import Measured, hand_over, run_python, time_stages, time_work
from benchmarks.table import Comparison

PEER = "`pyarrow.csv.read_csv` of the same two files, which is reading alone"
# Responses of each wave, and how often the study is done.
_SIZES = ((10_000, 5), (100_000, 3), (300_000, 3), (500_000, 3), (1_000_000, 3))


def compare(folder: Path) -> Iterator[Comparison]:
    """Measure each size: every stage but the drawing of reports, from nothing."""
    for n, times in _SIZES:
        study = folder / str(n)
        run_python("study_end_to_end", "invent", study, n)
        peer = run_python("study_end_to_end", "peer", study, n)
        ours = _repeat(study, n, times)
        shutil.rmtree(study)
        limit = 4 * peer.median + 20
        yield Comparison(
            size=f"2 × {n:,} responses × 40 items",
            ours=ours,
            peer=peer,
            outcome=_describe(ours),
            is_same_work=False,
            goal=f"4 × reading + 20 s = {limit:.1f} s, under 6 GB",
            is_met=ours.median < limit and ours.peak_mb < 6000,
        )


def _repeat(study: Path, n: int, times: int) -> Measured:
    """Do the study several times, each time from nothing; give the median one."""
    runs = []
    for _ in range(times):
        shutil.rmtree(study / "data", ignore_errors=True)
        runs.append(run_python("study_end_to_end", "ours", study, n))
    runs.sort(key=lambda run: run.median)
    return runs[len(runs) // 2]


def _describe(ours: Measured) -> str:
    spent = ", ".join(
        f"{name.removeprefix('s_')} {seconds:.2g} s"
        for name, seconds in ours.numbers.items()
        if name.startswith("s_")
    )
    return f"{ours.numbers['estimates']:.0f} estimates; {spent}"


def _peer(study: Path) -> list[float]:
    import pyarrow as pa
    from pyarrow import csv

    def read() -> list[pa.Table]:
        return [csv.read_csv(study / f"{wave}.csv") for wave in ("t0", "t1")]

    return time_work(read, times=3)[0]


def _main(task: str, folder: str, n: str) -> None:
    if task == "invent":
        invent_study(Path(folder), people=int(n))
        hand_over([0.0], {}, "pyarrow")
    elif task == "peer":
        hand_over(_peer(Path(folder)), {}, "pyarrow")
    else:
        hand_over(*time_stages(Path(folder)), "barometre", "pandas", "pyarrow", "numpy")


if __name__ == "__main__":
    _main(*sys.argv[1:])
