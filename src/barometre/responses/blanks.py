"""Why a cell is empty: not asked, broke off before, or seen and skipped."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from barometre.questionnaire.limesurvey.relevance import read_conditions
from barometre.questionnaire.scale import Questionnaire
from barometre.responses.decode_column import ANSWERED, BLANK, KIND
from barometre.responses.structure import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known of a wave before its blanks are explained.

    ``numbers`` and ``kinds`` are by item in the order asked; ``last_page`` is NaN where
    the source does not say; ``places`` holds the items that a structure file describes.
    """

    numbers: Mapping[str, "NDArray[np.float64]"]
    kinds: Mapping[str, "NDArray[np.int8]"]
    is_complete: "NDArray[np.bool_]"
    last_page: "NDArray[np.float64]"
    places: Mapping[str, Place]


def explain_blanks(
    answers: Answers,
    *,
    questionnaire: Questionnaire,
    blank: Literal["skipped", "not_asked"],
) -> dict[str, "NDArray[np.int8]"]:
    """Give each blank its kind of missing.

    In this order: an item blank for the whole wave was not asked, unless the structure
    file has it; nor was one whose condition the person does not meet; an incomplete
    response stops at its last answered item, or at its last page; a conditional
    question left entirely blank was not shown; neither was a mandatory one that a
    complete response lacks; and any other blank is what the study says, skipped unless
    told otherwise.
    """
    stop = _last_touched(answers)
    kinds: dict[str, NDArray[np.int8]] = {}
    for position, (item, before) in enumerate(answers.kinds.items()):
        is_blank = before == BLANK
        if not is_blank.any():
            kinds[item] = before
            continue
        if is_blank.all() and item not in answers.places:
            kinds[item] = np.full_like(before, KIND["not_asked"])
            continue
        is_stopped = _is_stopped(item, position, answers, stop)
        is_hidden = _is_hidden(item, answers) & ~is_stopped
        is_not_asked = _is_not_eligible(item, answers, questionnaire) | is_hidden
        after = np.where(is_blank & is_stopped, KIND["broke_off"], before)
        after[is_blank & is_not_asked] = KIND["not_asked"]
        after[after == BLANK] = KIND[blank]
        kinds[item] = after
    return kinds


def _last_touched(answers: Answers) -> "NDArray[np.int32]":
    """Find the position of the last item that each person answered in any way."""
    last = np.full(len(answers.is_complete), -1, dtype=np.int32)
    for position, kinds in enumerate(answers.kinds.values()):
        last[kinds != BLANK] = position
    return last


def _is_stopped(
    item: str, position: int, answers: Answers, stop: "NDArray[np.int32]"
) -> "NDArray[np.bool_]":
    """Tell who never came to the item: incomplete, and nothing answered after it."""
    is_stopped = ~answers.is_complete & (stop < position)
    if item in answers.places:
        # A page that was left is a page that was seen.
        is_stopped &= ~(answers.last_page >= answers.places[item].question.page)
    return is_stopped


def _is_hidden(item: str, answers: Answers) -> "NDArray[np.bool_]":
    """Tell who was not shown the item, as far as the structure file tells."""
    nobody = np.zeros(len(answers.is_complete), dtype=bool)
    place = answers.places.get(item)
    if place is None:
        return nobody
    if (is_shown := _meets_conditions(place, answers)) is not None:
        return ~is_shown
    if place.subquestion is not None and place.subquestion.is_conditional:
        return ~nobody
    if place.question.is_conditional:
        siblings = [
            answers.kinds[other] == BLANK
            for other, one in answers.places.items()
            if one.question is place.question
        ]
        is_all_blank: NDArray[np.bool_] = np.all(siblings, axis=0)
        return is_all_blank
    return answers.is_complete if place.question.is_mandatory else nobody


def _meets_conditions(place: Place, answers: Answers) -> "NDArray[np.bool_] | None":
    """Tell who met every condition of an item, where the conditions can be read.

    A missing answer to a condition meets none, as in LimeSurvey. None for an item that
    everyone is shown, and where a condition is of another kind or names an item whose
    answers are not known.
    """
    row = place.subquestion
    relevances = [place.question.relevance, place.question.group_relevance]
    relevances += [] if row is None else [row.relevance]
    conditions = read_conditions(*relevances)
    if not conditions or not conditions.keys() <= answers.numbers.keys():
        return None
    met = [np.isin(answers.numbers[i], list(c)) for i, c in conditions.items()]
    is_shown: NDArray[np.bool_] = np.all(met, axis=0)
    return is_shown


def _is_not_eligible(
    item: str, answers: Answers, questionnaire: Questionnaire
) -> "NDArray[np.bool_]":
    """Tell who gave an answer that leads past the item; every condition must be met.

    Someone whose answer to the condition is missing stays eligible: the blank is then
    explained like any other.
    """
    conditions = {
        **questionnaire.scale_of(item).asked_of,
        **questionnaire.items[item].asked_of,
    }
    is_past = np.zeros(len(answers.is_complete), dtype=bool)
    for asked, codes in conditions.items():
        if asked in answers.numbers:
            is_known = answers.kinds[asked] == ANSWERED
            is_past |= is_known & ~np.isin(answers.numbers[asked], codes)
    return is_past
