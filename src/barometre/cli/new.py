"""``barometre new``: a study folder to fill in, which runs as it is."""

from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.words import Words


def add(app: typer.Typer, words: Words) -> None:
    """Declare the command."""

    @words.command(app, "new")
    def new(
        folder: Annotated[
            Path, words.argument("cli_new_folder_help", "cli_metavar_folder")
        ],
    ) -> None:
        from barometre.new_study import make_study_folder

        made = make_study_folder(folder, language=words.terminal.language)
        words.terminal.print("cli_new_done", folder=folder, file=made.study_file)
