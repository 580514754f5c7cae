"""Runs that kill themselves, each in a process of its own."""

import os
import signal
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

# Each is forked from a process that has imported the program already.
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(
    ["barometre.evaluation", "barometre.report.html", "barometre.report.xlsx"]
)


def is_killed(run: Callable[..., None], *arguments: object) -> bool:
    """Run a function of a test file elsewhere, and tell whether it was killed."""
    process = _PROCESSES.Process(target=run, args=arguments)
    process.start()
    process.join()
    return process.exitcode == -signal.SIGKILL


def kill_at_rename(is_time: Callable[[Path], bool]) -> None:
    """Kill this process before the first file that is put in its place when told."""
    rename = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if is_time(Path(target)):
            os.kill(os.getpid(), signal.SIGKILL)
        return rename(self, target)

    Path.replace = replace
