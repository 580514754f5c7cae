"""The questionnaire as a server describes it, piece by piece: it gives no .lss away."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from barometre.responses.structure_model import KEPT_ATTRIBUTES
from barometre.sources.limesurvey.errors import LimeSurveyError
from barometre.sources.limesurvey.export import Survey

_CONNECTIONS = 4
_PAGINATION = {"S": "question", "G": "group", "A": "survey"}
_TWO_SCALES = "1"
# Types of questions whose answers are chosen from a list of their own.
_LISTED = frozenset("L!OFHR1WZ^")
_WANTED = ["answeroptions", "subquestions", "attributes"]


def write_structure(
    described: Mapping[str, Any], *, last_page: int, columns: Mapping[str, str]
) -> bytes:
    """Write the structure of a survey as JSON, to be read by ``read_structure``.

    Parameters
    ----------
    described
        As :func:`describe_structure` gives it.
    last_page
        Highest page that anyone left. Where the user may not see the settings of the
        survey, it tells one page a group from one page a question.
    columns
        Columns of the export that the study calls otherwise, by its name.
    """
    told = "question" if last_page > len(described["groups"]) else "group"
    content = {
        **described,
        "pagination": described["pagination"] or told,
        "columns": dict(columns),
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def describe_structure(survey: Survey, *, languages: Sequence[str]) -> dict[str, Any]:
    """Ask for groups, questions, rows, answers, conditions and texts.

    Parameters
    ----------
    languages
        Languages to ask for beside the survey's own; one it lacks is left out.
    """
    groups = _ask_rows(survey, "list_groups")
    base = str(groups[0]["language"]) if groups else ""
    known = {base: (groups, _ask_rows(survey, "list_questions"))}
    for language in dict.fromkeys(languages):
        if language != base and (found := _ask_language(survey, language)):
            known[language] = found
    questions = known[base][1]
    properties = _ask_properties(
        survey, [q for q in questions if not _parent(q)], known
    )
    return {
        "survey_id": str(survey.survey_id),
        "base_language": base,
        "languages": list(known),
        "pagination": _ask_pagination(survey),
        "groups": [
            {
                "id": int(group["gid"]),
                "order": int(group["group_order"]),
                "relevance": str(group["grelevance"] or ""),
                "texts": _texts(known, 0, "gid", group["gid"], "group_name"),
            }
            for group in groups
        ],
        "questions": list(_describe_questions(questions, known, properties)),
    }


_Known = Mapping[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]]
_Properties = Mapping[tuple[int, str], Mapping[str, Any]]


def _ask_rows(survey: Survey, method: str, *params: object) -> list[dict[str, Any]]:
    rows = survey.ask(method, *params)
    return list(rows) if isinstance(rows, list) else []


def _ask_language(
    survey: Survey, language: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]] | None:
    try:
        return (
            _ask_rows(survey, "list_groups", language),
            _ask_rows(survey, "list_questions", None, language),
        )
    except LimeSurveyError as error:
        if error.code != "limesurvey_language_unknown":
            raise
        return None


def _ask_pagination(survey: Survey) -> str:
    """Ask how the survey is cut into pages; empty for a user who may not know."""
    try:
        settings: Any = survey.ask("get_survey_properties", ["format"])
        return _PAGINATION.get(settings.get("format"), "group")
    except LimeSurveyError as error:
        if error.code != "limesurvey_no_rights":
            raise
    return ""


def _ask_properties(
    survey: Survey, questions: Sequence[dict[str, Any]], languages: Iterable[str]
) -> _Properties:
    """Ask each question its properties, several at once.

    In further languages, only those whose answers have a text of their own.
    """
    base, *others = languages
    wanted = [(int(q["qid"]), base) for q in questions]
    listed = [int(q["qid"]) for q in questions if q["type"] in _LISTED]
    wanted += [(qid, language) for language in others for qid in listed]
    dual = {int(q["qid"]) for q in questions if q["type"] == _TWO_SCALES}

    def ask(one: tuple[int, str]) -> Mapping[str, Any]:
        qid, language = one
        # Asked for its answers alone, an array of two scales says that it has none.
        wish = (qid, None if qid in dual else _WANTED, language)
        try:
            found = survey.server.ask(
                "get_question_properties", *wish, survey_id=survey.survey_id
            )
        except LimeSurveyError as error:
            # Two scales with the same codes: LimeSurvey gives none of them.
            if error.code != "limesurvey_status_unknown":
                raise
            return {}
        return found if isinstance(found, dict) else {}

    with ThreadPoolExecutor(_CONNECTIONS) as threads:
        return dict(zip(wanted, threads.map(ask, wanted), strict=True))


def _describe_questions(
    rows: Sequence[Mapping[str, Any]], known: _Known, properties: _Properties
) -> Iterator[dict[str, object]]:
    base = next(iter(known))
    for row in rows:
        if _parent(row):
            continue
        qid = int(row["qid"])
        answers = {
            language: list_answers(
                properties.get((qid, language), {}).get("answeroptions")
            )
            for language in known
        }
        yield {
            "code": str(row["title"]),
            "type": str(row["type"]),
            "group": int(row["gid"]),
            "order": int(row["question_order"]),
            "is_mandatory": row["mandatory"] == "Y",
            "has_other": row["other"] == "Y",
            "relevance": str(row.get("relevance") or ""),
            "texts": _texts(known, 1, "qid", qid, "question"),
            "helps": _texts(known, 1, "qid", qid, "help"),
            "attributes": _describe_attributes(properties[qid, base]),
            "answers": _describe_answers(answers),
            "subquestions": [
                {
                    "code": str(part["title"]),
                    "scale": int(part.get("scale_id") or 0),
                    "order": int(part["question_order"]),
                    "relevance": str(part.get("relevance") or ""),
                    "texts": _texts(known, 1, "qid", part["qid"], "question"),
                }
                for part in rows
                if _parent(part) == qid
            ],
        }


def list_answers(options: object) -> list[dict[str, object]]:
    """List the answers of a question: code, scale, order and text.

    LimeSurvey sends an object by code; a list, the code being the place, where the
    codes are 0, 1, 2, ... in order; a list of objects, one a scale, for an array of two
    scales; a sentence where there is no answer to choose.
    """
    if isinstance(options, dict):
        coded = list(options.items())
    elif isinstance(options, list) and all("answer" in one for one in options):
        coded = [(str(place), one) for place, one in enumerate(options)]
    elif isinstance(options, list):
        return [answer for one in options for answer in list_answers(one)]
    else:
        return []
    return [
        {
            "code": str(one.get("code", code)),
            "scale": int(one.get("scale_id") or 0),
            "order": int(one.get("order") or 0),
            "text": str(one.get("answer") or ""),
        }
        for code, one in coded
    ]


def _describe_attributes(properties: Mapping[str, Any]) -> dict[str, str]:
    found = properties.get("attributes")
    named = found if isinstance(found, dict) else {}
    return {name: str(named[name]) for name in KEPT_ATTRIBUTES if named.get(name)}


def _describe_answers(
    by_language: Mapping[str, list[dict[str, object]]],
) -> list[dict[str, object]]:
    described: dict[tuple[object, object], dict[str, Any]] = {}
    for language, answers in by_language.items():
        for answer in answers:
            text = answer.pop("text")
            place = (answer["scale"], answer["code"])
            described.setdefault(place, {**answer, "texts": {}})["texts"][language] = (
                text
            )
    return list(described.values())


def _texts(
    known: _Known, part: int, key: str, value: object, field: str
) -> dict[str, str]:
    return {
        language: str(row.get(field) or "")
        for language, rows in known.items()
        for row in rows[part]
        if int(row[key]) == int(str(value))
    }


def _parent(row: Mapping[str, Any]) -> int:
    return int(row.get("parent_qid") or 0)
