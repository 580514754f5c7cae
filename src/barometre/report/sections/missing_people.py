"""The headlines with those who left: stayed only, weighted, imputed, worst case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from barometre.evaluation.planned import find_worthwhile
from barometre.evaluation.rows import Place
from barometre.report.findings import Conclusion, Finding, conclude, say_who
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
from barometre.report.sections.comparison import claims_difference
from barometre.report.sections.context import Context
from barometre.report.sections.missing_people_left import show_who_left
from barometre.report.sections.missing_people_model import show_staying
from barometre.report.sections.outcomes import Outcome
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import hold_back, list_words
from barometre.verdict import judge

Contrast = tuple[str, str]
_Standing = Literal["fall", "likely", "likely_alone", "worst_falls", "worst"]
_LIKELY = ("mean_change_ipw", "mean_change_imputed")
_WORST = ("mean_change_bound_low", "mean_change_bound_high")
_ENDS = ("ci_low", "ci_high")
_DIFFERENCES = (
    ("complete", "did", "did"),
    ("ipw", "did_ipw", "did_ipw"),
    ("imputed", "did_imputed", "did_imputed"),
    ("lee", "did_lee_low", "did_lee_high"),
    ("worst", "did_bound_low", "did_bound_high"),
)


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of counting those who left, and what may be said by it."""

    name: str
    low: str
    high: str
    finding: Finding


def build(context: Context) -> Section:
    """Say whether each headline holds with those who left; nothing where nobody did."""
    blocks: list[Block] = []
    for contrast in context.study.contrasts:
        outcomes = _list_outcomes(context, contrast)
        if not outcomes:
            continue
        facts = {**facts_of(context, contrast), "who": say_who(context)}
        blocks.append(Paragraph(Phrase("missing_people.intro", facts)))
        ways = [_list_ways(context, outcome, contrast) for outcome in outcomes]
        blocks += say_whether_they_stand(context, contrast)
        blocks.append(_build_changes(context, ways, contrast))
        blocks += show_who_left(context, outcomes, contrast)
        blocks += _show_differences(context, outcomes, contrast)
        blocks += show_staying(context, outcomes, contrast)
    return Section(context.entry.id, Phrase("section.missing_people"), tuple(blocks))


def say_whether_they_stand(context: Context, contrast: Contrast) -> list[Paragraph]:
    """Say which conclusions stand with those who left, and which fall.

    Only conclusions are looked at: what could not be told cannot fall.
    """
    kinds: dict[_Standing, list[Words]] = {}
    for outcome in _list_outcomes(context, contrast):
        complete, *others = _list_ways(context, outcome, contrast)
        if complete.finding.moves in ("unknown", "hidden"):
            continue
        kept = {
            way.name: way.finding.moves == complete.finding.moves
            for way in others
            if way.finding.conclusion not in ("not_shown", "not_computed")
        }
        if kind := _judge_standing(kept):
            kinds.setdefault(kind, []).append(outcome.label)
    return _say_standing(kinds, "missing_people.")


def _judge_standing(is_kept: Mapping[str, bool]) -> _Standing | None:
    """Judge by the ways that may be shown; what is withheld neither holds nor falls."""
    likely = [is_kept[name] for name in ("ipw", "imputed") if name in is_kept]
    if not all(likely):
        return "fall"
    if "worst" not in is_kept:
        return "likely_alone" if likely else None
    if is_kept["worst"]:
        return "worst"
    return "likely" if likely else "worst_falls"


def _say_standing(
    kinds: Mapping[_Standing, Sequence[Words]], start: str
) -> list[Paragraph]:
    return [
        Paragraph(
            Phrase(f"{start}{kind}", {"names": list_words(kinds[kind])}),
            "alarm" if kind == "fall" else "plain",
        )
        for kind in get_args(_Standing)
        if kind in kinds
    ]


def _list_outcomes(context: Context, contrast: Contrast) -> list[Outcome]:
    """Planned outcomes that some people left; all of them without a plan."""
    planned = context.outcomes_of("primary", "secondary") or context.outcomes
    return [
        outcome
        for outcome in planned
        if context.has(conclude(context, outcome, contrast).place, _WORST[0])
    ]


def _list_ways(context: Context, outcome: Outcome, contrast: Contrast) -> list[_Way]:
    complete = conclude(context, outcome, contrast)
    ways = [_Way("complete", "mean_change", "mean_change", complete)]
    for statistic in _LIKELY:
        if context.has(complete.place, statistic):
            finding = conclude(context, outcome, contrast, statistic=statistic)
            name = statistic.rpartition("_")[2]
            ways.append(_Way(name, statistic, statistic, finding))
    worst = Finding(outcome, complete.place, _judge_worst(context, complete))
    return [*ways, _Way("worst", *_WORST, worst)]


def _judge_worst(context: Context, complete: Finding) -> Conclusion:
    """Judge the whole range between both ends of the scale."""
    low, high = (
        context.number(complete.place, statistic, field=end)  # type: ignore[arg-type]
        for statistic, end in zip(_WORST, _ENDS, strict=True)
    )
    if low.absence == "suppressed":
        return "not_shown"
    if low.value is None or high.value is None:
        return "not_computed"
    if complete.conclusion == "described":
        return "described"
    worthwhile = find_worthwhile(context.study, complete.outcome.measured)
    return judge(low.value, high.value, worthwhile=worthwhile)


def _build_changes(
    context: Context, outcomes: list[list[_Way]], contrast: Contrast
) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for ways in outcomes:
        for way in ways:
            numbers = _show(
                context, way.finding.place, way.low, way.high, left=_WORST[0]
            )
            verdict = Phrase(f"verdict_word.{way.finding.conclusion}")
            words = Phrase(f"missing_people_way.{way.name}")
            rows.append((way.finding.outcome.label, words, *numbers, verdict))
    return build_table(
        f"missing_people_{'_'.join(contrast)}",
        build_columns(
            "outcome", "counted_as", "n", "n_without_later", "change", "low", "high",
            "verdict", headers=2,
        ),
        rows,
        title=Phrase("table.missing_people", facts_of(context, contrast)),
        notes=(Phrase("missing_people.note"), Phrase("missing_people.note_methods")),
    )  # fmt: skip


def _show(
    context: Context, place: Place, low: str, high: str, *, left: str
) -> tuple[Cell, ...]:
    """People, people not known, the number or its two bounds, both ends.

    ``left`` names the number that counts everyone whose later score is not known.
    """
    people, missing = context.numbers(place, f"{low}.n", f"{left}.n_missing")
    ends = (
        context.number(place, low, field="ci_low"),
        context.number(place, high, field="ci_high"),
    )
    held = hold_back(context, ends, people=people)
    return (people, missing, _show_number(context, place, low, high), *held)


def _show_number(
    context: Context, place: Place, low: str, high: str
) -> Number | Phrase:
    first = context.number(place, low)
    if low == high or first.value is None:
        return first
    facts = {"low": first, "high": context.number(place, high)}
    return Phrase("missing_people.between", facts)


def _show_differences(
    context: Context, outcomes: list[Outcome], contrast: Contrast
) -> list[Block]:
    """Show the same for the difference between both groups, where they are compared."""
    rows: list[tuple[Cell, ...]] = []
    for outcome in outcomes:
        place = outcome.place("comparison", baseline_wave=contrast[0], wave=contrast[1])
        for name, low, high in _DIFFERENCES:
            if context.has(place, low):
                words = Phrase(f"missing_people_way.{name}")
                numbers = _show(context, place, low, high, left="did_bound_low")
                rows.append((outcome.label, words, *numbers))
    if not rows:
        return []
    said = say_whether_differences_stand(context, outcomes, contrast)
    table = build_table(
        f"missing_people_did_{'_'.join(contrast)}",
        build_columns(
            "outcome",
            "counted_as",
            "n",
            "n_without_later",
            "did",
            "low",
            "high",
            headers=2,
        ),
        rows,
        title=Phrase("table.missing_people_did", facts_of(context, contrast)),
        notes=(Phrase("missing_people.note_lee"),),
    )
    return [*said, table]


def say_whether_differences_stand(
    context: Context, outcomes: Iterable[Outcome], contrast: Contrast
) -> list[Paragraph]:
    """Say which differences between groups stand with those who left.

    Only those that the report claims are looked at.
    """
    kinds: dict[_Standing, list[Words]] = {}
    for outcome in outcomes:
        place = outcome.place("comparison", baseline_wave=contrast[0], wave=contrast[1])
        sides = {
            name: side
            for name, low, high in _DIFFERENCES
            if (side := _find_side(context, place, low, high)) is not None
        }
        complete = sides.pop("complete", 0)
        if not sides or not claims_difference(context, outcome, contrast):
            continue
        kept = {name: side == complete for name, side in sides.items()}
        if kind := _judge_standing(kept):
            kinds.setdefault(kind, []).append(outcome.label)
    return _say_standing(kinds, "missing_people.did_")


def _find_side(context: Context, place: Place, low: str, high: str) -> int | None:
    """Tell on which side of zero a range is, 0 where it holds it, None without one."""
    ends = (
        context.number(place, low, field="ci_low").value,
        context.number(place, high, field="ci_high").value,
    )
    if ends[0] is None or ends[1] is None:
        return None
    return int(ends[0] > 0) - int(ends[1] < 0)
