"""A survey written as a LimeSurvey structure file (.lss)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape

from barometre.questionnaire.limesurvey.survey import (
    AskedQuestion,
    Group,
    Survey,
    Texts,
)

# Version of the tables of LimeSurvey 6.4; later versions read it and bring it up.
_DB_VERSION = "620"
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

_Record = Mapping[str, str]
_Tables = dict[str, list[_Record]]


def write_lss(survey: Survey) -> bytes:
    """Write a survey as the structure file that LimeSurvey 6 imports.

    The same survey always gives the same bytes.
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<document>"]
    lines.append(" <LimeSurveyDocType>Survey</LimeSurveyDocType>")
    lines.append(f" <DBVersion>{_DB_VERSION}</DBVersion>")
    lines.append(" <languages>")
    lines += [f"  <language>{code}</language>" for code in sorted(survey.languages)]
    lines.append(" </languages>")
    for name, records in _list_tables(survey).items():
        lines += _write_table(name, records)
    lines.append("</document>")
    return "\n".join([*lines, ""]).encode()


def _write_table(name: str, records: list[_Record]) -> Iterator[str]:
    if not records:
        return
    fields = dict.fromkeys(key for record in records for key in record)
    yield f" <{name}>"
    yield "  <fields>"
    yield from (f"   <fieldname>{field}</fieldname>" for field in fields)
    yield "  </fields>"
    yield "  <rows>"
    for record in records:
        yield "   <row>"
        for key, value in record.items():
            yield f"    <{key}>{escape(_NOT_XML.sub('', value))}</{key}>"
        yield "   </row>"
    yield "  </rows>"
    yield f" </{name}>"


def _list_tables(survey: Survey) -> _Tables:
    """List the rows of every table, in the order in which LimeSurvey writes them."""
    tables: _Tables = {
        name: []
        for name in (
            *("answers", "answer_l10ns", "groups", "group_l10ns", "questions"),
            *("subquestions", "question_l10ns", "question_attributes"),
            *("defaultvalues", "defaultvalue_l10ns", "surveys"),
            "surveys_languagesettings",
        )
    }
    writer = _Numbers(survey, tables)
    for number, group in enumerate(survey.groups, start=1):
        writer.add_group(number, group)
    first, *others = survey.languages
    tables["surveys"].append(
        {
            "sid": str(survey.survey_id),
            "gsid": "1",
            "language": first,
            "additional_languages": " ".join(others),
            **survey.settings,
        }
    )
    tables["surveys_languagesettings"] += [
        {
            "surveyls_survey_id": str(survey.survey_id),
            "surveyls_language": language,
            **survey.texts[language],
        }
        for language in survey.languages
    ]
    return tables


class _Numbers:
    """Gives every group, question, row and answer a number, and writes its rows."""

    def __init__(self, survey: Survey, tables: _Tables) -> None:
        self.sid = str(survey.survey_id)
        self.languages = survey.languages
        self.tables = tables
        self.n_questions = 0

    def add_group(self, number: int, group: Group) -> None:
        gid = {"gid": str(number), "sid": self.sid}
        order = {"group_order": str(number), "randomization_group": ""}
        self.tables["groups"].append({**gid, **order, "grelevance": group.relevance})
        self.tables["group_l10ns"] += self._translate(
            "group_l10ns",
            {"gid": str(number)},
            {"group_name": group.title, "description": group.description},
        )
        for place, question in enumerate(group.questions, start=1):
            self._add_question(str(number), place, question)

    def _add_question(self, gid: str, place: int, question: AskedQuestion) -> None:
        qid = self._number()
        self.tables["questions"].append(
            {
                **self._identify(qid, "0", gid, question),
                "title": question.code,
                "preg": question.pattern,
                "other": "N",
                "mandatory": "Y" if question.is_mandatory else "N",
                "encrypted": "N",
                "question_order": str(place),
                "scale_id": "0",
                "same_default": "0",
                "relevance": question.relevance,
                "question_theme_name": question.theme,
                "same_script": "0",
            }
        )
        self._add_texts(qid, question.texts, question.help)
        for number, row in enumerate(question.rows, start=1):
            own = self._number()
            self.tables["subquestions"].append(
                {
                    **self._identify(own, qid, gid, question),
                    "title": row.code,
                    "other": "N",
                    "mandatory": "N",
                    "encrypted": "N",
                    "question_order": str(number),
                    "scale_id": "0",
                    "same_default": "0",
                    "relevance": row.relevance,
                    "same_script": "0",
                }
            )
            self._add_texts(own, row.texts, {})
        self._add_options(qid, question)
        self._add_attributes(qid, question)

    def _identify(
        self, qid: str, parent: str, gid: str, question: AskedQuestion
    ) -> _Record:
        place = {"qid": qid, "parent_qid": parent, "sid": self.sid, "gid": gid}
        return {**place, "type": question.type}

    def _add_texts(self, qid: str, texts: Texts, helps: Texts) -> None:
        self.tables["question_l10ns"] += self._translate(
            "question_l10ns", {"qid": qid}, {"question": texts, "help": helps}
        )

    def _add_options(self, qid: str, question: AskedQuestion) -> None:
        for number, option in enumerate(question.options, start=1):
            aid = str(len(self.tables["answers"]) + 1)
            self.tables["answers"].append(
                {
                    "aid": aid,
                    "qid": qid,
                    "code": option.code,
                    "sortorder": str(number),
                    "assessment_value": "0",
                    "scale_id": "0",
                }
            )
            self.tables["answer_l10ns"] += self._translate(
                "answer_l10ns", {"aid": aid}, {"answer": option.texts}
            )

    def _add_attributes(self, qid: str, question: AskedQuestion) -> None:
        self.tables["question_attributes"] += [
            {
                "qid": qid,
                "attribute": attribute.name,
                "value": attribute.value,
                "language": attribute.language,
            }
            for attribute in question.attributes
        ]
        if not question.default:
            return
        dvid = str(len(self.tables["defaultvalues"]) + 1)
        self.tables["defaultvalues"].append(
            {"dvid": dvid, "qid": qid, "scale_id": "0", "sqid": "0", "specialtype": ""}
        )
        values = dict.fromkeys(self.languages, question.default)
        self.tables["defaultvalue_l10ns"] += self._translate(
            "defaultvalue_l10ns", {"dvid": dvid}, {"defaultvalue": values}
        )

    def _translate(
        self, table: str, key: _Record, texts: Mapping[str, Texts]
    ) -> Iterable[_Record]:
        first = len(self.tables[table]) + 1
        return [
            {
                "id": str(number),
                **key,
                **{field: words.get(language, "") for field, words in texts.items()},
                "language": language,
            }
            for number, language in enumerate(self.languages, start=first)
        ]

    def _number(self) -> str:
        self.n_questions += 1
        return str(self.n_questions)
