"""Before and after, for the outcomes of one standing: what changed, and by how much."""

from collections.abc import Sequence

from barometre.report.findings import (
    Finding,
    conclude,
    say_finding,
    say_lack_of_threshold,
)
from barometre.report.model import Block, Paragraph, Phrase, Section
from barometre.report.sections.change_check_tables import (
    build_checks,
    build_ruled_out,
    say_ruled_out,
)
from barometre.report.sections.change_figures import build_bars, build_dumbbell
from barometre.report.sections.change_tables import (
    build_changes,
    build_effects,
    build_tests,
)
from barometre.report.sections.context import Context
from barometre.report.sections.levels import build_levels
from barometre.report.sections.reading import say_between_waves
from barometre.report.sections.unlinked import show_everyone, show_unlinked
from barometre.report.sections.ways import show_ways

_MOST_SAID = 6  # more outcomes than this are said in the tables only


def build(context: Context) -> Section:
    """Show every pair of waves for the outcomes that the entry names.

    Where too few were seen twice, the two waves are compared as of different people;
    where even that cannot be, the levels at each wave stand instead.
    """
    standing = context.entry.outcomes or "primary"
    outcomes = context.outcomes_of(standing)
    title = Phrase(f"section.{context.entry.id}")
    if not outcomes:
        return Section(context.entry.id, title, ())
    intro = Paragraph(Phrase(f"results.intro_{standing}"))
    blocks: list[Block] = []
    for contrast in context.study.contrasts:
        findings = [conclude(context, outcome, contrast) for outcome in outcomes]
        seen_twice = [f for f in findings if f.conclusion != "not_computed"]
        if seen_twice:
            blocks += _show_contrast(context, seen_twice, contrast)
        blocks += show_unlinked(context, outcomes, contrast)
    if not blocks:
        blocks.append(build_levels(context, outcomes))
    return Section(context.entry.id, title, (intro, *blocks))


def _show_contrast(
    context: Context, findings: Sequence[Finding], contrast: tuple[str, str]
) -> list[Block]:
    """Sentences, pictures, then the tables behind them."""
    blocks: list[Block] = []
    if len(findings) <= _MOST_SAID:
        blocks += [Paragraph(say_finding(context, finding)) for finding in findings]
        if findings[0].outcome.standing in ("primary", "secondary"):
            blocks += [Paragraph(lack) for lack in say_lack_of_threshold(findings)]
            blocks += say_ruled_out(context, findings)
    if findings[0].outcome.standing in ("primary", "secondary"):
        blocks += show_ways(context, [f.outcome for f in findings], contrast)
    blocks += say_between_waves(context, [f.outcome for f in findings], contrast)
    on_hundred = [f for f in findings if f.outcome.measured.has_pomp]
    if on_hundred:
        blocks.append(build_dumbbell(context, on_hundred, contrast))
    with_error = [
        f for f in findings if context.has(f.place, "share_reliably_improved")
    ]
    if with_error:
        blocks.append(build_bars(context, with_error, contrast))
    blocks += [
        build_changes(context, findings, contrast),
        build_effects(context, findings, contrast),
        build_tests(context, findings, contrast),
        build_ruled_out(context, findings, contrast),
        *build_checks(context, findings, contrast),
        *show_everyone(context, findings, contrast),
    ]
    return blocks
