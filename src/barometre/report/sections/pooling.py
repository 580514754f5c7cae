"""What the groups of a breakdown say together, and each with the help of the others."""

from collections.abc import Sequence
from dataclasses import replace

from barometre.evaluation.rows import Place
from barometre.report.findings import find_ends
from barometre.report.model import (
    Block,
    Cell,
    ForestRow,
    Number,
    Paragraph,
    Phrase,
    Table,
    Words,
)
from barometre.report.sections.change_tables import facts_of
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import hold_back
from barometre.statistics.random_effects import FEW_GROUPS

Contrast = tuple[str, str]
_POOLED = "pooled_mean_change_pomp"
_EXPECTED = "predicted_mean_change_pomp"
_SHRUNKEN = "shrunken_mean_change_pomp"


def has_pool(
    context: Context, outcome: Outcome, group_by: str, contrast: Contrast
) -> bool:
    """Tell whether the groups of a breakdown were pooled, shown or not."""
    place = _place(outcome, contrast)
    return context.has(place, _POOLED, category=group_by)


def list_pooled_rows(
    context: Context, outcome: Outcome, group_by: str, contrast: Contrast
) -> list[ForestRow]:
    """Give the mean of the groups, then what one more group would show."""
    if not has_pool(context, outcome, group_by, contrast):
        return []
    place = _place(outcome, contrast)
    rows = []
    for label, statistic in (("pooled", _POOLED), ("expected", _EXPECTED)):
        change, low, high, people = _numbers(context, place, statistic, group_by)
        rows.append(
            ForestRow(
                Phrase(f"forest.{label}"),
                change,
                low,
                high,
                people,
                is_overall=statistic == _POOLED,
                is_expected=statistic == _EXPECTED,
            )
        )
    is_expected = rows[1].change.value is not None
    return rows if is_expected else rows[:1]


def find_shrunken(context: Context, place: Place) -> Number:
    """Give a group's change drawn toward the mean of all."""
    return context.number(place.at(analysis="pooling"), _SHRUNKEN)


def say_pool(
    context: Context, outcome: Outcome, group_by: str, contrast: Contrast
) -> list[Block]:
    """Say the mean of the groups and what to expect of one more; never an order."""
    if not has_pool(context, outcome, group_by, contrast):
        return []
    place = _place(outcome, contrast)
    pooled, *_, people = _numbers(context, place, _POOLED, group_by)
    facts: dict[str, Number | Words] = {
        "outcome": outcome.label,
        "group": context.group_title(group_by),
        "n": people,
    }
    if pooled.value is None:
        return [Paragraph(Phrase("territories.pool_hidden", facts))]
    count = count_pooled(context, outcome, group_by, contrast)
    ends = find_ends(context, place, _POOLED, category=group_by)
    facts |= {"count": count, "low": ends[0], "high": ends[1]}
    blocks: list[Block] = [Paragraph(Phrase("territories.pooled", facts))]
    low, high = find_ends(context, place, _EXPECTED, category=group_by)
    if low.value is not None and high.value is not None:
        expected = Phrase("territories.expected", {**facts, "low": low, "high": high})
        blocks.append(Paragraph(expected))
    if count < FEW_GROUPS:
        blocks.append(Paragraph(Phrase("territories.few_groups", facts), "caution"))
    return blocks


def count_pooled(
    context: Context, outcome: Outcome, group_by: str, contrast: Contrast
) -> int:
    """Count the groups that were pooled."""
    place = _place(outcome, contrast).at(group_by=group_by)
    return sum(
        context.has(place.at(group=group), _SHRUNKEN)
        for group in context.groups(group_by)
    )


def build_pools(
    context: Context, outcomes: Sequence[Outcome], group_by: str, contrast: Contrast
) -> Table:
    """Mean of the groups, the interval of one more, and how far groups differ."""
    rows: list[tuple[Cell, ...]] = []
    for outcome in outcomes:
        place = _place(outcome, contrast)
        pooled, *ends, people = _numbers(context, place, _POOLED, group_by)
        _, *expected, _ = _numbers(context, place, _EXPECTED, group_by)
        sd, *sd_ends, _ = (
            replace(number, decimals=1)
            for number in _numbers(context, place, "tau_pomp", group_by)
        )
        share = context.number(place, "i2", category=group_by)
        p_value = context.number(place, "cochran_q", field="p_value", category=group_by)
        count = count_pooled(context, outcome, group_by, contrast)
        held = hold_back(context, (*ends, *expected), people=people)
        tested = hold_back(context, (p_value,), people=people, test=True)
        rows.append(
            (outcome.label, people, count, pooled, *held, sd, *sd_ends, share, *tested)
        )
    return build_table(
        f"pool_{group_by}_{'_'.join(contrast)}",
        build_columns(
            "outcome", "n", "n_groups", "pooled", "low", "high", "expected_low",
            "expected_high", "between", "between_low", "between_high",
            "inconsistency", "p_alike",
        ),
        rows,
        title=Phrase(
            "table.pool",
            {**facts_of(context, contrast), "group": context.group_title(group_by)},
        ),
        notes=(Phrase("territories.note_pool"),),
    )  # fmt: skip


def _place(outcome: Outcome, contrast: Contrast) -> Place:
    return outcome.place("pooling", baseline_wave=contrast[0], wave=contrast[1])


def _numbers(
    context: Context, place: Place, statistic: str, group_by: str
) -> tuple[Number, ...]:
    """Give a number, the ends of its interval and its people."""
    return (
        context.number(place, statistic, category=group_by),
        context.number(place, statistic, field="ci_low", category=group_by),
        context.number(place, statistic, field="ci_high", category=group_by),
        context.number(place, statistic, field="n", category=group_by),
    )
