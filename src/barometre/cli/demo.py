"""``barometre demo``: the embedded study, from nothing to its reports."""

from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.run import run_study
from barometre.cli.words import Words


def add(app: typer.Typer, words: Words) -> None:
    """Declare the command."""

    @words.command(app, "demo")
    def demo(
        folder: Annotated[
            Path, words.argument("cli_demo_folder_help", "cli_metavar_folder")
        ] = Path("demo"),
    ) -> None:
        from barometre.new_study import make_demo_folder

        make_demo_folder(folder, language=words.terminal.language)
        run_study(words.terminal, folder)
