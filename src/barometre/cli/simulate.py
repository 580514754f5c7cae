"""``barometre simulate``: invented people, and the truth beside what is found."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from barometre.cli.progress import show_wait
from barometre.cli.terminal import Terminal
from barometre.cli.words import Words

if TYPE_CHECKING:
    from barometre.simulation import Recovered, Simulation


def add(app: typer.Typer, words: Words) -> None:
    """Declare the command."""

    @words.command(app, "simulate")
    def simulate(
        folder: Annotated[Path, words.folder] = Path(),
        preset: Annotated[
            str, words.option("cli_preset_help", "--preset", metavar="ID")
        ] = "",
        people: Annotated[
            int | None, words.option("cli_people_help", "--people", metavar="N", min=1)
        ] = None,
        seed: Annotated[
            int | None, words.option("cli_seed_help", "--seed", metavar="N")
        ] = None,
        output: Annotated[
            Path | None, words.option("cli_output_help", "--output", metavar="CSV")
        ] = None,
    ) -> None:
        from barometre import simulation

        with show_wait(words.terminal, "simulate_running"):
            found = simulation.simulate(
                folder, preset=preset, people=people, seed=seed, output=output
            )
        print_simulation(words.terminal, found)
        if output:
            words.terminal.print("simulate_written", file=output)


def print_simulation(terminal: Terminal, found: "Simulation") -> None:
    """Print each truth beside what was found, and how many intervals hold it."""
    terminal.print(
        "simulate_people",
        id=found.study_id,
        people=found.n_people,
        responses=found.n_responses,
    )
    for one in found.recovered:
        terminal.print_text(_describe(terminal, one))
    terminal.print(
        "simulate_covered",
        n=sum(one.is_covered for one in found.recovered),
        total=len(found.recovered),
    )


def _describe(terminal: Terminal, one: "Recovered") -> str:
    where = ", ".join(part for part in (one.scale, one.wave, one.group) if part)
    numbers = {
        name: _show(getattr(one, name), terminal)
        for name in ("truth", "found", "low", "high")
    }
    return terminal.say(f"simulate_{one.quantity}", where=where, n=one.n, **numbers)


def _show(value: float, terminal: Terminal) -> str:
    text = f"{round(value, 2) + 0:.2f}".replace("-", "\N{MINUS SIGN}")
    return text.replace(".", ",") if terminal.language == "fr" else text
