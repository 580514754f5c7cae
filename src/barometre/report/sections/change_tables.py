"""The tables of a change: in the scale's own units, standardised, and tested."""

from collections.abc import Sequence

from barometre.report.findings import Finding, say_shortly, show_worthwhile
from barometre.report.model import Cell, Number, Phrase, Table, Words
from barometre.report.sections.context import Context
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import cite_rule, hold_back, judge_range

_VARIANTS = ("d_av", "d_rm", "d_z")


def build_changes(
    context: Context, findings: Sequence[Finding], contrast: tuple[str, str]
) -> Table:
    """Means before and after, and the change, in each scale's own units."""
    is_planned = _are_planned(findings)
    rows: list[tuple[Cell, ...]] = []
    for finding in findings:
        people, before, after, change, low, high = context.numbers(
            finding.place,
            "mean_change.n",
            "mean_before",
            "mean_after",
            "mean_change",
            "mean_change.ci_low",
            "mean_change.ci_high",
        )
        ends = hold_back(context, (low, high), people=people)
        start = (finding.outcome.label, people, before, after, change)
        more = [show_worthwhile(context, finding.outcome)] if is_planned else []
        rows.append((*start, *ends, *more, say_shortly(finding)))
    return build_table(
        name_of(context, "changes", contrast),
        build_columns(
            "outcome", "n", "before", "after", "change", "low", "high",
            *(["worthwhile"] if is_planned else []), "verdict",
        ),
        rows,
        title=Phrase("table.changes", facts_of(context, contrast)),
        notes=(Phrase(f"results.note_changes_{'planned' if is_planned else 'other'}"),),
    )  # fmt: skip


def build_effects(
    context: Context, findings: Sequence[Finding], contrast: tuple[str, str]
) -> Table:
    """Standardised changes, each variant named."""
    rows: list[tuple[Cell, ...]] = []
    for finding in findings:
        people, *sizes = context.numbers(
            finding.place, "mean_change.n", *(f"cohens_{d}" for d in _VARIANTS)
        )
        corrected = context.numbers(
            finding.place, *(f"hedges_{d.replace('d', 'g', 1)}" for d in _VARIANTS)
        )
        ends = [
            hold_back(
                context,
                context.numbers(
                    finding.place, f"cohens_{d}.ci_low", f"cohens_{d}.ci_high"
                ),
                people=people,
            )
            for d in _VARIANTS
        ]
        av, rm, z = (
            (size, *end, g) for size, end, g in zip(sizes, ends, corrected, strict=True)
        )
        word = judge_range(context, "effect", *ends[0])
        rows.append((finding.outcome.label, people, *av, word, *rm, *z))
    return build_table(
        name_of(context, "effects", contrast),
        build_columns(
            "outcome", "n", "d_av", "d_av_low", "d_av_high", "g_av", "size",
            "d_rm", "d_rm_low", "d_rm_high", "g_rm",
            "d_z", "d_z_low", "d_z_high", "g_z",
        ),
        rows,
        title=Phrase("table.effects", facts_of(context, contrast)),
        notes=(Phrase("results.note_effects"), cite_rule(context, "effect")),
    )  # fmt: skip


def build_tests(
    context: Context, findings: Sequence[Finding], contrast: tuple[str, str]
) -> Table:
    """List tests of the change, withheld where too few people came back."""
    is_planned, is_adjusted = _are_planned(findings), _are_adjusted(context, findings)
    rows: list[tuple[Cell, ...]] = []
    for finding in findings:
        people, *tests = context.numbers(
            finding.place,
            "mean_change.n",
            "mean_change.p_value",
            "mean_change.p_adjusted",
            "hodges_lehmann.p_value",
        )
        shift = context.numbers(
            finding.place,
            "hodges_lehmann",
            "hodges_lehmann.ci_low",
            "hodges_lehmann.ci_high",
        )
        held = hold_back(context, tests, people=people, test=True)
        paired = held[:2] if is_adjusted else held[:1]
        ends = hold_back(context, shift[1:], people=people)
        rise = context.number(finding.place, "probability_of_improvement")
        start = (finding.outcome.label, people, *paired)
        rows.append((*start, shift[0], *ends, held[2], rise))
    return build_table(
        name_of(context, "tests", contrast),
        build_columns(
            "outcome", "n", "p_paired_t", *(["p_adjusted"] if is_adjusted else []),
            "shift", "low", "high", "p_wilcoxon", "probability_of_rise",
        ),
        rows,
        title=Phrase("table.tests", facts_of(context, contrast)),
        notes=(Phrase(f"results.note_tests_{'planned' if is_planned else 'other'}"),),
    )  # fmt: skip


def _are_planned(findings: Sequence[Finding]) -> bool:
    return any(f.outcome.standing in ("primary", "secondary") for f in findings)


def _are_adjusted(context: Context, findings: Sequence[Finding]) -> bool:
    return any(
        context.number(f.place, "mean_change", field="p_adjusted").value is not None
        for f in findings
    )


def name_of(context: Context, what: str, contrast: tuple[str, str]) -> str:
    """Name a block so that it is the only one of its report."""
    return "_".join((context.entry.id, what, *contrast))


def facts_of(context: Context, contrast: tuple[str, str]) -> dict[str, Number | Words]:
    """Words for both waves."""
    earlier, later = (context.wave(wave).label for wave in contrast)
    return {"before": earlier, "after": later}
