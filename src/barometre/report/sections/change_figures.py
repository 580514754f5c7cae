"""The pictures of a change: before and after, and who moved beyond error."""

from collections.abc import Sequence

from barometre.report.findings import Finding, say_finding, say_who, title_findings
from barometre.report.model import (
    ChangeBar,
    ChangeBars,
    Dumbbell,
    DumbbellRow,
    Figure,
    Number,
    Phrase,
    Words,
)
from barometre.report.sections.change_tables import facts_of, name_of
from barometre.report.sections.context import Context
from barometre.report.sections.sources import cite_scales
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import run_on

_MOST_IN_TITLE = 2
_CRITERION = "smallest_detectable_change"
_RELIABILITIES = ("cronbach_alpha", "spearman_brown")
_MOST_DESCRIBED = 8  # rows that the text alternative says one by one


def build_dumbbell(
    context: Context, findings: Sequence[Finding], contrast: tuple[str, str]
) -> Figure:
    """Means of the same people before and after, on 0-100."""
    rows = tuple(
        DumbbellRow(
            finding.outcome.label,
            *context.numbers(
                finding.place,
                "mean_before_pomp",
                "mean_after_pomp",
                "mean_change_pomp",
                "mean_change_pomp.ci_low",
                "mean_change_pomp.ci_high",
                "mean_change_pomp.n",
            ),
        )
        for finding in findings
    )
    facts = facts_of(context, contrast)
    before, after = (context.wave(wave).label for wave in contrast)
    name = name_of(context, "dumbbell", contrast)
    columns = ("outcome", "n", "before", "after", "change", "low", "high")
    table = build_table(
        name,
        build_columns(*columns),
        [
            (r.label, r.n, r.before, r.after, r.change, r.change_low, r.change_high)
            for r in rows
        ],
        title=Phrase("table.dumbbell", facts),
    )
    described = [say_finding(context, f) for f in findings[:_MOST_DESCRIBED]]
    return Figure(
        id=name,
        title=title_findings(findings),
        subtitle=_say_people(context, findings, contrast, key="dumbbell"),
        source=cite_scales(f.outcome.scale for f in findings),
        alternative=run_on([Phrase("dumbbell.alternative", facts), *described]),
        data=Dumbbell(before, after, rows),
        table=table,
    )


def build_bars(
    context: Context, findings: Sequence[Finding], contrast: tuple[str, str]
) -> Figure:
    """Shares of people who moved further than measurement error."""
    rows = tuple(_build_bar(context, finding) for finding in findings)
    name = name_of(context, "bars", contrast)
    columns = build_columns(
        "outcome", "n", "declined", "same", "improved", "criterion", "reliability_used"
    )
    facts = facts_of(context, contrast)
    return Figure(
        id=name,
        title=run_on([_say_bar(row) for row in rows[:_MOST_IN_TITLE]]),
        subtitle=_say_people(context, findings, contrast, key="bars"),
        source=cite_scales(f.outcome.scale for f in findings),
        alternative=run_on([_say_bar(row) for row in rows[:_MOST_DESCRIBED]]),
        data=ChangeBars(rows),
        table=build_table(
            name,
            columns,
            [
                (
                    row.label,
                    row.n,
                    row.declined,
                    row.same,
                    row.improved,
                    context.number(finding.place, _CRITERION),
                    _name_reliability(context, finding),
                )
                for row, finding in zip(rows, findings, strict=True)
            ],
            title=Phrase("table.bars", facts),
            notes=(Phrase("bars.note"),),
        ),
    )


def _name_reliability(context: Context, finding: Finding) -> Phrase:
    """Name the reliability that measurement error was taken from."""
    method = context.by_key.words(finding.place.key(_CRITERION), "method")
    name = method.removeprefix("from_")
    return Phrase(f"bars.from.{name}" if name in _RELIABILITIES else "bars.from.none")


def _build_bar(context: Context, finding: Finding) -> ChangeBar:
    """Down, same, up: for a score that is better when lower, up is the decline."""
    ends = ["share_reliably_declined", "share_reliably_improved"]
    if finding.outcome.measured.improvement == "decrease":
        ends.reverse()
    down, same, up, people = context.numbers(
        finding.place, ends[0], "share_unchanged", ends[1], "share_unchanged.n"
    )
    return ChangeBar(finding.outcome.label, down, same, up, people)


def _say_bar(row: ChangeBar) -> Phrase:
    if row.same.value is None:
        return Phrase("bars.row_hidden", {"outcome": row.label})
    facts: dict[str, Number | Words] = {
        "outcome": row.label,
        "improved": row.improved,
        "same": row.same,
        "declined": row.declined,
    }
    return Phrase("bars.row", facts)


def _say_people(
    context: Context,
    findings: Sequence[Finding],
    contrast: tuple[str, str],
    *,
    key: str,
) -> Phrase:
    """Who, how many, when."""
    counts = [context.number(f.place, "mean_change", field="n") for f in findings]
    known = sorted(
        (count for count in counts if count.value is not None),
        key=lambda count: count.value or 0,
    )
    facts = {**facts_of(context, contrast), "who": say_who(context)}
    if not known:
        return Phrase(f"{key}.subtitle_hidden", facts)
    if known[0].value == known[-1].value:
        return Phrase(f"{key}.subtitle", {**facts, "n": known[0]})
    most = {"fewest": known[0], "most": known[-1]}
    return Phrase(f"{key}.subtitle_range", {**facts, **most})
