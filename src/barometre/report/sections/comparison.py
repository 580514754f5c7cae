"""People who take part beside people who do not."""

from collections.abc import Sequence
from dataclasses import replace

from barometre.evaluation.planned import Standing
from barometre.evaluation.rows import Place
from barometre.report.findings import conclude, find_ends, is_below_limit, say_unit
from barometre.report.model import (
    Block,
    Cell,
    Number,
    Paragraph,
    Phrase,
    Section,
    Table,
    Words,
)
from barometre.report.sections.comparison_methods import build_methods, list_doubts
from barometre.report.sections.comparison_start import show_start
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.sections.reading import (
    say_between_groups,
    say_between_waves,
)
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import hold_back, list_words


def build(context: Context) -> Section:
    """Say how much more one group changed than the other; nothing without a group."""
    title = Phrase("section.comparison")
    blocks: list[Block] = []
    if context.study.comparison:
        for contrast in context.study.contrasts:
            blocks += _show_contrast(context, contrast)
    if blocks:
        blocks.append(Paragraph(Phrase("comparison.assumption"), "caution"))
    return Section(context.entry.id, title, tuple(blocks))


def _show_contrast(context: Context, contrast: tuple[str, str]) -> list[Block]:
    compared = _compared(context, contrast)
    if not compared:
        return []
    planned = say_differences(context, contrast, "primary", "secondary")
    said = [Paragraph(difference) for difference in planned]
    blocks: list[Block] = [
        *say_placebo(context, contrast),
        *said,
        _build_table(context, compared, contrast),
    ]
    named = [o for o in compared if o.standing in ("primary", "secondary")] or compared
    blocks += _say_reading(context, named, contrast)
    methods = build_methods(
        context, [(o, _find_fewest(context, o, contrast)) for o in named], contrast
    )
    if any(context.has(_at(o, contrast), "ancova") for o in named):
        blocks.append(Paragraph(Phrase("comparison.two_questions")))
        places = context.number(_at(named[0], contrast), "n_clusters")
        if places.value is not None:
            blocks.append(Paragraph(Phrase("comparison.places", {"n": places})))
        blocks.append(methods)
    return [*blocks, *show_start(context, compared, contrast)]


def _say_reading(
    context: Context, outcomes: Sequence[Outcome], contrast: tuple[str, str]
) -> list[Paragraph]:
    """Say whether both groups, and both times, read the questions alike."""
    column = context.study.comparison.column if context.study.comparison else ""
    return [
        *say_between_groups(context, outcomes, wave=contrast[0], group_by=column),
        *say_between_waves(context, outcomes, contrast),
    ]


def say_placebo(context: Context, contrast: tuple[str, str]) -> list[Paragraph]:
    """Say whether both groups changed alike on what the programme should not move."""
    moved: list[Words] = []
    still: list[Words] = []
    for outcome in _compared(context, contrast):
        if not outcome.scale.is_negative_control(outcome.item):
            continue
        low, high = context.numbers(_at(outcome, contrast), "did.ci_low", "did.ci_high")
        fewest = _find_fewest(context, outcome, contrast)
        if isinstance(hold_back(context, (low,), people=fewest)[0], Phrase):
            continue
        if low.value is not None and high.value is not None:
            (moved if low.value > 0 or high.value < 0 else still).append(outcome.label)
    said = []
    if moved:
        facts = {"names": list_words(moved)}
        said.append(Paragraph(Phrase("comparison.placebo_moved", facts), "alarm"))
    if still:
        facts = {"names": list_words(still)}
        said.append(Paragraph(Phrase("comparison.placebo_still", facts)))
    return said


def _at(outcome: Outcome, contrast: tuple[str, str]) -> Place:
    return outcome.place("comparison", baseline_wave=contrast[0], wave=contrast[1])


def say_differences(
    context: Context, contrast: tuple[str, str], *standings: Standing
) -> list[Phrase]:
    """Say, outcome by outcome, how much more one group changed than the other."""
    return [
        _say_difference(context, outcome, contrast)
        for outcome in _compared(context, contrast)
        if outcome.standing in standings
    ]


def _compared(context: Context, contrast: tuple[str, str]) -> list[Outcome]:
    return [
        outcome
        for outcome in context.outcomes
        if context.has(_at(outcome, contrast), "did")
    ]


def claims_difference(
    context: Context, outcome: Outcome, contrast: tuple[str, str]
) -> bool:
    """Tell whether the report says which group changed more."""
    said = _say_difference(context, outcome, contrast).key.rpartition(".")[2]
    return said in ("more", "less", "higher", "lower")


def _say_difference(
    context: Context, outcome: Outcome, contrast: tuple[str, str]
) -> Phrase:
    """More, less, or not known: only an interval without zero says which.

    "Rose by more" is said only where those who take part did rise, and only where the
    difference stands given the start, and given the places.
    """
    place = _at(outcome, contrast)
    on_hundred = context.has(place, "did_pomp")
    statistic = "did_pomp" if on_hundred else "did"
    value = context.number(place, statistic)
    low, high = find_ends(context, place, statistic)
    facts: dict[str, Number | Words] = {
        "outcome": outcome.label,
        # "more than" says the sign.
        "change": replace(value, kind="pomp", decimals=low.decimals),
        "low": low,
        "high": high,
        "unit": say_unit(high, on_hundred=on_hundred),
    }
    if value.absence == "suppressed":
        return Phrase("comparison.not_shown", facts)
    if low.value is None or high.value is None:
        return Phrase("comparison.not_computed", facts)
    fewest = _find_fewest(context, outcome, contrast)
    if isinstance(hold_back(context, (low,), people=fewest)[0], Phrase):
        return Phrase("comparison.described", {**facts, "n": fewest})
    is_apart = low.value > 0 or high.value < 0
    if is_apart and not is_below_limit(
        context, context.number(place, "did", field="p_adjusted")
    ):
        return Phrase("comparison.not_confirmed", facts)
    if not is_apart:
        return Phrase("comparison.unknown", facts)
    doubts = list_doubts(context, place)
    if doubts:
        return Phrase("comparison.fragile", {**facts, "names": list_words(doubts)})
    has_risen = conclude(context, outcome, contrast).moves == "rise"
    words = ("more", "less") if has_risen else ("higher", "lower")
    return Phrase(f"comparison.{words[0] if low.value > 0 else words[1]}", facts)


def _count_groups(
    context: Context, outcome: Outcome, contrast: tuple[str, str]
) -> list[tuple[Number, ...]]:
    """People and change of those who take part, then of the comparison group."""
    comparison = context.study.comparison
    if comparison is None:
        return []
    change = outcome.place("change", baseline_wave=contrast[0], wave=contrast[1])
    return [
        context.numbers(
            change.at(group_by=comparison.column, group=name),
            "mean_change.n",
            "mean_change",
        )
        for name in (comparison.treated, comparison.control)
    ]


def _find_fewest(
    context: Context, outcome: Outcome, contrast: tuple[str, str]
) -> Number:
    """People of the smaller group: no difference is surer than its weaker side."""
    counts = [people for people, _ in _count_groups(context, outcome, contrast)]
    return min(counts, key=lambda n: float("inf") if n.value is None else n.value)


def _build_table(
    context: Context,
    outcomes: list[Outcome],
    contrast: tuple[str, str],
) -> Table:
    """Change of each group, and the difference between the two, in own units."""
    rows: list[tuple[Cell, ...]] = []
    earlier, later = contrast
    for outcome in outcomes:
        groups = _count_groups(context, outcome, contrast)
        fewest = _find_fewest(context, outcome, contrast)
        difference, low, high, *p_values = context.numbers(
            _at(outcome, contrast),
            "did",
            "did.ci_low",
            "did.ci_high",
            "did.p_value",
            "did.p_adjusted",
        )
        ends = hold_back(context, (low, high), people=fewest)
        held = hold_back(context, p_values, people=fewest, test=True)
        if outcome.standing == "control":
            held = (held[0], Phrase("cell.not_in_family"))
        rows.append((outcome.label, *groups[0], *groups[1], difference, *ends, *held))
    facts = {
        "before": context.wave(earlier).label,
        "after": context.wave(later).label,
    }
    return build_table(
        f"comparison_{earlier}_{later}",
        build_columns(
            "outcome", "n_treated", "change_treated", "n_control", "change_control",
            "did", "low", "high", "p_welch", "p_adjusted",
        ),
        rows,
        title=Phrase("table.comparison", facts),
        notes=(Phrase("comparison.note"),),
    )  # fmt: skip
