"""``barometre purge``: delete answers for good, when their time is up."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from barometre.cli.language import UsageError
from barometre.cli.terminal import Terminal
from barometre.cli.words import Words
from barometre.errors import Problem

if TYPE_CHECKING:
    from barometre.pipeline.purge import Purge


def add(app: typer.Typer, words: Words) -> None:
    """Declare the command."""

    @words.command(app, "purge")
    def purge(
        folder: Annotated[Path, words.folder] = Path(),
        yes: Annotated[bool, words.option("cli_yes_help", "--yes")] = False,
    ) -> None:
        from barometre.pipeline.purge import plan_purge
        from barometre.pipeline.purge import purge as delete

        planned = plan_purge(folder)
        if not yes:
            for name in planned.files:
                words.terminal.print_text(f"  {name}")
            raise UsageError(Problem("purge_needs_yes", n=len(planned.files)))
        print_purge(words.terminal, delete(folder, now=datetime.now(UTC)))


def print_purge(terminal: Terminal, done: "Purge") -> None:
    """Say how many files are gone, and which hold answers still."""
    terminal.print("purge_deleted", n=len(done.files))
    if done.left:
        terminal.print("purge_left", files=done.left)
