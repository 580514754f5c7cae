"""Two waves side by side where people are not linked, or from everyone."""

from collections.abc import Sequence

from barometre.evaluation.rows import Place
from barometre.report.findings import (
    Finding,
    conclude,
    find_ends,
    say_finding,
    say_shortly,
    say_unit,
)
from barometre.report.model import (
    Block,
    Cell,
    Number,
    Paragraph,
    Phrase,
    Table,
    Words,
)
from barometre.report.sections.change_check_tables import (
    build_ruled_out,
    say_ruled_out,
)
from barometre.report.sections.change_tables import facts_of, name_of
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import hold_back, list_words

_DIFFERENCE = "mean_difference"
_UNLINKED = "welch_unlinked"
_MOST_SAID = 6  # more outcomes than this are said in the table only


def find_unlinked(
    context: Context, outcomes: Sequence[Outcome], contrast: tuple[str, str]
) -> list[Finding]:
    """Find outcomes whose waves are compared as of different people."""
    return [
        f for f in _compare(context, outcomes, contrast) if _is_unlinked(context, f)
    ]


def _compare(
    context: Context, outcomes: Sequence[Outcome], contrast: tuple[str, str]
) -> list[Finding]:
    findings = (
        conclude(context, outcome, contrast, statistic=_DIFFERENCE)
        for outcome in outcomes
    )
    return [f for f in findings if context.has(f.place, _DIFFERENCE)]


def _is_unlinked(context: Context, finding: Finding) -> bool:
    key = finding.place.key(_DIFFERENCE)
    return context.by_key.words(key, "method") == _UNLINKED


def prefer_unlinked(
    context: Context, findings: Sequence[Finding], contrast: tuple[str, str]
) -> list[Finding]:
    """Put the difference of the waves where there is no change of linked people."""
    unlinked = find_unlinked(context, [f.outcome for f in findings], contrast)
    by_name = {found.outcome.id: found for found in unlinked}
    return [
        by_name.get(finding.outcome.id, finding)
        if finding.conclusion == "not_computed"
        else finding
        for finding in findings
    ]


def say_either(context: Context, finding: Finding) -> Phrase:
    """Say a change, or a difference of two waves, in one sentence."""
    if finding.statistic == _DIFFERENCE:
        return say_unlinked(context, finding)
    return say_finding(context, finding)


def say_unlinked(context: Context, finding: Finding) -> Phrase:
    """Say a difference of two waves in one sentence, never that people changed."""
    on_hundred = finding.outcome.measured.has_pomp
    suffix = "_pomp" if on_hundred else ""
    low, high = find_ends(context, finding.place, _DIFFERENCE + suffix)
    contrast = (finding.place.baseline_wave, finding.place.wave)
    facts: dict[str, Number | Words] = {
        **facts_of(context, contrast),
        "outcome": finding.outcome.label,
        "low": low,
        "high": high,
        "unit": say_unit(high, on_hundred=on_hundred),
        "n": context.number(finding.place, _DIFFERENCE, field="n"),
    }
    key = finding.conclusion if finding.moves == "unknown" else finding.moves
    return Phrase(f"unlinked.{key}", facts)


def show_unlinked(
    context: Context, outcomes: Sequence[Outcome], contrast: tuple[str, str]
) -> list[Block]:
    """Say why the waves are compared so, what they show, what leaving could fake."""
    findings = find_unlinked(context, outcomes, contrast)
    if not findings:
        return []
    facts = facts_of(context, contrast)
    reason = "none" if context.study.respondent.by == "none" else "few"
    gain = context.number(findings[0].place, "matching_gain")
    blocks: list[Block] = [
        Paragraph(Phrase(f"unlinked.why_{reason}", facts), "caution"),
    ]
    if len(findings) <= _MOST_SAID:
        blocks += [Paragraph(say_unlinked(context, finding)) for finding in findings]
    blocks.append(_build_differences(context, findings, contrast))
    tested = [f for f in findings if context.has(f.place, "equivalence_bound")]
    if tested and reason == "none":
        blocks += say_ruled_out(context, tested)
        table = build_ruled_out(context, tested, contrast, name="ruled_out_waves")
        blocks.append(table)
    bounded = [f for f in findings if _has_bound(context, f)]
    blocks.append(
        Paragraph(
            Phrase(f"unlinked.dropout_{'known' if bounded else 'unknown'}", facts)
        )
    )
    if bounded:
        blocks.append(_build_bounds(context, bounded, contrast))
    if gain.value is not None:
        blocks.append(Paragraph(Phrase("unlinked.gain", {"gain": gain})))
    return blocks


def _bound_place(finding: Finding) -> Place:
    return finding.place.at(analysis="attrition")


def _has_bound(context: Context, finding: Finding) -> bool:
    bound = context.number(_bound_place(finding), "dropout_bound", category="lowest")
    return bound.value is not None


def _build_differences(
    context: Context, findings: Sequence[Finding], contrast: tuple[str, str]
) -> Table:
    """Means of both waves, their difference, and the chance of being higher."""
    rows: list[tuple[Cell, ...]] = []
    for finding in findings:
        levels = [
            finding.place.at(analysis="descriptive", wave=wave, baseline_wave="")
            for wave in contrast
        ]
        starts = [context.numbers(level, "mean.n", "mean") for level in levels]
        people, difference, low, high, p_value, chance, *chance_ends = context.numbers(
            finding.place,
            f"{_DIFFERENCE}.n",
            _DIFFERENCE,
            f"{_DIFFERENCE}.ci_low",
            f"{_DIFFERENCE}.ci_high",
            f"{_DIFFERENCE}.p_value",
            "brunner_munzel",
            "brunner_munzel.ci_low",
            "brunner_munzel.ci_high",
        )
        ends = hold_back(context, (low, high), people=people)
        chances = hold_back(context, chance_ends, people=people)
        shift, effect = context.numbers(
            finding.place, "hodges_lehmann_shift", "hedges_g"
        )
        tested = hold_back(context, (p_value,), people=people, test=True)
        rows.append(
            (
                finding.outcome.label, *starts[0], *starts[1], difference, *ends,
                *tested, chance, *chances, shift, effect, say_shortly(finding),
            )
        )  # fmt: skip
    return build_table(
        name_of(context, "unlinked", contrast),
        build_columns(
            "outcome", "n_before", "before", "n_after", "after", "difference",
            "low", "high", "p_welch_waves", "chance_higher", "chance_low",
            "chance_high", "shift_waves", "g_waves", "verdict",
        ),
        rows,
        title=Phrase("table.unlinked", facts_of(context, contrast)),
        notes=(Phrase("unlinked.note"),),
    )  # fmt: skip


def _build_bounds(
    context: Context, findings: Sequence[Finding], contrast: tuple[str, str]
) -> Table:
    """Beside each difference, what leaving alone could make at most."""
    rows: list[tuple[Cell, ...]] = []
    for finding in findings:
        place = _bound_place(finding)
        fall, rise = (
            context.number(place, "dropout_bound", category=category)
            for category in ("highest", "lowest")
        )
        left = context.number(
            place, "dropout_bound", category="lowest", field="n_missing"
        )
        difference = context.number(finding.place, _DIFFERENCE)
        rows.append((finding.outcome.label, left, difference, fall, rise))
    return build_table(
        name_of(context, "dropout", contrast),
        build_columns("outcome", "n_left", "difference", "fake_fall", "fake_rise"),
        rows,
        title=Phrase("table.dropout", facts_of(context, contrast)),
        notes=(Phrase("unlinked.note_dropout"),),
    )


def show_everyone(
    context: Context, findings: Sequence[Finding], contrast: tuple[str, str]
) -> list[Block]:
    """Set the change of the linked beside the difference from everyone.

    Nothing where everyone is linked.
    """
    compared = {
        found.outcome.id: found
        for found in _compare(context, [f.outcome for f in findings], contrast)
        if not _is_unlinked(context, found)
    }
    pairs = [(f, compared[f.outcome.id]) for f in findings if f.outcome.id in compared]
    if not pairs:
        return []
    shown = [pair for pair in pairs if "hidden" not in (pair[0].moves, pair[1].moves)]
    differing = [
        linked.outcome.label for linked, every in shown if linked.moves != every.moves
    ]
    facts = facts_of(context, contrast)
    said = Phrase("everyone.hold", facts)
    if differing:
        said = Phrase("everyone.differ", {**facts, "names": list_words(differing)})
    return [
        *([Paragraph(said, "caution" if differing else "plain")] if shown else []),
        _build_everyone(context, pairs, contrast),
    ]


def _build_everyone(
    context: Context,
    pairs: Sequence[tuple[Finding, Finding]],
    contrast: tuple[str, str],
) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for linked, every in pairs:
        n_linked, change = context.numbers(linked.place, "mean_change.n", "mean_change")
        n_every, difference, low, high, gain = context.numbers(
            every.place,
            f"{_DIFFERENCE}.n",
            _DIFFERENCE,
            f"{_DIFFERENCE}.ci_low",
            f"{_DIFFERENCE}.ci_high",
            "matching_gain",
        )
        shift, shift_low, shift_high = context.numbers(
            every.place.at(analysis="attrition"),
            "dropout_shift",
            "dropout_shift.ci_low",
            "dropout_shift.ci_high",
        )
        ends = hold_back(context, (low, high), people=n_linked)
        shift_ends = hold_back(context, (shift_low, shift_high), people=n_linked)
        rows.append(
            (
                linked.outcome.label, n_linked, change, n_every, difference, *ends,
                shift, *shift_ends, gain,
            )
        )  # fmt: skip
    return build_table(
        name_of(context, "everyone", contrast),
        build_columns(
            "outcome", "n_linked_people", "change", "n_everyone", "difference",
            "low", "high", "dropout_shift", "dropout_low", "dropout_high", "gain",
        ),
        rows,
        title=Phrase("table.everyone", facts_of(context, contrast)),
        notes=(Phrase("everyone.note"),),
    )  # fmt: skip
