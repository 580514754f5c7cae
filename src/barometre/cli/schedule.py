"""``barometre schedule``: the calendar with Prefect, on a server or on this machine."""

from pathlib import Path
from typing import Annotated

import typer

from barometre.cli.progress import show_wait
from barometre.cli.terminal import Terminal
from barometre.cli.words import Words


def add(app: typer.Typer, words: Words) -> None:
    """Declare the command."""

    @words.command(app, "schedule")
    def schedule(
        folder: Annotated[Path, words.folder] = Path(),
        serve: Annotated[bool, words.option("cli_serve_help", "--serve")] = False,
        port: Annotated[
            int, words.option("cli_port_help", "--port", metavar="N", min=1)
        ] = 4200,
        pool: Annotated[
            str, words.option("cli_pool_help", "--pool", metavar="ID")
        ] = "barometre",
    ) -> None:
        if serve:
            serve_here(words.terminal, folder, port=port)
        else:
            register(words.terminal, folder, pool=pool)


def register(terminal: Terminal, folder: Path, *, pool: str) -> None:
    """Register the calendar on a server and say how to have it run."""
    from barometre.prefect_settings import register_calendar

    clocks = find_clocks(folder)
    with show_wait(terminal, "cli_prefect_runs"):
        name = register_calendar(folder, pool=pool)
    terminal.print("cli_schedule_done", name=name, pool=pool, **clocks)


def serve_here(terminal: Terminal, folder: Path, *, port: int) -> None:
    """Run the calendar until it is stopped, and say where its page is."""
    import sys

    from barometre.prefect_settings import serve_calendar, serve_page

    clocks = find_clocks(folder)
    with serve_page(folder, port=port) as page:
        terminal.print("cli_schedule_serving", page=page, **clocks)
        sys.stdout.flush()
        serve_calendar(folder)
    terminal.print("cli_schedule_stopped")


def find_clocks(folder: Path) -> dict[str, str]:
    """Find at what times the study looks at its calendar."""
    from barometre.load_study import load_study
    from barometre.pipeline.run import find_study

    schedule = load_study(find_study(folder).study_file).schedule
    return {
        "fetch_at": schedule.fetch_at,
        "board_at": schedule.board_at,
        "timezone": schedule.timezone,
    }
