"""Whether the two groups were alike at the start."""

from barometre.evaluation.rows import Place
from barometre.report.model import Block, Cell, Paragraph, Phrase, Table, Words
from barometre.report.sections.change_tables import facts_of
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import cite_rule, judge_number, list_words

Contrast = tuple[str, str]
_GAP, _KIND = "baseline_difference", "baseline_share_difference"
_ROLES = ("treated", "control")


def show_start(
    context: Context, outcomes: list[Outcome], contrast: Contrast
) -> list[Block]:
    """Say for which planned outcomes the groups started apart; then the tables."""
    shown = [o for o in outcomes if context.has(_place(o, contrast), _GAP)]
    if not shown:
        return []
    planned = [o for o in shown if o.standing in ("primary", "secondary")] or shown
    blocks: list[Block] = [
        _say_start(context, planned, contrast),
        _build_balance(context, shown, contrast),
    ]
    kinds = _build_kinds(context, contrast)
    return [*blocks, kinds] if kinds.rows else blocks


def _place(outcome: Outcome, contrast: Contrast) -> Place:
    return outcome.place("comparison", baseline_wave=contrast[0], wave=contrast[1])


def _say_start(
    context: Context, outcomes: list[Outcome], contrast: Contrast
) -> Paragraph:
    rule = context.definition.interpretation.rules["baseline"]
    apart: list[Words] = []
    is_unsure = False
    for outcome in outcomes:
        gap, *ends = context.numbers(
            _place(outcome, contrast), _GAP, f"{_GAP}.ci_low", f"{_GAP}.ci_high"
        )
        if gap.value is not None and rule.word(gap.value) == "apart":
            apart.append(outcome.label)
        words = [None if end.value is None else rule.word(end.value) for end in ends]
        is_unsure |= any(word in (None, "apart") for word in words)
    if apart:
        return Paragraph(
            Phrase("comparison.start_apart", {"names": list_words(apart)}), "caution"
        )
    return Paragraph(Phrase(f"comparison.start_{'unsure' if is_unsure else 'alike'}"))


def _build_balance(
    context: Context, outcomes: list[Outcome], contrast: Contrast
) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for outcome in outcomes:
        place = _place(outcome, contrast)
        means = [
            context.number(place, "mean_before", category=role, field=field)
            for role in _ROLES
            for field in ("n", "estimate")
        ]
        gap, low, high = context.numbers(
            place, _GAP, f"{_GAP}.ci_low", f"{_GAP}.ci_high"
        )
        word = judge_number(context, "baseline", gap)
        rows.append((outcome.label, *means, gap, low, high, word))
    return build_table(
        f"comparison_start_{'_'.join(contrast)}",
        build_columns(
            "outcome", "n_treated", "start_treated", "n_control", "start_control",
            "gap", "low", "high", "judgement",
        ),
        rows,
        title=Phrase("table.comparison_start", facts_of(context, contrast)),
        notes=(Phrase("comparison.note_start"), cite_rule(context, "baseline")),
    )  # fmt: skip


def _build_kinds(context: Context, contrast: Contrast) -> Table:
    """Part of each kind of people in both groups; groups by name."""
    rows: list[tuple[Cell, ...]] = []
    start = Place(analysis="comparison", baseline_wave=contrast[0], wave=contrast[1])
    for group_by in context.study.groups:
        for group in context.groups(group_by):
            place = start.at(group_by=group_by, group=group)
            if not context.has(place, _KIND):
                continue
            shares = [
                context.number(place, "share", category=role, field=field)
                for role in _ROLES
                for field in ("n", "estimate")
            ]
            gap = context.number(place, _KIND)
            names = (
                context.group_title(group_by),
                context.group_name(group_by, group),
            )
            rows.append((*names, *shares, gap))
    return build_table(
        f"comparison_kinds_{'_'.join(contrast)}",
        build_columns(
            "kind_of", "group", "n_treated", "share_treated", "n_control",
            "share_control", "gap", headers=2,
        ),
        rows,
        title=Phrase("table.comparison_kinds"),
        notes=(Phrase("comparison.note_kinds"),),
    )  # fmt: skip
