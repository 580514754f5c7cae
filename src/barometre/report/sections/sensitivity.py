"""The planned results with and without flagged responses, side by side."""

from barometre.report.findings import Finding, conclude, say_shortly
from barometre.report.model import Block, Cell, Paragraph, Phrase, Section, Table
from barometre.report.sections.change_tables import facts_of
from barometre.report.sections.context import Context
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import list_words


def build(context: Context) -> Section:
    """Say whether each verdict holds when flagged responses are left out."""
    blocks: list[Block] = []
    for contrast in context.study.contrasts:
        pairs = compare_populations(context, contrast)
        if pairs:
            blocks.append(say_whether_they_hold(pairs))
            blocks.append(_build_table(context, pairs, contrast))
    return Section(context.entry.id, Phrase("section.sensitivity"), tuple(blocks))


def compare_populations(
    context: Context, contrast: tuple[str, str]
) -> list[tuple[Finding, Finding]]:
    """Planned findings, all kept responses beside unflagged ones."""
    pairs = [
        (
            conclude(context, outcome, contrast),
            conclude(context, outcome, contrast, population="unflagged"),
        )
        for outcome in context.outcomes_of("primary", "secondary")
    ]
    return [pair for pair in pairs if pair[1].conclusion != "not_computed"]


def say_whether_they_hold(pairs: list[tuple[Finding, Finding]]) -> Paragraph:
    """Name the outcomes whose verdict depends on flagged responses."""
    changed = [
        every.outcome.label
        for every, unflagged in pairs
        if every.conclusion != unflagged.conclusion
    ]
    if changed:
        facts = {"names": list_words(changed)}
        return Paragraph(Phrase("sensitivity.matter", facts), "caution")
    return Paragraph(Phrase("sensitivity.hold"))


def _build_table(
    context: Context,
    pairs: list[tuple[Finding, Finding]],
    contrast: tuple[str, str],
) -> Table:
    names = (
        "mean_change_pomp.n",
        "mean_change_pomp",
        "mean_change_pomp.ci_low",
        "mean_change_pomp.ci_high",
    )
    rows: list[tuple[Cell, ...]] = []
    for pair in pairs:
        row: list[Cell] = [pair[0].outcome.label]
        for finding in pair:
            row += [*context.numbers(finding.place, *names), say_shortly(finding)]
        rows.append(tuple(row))
    return build_table(
        f"sensitivity_{'_'.join(contrast)}",
        build_columns(
            "outcome",
            *("n_all", "change_all", "low_all", "high_all", "verdict_all"),
            *("n_unflagged", "change_unflagged", "low_unflagged", "high_unflagged"),
            "verdict_unflagged",
        ),
        rows,
        title=Phrase("table.sensitivity", facts_of(context, contrast)),
    )
