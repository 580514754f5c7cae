"""The page that is read when nothing else is: findings, and how far to believe them."""

from barometre.evaluation.people import followed_group
from barometre.report.findings import (
    Finding,
    conclude,
    say_lack_of_threshold,
    say_who,
)
from barometre.report.model import Block, Number, Paragraph, Phrase, Section, Words
from barometre.report.sections.attrition import find_widest_gap, judge_start
from barometre.report.sections.change_tables import facts_of
from barometre.report.sections.comparison import say_differences, say_placebo
from barometre.report.sections.context import Context
from barometre.report.sections.missing_people import (
    say_whether_differences_stand,
    say_whether_they_stand,
)
from barometre.report.sections.reading import say_between_waves
from barometre.report.sections.sensitivity import (
    compare_populations,
    say_whether_they_hold,
)
from barometre.report.sections.unlinked import prefer_unlinked, say_either


def build(context: Context) -> Section:
    """Say each planned result, then who it is about and what weakens it."""
    title = Phrase("section.summary")
    if not context.study.contrasts:
        only = Paragraph(Phrase("summary.one_wave"), "headline")
        return Section(context.entry.id, title, (only,))
    contrast = context.study.contrasts[0]
    findings = [
        conclude(context, outcome, contrast)
        for outcome in context.outcomes_of("primary", "secondary")
    ]
    findings = prefer_unlinked(context, findings, contrast)
    blocks = [
        *_say_findings(context, findings),
        *say_between_waves(context, [f.outcome for f in findings], contrast),
        *_say_people(context, contrast),
        *_say_cause(context, contrast),
        *_say_flagged(context, contrast),
        *_say_family(context, findings),
    ]
    return Section(context.entry.id, title, tuple(blocks))


def _say_findings(context: Context, findings: list[Finding]) -> list[Block]:
    """Primary results as headlines, secondary ones below."""
    if not findings:
        return [Paragraph(Phrase("summary.no_plan"), "headline")]
    first = findings[0]
    level = context.number(first.place, first.statistic, field="ci_level")
    blocks: list[Block] = [
        Paragraph(
            say_either(context, finding),
            "headline" if finding.outcome.standing == "primary" else "plain",
        )
        for finding in findings
    ]
    blocks += [Paragraph(lack) for lack in say_lack_of_threshold(findings)]
    return [*blocks, Paragraph(Phrase("summary.units", {"level": level}))]


def _say_people(context: Context, contrast: tuple[str, str]) -> list[Block]:
    """How many came back, and whether those who left were different at the start."""
    earlier, later = contrast
    if context.study.respondent.by == "none":
        return _say_responses(context, contrast)
    group_by, group = followed_group(context.study)
    facts: dict[str, Number | Words] = {
        "linked": context.count("linked", wave=later, group_by=group_by, group=group),
        "kept": context.count("kept", wave=earlier, group_by=group_by, group=group),
        "who": say_who(context),
        "before": context.wave(earlier).label,
        "after": context.wave(later).label,
    }
    start, gap = judge_start(context, contrast), find_widest_gap(context, contrast)
    has_more = len(context.study.waves) > len(contrast)
    key = "people_of_many_waves" if has_more else "people"
    people = Phrase(f"summary.{key}", facts)
    said: dict[str, Number | Words] = {}
    if gap and start == "differ":
        said = {"outcome": gap[0].label}
    dropouts = Phrase(f"summary.dropouts_{start or 'unknown'}", said)
    stand = say_whether_they_stand(context, contrast)
    return [Paragraph(people), Paragraph(dropouts, "caution"), *stand]


def _say_responses(context: Context, contrast: tuple[str, str]) -> list[Block]:
    """Say how many answered at each wave, where nobody is linked."""
    group_by, group = followed_group(context.study)
    people = [
        context.count("kept", wave=wave, group_by=group_by, group=group)
        for wave in contrast
    ]
    facts: dict[str, Number | Words] = {
        **facts_of(context, contrast),
        "n_before": people[0],
        "n_after": people[1],
    }
    return [
        Paragraph(Phrase("summary.people_unlinked", facts)),
        Paragraph(Phrase("summary.dropouts_unlinked"), "caution"),
    ]


def _say_cause(context: Context, contrast: tuple[str, str]) -> list[Block]:
    """Name no cause without a comparison group; with one, say the difference."""
    differences = say_differences(context, contrast, "primary")
    if differences:
        said = [Paragraph(difference, "headline") for difference in differences]
        primary = context.outcomes_of("primary")
        weakened = [
            *say_whether_differences_stand(context, primary, contrast),
            *say_placebo(context, contrast),
        ]
        return [Paragraph(Phrase("cause.comparison")), *said, *weakened]
    earlier, later = (context.wave(wave).label for wave in contrast)
    unknown = Phrase("cause.unknown", {"before": earlier, "after": later})
    return [Paragraph(unknown, "caution")]


def _say_flagged(context: Context, contrast: tuple[str, str]) -> list[Block]:
    """Whether the findings hold without flagged responses."""
    if not context.outcomes_of("primary", "secondary"):
        return []
    pairs = compare_populations(context, contrast)
    if not pairs:
        return [Paragraph(Phrase("summary.flagged_none"))]
    return say_whether_they_hold(pairs)


def _say_family(context: Context, findings: list[Finding]) -> list[Block]:
    """How many results were looked at together, and how many stand after Holm."""
    adjusted = [
        context.number(finding.place, finding.statistic, field="p_adjusted")
        for finding in findings
    ]
    limit = 1 - context.study.plan.confidence
    tested = [number.value for number in adjusted if number.value is not None]
    if len(tested) < 2:
        return []
    standing = sum(value < limit for value in tested)
    facts = {"count": len(tested), "standing": standing}
    return [Paragraph(Phrase("summary.family", facts))]
