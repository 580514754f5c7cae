"""``barometre plan``: how many people, and what change so many could show."""

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from barometre.cli.terminal import Terminal
from barometre.cli.words import Words

if TYPE_CHECKING:
    from barometre.evaluation.study_plan import OutcomePlan

_FIRST, _OTHER = 34, 13  # widths of the columns


def add(app: typer.Typer, words: Words) -> None:
    """Declare the command."""

    def number(name: str) -> Any:
        return words.option(f"cli_plan_{name}_help", _flag(name), metavar="X")

    def whole(name: str) -> Any:
        return words.option(f"cli_plan_{name}_help", _flag(name), metavar="N")

    @words.command(app, "plan")
    def plan(
        folder: Annotated[
            Path | None, words.argument("cli_plan_folder_help", "cli_metavar_folder")
        ] = None,
        change: Annotated[float | None, number("change")] = None,
        sd: Annotated[float | None, number("sd")] = None,
        correlation: Annotated[float | None, number("correlation")] = None,
        attrition: Annotated[float | None, number("attrition")] = None,
        people: Annotated[int | None, whole("people")] = None,
        clusters: Annotated[int | None, whole("clusters")] = None,
        cluster_size: Annotated[int, whole("cluster_size")] = 20,
        icc: Annotated[float, number("icc")] = 0.05,
        power: Annotated[float, number("power")] = 0.8,
        confidence: Annotated[float | None, number("confidence")] = None,
    ) -> None:
        from barometre.evaluation.study_plan import Wishes
        from barometre.pipeline.planning import plan_study, write_plan

        wishes = Wishes(
            change=change,
            sd=sd,
            correlation=correlation,
            attrition=attrition,
            people=people,
            clusters=clusters,
            cluster_size=cluster_size,
            icc=icc,
            power=power,
            confidence=confidence,
        )
        found = plan_study(folder, wishes)
        for outcome in found.outcomes:
            print_plan(words.terminal, outcome)
        words.terminal.print("plan_legend")
        if found.is_of_study:
            for file in write_plan(folder or Path(), found):
                words.terminal.print("plan_written", file=file)


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def print_plan(terminal: Terminal, outcome: "OutcomePlan") -> None:
    """Print what an outcome stands on, then one line a design."""
    label = outcome.label.get(terminal.language)
    terminal.print("plan_outcome", label=label)
    stated = {
        name: getattr(outcome, name)
        for name in ("change", "sd", "correlation", "attrition")
    }
    origins = {
        f"{name}_origin": terminal.say(f"plan_origin_{one.origin}")
        for name, one in stated.items()
    }
    values = {name: _show(one.value, terminal) for name, one in stated.items()}
    given = outcome.given
    terminal.print(
        "plan_assumptions",
        **values,
        **origins,
        power=_show(given.power, terminal),
        confidence=_show(given.confidence, terminal),
    )
    if outcome.people:
        origin = terminal.say(f"plan_origin_{outcome.people.origin}")
        terminal.print(
            "plan_at_hand", people=int(outcome.people.value), people_origin=origin
        )
    names = ("people", "start", "clusters", "detectable")
    heads = [terminal.say(f"plan_{name}") for name in names]
    terminal.print_text(_lay(terminal.say("plan_design"), heads))
    for needed in outcome.needed:
        cells = [
            _count(needed.people, terminal),
            _count(needed.start, terminal),
            _count(needed.clusters, terminal),
            _show(needed.detectable, terminal, outcome.decimals),
        ]
        design = terminal.say(f"plan_design_{needed.design}")
        terminal.print_text(_lay(design, cells))


def _lay(first: str, others: list[str]) -> str:
    return "  " + first.ljust(_FIRST) + "".join(one.rjust(_OTHER) for one in others)


def _count(value: float, terminal: Terminal) -> str:
    if isnan(value) or value == 0:
        return terminal.say("plan_nothing")
    return f"{value:.0f}"


def _show(value: float, terminal: Terminal, decimals: int | None = None) -> str:
    """Show a number: to four digits, or to so many decimals; a dash for none."""
    if isnan(value):
        return terminal.say("plan_nothing")
    text = f"{value:.4g}" if decimals is None else f"{value:.{decimals}f}"
    return text.replace(".", ",") if terminal.language == "fr" else text
