"""The planned results with and without flagged responses, side by side."""

from barometre.report.findings import Finding, conclude, say_shortly
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
from barometre.report.sections.change_tables import facts_of
from barometre.report.sections.context import Context
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import hold_back, list_words


def build(context: Context) -> Section:
    """Say whether each verdict holds when flagged responses are left out."""
    blocks: list[Block] = []
    for contrast in context.study.contrasts:
        pairs = compare_populations(context, contrast)
        if pairs:
            blocks += say_whether_they_hold(pairs)
            blocks.append(_build_table(context, pairs, contrast))
            blocks += _compare_differences(context, contrast)
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


def say_whether_they_hold(pairs: list[tuple[Finding, Finding]]) -> list[Block]:
    """Name the outcomes whose verdict depends on flagged responses.

    A verdict that may not be shown is not one that changed.
    """
    said: list[Block] = []
    shown = [
        (every, unflagged)
        for every, unflagged in pairs
        if "hidden" not in (every.moves, unflagged.moves)
    ]
    if len(shown) < len(pairs):
        unknown = [pair[0].outcome.label for pair in pairs if pair not in shown]
        facts = {"names": list_words(unknown)}
        said.append(Paragraph(Phrase("sensitivity.hidden", facts)))
    changed = [
        every.outcome.label
        for every, unflagged in shown
        if every.conclusion != unflagged.conclusion
    ]
    if changed:
        facts = {"names": list_words(changed)}
        said.append(Paragraph(Phrase("sensitivity.matter", facts), "caution"))
    elif shown:
        key = "hold" if len(shown) == len(pairs) else "hold_where_shown"
        said.append(Paragraph(Phrase(f"sensitivity.{key}")))
    return said


def _compare_differences(context: Context, contrast: tuple[str, str]) -> list[Block]:
    """Set the planned differences between two groups side by side, if there are any."""
    rows: list[tuple[Cell, ...]] = []
    moved: list[Words] = []
    n_read = 0
    for outcome in context.outcomes_of("primary", "secondary"):
        place = outcome.place("comparison", baseline_wave=contrast[0], wave=contrast[1])
        name = "did_pomp" if outcome.measured.has_pomp else "did"
        without = place.at(population="unflagged")
        if not context.has(without, name):
            continue
        row: list[Cell] = [outcome.label]
        sides = []
        for at in (place, without):
            people, *values = context.numbers(
                at, f"{name}.n", name, f"{name}.ci_low", f"{name}.ci_high"
            )
            row += [people, values[0], *hold_back(context, values[1:], people=people)]
            sides.append(_find_side(values[1], values[2]))
        rows.append(tuple(row))
        if None not in sides:
            n_read += 1
            moved += [outcome.label] if sides[0] != sides[1] else []
    if not rows:
        return []
    columns = build_columns(
        "outcome",
        *("n_all", "difference_all", "low_all", "high_all"),
        *("n_unflagged", "difference_unflagged", "low_unflagged", "high_unflagged"),
    )
    key = "matter_comparison" if moved else "hold_comparison"
    said = Phrase(f"sensitivity.{key}", {"names": list_words(moved)} if moved else {})
    return [
        *([Paragraph(said, "caution" if moved else "plain")] if n_read else []),
        build_table(
            f"sensitivity_comparison_{'_'.join(contrast)}",
            columns,
            rows,
            title=Phrase("table.sensitivity_comparison", facts_of(context, contrast)),
            notes=(Phrase("sensitivity.note_comparison"),),
        ),
    ]


def _find_side(low: Number, high: Number) -> int | None:
    """Tell on which side of zero an interval lies; 0 where it holds zero."""
    if low.value is None or high.value is None:
        return None
    return int(low.value > 0) - int(high.value < 0)


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
