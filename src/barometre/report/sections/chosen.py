"""People chosen by their first score: what they would have shown anyway."""

from barometre.evaluation.chosen import CHOSEN, CHOSEN_BY
from barometre.evaluation.outcomes import resolve_outcomes
from barometre.evaluation.rows import Place
from barometre.report.findings import find_ends, say_unit
from barometre.report.model import (
    Block,
    Cell,
    Number,
    Paragraph,
    Phrase,
    Section,
    Words,
)
from barometre.report.sections.change_tables import facts_of
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import hold_back


def build(context: Context) -> Section:
    """Say the expected regression beside the change, wherever people were chosen."""
    title = Phrase("section.chosen")
    selection = context.study.plan.selected_by_baseline
    if selection is None:
        return Section(context.entry.id, title, ())
    named = resolve_outcomes((selection.outcome,), context.questionnaire)
    outcomes = [one for one in context.outcomes if one.measured in named]
    blocks: list[Block] = []
    for contrast in context.study.contrasts:
        found = [
            outcome
            for outcome in outcomes
            if context.has(_place(outcome, contrast), "expected_regression")
        ]
        if found:
            blocks += [Paragraph(_say(context, one, contrast)) for one in found]
            blocks.append(_build_table(context, found, contrast))
    if blocks:
        blocks.insert(0, Paragraph(Phrase("chosen.intro"), "caution"))
    return Section(context.entry.id, title, tuple(blocks))


def _place(outcome: Outcome, contrast: tuple[str, str]) -> Place:
    return outcome.place(
        "change",
        baseline_wave=contrast[0],
        wave=contrast[1],
        group_by=CHOSEN_BY,
        group=CHOSEN,
    )


def _say(context: Context, outcome: Outcome, contrast: tuple[str, str]) -> Phrase:
    """Say how much of the change choosing alone explains."""
    place = _place(outcome, contrast)
    on_hundred = context.has(place, "expected_regression_pomp")
    suffix = "_pomp" if on_hundred else ""
    expected = context.number(place, f"expected_regression{suffix}")
    change, people = context.numbers(
        place, f"mean_change{suffix}", f"mean_change{suffix}.n"
    )
    low, high = find_ends(context, place, f"mean_change{suffix}")
    facts: dict[str, Number | Words] = {
        "outcome": outcome.label,
        "n": people,
        "change": change,
        "low": low,
        "high": high,
        "expected": expected,
        "unit": say_unit(expected, on_hundred=on_hundred),
    }
    if "suppressed" in (expected.absence, change.absence):
        return Phrase("chosen.not_shown", facts)
    if expected.value is None or change.value is None:
        return Phrase("chosen.not_computed", facts)
    if isinstance(hold_back(context, (low,), people=people)[0], Phrase):
        return Phrase("chosen.described", facts)
    if low.value is None or high.value is None:
        return Phrase("chosen.not_computed", facts)
    is_within = low.value <= expected.value <= high.value
    return Phrase(f"chosen.{'within' if is_within else 'beyond'}", facts)


def _build_table(
    context: Context, outcomes: list[Outcome], contrast: tuple[str, str]
) -> Block:
    """Put the change and the expected one in each scale's own units."""
    rows: list[tuple[Cell, ...]] = []
    for outcome in outcomes:
        people, before, after, change, low, high, expected = context.numbers(
            _place(outcome, contrast),
            "mean_change.n",
            "mean_before",
            "mean_after",
            "mean_change",
            "mean_change.ci_low",
            "mean_change.ci_high",
            "expected_regression",
        )
        ends = hold_back(context, (low, high), people=people)
        rows.append((outcome.label, people, before, after, change, *ends, expected))
    has_comparison = context.study.comparison is not None
    return build_table(
        f"chosen_{'_'.join(contrast)}",
        build_columns(
            "outcome",
            "n",
            "before",
            "after",
            "change",
            "low",
            "high",
            "expected_by_choice",
        ),
        rows,
        title=Phrase("table.chosen", facts_of(context, contrast)),
        notes=(
            Phrase(f"chosen.note_{'comparison' if has_comparison else 'everyone'}"),
        ),
    )
