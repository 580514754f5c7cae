"""The commands, gathered, with their help in the reader's language."""

from typing import Annotated

import typer

from barometre import __version__
from barometre.cli import (
    check,
    demo,
    explain,
    new,
    plan,
    publish,
    purge,
    remind,
    run,
    schedule,
    simulate,
    stages,
)
from barometre.cli.terminal import Terminal
from barometre.cli.words import Words

_COMMANDS = (
    *(demo, new, check, publish, remind, run, stages),
    *(plan, simulate, explain, schedule, purge),
)


def build_app(terminal: Terminal) -> typer.Typer:
    """Gather the commands in one language.

    Help is written when the command is declared, so each language has its own app.
    """
    words = Words(terminal)
    app = typer.Typer(
        cls=words.group_class,
        help=terminal.say("cli_help"),
        epilog=terminal.say("cli_epilog"),
        subcommand_metavar=terminal.say("cli_metavar_command"),
        options_metavar=terminal.say("cli_metavar_options"),
        add_completion=False,
        # Plain help comes twice as fast as boxes.
        rich_markup_mode=None,
    )

    @app.callback()
    def common(
        version: Annotated[
            bool,
            words.option(
                "cli_version_help", "--version", is_eager=True, callback=_show_version
            ),
        ] = False,
        lang: Annotated[
            str, words.option("cli_lang_help", "--lang", metavar="fr|en")
        ] = "",
        debug: Annotated[bool, words.option("cli_debug_help", "--debug")] = False,
    ) -> None:
        """Declare the common options; the last two were read before."""

    for command in _COMMANDS:
        command.add(app, words)
    return app


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(f"barometre {__version__}")
        raise typer.Exit
