"""What the doctor finds on a server, and what a calendar does with one."""

import shutil
from datetime import UTC, datetime

import pytest
import yaml
from imitated_survey import ImitatedSurvey, make_rows
from recorded_server import NO_RECORDINGS, RECORDINGS, serve, status
from server_study import LOGIN, STUDY, place_server_study

from barometre.cli import main
from barometre.errors import SourceError
from barometre.pipeline.calendar import run_due
from barometre.sources.limesurvey import session
from barometre.workspace.published import record_published

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not RECORDINGS.is_dir(), reason=NO_RECORDINGS),
]
PEOPLE = [
    {
        "tid": number,
        "token": f"token{number:06d}",
        "participant_info": {"firstname": "Zoé", "lastname": "Dupond"},
        "sent": "2026-06-01",
        "attribute_1": "QPV" if number % 2 else "Autre",
    }
    for number in range(1, 41)
]


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(session, "_pause", lambda _: None)


@pytest.fixture
def check(tmp_path, capsys):
    """Serve answers, examine a study that reads them, give code and lines."""

    def examine(answers, **changes):
        with serve(answers) as server:
            folder = place_server_study(tmp_path, server.url, **changes)
            code = main(["--lang", "en", "check", str(folder)])
        assert not (folder / "data").exists()
        return code, capsys.readouterr().out

    return examine


def survey(n=30, **more):
    return ImitatedSurvey(make_rows(n), **more)


def test_all_that_is_in_order_is_said(check):
    answers = survey(participants=PEOPLE).answers()
    code, said = check(answers | {"get_site_settings": lambda *_: "6.4.2"})
    assert code == 0
    assert "LimeSurvey version: 6.4.2." in said
    assert "right to read the responses of survey 222795" in said
    assert "40 people in the participant table" in said
    assert "The clocks of the server and of this machine agree." in said
    assert "TO DO" not in said
    assert "Dupond" not in said
    assert "token0" not in said


def test_who_may_not_see_the_version_is_not_stopped_by_it(check):
    answers = survey().answers() | {"get_site_settings": status("Invalid session key")}
    refused = {**answers, "get_site_settings": status("No permission")}
    code, said = check(refused)
    assert code == 0
    assert "LimeSurvey version: –." in said


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"get_session_key": status("Invalid user name or password")}, "password"),
        ({"export_responses": status("No permission")}, "no right to do this"),
        (
            {"list_groups": status("Error: Invalid survey ID")},
            "no survey of this number",
        ),
    ],
)
def test_a_refusal_is_one_line_and_the_others_are_still_there(check, changed, expected):
    code, said = check(survey().answers() | changed)
    assert code == 1
    (line,) = (line for line in said.splitlines() if line.startswith("TO DO"))
    assert expected in line
    assert "Disk:" in said
    assert "Versions:" in said


def test_a_server_that_is_not_there_is_said(tmp_path, capsys):
    folder = place_server_study(tmp_path, "http://127.0.0.1:9")
    assert main(["--lang", "fr", "check", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "À FAIRE  serveur : 127.0.0.1:9" in said
    assert "les horloges n’ont pas été comparées" in said


def test_a_survey_without_responses_or_participants_is_no_fault(check):
    answers = ImitatedSurvey({}, participants=[]).answers()
    code, said = check(answers)
    assert code == 0
    assert "right to read the responses of survey 222795" in said
    assert "write `invited` in study.yaml" in said


def test_a_published_wave_is_read_a_second_time_by_limepy(tmp_path, capsys):
    said = {"organisation": "Le Café", "contact": "nous@example.org", "readers": 2}
    with serve(survey().answers()) as server:
        folder = place_server_study(tmp_path, server.url, survey=said)
        (folder / "data").mkdir()
        record_published(folder / "data/published.json", "summer", 222795)
        assert main(["--lang", "en", "check", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "summer: read twice, by this program and by limepy, which differ." in said
    assert "to know: limepy does not find" in said
    assert "to know: limepy finds" in said
    assert "TO DO" not in said


def test_the_structure_file_of_a_study_is_read_a_second_time(tmp_path, capsys):
    folder = shutil.copytree(STUDY, tmp_path / "study")
    (folder / "data-in").mkdir(exist_ok=True)
    shared = RECORDINGS.parent
    export = shared / "exports/export_responses.csv_code_short_all.csv"
    shutil.copy(export, folder / "data-in/export.csv")
    shutil.copy(shared / "survey_222795.lss", folder / "data-in/survey.lss")
    main(["--lang", "en", "check", str(folder)])
    said = capsys.readouterr().out
    assert "limepy reads the same 29 questions as this program." in said


NOW = datetime(2026, 6, 3, 8, tzinfo=UTC)
WAVE = {
    "id": "summer",
    "label": {"fr": "Été", "en": "Summer"},
    "survey_id": 222795,
    "opens": "2026-06-01",
    "closes": "2026-06-30",
}


class TestCalendar:
    def test_a_server_that_refuses_is_a_failure_and_stays_due(self, tmp_path):
        answers = survey().answers() | {"export_responses": status("No permission")}
        with serve(answers) as server:
            folder = place_server_study(tmp_path, server.url, waves=[WAVE])
            for _ in range(2):
                with pytest.raises(SourceError):
                    run_due(folder, now=NOW)

    def test_the_board_says_by_group_who_is_not_reached(self, tmp_path):
        known = yaml.safe_load((STUDY / "study.yaml").read_text("utf-8"))["source"]
        columns = {**known["columns"], "area": "attribute_1"}
        with serve(survey(participants=PEOPLE).answers()) as server:
            folder = place_server_study(
                tmp_path,
                server.url,
                waves=[WAVE],
                groups=["area"],
                source={"columns": columns},
            )
            run_due(folder, now=NOW)
            page = (folder / "reports/board-summer.fr.html").read_text("utf-8")
            (again,) = run_due(folder, now=NOW.replace(day=4))
        assert "QPV" in page
        assert "n’ont pas encore commencé" in page
        assert "Dupond" not in page
        assert "token0" not in page
        assert again.run.is_nothing_new
