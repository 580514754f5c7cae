"""``barometre run``: from the source to the reports, doing only what is not done."""

import gc
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
        due: Annotated[bool, words.option("cli_due_help", "--due")] = False,
        prefect: Annotated[bool, words.option("cli_prefect_help", "--prefect")] = False,
    ) -> None:
        waves = tuple(wave or ())
        if due:
            from barometre.cli.due import do_due

            do_due(words.terminal, folder)
        elif prefect:
            run_with_prefect(words.terminal, folder, waves=waves)
        else:
            run_study(words.terminal, folder, waves=waves)


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
    terminal: Terminal, folder: Path, *, waves: tuple[str, ...]
) -> None:
    """Run a study as a Prefect flow and say what came of it."""
    from barometre.prefect_settings import load_flow
    from barometre.unexpected import DiscreetError

    with show_wait(terminal, "cli_prefect_runs"):
        try:
            outcome = load_flow(folder)(str(folder), waves=list(waves))
        except DiscreetError as stopped:
            raise stopped.error from None
    print_outcome(terminal, outcome)


def print_outcome(terminal: Terminal, outcome: "RunOutcome") -> None:
    """Say whether anything was new, and where the reports are."""
    if outcome.is_unchanged:
        print_unchanged(terminal, outcome)
    print_reports(terminal, outcome.reports)


def print_unchanged(terminal: Terminal, outcome: "RunOutcome") -> None:
    """Say since when nothing was new."""
    day, _, hour = outcome.finished_at.partition("T")
    terminal.print("cli_run_unchanged", since=f"{day} {hour[:5]} UTC")


def print_reports(terminal: Terminal, reports: tuple[Path, ...]) -> None:
    """Print where the reports are, the one to open first set apart."""
    if not reports:
        return
    terminal.print("cli_reports")
    for report in sorted(reports):
        terminal.print_text(f"  {report}")
