"""Under each headline: the same change counted in every other way there is."""

from collections.abc import Sequence
from dataclasses import dataclass

from barometre.evaluation.rows import Population
from barometre.report.findings import Finding, conclude, say_shortly
from barometre.report.model import Block, Cell, Paragraph, Phrase, Words
from barometre.report.sections.change_tables import facts_of, name_of
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import hold_back, list_words


@dataclass(frozen=True, slots=True)
class _Way:
    """A way of counting: which people, and which of their numbers."""

    name: str
    statistic: str = "mean_change"
    population: Population = "all"
    analysis: str = "change"


_MAIN = _Way("main")
_OTHERS = (
    _Way("unflagged", population="unflagged"),
    _Way("tolerant_links", population="tolerant_links"),
    _Way("weighted", "weighted_mean_change", analysis="weighting"),
    _Way("ipw", "mean_change_ipw"),
    _Way("imputed", "mean_change_imputed"),
)


@dataclass(frozen=True, slots=True)
class _Counted:
    way: _Way
    finding: Finding


def show_ways(
    context: Context, outcomes: Sequence[Outcome], contrast: tuple[str, str]
) -> list[Block]:
    """Show planned headlines in every way, and say whether each verdict holds.

    Nothing where there is only one way to count.
    """
    counted = [_count(context, outcome, contrast) for outcome in outcomes]
    several = [ways for ways in counted if len(ways) > 1]
    if not several:
        return []
    rows = [_build_row(context, one) for ways in several for one in ways]
    table = build_table(
        name_of(context, "ways", contrast),
        build_columns(
            "outcome", "way", "n", "change", "low", "high", "verdict", headers=2
        ),
        rows,
        title=Phrase("table.ways", facts_of(context, contrast)),
        notes=(Phrase("ways.note"),),
    )
    return [*(_say_whether_it_holds(ways) for ways in several), table]


def _count(
    context: Context, outcome: Outcome, contrast: tuple[str, str]
) -> list[_Counted]:
    return [
        _Counted(way, finding)
        for way in (_MAIN, *_OTHERS)
        if (finding := _conclude(context, outcome, contrast, way)).conclusion
        != "not_computed"
    ]


def _conclude(
    context: Context, outcome: Outcome, contrast: tuple[str, str], way: _Way
) -> Finding:
    return conclude(
        context,
        outcome,
        contrast,
        population=way.population,
        statistic=way.statistic,
        analysis=way.analysis,
    )


def _say_whether_it_holds(ways: Sequence[_Counted]) -> Paragraph:
    """Say in one sentence whether the verdict is the same in every way."""
    main, *others = ways
    shown = [one for one in others if one.finding.moves != "hidden"]
    moved: list[Words] = [
        Phrase(f"way.{one.way.name}")
        for one in shown
        if one.finding.moves != main.finding.moves
    ]
    outcome = main.finding.outcome.label
    if moved:
        facts: dict[str, Words] = {"outcome": outcome, "ways": list_words(moved)}
        return Paragraph(Phrase("ways.falls", facts), "caution")
    if not shown:
        return Paragraph(Phrase("ways.hidden", {"outcome": outcome}))
    names = list_words(Phrase(f"way.{one.way.name}") for one in shown)
    return Paragraph(Phrase("ways.holds", {"outcome": outcome, "ways": names}))


def _build_row(context: Context, counted: _Counted) -> tuple[Cell, ...]:
    finding, statistic = counted.finding, counted.way.statistic
    people, change, *ends = context.numbers(
        finding.place,
        f"{statistic}.n",
        statistic,
        f"{statistic}.ci_low",
        f"{statistic}.ci_high",
    )
    held = hold_back(context, ends, people=people)
    start = (finding.outcome.label, Phrase(f"way.{counted.way.name}"), people, change)
    return (*start, *held, say_shortly(finding))
