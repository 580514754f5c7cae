"""Whether the survey that ran is the questionnaire that was written."""

from collections.abc import Iterator

from barometre.errors import Problem
from barometre.questionnaire.scale import Questionnaire
from barometre.responses.codes import codes_of
from barometre.responses.columns import asked_order, find_column
from barometre.responses.structure import Structure
from barometre.study import Study


def list_drift(
    structure: Structure, *, study: Study, questionnaire: Questionnaire
) -> tuple[Problem, ...]:
    """List answers that the survey offers and neither questionnaire nor study knows.

    Nobody may have given them yet; the first who does stops the run.
    """
    return tuple(_list_drift(structure, study, questionnaire))


def _list_drift(
    structure: Structure, study: Study, questionnaire: Questionnaire
) -> Iterator[Problem]:
    for item in asked_order(questionnaire):
        place = structure.find(find_column(item, study))
        if place is None:
            continue
        codes = codes_of(questionnaire.items[item], study)
        offered = [answer.code for answer in place.question.answers]
        if place.question.has_other:
            offered.append("-oth-")
        for code in dict.fromkeys(offered):
            if codes.read(code).is_unexpected:
                yield Problem("answer_unknown", item, found=code)
