"""``barometre run``: from the source to the reports, doing only what is not done."""

import gc
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from barometre.cli.progress import show_progress, show_wait
from barometre.cli.terminal import Terminal
from barometre.cli.words import Words

if TYPE_CHECKING:
    from barometre.pipeline import RunOutcome


def add(app: typer.Typer, words: Words) -> None:
    """Declare the command."""

    @words.command(app, "run")
    def run(
        folder: Annotated[Path, words.folder] = Path(),
        wave: Annotated[
            list[str] | None, words.option("cli_wave_help", "--wave", metavar="ID")
        ] = None,
        shared: Annotated[
            str,
            words.option("cli_shared_help", "--shared", metavar="URL"),
        ] = "",
        due: Annotated[bool, words.option("cli_due_help", "--due")] = False,
        prefect: Annotated[bool, words.option("cli_prefect_help", "--prefect")] = False,
        workers: Annotated[
            int, words.option("cli_workers_help", "--workers", metavar="N", min=0)
        ] = 0,
    ) -> None:
        terminal, waves = words.terminal, tuple(wave or ())
        if prefect or workers:
            address = shared or str(folder)
            run_with_prefect(terminal, address, waves=waves, workers=workers)
        else:
            with open_here(shared, folder) as place:
                do_run(terminal, place, waves=waves, is_due=due)
        if shared:
            terminal.print("cli_shared_back", address=shared)


@contextmanager
def open_here(shared: str, folder: Path) -> Iterator[Path]:
    """Give the study folder; a copy of a shared one, in which paths begin."""
    if not shared:
        yield folder
        return
    from barometre.workspace.shared import borrow_study

    with borrow_study(shared) as place, chdir(place):
        yield Path()


def do_run(
    terminal: Terminal, folder: Path, *, waves: tuple[str, ...], is_due: bool
) -> None:
    """Run what the calendar calls for, or all that is not done."""
    if is_due:
        from barometre.cli.due import do_due

        do_due(terminal, folder)
    else:
        run_study(terminal, folder, waves=waves)


def run_study(terminal: Terminal, folder: Path, *, waves: tuple[str, ...] = ()) -> None:
    """Run a study and say what came of it."""
    from barometre import pipeline

    # Thousands of cells and no cycles among them: looking for cycles every 700 objects
    # takes a tenth of the run.
    gc.set_threshold(100_000, 20, 50)
    with show_progress(terminal) as progress:
        outcome = pipeline.run(folder, waves=waves, progress=progress)
    print_outcome(terminal, outcome)


def run_with_prefect(
    terminal: Terminal, address: str, *, waves: tuple[str, ...], workers: int = 0
) -> None:
    """Run a study as a Prefect flow and say what came of it.

    With ``workers``, so many processes of this machine take parts of the estimates.
    """
    from barometre.prefect_settings import load_flow
    from barometre.unexpected import DiscreetError

    with show_wait(terminal, "cli_prefect_runs"):
        try:
            outcome = load_flow(Path(address), workers=workers)(
                address, waves=list(waves)
            )
        except DiscreetError as stopped:
            raise stopped.error from None
    if "://" in address:
        names = (Path(*report.parts[-2:]) for report in outcome.reports)
        outcome = replace(outcome, reports=tuple(names))
    print_outcome(terminal, outcome)


def print_outcome(terminal: Terminal, outcome: "RunOutcome") -> None:
    """Say whether anything was new, and where the reports are."""
    if outcome.is_waiting:
        terminal.print("cli_run_waiting")
    elif outcome.is_unchanged:
        print_unchanged(terminal, outcome)
    print_remarks(terminal, outcome)
    print_reports(terminal, outcome.reports)


def print_unchanged(terminal: Terminal, outcome: "RunOutcome") -> None:
    """Say since when nothing was new."""
    day, _, hour = outcome.finished_at.partition("T")
    terminal.print("cli_run_unchanged", since=f"{day} {hour[:5]} UTC")


def print_remarks(terminal: Terminal, outcome: "RunOutcome") -> None:
    """Say what is worth knowing and stopped nothing."""
    for remark in outcome.remarks:
        told = remark.render(terminal.language)
        terminal.print("cli_run_remark", problem=told)


def print_reports(terminal: Terminal, reports: tuple[Path, ...]) -> None:
    """Print where the reports are, the one to open first set apart."""
    if not reports:
        return
    terminal.print("cli_reports")
    for report in sorted(reports):
        terminal.print_text(f"  {report}")
