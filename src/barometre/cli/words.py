"""Help texts of options, arguments and commands, in the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from barometre.cli.language import UsageError
from barometre.cli.terminal import Terminal
from barometre.errors import Problem

Command = TypeVar("Command", bound=Callable[..., None])


@dataclass(frozen=True, slots=True)
class Words:
    """Declares parts of the command line with the texts of one language."""

    terminal: Terminal

    def option(self, code: str, *names: str, **settings: Any) -> Any:
        """Declare an option whose help is the message of this code."""
        return typer.Option(
            *names,
            help=self.terminal.say(code),
            rich_help_panel=self.terminal.say("cli_panel_options"),
            show_default=False,
            **settings,
        )

    def argument(self, code: str, metavar: str, **settings: Any) -> Any:
        """Declare an argument whose help is the message of this code."""
        return typer.Argument(
            help=self.terminal.say(code),
            metavar=self.terminal.say(metavar),
            rich_help_panel=self.terminal.say("cli_panel_arguments"),
            show_default=False,
            **settings,
        )

    @property
    def folder(self) -> Any:
        """The argument of nearly every command: the study folder."""
        return self.argument("cli_folder_help", "cli_metavar_folder")

    def command(self, app: typer.Typer, name: str) -> Callable[[Command], Command]:
        """Declare a command whose help is the message ``cli_<name>_help``."""
        return app.command(
            name,
            cls=self._command_class,
            help=self.terminal.say(f"cli_{name}_help"),
            options_metavar=self.terminal.say("cli_metavar_options"),
            rich_help_panel=self.terminal.say("cli_panel_commands"),
        )

    @property
    def group_class(self) -> type[TyperGroup]:
        """The class of the whole command line."""
        terminal = self.terminal

        class Group(TyperGroup):
            def get_help_option(self, ctx: Any) -> Any:
                return _in_words(super().get_help_option(ctx), terminal)

            def resolve_command(self, ctx: Any, args: Any) -> Any:
                if args[0] not in self.commands:
                    known = list(self.commands)
                    raise UsageError(
                        Problem("cli_wrong_command", found=args[0], known=known)
                    )
                return super().resolve_command(ctx, args)

        return Group

    @property
    def _command_class(self) -> type[TyperCommand]:
        terminal = self.terminal

        class OneCommand(TyperCommand):
            def get_help_option(self, ctx: Any) -> Any:
                return _in_words(super().get_help_option(ctx), terminal)

        return OneCommand


def _in_words(help_option: Any, terminal: Terminal) -> Any:
    """Replace the library's own English help of ``--help``."""
    if help_option is not None:
        help_option.help = terminal.say("cli_help_help")
        help_option.rich_help_panel = terminal.say("cli_panel_options")
    return help_option
