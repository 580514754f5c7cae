"""A survey's structure as it was asked of a server, read from the JSON kept of it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from barometre.errors import Problem, SourceError
from barometre.responses.structure_model import (
    Answer,
    Question,
    Structure,
    Subquestion,
    find_page,
)


def read_structure_json(content: bytes, *, name: str = "") -> Structure:
    """Read what :mod:`barometre.sources.limesurvey` keeps of a survey.

    Raises
    ------
    SourceError
        When it is not what was written.
    """
    try:
        return _build_structure(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SourceError(Problem("structure_not_json", name)) from None


def _build_structure(survey: Mapping[str, Any]) -> Structure:
    groups = _sort(survey["groups"])
    places = {group["id"]: place for place, group in enumerate(groups, start=1)}
    asked = sorted(_sort(survey["questions"]), key=lambda one: places[one["group"]])
    return Structure(
        survey_id=survey["survey_id"],
        base_language=survey["base_language"],
        languages=tuple(survey["languages"]),
        pagination=survey["pagination"],
        groups=tuple(group["texts"] for group in groups),
        questions=tuple(
            _build_question(
                one,
                group=places[one["group"]],
                page=find_page(survey["pagination"], number, places[one["group"]]),
                group_relevance=groups[places[one["group"]] - 1]["relevance"],
            )
            for number, one in enumerate(asked, start=1)
        ),
        columns=survey["columns"],
    )


def _build_question(
    one: Mapping[str, Any], *, group: int, page: int, group_relevance: str
) -> Question:
    return Question(
        code=one["code"],
        type=one["type"],
        group=group,
        page=page,
        is_mandatory=one["is_mandatory"],
        has_other=one["has_other"],
        relevance=one["relevance"],
        group_relevance=group_relevance,
        texts=one["texts"],
        answers=tuple(
            Answer(code=answer["code"], scale=answer["scale"], texts=answer["texts"])
            for answer in _sort(one["answers"])
        ),
        subquestions=tuple(
            Subquestion(
                code=row["code"],
                scale=row["scale"],
                relevance=row["relevance"],
                texts=row["texts"],
            )
            for row in _sort(one["subquestions"])
        ),
        # Snapshots kept before these were asked for lack them.
        helps=one.get("helps", {}),
        attributes=one.get("attributes", {}),
    )


def _sort(parts: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(parts, key=lambda part: part["order"])
