"""A survey on the loopback server: the recorded one, with responses that can change."""

import base64
import csv
import io
import json
from dataclasses import dataclass, field
from functools import cache
from xml.etree import ElementTree

from recorded_server import RECORDINGS, Answer, recorded, status

SHARED = RECORDINGS.parents[1]
LSS = RECORDINGS.parent / "survey_222795.lss"
EXPORT = RECORDINGS.parent / "exports" / "export_responses.csv_code_short_all.csv"
NO_DATA = "No Data, could not get max id."
REVERSED = (3, 5)
Rows = dict[int, dict[str, str]]


def read_recorded_rows() -> Rows:
    """Read the responses of the recorded survey, by id."""
    text = EXPORT.read_bytes().decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    return {int(row["id"]): dict(row) for row in rows if row["id"]}


def make_rows(n: int, *, first: int = 1) -> Rows:
    """Make completed responses, every tenth stopped on the second page."""
    model = dict.fromkeys(read_recorded_rows()[1], "")
    return {
        number: model
        | {
            "id": str(number),
            "submitdate": "" if number % 10 == 0 else "2026-06-02 10:00:00",
            "lastpage": "2" if number % 10 == 0 else "5",
            "token": f"token{number:06d}",
            "startdate": "2026-06-02 09:50:00",
            "datestamp": "2026-06-02 10:00:00",
            "AGE": "41",
            "ZONE": f"Z{1 + number % 3}",
            **{f"CINT[SQ00{k}]": _answer(number, k) for k in range(1, 6)},
            "COMMENT": f"Lundi, {number} fois",
        }
        for number in range(first, first + n)
    }


def _answer(number: int, row: int) -> str:
    """Answer as someone whose trust is their number: the third row asks the reverse."""
    trust = 1 + (number + row % 2) % 5
    return str(6 - trust if row in REVERSED else trust)


@dataclass
class ImitatedSurvey:
    """Answers as the recorded server did, for one survey."""

    rows: Rows
    survey_id: int = 222795
    participants: list[dict[str, object]] = field(default_factory=list)
    times: dict[int, str] = field(default_factory=dict)
    expires: str | None = None

    def answers(self) -> dict[str, Answer | list[Answer]]:
        return {
            "get_summary": self.get_summary,
            "export_responses": self.export_responses,
            "list_participants": self.list_participants,
            "list_groups": self.list_groups,
            "list_questions": self.list_questions,
            "get_question_properties": self.get_question_properties,
            "get_survey_properties": lambda *_: {"format": "G"},
            "list_surveys": self.list_surveys,
            "add_response": self.add_response,
            "delete_response": self.delete_response,
        }

    def list_surveys(self, _key):
        return [{"sid": self.survey_id, "active": "Y", "expires": self.expires}]

    def add_response(self, _key, _sid, answers):
        number = max(self.rows) + 1
        blank = dict.fromkeys(self.rows[min(self.rows)], "")
        known = {name: str(answers[name]) for name in answers if name in blank}
        self.rows[number] = blank | known | {"id": str(number)}
        return str(number)

    def delete_response(self, _key, _sid, number):
        del self.rows[number]
        return {str(number): "deleted"}

    def get_summary(self, _key, sid, _name):
        if sid != self.survey_id:
            return recorded("get_summary.unknown_survey")
        completed = sum(bool(row["submitdate"]) for row in self.rows.values())
        return {
            "completed_responses": completed,
            "incomplete_responses": len(self.rows) - completed,
            "full_responses": len(self.rows),
        }

    def export_responses(self, _key, sid, kind, *wish):
        """Export as LimeSurvey does: ids included, a line break where there is none."""
        if sid != self.survey_id:
            return recorded("export_responses.unknown_survey")
        _, _, heading, response, first, last, fields = wish
        if (kind, heading, response) != ("csv", "code", "short"):
            return status("this imitation speaks in codes only")
        if not self.rows:
            return status(NO_DATA)
        found = [
            self.rows[number] | {"interviewtime": self.times.get(number, "")}
            for number in sorted(self.rows)
            if first <= number <= (last or max(self.rows))
        ]
        return encode_csv(found, fields or list(next(iter(self.rows.values()))))

    def list_participants(self, _key, _sid, start, limit, _unused, wanted):
        if not self.participants:
            return recorded("list_participants.table_missing")
        # As the server does: from a number on, not from a place in the list.
        page = [one for one in self.participants if one["tid"] >= start][:limit]
        if not page:
            return recorded("list_participants.beyond_end")
        always = ("tid", "token", "participant_info")
        return [{name: row.get(name) for name in (*always, *wanted)} for row in page]

    def list_groups(self, _key, _sid, language="fr"):
        return recorded(_in_language("list_groups", language))

    def list_questions(self, _key, _sid, _group=None, language="fr"):
        if language not in ("fr", "en"):
            return recorded("list_questions.bad_language")
        return recorded(_in_language("list_questions", language))

    def get_question_properties(self, _key, qid, wanted, language):
        questions = json.loads(recorded("list_questions.ok").body)["result"]
        (question,) = (one for one in questions if one["qid"] == qid)
        if question["type"] == "1" and wanted is not None:
            return {"answeroptions": "No available answer options"}
        return {
            "answeroptions": _shape_answers(read_answers(qid, language)),
            "attributes": {"hidden": "0", "equation": None, **read_attributes(qid)},
        }


def encode_csv(rows: list[dict[str, str]], columns: list[str]) -> str:
    if not rows:
        return base64.b64encode(b"\r\n").decode()
    lines = [columns, *([row[name] for name in columns] for row in rows)]
    text = "\r\n".join(
        ";".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines
    )
    return base64.b64encode(f"\ufeff{text}\r\n\r\n".encode()).decode()


@cache
def read_answers(qid: int, language: str) -> list[dict[str, object]]:
    """Read the answer options of a question from the structure file of the survey."""
    tables = ElementTree.parse(LSS).getroot()  # noqa: S314  a file of our own
    options = {
        row.findtext("aid"): row
        for row in tables.iterfind("answers/rows/row")
        if row.findtext("qid") == str(qid)
    }
    return [
        {
            "code": options[text.findtext("aid")].findtext("code"),
            "answer": text.findtext("answer") or "",
            "assessment_value": 0,
            "scale_id": int(options[text.findtext("aid")].findtext("scale_id")),
            "order": int(options[text.findtext("aid")].findtext("sortorder")),
        }
        for text in tables.iterfind("answer_l10ns/rows/row")
        if text.findtext("aid") in options and text.findtext("language") == language
    ]


@cache
def read_attributes(qid: int) -> dict[str, str]:
    """Read the settings of a question from the structure file of the survey."""
    tables = ElementTree.parse(LSS).getroot()  # noqa: S314  a file of our own
    return {
        row.findtext("attribute") or "": row.findtext("value") or ""
        for row in tables.iterfind("question_attributes/rows/row")
        if row.findtext("qid") == str(qid)
    }


def _shape_answers(answers: list[dict[str, object]]) -> object:
    """Shape answers as RemoteControl does: an object, a list, lists, a sentence."""
    scales = sorted({one["scale_id"] for one in answers})
    if len(scales) > 1:
        return [{a["code"]: a for a in answers if a["scale_id"] == s} for s in scales]
    ordered = sorted(answers, key=lambda one: one["order"])
    bare = [{k: v for k, v in one.items() if k != "code"} for one in ordered]
    if [one["code"] for one in ordered] == [str(k) for k in range(len(ordered))]:
        return bare or "No available answer options"
    return {one["code"]: b for one, b in zip(ordered, bare, strict=True)}


def _in_language(method: str, language: str | None) -> str:
    return f"{method}.en" if language == "en" else f"{method}.ok"
