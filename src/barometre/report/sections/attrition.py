"""Who did not come back: the start of those who left beside those who stayed."""

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
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import cite_rule, judge_number, list_words

ALARMING = ("marked", "strong")


def build(context: Context) -> Section:
    """Show, for each pair of waves, how people who left differed at the start."""
    blocks: list[Block] = []
    for contrast in context.study.contrasts:
        if _rows(context, contrast):
            blocks += _say_contrast(context, contrast)
            blocks.append(_build_table(context, contrast))
    return Section(context.entry.id, Phrase("section.attrition"), tuple(blocks))


def find_widest_gap(
    context: Context, contrast: tuple[str, str]
) -> tuple[Outcome, Number, str] | None:
    """Find the planned outcome on which people who left differed most at the start."""
    gaps = [
        (outcome, number, _word(context, number.value))
        for outcome, number in _gaps(context, contrast)
        if number.value is not None and outcome.standing in ("primary", "secondary")
    ]
    return max(gaps, key=lambda gap: abs(gap[1].value or 0), default=None)


def _gaps(context: Context, contrast: tuple[str, str]) -> list[tuple[Outcome, Number]]:
    return [
        (outcome, context.number(place, "attrition_difference"))
        for outcome in context.outcomes
        for place in (
            outcome.place("attrition", baseline_wave=contrast[0], wave=contrast[1]),
        )
        if context.has(place, "attrition_difference")
    ]


def _word(context: Context, gap: float) -> str:
    return context.definition.interpretation.rules["attrition"].word(gap)


def _say_contrast(context: Context, contrast: tuple[str, str]) -> list[Block]:
    """Show a red box where the gap is wide; a quiet sentence where it is not."""
    earlier, later = (context.wave(wave).label for wave in contrast)
    facts = {"before": earlier, "after": later}
    intro = Paragraph(Phrase("attrition.intro", facts))
    planned, others = _wide_gaps(context, contrast)
    blocks: list[Block] = [intro]
    if planned:
        alarm = Phrase("attrition.alarm", {**facts, "names": list_words(planned)})
        blocks.append(Paragraph(alarm, "alarm"))
    if others:
        more = Phrase("attrition.others", {"names": list_words(others)})
        blocks.append(Paragraph(more, "caution"))
    if not planned and not others:
        blocks.append(Paragraph(Phrase("attrition.alike", facts)))
    return blocks


def _wide_gaps(
    context: Context, contrast: tuple[str, str]
) -> tuple[list[Words], list[Words]]:
    """Outcomes with a wide gap: those of the plan, then the others.

    Without a plan every outcome counts as planned: none may be passed over.
    """
    wide = [
        outcome
        for outcome, number in _gaps(context, contrast)
        if number.value is not None and _word(context, number.value) in ALARMING
    ]
    plan = context.outcomes_of("primary", "secondary") or context.outcomes
    return (
        [outcome.label for outcome in wide if outcome in plan],
        [outcome.label for outcome in wide if outcome not in plan],
    )


def _build_table(context: Context, contrast: tuple[str, str]) -> Table:
    earlier, later = (context.wave(wave).label for wave in contrast)
    return build_table(
        f"attrition_{'_'.join(contrast)}",
        build_columns(
            "outcome", "mean_linked", "n_linked", "mean_lost", "n_lost",
            "gap", "low", "high", "judgement",
        ),
        _rows(context, contrast),
        title=Phrase("table.attrition", {"before": earlier, "after": later}),
        notes=(Phrase("attrition.note"), cite_rule(context, "attrition")),
    )  # fmt: skip


def _rows(context: Context, contrast: tuple[str, str]) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for outcome, gap in _gaps(context, contrast):
        pair = outcome.place("attrition", baseline_wave=contrast[0], wave=contrast[1])
        means = [
            context.number(pair, "mean", category=category, field=field)
            for category in ("linked", "lost")
            for field in ("estimate", "n")
        ]
        ends = [
            context.number(pair, "attrition_difference", field=field)
            for field in ("ci_low", "ci_high")
        ]
        word = judge_number(context, "attrition", gap)
        rows.append((outcome.label, *means, gap, *ends, word))
    return rows
