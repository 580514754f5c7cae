"""Whether questions were read alike: said with each comparison that depends on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from barometre.evaluation.rows import Place
from barometre.report.findings import say_unit
from barometre.report.model import Number, Paragraph, Phrase, Words
from barometre.report.sections.change_tables import facts_of
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome, question_words
from barometre.report.wording import list_words

Reading = Literal[
    "means_not_comparable",
    "means_comparable_in_part",
    "means_comparable",
    "reading_unclear",
    "structure_unclear",
    "few",
    "failed",
    "two_items",
]
READINGS: tuple[Reading, ...] = get_args(Reading)
_SHARE = "invariant_item_share"
_MERGED: dict[str, Reading] = {
    "few_for_model": "few",
    "too_few_people": "few",
    "not_converged": "failed",
    "not_identified": "failed",
    "singular_covariance": "failed",
}
_CAUTION = ("means_not_comparable", "means_comparable_in_part", "reading_unclear")


@dataclass(frozen=True, slots=True)
class Read:
    """How the questions of one outcome were read, and where that stands."""

    outcome: Outcome
    place: Place
    reading: Reading


def find_between_waves(
    context: Context, outcomes: Iterable[Outcome], contrast: tuple[str, str]
) -> list[Read]:
    """Find how the questions of some outcomes were read at two waves."""
    where = {"baseline_wave": contrast[0], "wave": contrast[1]}
    return _find(context, outcomes, where)


def find_between_groups(
    context: Context, outcomes: Iterable[Outcome], *, wave: str, group_by: str
) -> list[Read]:
    """Find how the questions of some outcomes were read by groups of people."""
    return _find(context, outcomes, {"wave": wave, "group_by": group_by})


def _find(
    context: Context, outcomes: Iterable[Outcome], where: dict[str, str]
) -> list[Read]:
    """List those that have a verdict; it is the note of the share of items."""
    found = []
    for outcome in outcomes:
        place = outcome.place("dimensionality", **where)
        codes = context.by_key.words(place.key(_SHARE), "note").split(";")
        for code in codes:
            reading = _MERGED.get(code, code)
            if reading in READINGS:
                found.append(Read(outcome, place, reading))
                break
    return found


def say_between_waves(
    context: Context, outcomes: Sequence[Outcome], contrast: tuple[str, str]
) -> list[Paragraph]:
    """Say whether the means of two waves may be compared, outcomes alike together."""
    found = find_between_waves(context, outcomes, contrast)
    facts = facts_of(context, contrast)
    said = []
    for reading in READINGS:
        alike = [read for read in found if read.reading == reading]
        if reading == "means_comparable_in_part":
            said += [_say_moved(context, read, facts) for read in alike]
        elif alike:
            said.append(_say("waves", reading, alike, facts))
    return said


def say_between_groups(
    context: Context, outcomes: Sequence[Outcome], *, wave: str, group_by: str
) -> list[Paragraph]:
    """Say whether the means of groups may be compared, outcomes alike together."""
    found = find_between_groups(context, outcomes, wave=wave, group_by=group_by)
    facts: dict[str, Number | Words] = {"breakdown": context.group_title(group_by)}
    said = []
    for reading in READINGS:
        alike = [read for read in found if read.reading == reading]
        if alike and reading == "means_comparable_in_part":
            questions = [words for read in alike for words in list_moved(context, read)]
            more = facts | {"questions": list_words(dict.fromkeys(questions))}
            said.append(_say("groups", reading, alike, more))
        elif alike:
            said.append(_say("groups", reading, alike, facts))
    return said


def _say(
    between: str,
    reading: Reading,
    alike: Sequence[Read],
    facts: dict[str, Number | Words],
) -> Paragraph:
    names = list_words(dict.fromkeys(read.outcome.label for read in alike))
    words = Phrase(f"reading.{between}.{reading}", facts | {"names": names})
    return Paragraph(words, "caution" if reading in _CAUTION else "plain")


def _say_moved(
    context: Context, read: Read, facts: dict[str, Number | Words]
) -> Paragraph:
    """Name the questions that moved on their own, and how far they take the score."""
    shift, low, high = context.numbers(
        read.place, "reading_shift", "reading_shift.ci_low", "reading_shift.ci_high"
    )
    is_clear = (low.value or 0) > 0 or (high.value or 0) < 0
    more: dict[str, Number | Words] = {
        "names": read.outcome.label,
        "questions": list_words(list_moved(context, read)),
        "shift": shift,
        "low": low,
        "high": high,
        "unit": say_unit(shift if is_clear else high, on_hundred=False),
    }
    key = f"reading.waves.means_comparable_in_part.{'moved' if is_clear else 'still'}"
    return Paragraph(Phrase(key, facts | more), "caution")


def list_moved(context: Context, read: Read) -> list[Words]:
    """Questions whose equality answers contradicted."""
    scale = read.outcome.scale
    return [
        question_words(scale, item)
        for item in scale.item_ids
        if any(
            context.has(read.place.at(item=item), f"{part}_score_test")
            for part in ("loading", "intercept")
        )
    ]
