"""``barometre remind``: the server reminds people who have not answered."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from barometre.cli.progress import show_wait
from barometre.cli.terminal import Terminal
from barometre.cli.words import Words

if TYPE_CHECKING:
    from barometre.pipeline.reminding import Reminded
    from barometre.study import Reminders


def add(app: typer.Typer, words: Words) -> None:
    """Declare the command."""

    @words.command(app, "remind")
    def remind(
        folder: Annotated[Path, words.folder] = Path(),
        wave: Annotated[
            list[str] | None,
            words.option("cli_remind_wave_help", "--wave", metavar="ID"),
        ] = None,
        send: Annotated[bool, words.option("cli_send_help", "--send")] = False,
    ) -> None:
        remind_people(words.terminal, folder, waves=tuple(wave or ()), is_sending=send)


def remind_people(
    terminal: Terminal, folder: Path, *, waves: tuple[str, ...], is_sending: bool
) -> None:
    """Count, send when asked to, and say how many; never who."""
    from barometre.load_study import load_study
    from barometre.pipeline.reminding import remind
    from barometre.pipeline.run import find_study

    limits = load_study(find_study(folder).study_file).reminders
    with show_wait(terminal, "cli_remind_runs"):
        done = remind(folder, waves=waves, is_sending=is_sending)
    if not done:
        terminal.print("remind_no_open_wave")
    for one in done:
        _print_reminded(terminal, one, limits)
    if done and not is_sending:
        terminal.print("remind_dry_run")


def _print_reminded(terminal: Terminal, one: "Reminded", limits: "Reminders") -> None:
    waiting = one.waiting
    terminal.print(
        "remind_counts",
        wave=one.wave,
        n_waiting=waiting.n_waiting,
        n_due=waiting.n_due,
        most=limits.most,
        days=limits.days_between,
    )
    if waiting.n_not_invited:
        terminal.print("remind_not_invited", n=waiting.n_not_invited)
    if waiting.n_waiting > waiting.n_due:
        terminal.print(
            "remind_limits",
            n_enough=waiting.n_enough,
            n_recent=waiting.n_recent,
            n_unreachable=waiting.n_unreachable,
        )
    if one.n_sent is not None:
        terminal.print("remind_sent", n=one.n_sent)
        if one.n_left:
            terminal.print("remind_left", n=one.n_left)
