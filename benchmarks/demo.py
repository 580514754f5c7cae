"""Whole processes, start-up and imports included: the demo, a second run, the help."""

import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from benchmarks.measured import Measured, time_process
from benchmarks.table import Comparison

PEER = "none: whole processes, each against a limit"


def compare(folder: Path) -> Iterator[Comparison]:
    """Measure the commands that a newcomer types first."""
    program = str(Path(sys.executable).with_name("barometre"))
    demos = [[program, "demo", str(folder / f"demo{number}")] for number in range(5)]
    again = [[program, "run", str(folder / "demo0")]] * 5
    helps = [[program, "--help"]] * 5
    for size, commands, limit in (
        ("`barometre demo`, from nothing", demos, 5.0),
        ("`barometre run` with nothing new", again, 1.0),
        ("`barometre --help`", helps, 0.3),
    ):
        ours = _measure(commands)
        yield Comparison(
            size=size,
            ours=ours,
            peer=None,
            outcome="",
            goal=f"under {limit:g} s",
            is_met=ours.median < limit,
        )


def _measure(commands: list[list[str]]) -> Measured:
    times = [time_process(command) for command in commands]
    return Measured(
        seconds=tuple(seconds for seconds, _ in times),
        peak_mb=max(peak for _, peak in times),
        numbers={},
        versions={"barometre": version("barometre")},
    )
