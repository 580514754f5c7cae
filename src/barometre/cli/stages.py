"""``barometre fetch``, ``analyse``, ``report``, ``board``: a part of the sequence."""

from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.progress import describe_outcome, show_progress
from barometre.cli.run import (
    print_outcome,
    print_remarks,
    print_reports,
    print_unchanged,
)
from barometre.cli.terminal import Terminal
from barometre.cli.words import Words
from barometre.pipeline import FIELDWORK, StageName

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
        stages: tuple[StageName, ...] = ("fetch",)
        if has_open_wave(folder):
            stages = FIELDWORK
        do_part(words.terminal, folder, stages, waves=tuple(wave or ()))

    @words.command(app, "analyse")
    def analyse(folder: Annotated[Path, words.folder] = Path()) -> None:
        do_part(words.terminal, folder, _ANALYSIS)

    @words.command(app, "report")
    def report(folder: Annotated[Path, words.folder] = Path()) -> None:
        # A report says from what its numbers were made: they are brought up to date.
        do_part(words.terminal, folder, (*_ANALYSIS, "report"))

    @words.command(app, "board")
    def board(folder: Annotated[Path, words.folder] = Path()) -> None:
        do_part(words.terminal, folder, ("decode", "flag", "board"))


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
    if outcome.is_waiting:
        print_outcome(terminal, outcome)
        return
    if not outcome.stages:
        print_unchanged(terminal, outcome)
    for stage in outcome.stages:
        terminal.print_text(describe_outcome(terminal, stage))
    print_remarks(terminal, outcome)
    if "report" in stages:
        print_reports(terminal, outcome.reports)
    if "board" in stages:
        print_boards(terminal, outcome.boards)


def has_open_wave(folder: Path) -> bool:
    """Tell whether the study says that one of its waves is open today."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from barometre.due import list_open
    from barometre.load_study import load_study
    from barometre.pipeline.run import find_study

    study = load_study(find_study(folder).study_file)
    now = datetime.now(UTC).astimezone(ZoneInfo(study.schedule.timezone))
    return bool(list_open(study, today=now.date()))


def print_boards(terminal: Terminal, boards: tuple[Path, ...]) -> None:
    """Print where the boards are, or that no wave is open."""
    terminal.print("cli_boards" if boards else "cli_no_open_wave")
    for board in boards:
        terminal.print_text(f"  {board}")
