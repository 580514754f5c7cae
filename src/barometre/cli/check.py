"""``barometre check``: everything that can be wrong, before anything is done."""

from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.terminal import Terminal
from barometre.cli.words import Words


def add(app: typer.Typer, words: Words) -> None:
    """Declare the command."""

    @words.command(app, "check")
    def check(folder: Annotated[Path, words.folder] = Path()) -> None:
        check_folder(words.terminal, folder)


def check_folder(terminal: Terminal, folder: Path) -> None:
    """Check the bank, and the study when there is one; say what was checked."""
    from barometre import checks

    bank = checks.check_bank(folder)
    terminal.print(
        "cli_check_bank",
        n_scales=bank.n_scales,
        n_items=bank.n_items,
        n_examples=bank.n_examples,
    )
    if (folder / "study.yaml").is_file():
        study = checks.check_study_folder(folder)
        terminal.print(
            "cli_check_study",
            id=study.id,
            n_waves=study.n_waves,
            n_scales=study.n_scales,
            n_items=study.n_items,
        )
        terminal.print(
            f"cli_check_source_{study.source_kind}", place=study.source, n=study.n_rows
        )
        terminal.print("cli_check_key" if study.has_key else "cli_check_no_key")
        if study.drift:
            terminal.print("study_drift")
        for problem in study.drift:
            terminal.print_text(f"  - {problem.render(terminal.language)}")
    else:
        terminal.print("cli_check_no_study", folder=folder)
    shown = ", ".join(f"{name} {number}" for name, number in bank.versions.items())
    terminal.print("cli_check_versions", versions=shown)
    terminal.print("cli_check_done")
