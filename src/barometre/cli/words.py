"""Help texts of options, arguments and commands, in the reader's language."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from barometre.cli.language import UsageError
from barometre.cli.terminal import Terminal
from barometre.errors import Problem

Command = TypeVar("Command", bound=Callable[..., None])
_TYPE = re.compile(r" <\w+>$")


@dataclass(frozen=True, slots=True)
class Words:
    """Declares parts of the command line with the texts of one language."""

    terminal: Terminal

    def option(self, code: str, *names: str, **settings: Any) -> Any:
        """Declare an option whose help is the message of this code."""
        return typer.Option(
            *names,
            help=self.terminal.say(code),
            show_default=False,
            **settings,
        )

    def argument(self, code: str, metavar: str, **settings: Any) -> Any:
        """Declare an argument whose help is the message of this code."""
        return typer.Argument(
            help=self.terminal.say(code),
            metavar=self.terminal.say(metavar),
            show_default=False,
            **settings,
        )

    @property
    def folder(self) -> Any:
        """The argument of nearly every command: the study folder."""
        return self.argument("cli_folder_help", "cli_metavar_folder")

    def command(self, app: typer.Typer, name: str) -> Callable[[Command], Command]:
        """Declare a command whose help is the message ``cli_<name>_help``."""
        said = self.terminal.say(f"cli_{name}_help")
        return app.command(
            name,
            cls=self._command_class,
            help=said,
            # Else the list of commands breaks it off.
            short_help=said,
            options_metavar=self.terminal.say("cli_metavar_options"),
        )

    @property
    def group_class(self) -> type[TyperGroup]:
        """The class of the whole command line."""
        terminal = self.terminal

        class Group(TyperGroup):
            def get_help_option(self, ctx: Any) -> Any:
                return _in_words(super().get_help_option(ctx), terminal)

            def get_help(self, ctx: Any) -> str:
                _write_in_words(ctx, terminal)
                return super().get_help(ctx)

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

            def get_help(self, ctx: Any) -> str:
                _write_in_words(ctx, terminal)
                return super().get_help(ctx)

        return OneCommand


def _in_words(help_option: Any, terminal: Terminal) -> Any:
    """Replace the library's own English help of ``--help``."""
    if help_option is not None:
        help_option.help = terminal.say("cli_help_help")
    return help_option


def _write_in_words(context: Any, terminal: Terminal) -> None:
    """Replace the library's own English headings, and leave out its names of types."""
    headings = {
        name: terminal.say(f"cli_heading_{name.lower()}")
        for name in ("Arguments", "Options", "Commands")
    }

    class Formatter(context.formatter_class):  # type: ignore[misc]
        def write_usage(self, prog: str, args: str = "", prefix: Any = None) -> None:
            super().write_usage(prog, args, prefix or terminal.say("cli_usage"))

        def write_heading(self, heading: str) -> None:
            self.write(f"{headings.get(heading, heading)}\n")

        def write_dl(self, rows: Any, *settings: Any, **more: Any) -> None:
            required = terminal.say("cli_required")
            plain = [
                (_TYPE.sub("", name), said.replace("[required]", required))
                for name, said in rows
            ]
            super().write_dl(plain, *settings, **more)

    context.formatter_class = Formatter
