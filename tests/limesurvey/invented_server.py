"""A LimeSurvey of the mind: it takes structure files in and tells what it holds."""

import base64
from dataclasses import dataclass, field
from xml.etree import ElementTree

from recorded_server import Answer, status

_NO_SURVEY = "Error: Invalid survey ID"
_NO_TABLE = "Error: No survey participants table"


@dataclass
class Held:
    """One survey: its tables, its settings, its people."""

    tables: dict[str, list[dict[str, str]]]
    settings: dict[str, str]
    people: list[dict[str, object]] | None = None
    responses: int = 0
    attributes: list[int] = field(default_factory=list)


@dataclass
class InventedServer:
    """Surveys by number; ``mail_works`` sends reminders, ``at_once`` at a time."""

    surveys: dict[int, Held] = field(default_factory=dict)
    mail_works: bool = True
    at_once: int = 50
    spoil: str = ""

    def answers(self) -> dict[str, Answer | list[Answer]]:
        names = [name for name in dir(self) if name.startswith("do_")]
        return {name.removeprefix("do_"): getattr(self, name) for name in names}

    def do_import_survey(self, _key, content, _kind, _name, number):
        text = base64.b64decode(content).decode()
        if self.spoil:
            text = text.replace(self.spoil, "spoilt", 1)
        root = ElementTree.fromstring(text)  # noqa: S314  a file of our own
        tables = {
            table.tag: [
                {cell.tag: self._renumber(cell.tag, cell.text or "") for cell in row}
                for row in table.iterfind("rows/row")
            ]
            for table in root
        }
        settings = {**tables["surveys"][0], "active": "N"}
        self.surveys[number] = Held(tables, settings)
        return number

    def _renumber(self, name: str, text: str) -> str:
        """Give questions numbers of their own, as a server does."""
        if name not in ("qid", "parent_qid", "gid") or text == "0":
            return text
        return str(int(text) + 1_000 * len(self.surveys))

    def do_get_survey_properties(self, _key, number, names=None):
        if number not in self.surveys:
            return status(_NO_SURVEY)
        settings = self.surveys[number].settings
        return {name: settings.get(name) for name in names or settings}

    def do_set_survey_properties(self, _key, number, wanted):
        self.surveys[number].settings.update(wanted)
        return dict.fromkeys(wanted, True)

    def do_list_groups(self, _key, number, language="fr"):
        return self._join(number, "groups", "group_l10ns", "gid", language)

    def do_list_questions(self, _key, number, _group=None, language="fr"):
        return [
            row
            for table in ("questions", "subquestions")
            for row in self._join(number, table, "question_l10ns", "qid", language)
        ]

    def _join(self, number, table, texts, key, language):
        tables = self.surveys[number].tables
        said = {t[key]: t for t in tables[texts] if t["language"] == language}
        return [{**said[row[key]], **row} for row in tables[table]]

    def do_get_question_properties(self, _key, qid, _wanted, language):
        tables = next(
            held.tables
            for held in self.surveys.values()
            if any(q["qid"] == str(qid) for q in held.tables["questions"])
        )
        said = {
            text["aid"]: text["answer"]
            for text in tables["answer_l10ns"]
            if text["language"] == language
        }
        options = {
            row["code"]: {"answer": said[row["aid"]], "order": row["sortorder"]}
            for row in tables["answers"]
            if row["qid"] == str(qid)
        }
        attributes = {
            row["attribute"]: row["value"]
            for row in tables["question_attributes"]
            if row["qid"] == str(qid)
        }
        return {
            "answeroptions": options or "No available answer options",
            "attributes": attributes,
        }

    def do_get_summary(self, _key, number, name):
        return self.surveys[number].responses if name == "full_responses" else 0

    def do_activate_tokens(self, _key, number, attributes):
        self.surveys[number].people = []
        self.surveys[number].attributes = attributes
        return {"status": "OK"}

    def do_add_participants(self, _key, number, rows, _with_token):
        people = self.surveys[number].people
        for row in rows:
            known = {"tid": len(people) + 1, "sent": "N", "remindersent": "N"}
            people.append({**known, "remindercount": 0, "completed": "N", **row})
        return rows

    def do_list_participants(self, _key, number, start, limit, _unused, wanted):
        people = self.surveys[number].people
        if people is None:
            return status(_NO_TABLE)
        page = [person for person in people if person["tid"] >= start][:limit]
        if not page:
            return status("No survey participants found.")
        return [
            {
                "tid": person["tid"],
                "token": person.get("token", ""),
                "participant_info": {"email": person["email"]},
                **{name: person[name] for name in wanted},
            }
            for person in page
        ]

    def do_activate_survey(self, _key, number, wanted):
        self.surveys[number].settings |= {**wanted, "active": "Y"}
        return {"status": "OK"}

    def do_remind_participants(self, _key, number, days, most, _ids, _go_on):
        if not self.mail_works:
            return status("Error: No candidate tokens")
        due = [
            person
            for person in self.surveys[number].people
            if person["email"]
            and person["emailstatus"] == "OK"
            and person["sent"] != "N"
            and person["completed"] == "N"
            and person["remindercount"] < most
            and max(person["sent"], person["remindersent"].strip("N")) < "2026-01-25"
        ]
        for person in due[: self.at_once]:
            person["remindercount"] += 1
            person["remindersent"] = "2026-02-01 10:00"
        return {"status": f"{max(0, len(due) - self.at_once)} left to send"}
