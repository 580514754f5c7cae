"""Every analysis there is: three waves of 40 items, six towns, a comparison group."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.invented_study import FORMATS, give_answers, name_items, write_study
from benchmarks.measured import Measured, hand_over, run_python, time_stages
from benchmarks.table import Comparison

if TYPE_CHECKING:
    import numpy as np

PEER = "none: file to estimates with `analyses: full`, each against a limit"
WAVES = ("t0", "t1", "t2")
# People at the start, how often, and the limit in seconds.
_SIZES = ((300, 3, 20.0), (10_000, 1, 60.0))
_MOST_MB = 2000.0
_LEAVING = 0.15
_REST = """\
comparison: {column: side, treated: participant, control: comparison}
analyses: full
plan: {primary: [one], secondary: [two, three, four], contrast: [t0, t2]}
"""


def compare(folder: Path) -> Iterator[Comparison]:
    """Measure each size: every stage but the drawing of reports, from nothing."""
    for n, times, limit in _SIZES:
        runs = []
        for number in range(times):
            study = folder / f"{n}-{number}"
            run_python("full_analysis", "invent", study, n)
            runs.append(run_python("full_analysis", "ours", study, n))
        ours = sorted(runs, key=lambda run: run.median)[times // 2]
        yield Comparison(
            size=f"{n:,} people × 40 items × 3 waves, 6 towns, comparison group",
            ours=ours,
            peer=None,
            outcome=_describe(ours),
            goal=f"under {limit:g} s on two cores, under 2 GB",
            is_met=ours.median < limit and ours.peak_mb < _MOST_MB,
        )


def _describe(ours: Measured) -> str:
    numbers = ours.numbers
    return (
        f"{numbers['estimates']:.0f} estimates; {numbers['s_evaluate']:.2g} s of it "
        f"for the estimates, {numbers['s_processor']:.3g} s of processor in all"
    )


def invent_full_study(folder: Path, *, people: int) -> None:
    """Write a study of three waves; three in twenty leave before each later one."""
    import numpy as np

    write_study(folder, WAVES, _REST)
    rng = np.random.default_rng(20264)
    traits = rng.standard_normal((people, len(FORMATS)))
    is_participant = rng.random(people) < 0.6
    rows = np.arange(people)
    for number, wave in enumerate(WAVES):
        if number:
            # Who trusts less leaves more.
            leaning = np.where(traits[rows, 0] < 0, 1.4, 0.6)
            rows = rows[rng.random(rows.size) >= _LEAVING * leaning]
        file = folder / f"{wave}.csv"
        rise = 0.2 * number * is_participant[rows]
        passing = 0.4 * rng.standard_normal((rows.size, len(FORMATS)))
        levels = traits[rows] + passing + rise[:, np.newaxis]
        _write_wave(file, rows, levels, is_participant[rows], rng)


def _write_wave(
    file: Path,
    rows: "np.ndarray",
    levels: "np.ndarray",
    is_participant: "np.ndarray",
    rng: "np.random.Generator",
) -> None:
    import pyarrow as pa
    from pyarrow import csv

    columns: dict[str, pa.Array] = {
        "code": pa.array([f"P{row}" for row in rows]),
        "town": pa.array([f"Town {row % 6}" for row in rows]),
        "side": pa.array(
            ["participant" if one else "comparison" for one in is_participant]
        ),
        "submitted_at": pa.array(["2026-03-01 10:00:00"] * rows.size),
        "seconds": pa.array(rng.integers(120, 900, rows.size)),
    }
    for place, (scale, answers) in enumerate(FORMATS.items()):
        for item in name_items(scale):
            sign = -1 if item.endswith("_3") else 1
            latent = sign * levels[:, place] + rng.standard_normal(rows.size)
            columns[item] = give_answers(latent, answers, rng)
    csv.write_csv(pa.table(columns), file, csv.WriteOptions(quoting_style="needed"))


def _ours(study: Path) -> tuple[list[float], Mapping[str, float]]:
    spent = _processor_seconds()
    seconds, numbers = time_stages(study)
    return seconds, {**numbers, "s_processor": _processor_seconds() - spent}


def _processor_seconds() -> float:
    """Time of both cores, other processes of the run included."""
    import resource

    ours, others = (
        resource.getrusage(who)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return sum(one.ru_utime + one.ru_stime for one in (ours, others))


def _main(task: str, folder: str, n: str) -> None:
    if task == "invent":
        invent_full_study(Path(folder), people=int(n))
        hand_over([0.0], {}, "pyarrow")
    else:
        hand_over(*_ours(Path(folder)), "barometre", "numpy", "pandas", "scipy")


if __name__ == "__main__":
    _main(*sys.argv[1:])
