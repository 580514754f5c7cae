"""``barometre check``: the doctor, line by line, before anything is done."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from barometre.cli.terminal import Terminal
from barometre.cli.words import Words

if TYPE_CHECKING:
    from barometre.doctor import Line


def add(app: typer.Typer, words: Words) -> None:
    """Declare the command."""

    @words.command(app, "check")
    def check(folder: Annotated[Path, words.folder] = Path()) -> None:
        if check_folder(words.terminal, folder):
            raise typer.Exit(1)


def check_folder(terminal: Terminal, folder: Path) -> int:
    """Examine a folder and print each line; give how many problems there are."""
    from barometre import doctor

    n_problems = 0
    for line in doctor.examine(folder):
        n_problems += len(line.problems)
        print_line(terminal, line)
    if n_problems:
        terminal.print("doctor_failed", n=n_problems)
    else:
        terminal.print("cli_check_done")
    return n_problems


def print_line(terminal: Terminal, line: "Line") -> None:
    """Print what is in order, or what is wrong and what to do."""
    if line.problems:
        subject = terminal.say(line.subject)
        for problem in line.problems:
            said = problem.render(terminal.language)
            terminal.print("doctor_wrong", subject=subject, problem=said)
    else:
        terminal.print("doctor_ok", found=terminal.say(line.code, **line.facts))
    for remark in line.remarks:
        terminal.print("doctor_remark", problem=remark.render(terminal.language))
