"""Before the first answer nothing is wrong: it is said, and the command succeeds."""

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from imitated_survey import ImitatedSurvey, make_rows
from recorded_server import NO_RECORDINGS, RECORDINGS, serve
from server_study import LOGIN, place_server_study

from barometre import pipeline
from barometre.cli import main
from barometre.errors import SourceError
from barometre.pipeline.calendar import run_due

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not RECORDINGS.is_dir(), reason=NO_RECORDINGS),
]
OPEN = {
    "opens": "2026-01-12",
    "closes": "2026-02-15",
    "label": {"fr": "Été", "en": "Summer"},
}
DURING = datetime(2026, 1, 20, 12, tzinfo=UTC)
AFTER = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def login(monkeypatch):
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def survey():
    return ImitatedSurvey({})


@pytest.fixture
def server(survey):
    with serve(survey.answers()) as running:
        yield running


@pytest.fixture
def study_dir(server, tmp_path):
    waves = [{"id": "summer", "survey_id": 222795, **OPEN}]
    return place_server_study(tmp_path, server.url, waves=waves)


@pytest.mark.parametrize("command", ["fetch", "run"])
@pytest.mark.parametrize(
    ("language", "words", "remedy"),
    [
        ("en", "Nothing new: nobody has answered yet.", "has no response yet"),
        ("fr", "personne n’a encore répondu.", "n’a pas encore de réponse"),
    ],
)
def test_it_is_said_in_a_plain_sentence(
    study_dir, capsys, command, language, words, remedy
):
    assert main([command, str(study_dir), "--lang", language]) == 0
    said = capsys.readouterr()
    assert words in said.out
    assert remedy in said.out
    assert "222795" in said.out
    assert "Nothing new since" not in said.out


def test_the_calendar_says_the_same_and_looks_again_the_next_day(study_dir):
    (news,) = run_due(study_dir, now=DURING)
    assert news.kind == "fetched"
    assert news.run.is_waiting
    assert news.run.is_nothing_new
    assert [one.code for one in news.run.remarks] == ["limesurvey_no_responses"]
    assert run_due(study_dir, now=DURING) == ()
    (again,) = run_due(study_dir, now=DURING.replace(day=21))
    assert again.run.is_waiting


def test_a_report_that_is_due_about_nobody_is_a_failure(study_dir):
    with pytest.raises(SourceError) as caught:
        run_due(study_dir, now=AFTER)
    assert [one.code for one in caught.value] == ["limesurvey_no_responses"]


def test_the_first_answers_go_through_to_the_report(study_dir, survey):
    assert pipeline.run(study_dir).is_waiting
    survey.rows |= make_rows(30)
    done = pipeline.run(study_dir)
    assert not done.is_waiting
    assert {path.name for path in done.reports} >= {"evaluator.fr.html"}


def test_an_empty_wave_beside_one_that_was_fetched_leaves_all_as_it_was(
    survey, server, tmp_path, capsys
):
    """The survey of the second wave has no response; that of the first has."""
    survey.rows |= make_rows(30)
    summary = survey.get_summary
    server.answers["get_summary"] = lambda key, sid, name: (
        summary(key, sid, name) if sid == 222795 else {"full_responses": "0"}
    )
    surveys = {"summer": 222795, "autumn": 333333}
    study_dir = place_server_study(tmp_path, server.url, surveys=surveys)
    first = pipeline.run(study_dir)
    assert main(["fetch", str(study_dir), "--wave", "autumn", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "333333: the survey has no response yet" in said
    assert "nobody has answered yet" not in said
    again = pipeline.run(study_dir)
    assert again.is_unchanged
    assert again.reports == first.reports


def test_a_wave_not_open_yet_beside_an_empty_one_is_no_failure(
    server, tmp_path, capsys
):
    server.answers["get_summary"] = lambda _key, sid, _name: (
        {"full_responses": "0"} if sid == 222795 else []
    )
    surveys = {"summer": 222795, "autumn": 333333}
    study_dir = place_server_study(tmp_path, server.url, surveys=surveys)
    assert main(["run", str(study_dir), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "222795: the survey has no response yet" in said
    assert "333333: " in said


def test_surveys_that_are_not_active_at_all_are_a_failure(server, tmp_path, capsys):
    server.answers["get_summary"] = lambda *_: []
    study_dir = place_server_study(tmp_path, server.url)
    assert main(["run", str(study_dir), "--lang", "en"]) == 1
    assert "222795" in capsys.readouterr().err


@pytest.mark.prefect
def test_the_flow_is_a_completed_run_that_brought_nothing_new(study_dir):
    pytest.importorskip("prefect", reason="Prefect is not installed")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT")}
    home = {"HOME": str(study_dir.parent)}
    process = subprocess.run(
        [
            *(sys.executable, "-m", "barometre", "--lang", "en"),
            *("run", "--prefect", str(study_dir)),
        ],
        env=kept | home,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert process.returncode == 0, process.stderr
    assert "Nothing new: nobody has answered yet." in process.stdout
    with sqlite3.connect(study_dir / ".prefect/prefect.db") as database:
        states = database.execute("select state_name, state_type from flow_run")
        assert states.fetchall() == [("NothingNew", "COMPLETED")]
