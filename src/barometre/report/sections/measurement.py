"""What the scores are made of: how many things, and whether questions keep a sense."""

from barometre.evaluation.people import breakdown_columns
from barometre.report.model import Block, Paragraph, Phrase, Section, Table
from barometre.report.sections.context import Context
from barometre.report.sections.measurement_tables import (
    build_groups,
    build_moved,
    build_steps,
    build_structure,
)
from barometre.report.sections.reading import (
    Read,
    find_between_groups,
    find_between_waves,
    say_between_groups,
    say_between_waves,
)


def build(context: Context) -> Section:
    """Show the structure of each scale, then how its questions were read."""
    structure = build_structure(context)
    blocks: list[Block] = []
    if structure.rows:
        blocks += [Paragraph(Phrase("measurement.intro")), structure]
    reading = _show_waves(context) + _show_groups(context)
    if reading:
        blocks += [Paragraph(Phrase("measurement.reading")), *reading]
    shown = [b for b in blocks if not isinstance(b, Table) or b.rows]
    return Section(context.entry.id, Phrase("section.measurement"), tuple(shown))


def _show_waves(context: Context) -> list[Block]:
    blocks: list[Block] = []
    for contrast in context.study.contrasts:
        found = find_between_waves(context, context.outcomes, contrast)
        if found:
            is_first = not blocks
            blocks += say_between_waves(context, context.outcomes, contrast)
            blocks.append(build_steps(context, found, contrast, is_explained=is_first))
            blocks.append(build_moved(context, found, contrast))
    return blocks


def _show_groups(context: Context) -> list[Block]:
    """Show groups at the earlier wave of each contrast, breakdown by breakdown."""
    said: list[Block] = []
    compared: list[tuple[str, Read]] = []
    for wave in dict.fromkeys(pair[0] for pair in context.study.contrasts):
        for column in breakdown_columns(context.study):
            outcomes = context.outcomes
            found = find_between_groups(context, outcomes, wave=wave, group_by=column)
            compared += [(column, read) for read in found]
            said += say_between_groups(context, outcomes, wave=wave, group_by=column)
    return [*said, build_groups(context, compared)] if compared else []
