"""A survey written as the tab-separated file that LimeSurvey imports."""

import csv
import io
from collections.abc import Iterator

from barometre.questionnaire.limesurvey.survey import AskedQuestion, Group, Survey

_COLUMNS = (
    *("id", "related_id", "class", "type/scale", "name", "relevance", "text", "help"),
    *("language", "validation", "mandatory", "other", "default", "same_default"),
)
_Cells = dict[str, str]


def write_tsv(survey: Survey) -> bytes:
    """Write a survey as tab-separated text: UTF-8 with a byte order mark.

    The first language comes whole, then the others, as LimeSurvey writes them. Where
    it is imported LimeSurvey chooses the number of the survey.
    """
    rows = list(_list_rows(survey))
    attributes = dict.fromkeys(key for row in rows for key in row)
    columns = dict.fromkeys((*_COLUMNS, *attributes))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text, columns, restval="", delimiter="\t", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _list_rows(survey: Survey) -> Iterator[_Cells]:
    first, *others = survey.languages
    settings = {"language": first, "additional_languages": " ".join(others)}
    for name, value in {**settings, **survey.settings}.items():
        yield {"class": "S", "name": name, "text": value}
    for language in survey.languages:
        texts = {"surveyls_language": language, **survey.texts[language]}
        for name, value in texts.items():
            yield {"class": "SL", "name": name, "text": value, "language": language}
    for language in survey.languages:
        for number, group in enumerate(survey.groups, start=1):
            yield from _list_group(number, group, language)


def _list_group(number: int, group: Group, language: str) -> Iterator[_Cells]:
    yield {
        "class": "G",
        "type/scale": str(number),
        "name": group.title[language],
        "relevance": group.relevance,
        "text": group.description.get(language, ""),
        "language": language,
    }
    for question in group.questions:
        yield _write_question(question, language)
        for row in question.rows:
            yield {
                "class": "SQ",
                "type/scale": "0",
                "name": row.code,
                "relevance": row.relevance,
                "text": row.texts[language],
                "language": language,
            }
        for option in question.options:
            yield {
                "class": "A",
                "type/scale": "0",
                "name": option.code,
                "text": option.texts[language],
                "language": language,
            }


def _write_question(question: AskedQuestion, language: str) -> _Cells:
    return {
        "class": "Q",
        "type/scale": question.type,
        "name": question.code,
        "relevance": question.relevance,
        "text": question.texts[language],
        "help": question.help.get(language, ""),
        "language": language,
        "validation": question.pattern,
        "mandatory": "Y" if question.is_mandatory else "N",
        "other": "N",
        "default": question.default,
        "same_default": "0",
        **{attribute.name: attribute.value for attribute in question.attributes},
    }
