"""Change of the primary outcomes group by group: by name, never by value."""

from collections.abc import Sequence
from dataclasses import replace

from barometre.evaluation.rows import Place
from barometre.report.findings import MOVES, conclude
from barometre.report.model import (
    Block,
    Cell,
    Figure,
    Forest,
    ForestRow,
    Number,
    Paragraph,
    Phrase,
    Section,
    Words,
)
from barometre.report.sections.change_tables import facts_of
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.sections.pooling import (
    build_pools,
    find_shrunken,
    has_pool,
    list_pooled_rows,
    say_pool,
)
from barometre.report.sections.reading import say_between_groups
from barometre.report.sections.sources import cite_scale
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import list_words

Contrast = tuple[str, str]


def build(context: Context) -> Section:
    """Draw a forest for each breakdown of the study and each primary outcome."""
    comparison = context.study.comparison
    compared = comparison.column if comparison else ""
    figures: list[Block] = [
        block
        for group_by in context.study.groups
        if group_by != compared
        for contrast in context.study.contrasts[:1]
        for block in _show_groups(context, group_by, contrast)
    ]
    if figures:
        figures.insert(0, Paragraph(Phrase("territories.intro"), "caution"))
    if figures and comparison:
        figures.insert(1, Paragraph(Phrase("territories.mixed"), "caution"))
    return Section(context.entry.id, Phrase("section.territories"), tuple(figures))


def _show_groups(context: Context, group_by: str, contrast: Contrast) -> list[Block]:
    """Draw each primary outcome, then what the groups say together."""
    blocks: list[Block] = []
    outcomes = context.outcomes_of("primary")
    for outcome in outcomes:
        if _list_rows(context, outcome, group_by, contrast):
            blocks.append(_build_forest(context, outcome, group_by, contrast))
            blocks += say_pool(context, outcome, group_by, contrast)
    pooled = [o for o in outcomes if has_pool(context, o, group_by, contrast)]
    if pooled:
        blocks.append(build_pools(context, pooled, group_by, contrast))
    if blocks:
        blocks += say_between_groups(
            context, outcomes, wave=contrast[0], group_by=group_by
        )
    return blocks


def _build_forest(
    context: Context, outcome: Outcome, group_by: str, contrast: Contrast
) -> Figure:
    rows = _list_rows(context, outcome, group_by, contrast)
    shrunken = ["shrunken"] if any(row.shrunken is not None for row in rows) else []
    name = f"forest_{outcome.id}_{group_by}"
    facts: dict[str, Number | Words] = {
        **facts_of(context, contrast),
        "outcome": outcome.label,
        "group": context.group_title(group_by),
        "n": next(row.n for row in rows if row.is_overall),
    }
    return Figure(
        id=name,
        title=_say_groups(context, outcome, group_by, contrast),
        subtitle=Phrase("forest.subtitle", facts),
        source=cite_scale(outcome.scale),
        alternative=_describe(rows, facts),
        data=Forest(tuple(rows), Phrase("forest.unit")),
        table=build_table(
            name,
            build_columns("group", "n", "change", "low", "high", *shrunken),
            [
                (
                    *(row.label, row.n, row.change, row.low, row.high),
                    *_show_shrunken(row, has_shrunken=bool(shrunken)),
                )
                for row in rows
            ],
            title=Phrase("table.forest", facts),
            notes=(Phrase("forest.note"),),
        ),
    )


def _list_rows(
    context: Context, outcome: Outcome, group_by: str, contrast: Contrast
) -> list[ForestRow]:
    """One row a group in alphabetical order, hidden ones included; everyone last."""
    place = outcome.place("change", baseline_wave=contrast[0], wave=contrast[1])
    groups = [
        (group, place.at(group_by=group_by, group=group))
        for group in context.groups(group_by)
    ]
    shown = [(g, p) for g, p in groups if context.has(p, "mean_change_pomp")]
    if not shown:
        return []
    rows = [
        _build_row(context, context.group_name(group_by, group), where)
        for group, where in shown
    ]
    if has_pool(context, outcome, group_by, contrast):
        rows = [
            replace(row, shrunken=find_shrunken(context, where))
            for row, (_, where) in zip(rows, shown, strict=True)
        ]
    everyone = _build_row(context, Phrase("forest.everyone"), place)
    pooled = list_pooled_rows(context, outcome, group_by, contrast)
    return [*rows, replace(everyone, is_overall=True), *pooled]


def _show_shrunken(row: ForestRow, *, has_shrunken: bool) -> tuple[Cell, ...]:
    """Give the cell of a group with the help of the others; none for all together."""
    if not has_shrunken:
        return ()
    return (Phrase("cell.no_group") if row.shrunken is None else row.shrunken,)


def _build_row(context: Context, label: Words, place: Place) -> ForestRow:
    change, low, high, people = context.numbers(
        place,
        "mean_change_pomp",
        "mean_change_pomp.ci_low",
        "mean_change_pomp.ci_high",
        "mean_change_pomp.n",
    )
    return ForestRow(label, change, low, high, people)


def _say_groups(
    context: Context, outcome: Outcome, group_by: str, contrast: Contrast
) -> Phrase:
    """In how many groups it rises, falls, or cannot be told; never which is best."""
    findings = [
        conclude(context, outcome, contrast, group=(group_by, group))
        for group in context.groups(group_by)
    ]
    moves = [f.moves for f in findings if f.conclusion != "not_computed"]
    said = [
        Phrase(f"group_count.{move}", {"count": moves.count(move)})
        for move in MOVES
        if move in moves
    ]
    facts = {
        "outcome": outcome.label,
        "group": context.group_title(group_by),
        "found": list_words(said),
        "total": len(moves),
    }
    return Phrase("forest.title", facts)


def _describe(rows: Sequence[ForestRow], facts: dict[str, Number | Words]) -> Phrase:
    said = [
        Phrase("forest.row_hidden", {"group": row.label})
        if row.change.value is None
        else Phrase(
            "forest.row",
            {
                "group": row.label,
                "change": row.change,
                "low": row.low,
                "high": row.high,
            },
        )
        for row in rows
    ]
    return Phrase("forest.alternative", {**facts, "rows": list_words(said)})
