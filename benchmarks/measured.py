"""One piece of work in a process of its own: seconds, peak memory, numbers."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Measured:
    """What one process did.

    Parameters
    ----------
    seconds
        Each repetition, timed inside the process: start-up and imports are left out.
    peak_mb
        Most memory that the whole process held, its data included.
    numbers
        What it worked out, by name, to be compared.
    versions
        Of what it used.
    """

    seconds: tuple[float, ...]
    peak_mb: float
    numbers: Mapping[str, float]
    versions: Mapping[str, str]

    @property
    def median(self) -> float:
        """Median of the repetitions."""
        return statistics.median(self.seconds)


def run_python(workload: str, *arguments: object) -> Measured:
    """Run ``python -m benchmarks.<workload>``, which ends with :func:`hand_over`."""
    return _run([sys.executable, "-m", f"benchmarks.{workload}", *map(str, arguments)])


def run_r(script: str, *arguments: object) -> Measured:
    """Run an R script of this folder, which writes the same JSON."""
    return _run(["Rscript", str(_HERE / script), *map(str, arguments)])


def has_r(*packages: str) -> bool:
    """Tell whether R and these packages are installed."""
    if shutil.which("Rscript") is None:
        return False
    asked = " && ".join(
        f"requireNamespace('{name}', quietly = TRUE)" for name in packages
    )
    command = ["Rscript", "-e", f"quit(status = if ({asked}) 0 else 1)"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def time_work(work: Callable[[], Result], *, times: int) -> tuple[list[float], Result]:
    """Do the same work several times, after once to warm up."""
    result = work()
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return seconds, result


def hand_over(
    seconds: Iterable[float], numbers: Mapping[str, float], *libraries: str
) -> None:
    """End a measured process: print what the parent reads."""
    versions = {library: version(library) for library in libraries}
    print(
        json.dumps(
            {"seconds": list(seconds), "numbers": dict(numbers), "versions": versions}
        )
    )


def time_process(command: list[str]) -> tuple[float, float]:
    """Run a command to its end: seconds with start-up, and peak memory in MB."""
    start = time.perf_counter()
    _, peak_mb = _run_for_memory(command)
    return time.perf_counter() - start, peak_mb


def _run(command: list[str]) -> Measured:
    printed, peak_mb = _run_for_memory(command)
    found = json.loads(printed.splitlines()[-1])
    return Measured(
        seconds=tuple(found["seconds"]),
        peak_mb=peak_mb,
        numbers=found["numbers"],
        versions=found["versions"],
    )


def _as_usual() -> dict[str, str]:
    """Let Python keep what it compiled, as it does unless it is told not to."""
    return {
        name: value
        for name, value in os.environ.items()
        if name != "PYTHONDONTWRITEBYTECODE"
    }


def _run_for_memory(command: list[str]) -> tuple[str, float]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env=_as_usual())
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            err.seek(0)
            sys.exit(f"{' '.join(command)}\n{err.read().decode()}")
        out.seek(0)
        # Linux counts in kilobytes, macOS in bytes.
        unit = 1e6 if sys.platform == "darwin" else 1e6 / 1024
        return out.read().decode(), usage.ru_maxrss / unit


def time_stages(study: Path) -> tuple[list[float], Mapping[str, float]]:
    """Run a study to its estimates; the whole, and each stage as ``s_<stage>``."""
    from barometre.pipeline import STAGES, run

    started: dict[str, float] = {}
    numbers: dict[str, float] = {}

    def watch(stage: str, outcome: object) -> None:
        if outcome is None:
            started[stage] = time.perf_counter()
        else:
            numbers[f"s_{stage}"] = time.perf_counter() - started[stage]

    start = time.perf_counter()
    outcome = run(study, stages=STAGES[:-1], progress=watch)
    seconds = time.perf_counter() - start
    return [seconds], numbers | {"estimates": outcome.stages[-1].counts["estimates"]}
