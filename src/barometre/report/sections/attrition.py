"""Who did not come back: the start of those who left beside those who stayed."""

from typing import Literal

from barometre.evaluation.people import followed_group
from barometre.evaluation.rows import Place
from barometre.report.findings import say_who
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

Start = Literal["differ", "not_shown", "cannot_tell", "alike", "nobody"]
_ALARMING = ("marked", "strong")
_GAP = "attrition_difference"


def build(context: Context) -> Section:
    """Show, for each pair of waves, how people who left differed at the start."""
    blocks: list[Block] = []
    for contrast in context.study.contrasts:
        if _rows(context, contrast):
            blocks += _say_contrast(context, contrast)
            blocks.append(_build_table(context, contrast))
    return Section(context.entry.id, Phrase("section.attrition"), tuple(blocks))


def judge_start(context: Context, contrast: tuple[str, str]) -> Start | None:
    """Say whether people who left answered otherwise, over the planned outcomes.

    They are alike only where every interval stays where a gap is not wide. None where
    there is nothing to judge. Without a plan every outcome counts as planned.
    """
    starts = {_judge_gap(context, place) for _, place in _planned(context, contrast)}
    order: tuple[Start, ...] = ("differ", "not_shown", "cannot_tell", "alike", "nobody")
    return next((start for start in order if start in starts), None)


def find_widest_gap(
    context: Context, contrast: tuple[str, str]
) -> tuple[Outcome, Number] | None:
    """Find the planned outcome on which people who left differed most at the start."""
    gaps = [
        (outcome, context.number(place, _GAP))
        for outcome, place in _planned(context, contrast)
    ]
    known = [gap for gap in gaps if gap[1].value is not None]
    return max(known, key=lambda gap: abs(gap[1].value or 0), default=None)


def _planned(
    context: Context, contrast: tuple[str, str]
) -> list[tuple[Outcome, Place]]:
    plan = context.outcomes_of("primary", "secondary") or context.outcomes
    return [pair for pair in _places(context, contrast) if pair[0] in plan]


def _places(context: Context, contrast: tuple[str, str]) -> list[tuple[Outcome, Place]]:
    """Where the gaps of the people whom the study follows stand."""
    group_by, group = followed_group(context.study)
    places = [
        (
            outcome,
            outcome.place("attrition", baseline_wave=contrast[0], wave=contrast[1]).at(
                group_by=group_by, group=group
            ),
        )
        for outcome in context.outcomes
    ]
    return [pair for pair in places if context.has(pair[1], _GAP)]


def _judge_gap(context: Context, place: Place) -> Start:
    gap, low, high = context.numbers(place, _GAP, f"{_GAP}.ci_low", f"{_GAP}.ci_high")
    lost = context.number(place, "mean", category="lost", field="n")
    if lost.value == 0:
        return "nobody"
    if gap.absence == "suppressed":
        return "not_shown"
    if gap.value is not None and _is_wide(context, gap.value):
        return "differ"
    ends = [end.value for end in (low, high) if end.value is not None]
    is_narrow = len(ends) == 2 and not any(_is_wide(context, end) for end in ends)
    return "alike" if is_narrow else "cannot_tell"


def _is_wide(context: Context, gap: float) -> bool:
    rule = context.definition.interpretation.rules["attrition"]
    return rule.word(gap) in _ALARMING


def _say_contrast(context: Context, contrast: tuple[str, str]) -> list[Block]:
    """Show a red box where the gap is wide; a quiet sentence where it is not."""
    earlier, later = (context.wave(wave).label for wave in contrast)
    facts = {"before": earlier, "after": later}
    blocks: list[Block] = [Paragraph(Phrase("attrition.intro", facts))]
    if context.study.comparison:
        who = Phrase("attrition.followed", {"who": say_who(context)})
        blocks.append(Paragraph(who))
    planned, others = _wide_gaps(context, contrast)
    start = judge_start(context, contrast)
    if planned:
        alarm = Phrase("attrition.alarm", {**facts, "names": list_words(planned)})
        blocks.append(Paragraph(alarm, "alarm"))
    elif start:
        blocks.append(Paragraph(Phrase(f"attrition.{start}", facts)))
    if others:
        more = Phrase("attrition.others", {"names": list_words(others)})
        blocks.append(Paragraph(more, "caution"))
    return blocks


def _wide_gaps(
    context: Context, contrast: tuple[str, str]
) -> tuple[list[Words], list[Words]]:
    """Outcomes with a wide gap: those of the plan, then the others."""
    wide = [
        outcome
        for outcome, place in _places(context, contrast)
        if _judge_gap(context, place) == "differ"
    ]
    plan = [outcome for outcome, _ in _planned(context, contrast)]
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
    for outcome, place in _places(context, contrast):
        gap = context.number(place, _GAP)
        means = [
            context.number(place, "mean", category=category, field=field)
            for category in ("linked", "lost")
            for field in ("estimate", "n")
        ]
        ends = [
            context.number(place, _GAP, field=field) for field in ("ci_low", "ci_high")
        ]
        word = judge_number(context, "attrition", gap)
        rows.append((outcome.label, *means, gap, *ends, word))
    return rows
