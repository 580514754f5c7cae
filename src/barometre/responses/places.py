"""Where each item stands in a survey, by the column that an export has for it."""

from collections.abc import Iterable, Iterator, Mapping

from barometre.questionnaire.limesurvey_codes import match_columns
from barometre.responses.columns import find_column
from barometre.responses.structure_model import Place, Structure
from barometre.study import Study


def find_places(
    structure: Structure, items: Iterable[str], study: Study
) -> Mapping[str, Place]:
    """Find items by the column that the study names, else by their published name.

    An item that the study says was not asked is not looked for.
    """
    wanted = {i: column for i in items if (column := find_column(i, study))}
    encoded = match_columns(list_columns(structure), wanted)
    found = {
        item: structure.find(column) or structure.find(encoded.get(item, column))
        for item, column in wanted.items()
    }
    return {item: place for item, place in found.items() if place is not None}


def list_columns(structure: Structure) -> Iterator[str]:
    """Name the columns that an export of the survey would have."""
    for question in structure.questions:
        yield from (f"{question.code}[{row.code}]" for row in question.subquestions)
        if not question.subquestions:
            yield question.code
