"""Work shared with helpers: processes of this program on the other cores.

A helper gets what it needs through a pipe, never through a file or an argument.
"""

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from barometre.evaluation.parts import Spread

_MOST_HELPERS = 3
# What a helper imports while its parent still reads the answers.
_NEEDED = ("barometre.evaluation", "barometre.report.html", "barometre.report.xlsx")


class _Task(NamedTuple):
    """What to do with the items that follow."""

    function: Callable[[Any, Any], Any]
    shared: Any


class _Item(NamedTuple):
    content: Any


@contextmanager
def start_helpers() -> Iterator["Spread | None"]:
    """Start a helper on each other core; they end with the block, whatever happens.

    None where this process may use one core only: the machine has no more, or
    ``BAROMETRE_CORES`` says so.
    """
    n_helpers = min(_count_cores() - 1, _MOST_HELPERS)
    with ExitStack() as stack:
        helpers = [stack.enter_context(_start()) for _ in range(n_helpers)]

        def spread(
            function: Callable[[Any, Any], Any], shared: Any, items: Sequence[Any], /
        ) -> Sequence[Any]:
            return _spread(helpers, _Task(function, shared), items)

        yield spread if helpers else None


def help_out(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Do one item after the other until there are no more."""
    # As for the program itself: thousands of cells, and no cycles among them.
    gc.set_threshold(100_000, 20, 50)
    for name in _NEEDED:
        import_module(name)
    task = None
    with suppress(EOFError):
        while True:
            message = cast("_Task | _Item", pickle.load(asked))  # noqa: S301  our parent
            if isinstance(message, _Task):
                task = message
            elif task is not None:
                pickle.dump(task.function(task.shared, message.content), answers)
                answers.flush()


def _spread(
    helpers: Sequence["subprocess.Popen[bytes]"], task: _Task, items: Sequence[Any]
) -> Sequence[Any]:
    """Do items on all cores; whoever does one comes to the same result.

    What a helper does not bring back, because it was stopped or an item failed, is
    done here, where an error can be told.
    """
    waiting: SimpleQueue[int] = SimpleQueue()
    for place in range(len(items)):
        waiting.put(place)
    done: dict[int, Any] = {}
    threads = [
        Thread(target=_hand_out, args=(helper, task, items, waiting, done), daemon=True)
        for helper in helpers
    ]
    for thread in threads:
        thread.start()
    for place in _take(waiting):
        done[place] = task.function(task.shared, items[place])
    for thread in threads:
        thread.join()
    for place in set(range(len(items))) - set(done):
        done[place] = task.function(task.shared, items[place])
    return [done[place] for place in range(len(items))]


def _count_cores() -> int:
    allowed = os.environ.get("BAROMETRE_CORES", "")
    if allowed.isdecimal():
        return int(allowed)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
    task: _Task,
    items: Sequence[Any],
    waiting: "SimpleQueue[int]",
    done: dict[int, Any],
) -> None:
    """Give a helper item after item; give up at the first that does not come back."""
    if helper.stdin is None or helper.stdout is None:
        return
    # Whatever fails here is done again by the parent, where an error can be told; a
    # thread would print it.
    with suppress(Exception):
        pickle.dump(task, helper.stdin, protocol=pickle.HIGHEST_PROTOCOL)
        for place in _take(waiting):
            pickle.dump(_Item(items[place]), helper.stdin)
            helper.stdin.flush()
            done[place] = pickle.load(helper.stdout)  # noqa: S301


def _take(waiting: "SimpleQueue[int]") -> Iterator[int]:
    with suppress(Empty):
        while True:
            yield waiting.get_nowait()
