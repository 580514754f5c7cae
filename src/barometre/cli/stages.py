"""``barometre fetch``, ``analyse`` and ``report``: one part of the sequence."""

from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.progress import describe_outcome, show_progress
from barometre.cli.run import print_reports, print_unchanged
from barometre.cli.terminal import Terminal
from barometre.cli.words import Words
from barometre.pipeline import StageName

_ANALYSIS: tuple[StageName, ...] = ("decode", "flag", "link", "score", "evaluate")


def add(app: typer.Typer, words: Words) -> None:
    """Declare the commands."""

    @words.command(app, "fetch")
    def fetch(
        folder: Annotated[Path, words.folder] = Path(),
        wave: Annotated[
            list[str] | None, words.option("cli_wave_help", "--wave", metavar="ID")
        ] = None,
    ) -> None:
        do_part(words.terminal, folder, ("fetch",), waves=tuple(wave or ()))

    @words.command(app, "analyse")
    def analyse(folder: Annotated[Path, words.folder] = Path()) -> None:
        do_part(words.terminal, folder, _ANALYSIS)

    @words.command(app, "report")
    def report(folder: Annotated[Path, words.folder] = Path()) -> None:
        # A report says from what its numbers were made: they are brought up to date.
        do_part(words.terminal, folder, (*_ANALYSIS, "report"))


def do_part(
    terminal: Terminal,
    folder: Path,
    stages: tuple[StageName, ...],
    *,
    waves: tuple[str, ...] = (),
) -> None:
    """Do some stages and say what became of each."""
    from barometre import pipeline

    with show_progress(terminal) as progress:
        outcome = pipeline.run(folder, stages=stages, waves=waves, progress=progress)
    if not outcome.stages:
        print_unchanged(terminal, outcome)
    for stage in outcome.stages:
        terminal.print_text(describe_outcome(terminal, stage))
    if "report" in stages:
        print_reports(terminal, outcome.reports)
