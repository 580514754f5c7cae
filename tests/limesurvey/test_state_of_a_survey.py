"""A survey that is closed, or keeps no timings: said, and nothing is lost by it."""

import pytest
from imitated_survey import ImitatedSurvey, make_rows
from recorded_server import NO_RECORDINGS, RECORDINGS, serve, status
from server_study import LOGIN, place_server_study

from barometre.cli import main
from barometre.errors import SourceError
from barometre.pipeline import run
from barometre.sources.limesurvey import session
from barometre.workspace.folder import Workspace
from barometre.workspace.tables import read_table

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not RECORDINGS.is_dir(), reason=NO_RECORDINGS),
]
ENDED = "2026-06-20 23:59:00"
CLOSED = "closed since 2026-06-20"
WAVE = {"id": "summer", "label": {"fr": "Été", "en": "Summer"}, "survey_id": 222795}


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(session, "_pause", lambda _: None)


@pytest.fixture
def speak_twice(tmp_path, capsys):
    """Give a server study to a command twice; say what it printed the second time."""

    def do(command, answers, **changes):
        with serve(answers) as server:
            folder = place_server_study(tmp_path, server.url, **changes)
            first = main(["--lang", "en", command, str(folder)])
            capsys.readouterr()
            code = main(["--lang", "en", command, str(folder)])
            said = capsys.readouterr()
        assert code == first
        return code, " ".join((said.out + said.err).split()), folder

    return do


def closed(n=30):
    return ImitatedSurvey(make_rows(n), expires=ENDED).answers()


def without_timings(n=30):
    kept = {"get_survey_properties": lambda *_: {"format": "G", "savetimings": "N"}}
    return ImitatedSurvey(make_rows(n)).answers() | kept


def test_a_run_says_that_nothing_can_come_any_more_and_keeps_all(speak_twice):
    code, said, folder = speak_twice("fetch", closed())
    assert code == 0
    assert CLOSED in said
    run(folder, stages=("decode",))
    assert len(read_table(Workspace(folder).table("responses"))) == 30


@pytest.mark.parametrize(
    ("closes", "expected"),
    [("2026-06-20", "ok"), ("2026-07-31", "TO DO"), (None, "to know")],
)
def test_the_doctor_holds_the_end_of_the_survey_against_the_wave(
    speak_twice, closes, expected
):
    opens = {"opens": "2026-06-01", "closes": closes} if closes else {}
    code, said, _ = speak_twice("check", closed(), waves=[WAVE | opens])
    assert CLOSED in said
    assert code == (expected == "TO DO")
    assert ("TO DO" in said) == (expected == "TO DO")
    assert ("Move its end" in said) == (expected != "ok")


def test_a_closed_survey_that_nobody_answered_is_not_waited_for(tmp_path):
    answers = ImitatedSurvey({}, expires=ENDED).answers()
    with serve(answers) as server:
        folder = place_server_study(tmp_path, server.url)
        with pytest.raises(SourceError) as caught:
            run(folder)
    assert [one.code for one in caught.value.problems] == ["limesurvey_survey_expired"]


def test_a_survey_whose_end_has_not_come_is_open(speak_twice):
    answers = ImitatedSurvey(make_rows(30), expires="2999-01-01 00:00:00").answers()
    code, said, _ = speak_twice("check", answers)
    assert code == 0
    assert "the survey’s end has not come" in said


def test_who_may_not_list_surveys_can_fetch(speak_twice):
    refused = {"list_surveys": status("No surveys found")}
    code, said, _ = speak_twice(
        "fetch", ImitatedSurvey(make_rows(30)).answers() | refused
    )
    assert code == 0
    assert "To know" not in said


def test_timings_that_the_survey_does_not_keep_are_said_by_run_and_doctor(speak_twice):
    code, said, folder = speak_twice(
        "fetch", without_timings(), source={"timings": True}
    )
    assert code == 0
    assert "the survey keeps no timings" in said
    run(folder, stages=("decode",))
    assert len(read_table(Workspace(folder).table("responses"))) == 30


def test_timings_that_are_not_kept_are_put_right_after_the_doctor(speak_twice):
    code, said, _ = speak_twice("check", without_timings(), source={"timings": True})
    assert code == 1
    assert "TO DO state of the survey" in said


def test_timings_that_nobody_asked_for_are_no_matter(speak_twice):
    code, said, _ = speak_twice("check", without_timings())
    assert code == 0
    assert "timings" not in said
