"""From an interval to what may be said about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from barometre.disclosure import minimum_people
from barometre.evaluation.people import followed_group
from barometre.evaluation.planned import find_worthwhile
from barometre.evaluation.rows import Place, Population
from barometre.report.model import Number, NumberField, Phrase, Words
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.wording import list_words, run_on
from barometre.verdict import Verdict, judge

Conclusion = (
    Verdict
    | Literal["not_confirmed", "no_threshold", "described", "not_shown", "not_computed"]
)
Move = Literal["rise", "fall", "flat", "unknown", "hidden"]
MOVES: tuple[Move, ...] = get_args(Move)
_MOST_NAMED = 4
_SEVERAL = 2
_FINE = 3
_HOLM: NumberField = "p_adjusted"
_ENDS: tuple[NumberField, ...] = ("ci_low", "ci_high")


@dataclass(frozen=True, slots=True)
class Finding:
    """What may be said about the change of one outcome, for one group of people."""

    outcome: Outcome
    place: Place
    conclusion: Conclusion
    statistic: str = "mean_change"

    @property
    def moves(self) -> Move:
        """The conclusion in one word."""
        if self.conclusion in ("clear_rise", "small_rise"):
            return "rise"
        if self.conclusion in ("clear_fall", "small_fall"):
            return "fall"
        if self.conclusion == "not_shown":
            return "hidden"
        return "flat" if self.conclusion == "no_important_change" else "unknown"


def conclude(
    context: Context,
    outcome: Outcome,
    contrast: tuple[str, str],
    *,
    group: tuple[str, str] | None = None,
    population: Population = "all",
    statistic: str = "mean_change",
    analysis: str = "change",
) -> Finding:
    """Judge the change of an outcome.

    Parameters
    ----------
    context, outcome
        Where the numbers are, and whose.
    contrast
        Earlier and later wave.
    group
        Breakdown and group; by default the people whom the study follows.
    population
        All kept responses, those without any flag, or linked more tolerantly.
    statistic, analysis
        ``mean_change`` of linked people, ``mean_difference`` of two waves, or another
        way of counting the same, and where it stands.
    """
    group_by, name = followed_group(context.study) if group is None else group
    place = outcome.place(
        analysis,
        baseline_wave=contrast[0],
        wave=contrast[1],
        group_by=group_by,
        group=name,
        population=population,
    )
    conclusion = _conclude(context, outcome, place, statistic)
    return Finding(outcome, place, conclusion, statistic)


def _conclude(
    context: Context, outcome: Outcome, place: Place, statistic: str
) -> Conclusion:
    low = context.number(place, statistic, field="ci_low").value
    high = context.number(place, statistic, field="ci_high").value
    estimate = context.number(place, statistic)
    people = context.number(place, statistic, field="n").value or 0
    if estimate.absence == "suppressed":
        return "not_shown"
    if estimate.value is None or low is None or high is None:
        return "not_computed"
    if people < context.definition.interpretation.small_samples.interval_from:
        return "described"
    worthwhile = find_worthwhile(context.study, outcome.measured)
    is_confirmed = _is_confirmed(context, place, statistic)
    verdict = judge(low, high, worthwhile=worthwhile, is_confirmed=is_confirmed)
    if verdict != "cannot_tell":
        return verdict
    if low > 0 or high < 0:
        return "not_confirmed"
    return "cannot_tell" if worthwhile is not None else "no_threshold"


def show_worthwhile(context: Context, outcome: Outcome) -> Number | Phrase:
    """Show the smallest change worth having; its key says that the plan wrote it."""
    written = find_worthwhile(context.study, outcome.measured)
    if written is None:
        return Phrase("cell.not_written")
    change = context.number(outcome.place("change"), "mean_change")
    key = f"plan/smallest_worthwhile_change/{outcome.id}"
    return Number(written, "score", key, decimals=change.decimals)


def _is_confirmed(context: Context, place: Place, statistic: str) -> bool:
    """Whether the change survives the adjustment over its family, if it has one.

    Without flagged responses the family is that of all of them: the same question is
    not counted twice.
    """
    return is_below_limit(
        context, context.number(place.at(population="all"), statistic, field=_HOLM)
    )


def is_below_limit(context: Context, adjusted: Number) -> bool:
    """Tell whether an adjusted p-value stands; one that does not exist counts so."""
    return adjusted.value is None or adjusted.value < 1 - context.study.plan.confidence


def say_finding(context: Context, finding: Finding) -> Phrase:
    """Say a finding in one sentence, on 0-100 wherever that has a sense."""
    people = context.number(finding.place, "mean_change", field="n")
    on_hundred = finding.outcome.measured.has_pomp
    suffix = "_pomp" if on_hundred else ""
    low, high = find_ends(context, finding.place, "mean_change" + suffix)
    facts: dict[str, Number | Words] = {
        "outcome": finding.outcome.label,
        "n": people,
        "minimum": _minimum(context, finding.outcome),
        "low": low,
        "high": high,
        "unit": say_unit(high, on_hundred=on_hundred),
        "before": context.number(finding.place, "mean_before" + suffix),
        "after": context.number(finding.place, "mean_after" + suffix),
    }
    return Phrase(f"verdict.{_verdict_key(finding)}", facts)


def say_lack_of_threshold(findings: Iterable[Finding]) -> list[Phrase]:
    """Say once for which outcomes the plan does not say what would matter."""
    names = [f.outcome.label for f in findings if f.conclusion == "no_threshold"]
    if not names:
        return []
    return [Phrase("verdict.lacks_threshold", {"names": list_words(names)})]


def find_ends(
    context: Context, place: Place, statistic: str, *, category: str = ""
) -> tuple[Number, Number]:
    """Give the ends of an interval as sentences say them: on 0-100 in whole points.

    A range of a few points only gets a digit.
    """
    low, high = (
        context.number(place, statistic, field=end, category=category) for end in _ENDS
    )
    if not statistic.endswith("_pomp"):
        return low, high
    is_fine = max(abs(end.value or 0) for end in (low, high)) < _FINE
    digits = 1 if is_fine else 0
    return replace(low, decimals=digits), replace(high, decimals=digits)


def say_unit(number: Number, *, on_hundred: bool) -> Phrase:
    """Say the unit after a number: French has one point up to two."""
    size = abs(number.value or 0)
    drawn = round(size, number.decimals or 0) if on_hundred else size
    many = "points" if drawn >= _SEVERAL else "point"
    return Phrase(f"unit.{many}_{'of_100' if on_hundred else 'own'}")


def say_shortly(finding: Finding) -> Phrase:
    """Say a finding in two or three words, for a cell."""
    return Phrase(f"verdict_word.{finding.conclusion}")


def _verdict_key(finding: Finding) -> str:
    if finding.conclusion == "not_shown":
        return f"not_shown.{'group' if finding.place.group else 'everyone'}"
    if finding.moves not in ("rise", "fall"):
        return finding.conclusion
    hope = finding.outcome.hope
    if hope == "none":
        return f"{finding.conclusion}.neutral"
    is_hoped = (hope == "up") == (finding.moves == "rise")
    return f"{finding.conclusion}.{'hoped' if is_hoped else 'unhoped'}"


def _minimum(context: Context, outcome: Outcome) -> str:
    """Fewest people behind a number of this outcome, as disclosure has it."""
    disclosure = context.study.disclosure
    ordinary = minimum_people(disclosure, profile=context.definition.profile)
    is_sensitive = outcome.scale.sensitivity in ("political_opinion", "possible_belief")
    return str(max(ordinary, disclosure.sensitive_min_n) if is_sensitive else ordinary)


def say_who(context: Context) -> Phrase:
    """Say whom the changes are about."""
    group_by, group = followed_group(context.study)
    if not group:
        return Phrase("who.everyone")
    return Phrase("who.group", {"group": context.group_name(group_by, group)})


def title_findings(findings: Sequence[Finding]) -> Words:
    """Say the finding of a figure in one sentence: what rises, what falls."""
    sentences: list[Words] = []
    for moves in MOVES:
        names = [f.outcome.label for f in findings if f.moves == moves]
        if not names:
            continue
        if len(names) > _MOST_NAMED:
            facts = {"count": len(names), "total": len(findings)}
            sentences.append(Phrase(f"finding_count.{moves}", facts))
        else:
            sentences.append(Phrase(f"finding.{moves}", {"names": list_words(names)}))
    return run_on(sentences)
