"""Stages as they go by, for whoever watches the terminal."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from barometre.cli.terminal import Terminal
from barometre.pipeline import Progress, StageName, StageOutcome, ignore_progress

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status


@contextmanager
def show_progress(terminal: Terminal) -> Iterator[Progress]:
    """Show each stage, its counts and its time; nothing when nobody watches."""
    if not sys.stderr.isatty():
        yield ignore_progress
        return
    from rich.console import Console

    # Rich leaves colours out by itself where NO_COLOR is set.
    console = Console(stderr=True, highlight=False)
    with console.status("") as status:
        yield _follow(terminal, console, status)


@contextmanager
def show_steps(terminal: Terminal, code: str) -> Iterator[Callable[[str, str], None]]:
    """Show which step of which wave is being done; nothing when nobody watches.

    The step is said by the message ``<code>_<step>``.
    """
    if not sys.stderr.isatty():
        yield lambda _wave, _step: None
        return
    from rich.console import Console

    with Console(stderr=True, highlight=False).status("") as status:
        yield lambda wave, step: status.update(
            f"{wave} · {terminal.say(f'{code}_{step}')}"
        )


@contextmanager
def show_wait(terminal: Terminal, code: str) -> Iterator[None]:
    """Show that something takes time; nothing when nobody watches."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True, highlight=False).status(terminal.say(code)):
        yield


def _follow(terminal: Terminal, console: "Console", status: "Status") -> Progress:
    begun = time.monotonic()

    def progress(stage: StageName, outcome: StageOutcome | None) -> None:
        nonlocal begun
        if outcome is None:
            begun = time.monotonic()
            status.update(terminal.say(f"cli_stage_{stage}"))
        else:
            seconds = time.monotonic() - begun
            text = describe_outcome(terminal, outcome)
            console.print(
                f"  [green]✓[/] {text} [dim]{seconds:.1f} s[/]", soft_wrap=True
            )

    return progress


def describe_outcome(terminal: Terminal, outcome: StageOutcome) -> str:
    """Say in one line what became of a stage."""
    stage = terminal.say(f"cli_stage_{outcome.stage}")
    if outcome.is_unchanged:
        return terminal.say("cli_stage_unchanged", stage=stage)
    counts = ", ".join(
        terminal.say(f"cli_count_{name}", n=n) for name, n in outcome.counts.items()
    )
    return terminal.say("cli_stage_done", stage=stage, counts=counts)
