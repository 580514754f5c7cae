"""Reminders: counted first, sent when asked to, within the limits of the study."""

from datetime import datetime
from pathlib import Path

import pytest
from invented_server import Held, InventedServer
from recorded_server import serve

from barometre.cli import main
from barometre.errors import BarometreError, StudyError
from barometre.pipeline.reminding import remind

STUDY = """
id: cafes
title: {{fr: Cafés, en: Cafés}}
questionnaire: [trust_people]
source: {{kind: limesurvey, url: "{url}"}}
waves:
  - {{id: t0, label: {{fr: Entrée, en: Entry}}, opens: 2026-01-12,
      closes: 2026-02-15, survey_id: 5}}
  - {{id: t1, label: {{fr: Sortie, en: Exit}}, opens: 2026-05-01, survey_id: 6}}
  - {{id: t2, label: {{fr: Suivi, en: Later}}, survey_id: 7}}
respondent: {{by: token}}
reminders: {{most: 2, days_between: 5}}
"""
DURING = datetime(2026, 2, 1, 12, 0)
LATER = datetime(2026, 3, 1, 12, 0)


def make_person(tid: int, **facts: object) -> dict[str, object]:
    return {
        "tid": tid,
        "email": f"person{tid}@example.net",
        "emailstatus": "OK",
        "sent": "2026-01-12 09:00",
        "remindersent": "N",
        "remindercount": 0,
        "completed": "N",
        **facts,
    }


@pytest.fixture(autouse=True)
def login(monkeypatch):
    monkeypatch.setenv("BAROMETRE_LS_USER", "maker")
    monkeypatch.setenv("BAROMETRE_LS_PASSWORD", "s3cret-Word")


@pytest.fixture
def invented():
    people = [
        make_person(1),
        make_person(2, remindersent="2026-01-20 09:00", remindercount=1),
        make_person(3, completed="2026-01-13 10:00"),
        make_person(4, sent="N"),
        make_person(5, remindersent="2026-01-30 09:00", remindercount=1),
        make_person(6, remindersent="2026-01-20 09:00", remindercount=2),
        make_person(7, emailstatus="OptOut"),
        make_person(8, email=""),
    ]
    return InventedServer({5: Held({}, {}, people)})


@pytest.fixture
def server(invented):
    session = {"get_session_key": "KEY", "release_session_key": "OK"}
    answers = {name: (lambda *_, v=value: v) for name, value in session.items()}
    with serve({**answers, **invented.answers()}) as running:
        yield running


@pytest.fixture
def folder(server, tmp_path) -> Path:
    (tmp_path / "study.yaml").write_text(STUDY.format(url=server.url), "utf-8")
    return tmp_path


def test_a_dry_run_counts_and_sends_nothing(folder, server):
    (done,) = remind(folder, now=DURING)
    waiting = done.waiting
    assert (done.wave, done.n_sent) == ("t0", None)
    assert waiting.n_waiting == 6
    assert (waiting.n_due, waiting.n_enough, waiting.n_recent) == (2, 1, 1)
    assert waiting.n_unreachable == 2
    assert server.count("remind_participants") == 0


def test_only_those_who_are_due_are_reminded(folder, server, invented):
    (done,) = remind(folder, is_sending=True, now=DURING)
    assert (done.n_sent, done.n_left) == (2, 0)
    people = invented.surveys[5].people
    assert [person["remindercount"] for person in people] == [1, 2, 0, 0, 1, 2, 0, 0]
    ((_, params),) = [c for c in server.calls if c[0] == "remind_participants"]
    assert params[1:4] == [5, 5, 2]


def test_a_second_reminder_on_the_same_day_reaches_nobody(folder, server):
    remind(folder, is_sending=True, now=DURING)
    (done,) = remind(folder, is_sending=True, now=DURING)
    assert done.waiting.n_due == 0
    assert done.n_sent is None
    assert server.count("remind_participants") == 1


def test_a_server_that_sends_few_at_a_time_is_asked_again(folder, server, invented):
    invented.at_once = 1
    (done,) = remind(folder, is_sending=True, now=DURING)
    assert done.n_sent == 2
    assert server.count("remind_participants") == 2


def test_a_server_that_sends_nothing_is_told(folder, invented):
    invented.mail_works = False
    with pytest.raises(BarometreError) as refused:
        remind(folder, is_sending=True, now=DURING)
    assert refused.value.problems[0].code == "remind_failed"


@pytest.mark.parametrize(
    ("wave", "code"), [("t0", "remind_outside"), ("t2", "remind_no_dates")]
)
def test_nobody_is_reminded_outside_a_wave(folder, server, wave, code):
    with pytest.raises(StudyError) as refused:
        remind(folder, waves=[wave], is_sending=True, now=LATER)
    assert [problem.code for problem in refused.value] == [code]
    assert server.calls == []
    assert remind(folder, is_sending=True, now=LATER) == []


def test_a_study_without_reminders_sends_none(folder, server):
    study = folder / "study.yaml"
    study.write_text(study.read_text("utf-8").replace("most: 2", "most: 0"), "utf-8")
    with pytest.raises(StudyError) as refused:
        remind(folder, waves=["t0"], now=DURING)
    assert [problem.code for problem in refused.value] == ["remind_none_wanted"]
    assert server.calls == []


def test_the_command_names_nobody(folder, capsys, invented):
    study = folder / "study.yaml"
    text = study.read_text("utf-8").replace("closes: 2026-02-15", "closes: 2090-02-15")
    study.write_text(text, "utf-8")
    assert main(["remind", str(folder), "--wave", "t0", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "6 people invited have not answered" in said
    assert "1 person of the participant table was never invited" in said
    assert "Nothing was sent" in said
    assert "example.net" not in said
