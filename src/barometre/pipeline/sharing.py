"""Parts of a full evaluation shared with helpers: processes on the other cores.

A helper gets the answers through a pipe, never through a file or an argument.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, cast

from barometre.evaluation.material import Material
from barometre.evaluation.parts import Part, Rows, do_part

# With fewer responses a helper would start for longer than it works.
FEWEST_RESPONSES = 500
_MOST_HELPERS = 3


def share_with_helpers(material: Material, parts: Sequence[Part]) -> Sequence[Rows]:
    """Work out parts on all cores; whoever does one comes to the same rows.

    What a helper does not bring back, because it was stopped or a part failed, is
    worked out here, where an error can be told.
    """
    waiting: SimpleQueue[int] = SimpleQueue()
    # What is divided least takes longest: it begins first.
    for place in sorted(
        range(len(parts)), key=lambda one: (parts[one].sample, not parts[one].focus)
    ):
        waiting.put(place)
    done: dict[int, Rows] = {}
    n_helpers = min(len(_usable_cores()) - 1, _MOST_HELPERS)
    with ExitStack() as helpers:
        threads = []
        for helper in [helpers.enter_context(_start()) for _ in range(n_helpers)]:
            work = (helper, material, parts, waiting, done)
            threads.append(Thread(target=_hand_out, args=work, daemon=True))
            threads[-1].start()
        for place in _take(waiting):
            done[place] = do_part(material, parts[place])
        for thread in threads:
            thread.join()
    for place in set(range(len(parts))) - set(done):
        done[place] = do_part(material, parts[place])
    return [done[place] for place in range(len(parts))]


def help_out(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Work out one part after the other until there are no more."""
    material = cast("Material", pickle.load(asked))  # noqa: S301  from our own parent
    with suppress(EOFError):
        while True:
            part = cast("Part", pickle.load(asked))  # noqa: S301
            pickle.dump(do_part(material, part), answers)
            answers.flush()


def _usable_cores() -> set[int]:
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))


@contextmanager
def _start() -> Iterator["subprocess.Popen[bytes]"]:
    """Start a helper; it ends with the work, whatever happens."""
    # Without -P a file of the current folder could stand in for a library.
    command = [sys.executable, "-P", "-m", "barometre.pipeline.other_core"]
    pipe = subprocess.PIPE
    # Of what a helper would print nothing may be seen: it could hold answers.
    with subprocess.Popen(  # noqa: S603
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
    ) as helper:
        try:
            yield helper
        finally:
            helper.kill()
            with suppress(OSError):
                cast("IO[bytes]", helper.stdin).close()


def _hand_out(
    helper: "subprocess.Popen[bytes]",
    material: Material,
    parts: Sequence[Part],
    waiting: "SimpleQueue[int]",
    done: dict[int, Rows],
) -> None:
    """Give a helper part after part; give up at the first that does not come back."""
    if helper.stdin is None or helper.stdout is None:
        return
    # A pipe closed under way is a ValueError.
    with suppress(OSError, EOFError, ValueError, pickle.PickleError):
        pickle.dump(material, helper.stdin, protocol=pickle.HIGHEST_PROTOCOL)
        for place in _take(waiting):
            pickle.dump(parts[place], helper.stdin)
            helper.stdin.flush()
            done[place] = cast("Rows", pickle.load(helper.stdout))  # noqa: S301


def _take(waiting: "SimpleQueue[int]") -> Iterator[int]:
    with suppress(Empty):
        while True:
            yield waiting.get_nowait()
