"""The start as people see it afterwards, beside the start as they answered it."""

from barometre.evaluation.people import followed_group
from barometre.evaluation.rows import Place
from barometre.questionnaire.scale import Scale, Text
from barometre.report.findings import say_who
from barometre.report.model import (
    Block,
    Cell,
    Dumbbell,
    DumbbellRow,
    Figure,
    Paragraph,
    Phrase,
    Section,
    Words,
)
from barometre.report.sections.change_tables import facts_of
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import question_words
from barometre.report.sections.sources import cite_scales
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import hold_back, run_on

_DIFFERENCES = ("response_shift", "retrospective_change", "prospective_change")


def build(context: Context) -> Section:
    """Show three points an item, then the differences; nothing without a then-test."""
    blocks: list[Block] = []
    for contrast in context.study.contrasts:
        found = _list_items(context, contrast)
        if found:
            blocks += [
                _build_figure(context, found, contrast),
                _build_table(context, found, contrast),
            ]
    if blocks:
        intro = Paragraph(Phrase("retrospective.intro"), "caution")
        blocks.insert(0, intro)
    return Section(context.entry.id, Phrase("section.retrospective"), tuple(blocks))


def _list_items(
    context: Context, contrast: tuple[str, str]
) -> list[tuple[Text, Scale, Place]]:
    """Items asked about the time before, their words, and where their numbers stand."""
    group_by, group = followed_group(context.study)
    place = Place(
        analysis="change",
        baseline_wave=contrast[0],
        wave=contrast[1],
        group_by=group_by,
        group=group,
    )
    found = []
    for item in context.questionnaire.items.values():
        if item.parallel_of not in context.questionnaire.items:
            continue
        scale = context.questionnaire.scale_of(item.parallel_of)
        at = place.at(scale=scale.id, item=item.parallel_of)
        if context.has(at, "response_shift"):
            words = question_words(scale, item.parallel_of)
            found.append((words, scale, at))
    return found


def _build_figure(
    context: Context,
    found: list[tuple[Text, Scale, Place]],
    contrast: tuple[str, str],
) -> Figure:
    rows = []
    for words, _, place in found:
        before, after, then, *change, people = context.numbers(
            place,
            "then_test_before_pomp",
            "then_test_after_pomp",
            "then_test_then_pomp",
            "response_shift_pomp",
            "response_shift_pomp.ci_low",
            "response_shift_pomp.ci_high",
            "then_test_before_pomp.n",
        )
        rows.append(
            DumbbellRow(
                words, before, after, change[0], change[1], change[2], people, then
            )
        )
    facts = facts_of(context, contrast)
    name = f"retrospective_points_{'_'.join(contrast)}"
    table = build_table(
        name,
        build_columns(
            "question", "n", "before", "then", "after", "response_shift", "low", "high"
        ),
        [
            (
                r.label, r.n, r.before, _or_empty(r), r.after, r.change, r.change_low,
                r.change_high,
            )
            for r in rows
        ],
        title=Phrase("table.retrospective_points", facts),
    )  # fmt: skip
    return Figure(
        id=name,
        title=Phrase("retrospective.title", facts),
        subtitle=Phrase("retrospective.subtitle", {**facts, "who": say_who(context)}),
        source=cite_scales(scale for _, scale, _ in found),
        alternative=run_on(
            [Phrase("retrospective.alternative", facts), *_say_rows(rows)]
        ),
        data=Dumbbell(
            context.wave(contrast[0]).label,
            context.wave(contrast[1]).label,
            tuple(rows),
            Phrase("retrospective.then"),
        ),
        table=table,
    )


def _or_empty(row: DumbbellRow) -> Cell:
    return "" if row.then is None else row.then


def _say_rows(rows: list[DumbbellRow]) -> list[Words]:
    said: list[Words] = []
    for row in rows:
        if row.then is None or row.then.value is None:
            continue
        facts = {
            "question": row.label,
            "before": row.before,
            "then": row.then,
            "after": row.after,
        }
        said.append(Phrase("retrospective.row", facts))
    return said


def _build_table(
    context: Context,
    found: list[tuple[Text, Scale, Place]],
    contrast: tuple[str, str],
) -> Block:
    """Put the three differences in each question's own units."""
    rows: list[tuple[Cell, ...]] = []
    for words, _, place in found:
        people = context.number(place, "response_shift", field="n")
        row: list[Cell] = [words, people]
        for name in _DIFFERENCES:
            value, *ends = context.numbers(
                place, name, f"{name}.ci_low", f"{name}.ci_high"
            )
            row += [value, *hold_back(context, ends, people=people)]
        rows.append(tuple(row))
    return build_table(
        f"retrospective_{'_'.join(contrast)}",
        build_columns(
            "question", "n",
            "response_shift", "response_shift_low", "response_shift_high",
            "looking_back", "looking_back_low", "looking_back_high",
            "as_answered", "as_answered_low", "as_answered_high",
        ),
        rows,
        title=Phrase("table.retrospective", facts_of(context, contrast)),
        notes=(Phrase("retrospective.note"),),
    )  # fmt: skip
