"""From what was typed to an exit code; an expected error never shows a traceback."""

import os
import sys
import traceback
from collections.abc import Sequence

from barometre.cli.language import UsageError, find_language, read_invocation
from barometre.cli.terminal import Terminal
from barometre.errors import Problem
from barometre.unexpected import hide_unexpected

_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns
    -------
    int
        0 done, 1 the data or the server refused, 2 wrong usage or wrong file.
    """
    typed = sys.argv[1:] if arguments is None else arguments
    terminal = Terminal(find_language(os.environ))
    try:
        invocation = read_invocation(typed, environment=os.environ)
        terminal = Terminal(invocation.language)
        return _invoke(terminal, invocation.arguments)
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{terminal.say('cli_interrupted')}\n")
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has left; the interpreter must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return _explain(terminal, error, is_debug="--debug" in typed)


def _explain(terminal: Terminal, error: Exception, *, is_debug: bool) -> int:
    """Show what went wrong in the reader's words; where in the code, when asked."""
    if is_debug:
        traceback.print_exception(error)
    expected = hide_unexpected(error)
    terminal.complain(expected)
    return expected.exit_code


def _invoke(terminal: Terminal, arguments: Sequence[str]) -> int:
    import typer

    from barometre.cli.app import build_app

    app = build_app(terminal)
    try:
        code = app(
            list(arguments) or ["--help"],
            prog_name="barometre",
            standalone_mode=False,
        )
    except typer.Abort:
        raise KeyboardInterrupt from None
    except typer.TyperException as error:
        raise UsageError(_misused(error)) from error
    if code == _INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _misused(error: Exception) -> Problem:
    """Say what was wrong on the line, in our words rather than the library's."""
    parameter = getattr(error, "param", None)
    if option := getattr(error, "option_name", None):
        return Problem("cli_wrong_option", option=option)
    if parameter is not None:
        name = (
            parameter.opts[-1]
            if parameter.opts[-1][:1] == "-"
            else (parameter.metavar or parameter.name)
        )
        is_missing = type(error).__name__ == "MissingParameter"
        return Problem(
            "cli_missing_argument" if is_missing else "cli_wrong_value", name=name
        )
    return Problem("cli_wrong_usage", found=str(error))
