"""What this program relies on, of the recorded server and of a real one alike.

The same tests run against a real LimeSurvey when BAROMETRE_LIMESURVEY_URL is set, with
BAROMETRE_LS_USER and BAROMETRE_LS_PASSWORD. It must hold the survey of the recordings,
active, with responses, as number BAROMETRE_LIMESURVEY_SURVEY (222795 by default), and
the user must be allowed to add and delete responses: one is added, then deleted.
"""

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

import pytest
from imitated_survey import LSS, ImitatedSurvey, make_rows
from recorded_server import NO_RECORDINGS, RECORDINGS, serve, status
from server_study import LOGIN, place_server_study

from barometre import pipeline
from barometre.responses.structure import read_structure
from barometre.sources.limesurvey.errors import LimeSurveyError
from barometre.sources.limesurvey.export import Survey, export_page
from barometre.sources.limesurvey.session import open_session
from barometre.sources.limesurvey.structure import describe_structure, write_structure
from barometre.study import LimeSurveySource

URL = os.environ.get("BAROMETRE_LIMESURVEY_URL", "")
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not RECORDINGS.is_dir(), reason=NO_RECORDINGS),
]
REAL = pytest.param(
    "real",
    marks=pytest.mark.skipif(
        not URL, reason="no real LimeSurvey: BAROMETRE_LIMESURVEY_URL is not set"
    ),
)


@dataclass(frozen=True)
class Place:
    """Where a server answers, and who may log in."""

    url: str
    survey_id: int
    login: dict[str, str]

    def open(self, tmp_path, **login):
        source = LimeSurveySource(kind="limesurvey", url=self.url)
        environ = self.login | login
        return open_session(source, study_dir=tmp_path, environ=environ)


@contextmanager
def imitate():
    """Serve the recorded survey; keys that were given back are no longer good."""
    survey = ImitatedSurvey(make_rows(25))
    released, numbers = set(), count(1)

    def guard(answer):
        def guarded(key, *params):
            if key in released:
                return status("Invalid session key")
            return answer(key, *params)

        return guarded

    def log_in(_user, password, _plugin):
        is_right = password == LOGIN["BAROMETRE_LS_PASSWORD"]
        refusal = status("Invalid user name or password")
        return f"key{next(numbers)}" if is_right else refusal

    def release(key):
        released.add(key)
        return "OK"

    answers = {name: guard(answer) for name, answer in survey.answers().items()}
    ours = {"get_session_key": log_in, "release_session_key": release}
    with serve(answers | ours) as server:
        yield Place(server.url, survey.survey_id, LOGIN)


@pytest.fixture(params=["recorded", REAL])
def place(request, monkeypatch):
    if request.param == "real":
        survey_id = int(os.environ.get("BAROMETRE_LIMESURVEY_SURVEY", "222795"))
        yield Place(URL, survey_id, {name: os.environ[name] for name in LOGIN})
        return
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    with imitate() as recorded:
        yield recorded


@pytest.fixture
def survey(place, tmp_path):
    with place.open(tmp_path) as server:
        yield Survey(server, place.survey_id)


def catch(work, *params):
    with pytest.raises(LimeSurveyError) as caught:
        work(*params)
    return caught.value.code


def test_the_surveys_that_the_user_sees_are_listed(survey):
    surveys = survey.server.ask("list_surveys")
    assert survey.survey_id in [int(one["sid"]) for one in surveys]


def test_responses_are_counted_without_reading_any(survey):
    counts = survey.ask("get_summary", "all")
    n = int(counts["full_responses"])
    assert n == int(counts["completed_responses"]) + int(counts["incomplete_responses"])
    assert n > 0


def test_a_page_holds_codes_under_question_codes_as_text(survey):
    page = export_page(survey, 1, 10)
    assert {"id", "submitdate", "lastpage", "token", "datestamp"} < set(
        page.column_names
    )
    assert {"CINT[SQ001]", "GENRE[other]", "INST[MAIRIE]"} < set(page.column_names)
    assert {str(field.type) for field in page.schema} == {"string"}
    assert page["id"].to_pylist() == sorted(page["id"].to_pylist(), key=int)
    assert page.combine_chunks().column("CINT[SQ001]").null_count == 0


def test_both_ends_of_a_page_are_included_and_nothing_else(survey):
    ids = export_page(survey, 2, 4, fields=["id"])["id"].to_pylist()
    assert ids == ["2", "3", "4"]


def test_a_range_without_responses_is_empty_and_no_error(survey):
    assert export_page(survey, 10_000_000, 10_000_100) is None


def test_traces_can_be_asked_for_alone(survey):
    fields = ["id", "submitdate", "lastpage", "datestamp"]
    assert export_page(survey, 1, 10, fields=fields).column_names == fields


def test_an_unknown_survey_is_missing_or_not_ours(survey):
    unknown = Survey(survey.server, 999_999)
    assert catch(unknown.ask, "get_summary", "all") == "limesurvey_survey_missing"
    assert catch(export_page, unknown, 1, 2) == "limesurvey_no_rights"


def test_a_language_the_survey_lacks_is_said(survey):
    code = catch(survey.ask, "list_questions", None, "xx")
    assert code == "limesurvey_language_unknown"


def test_the_structure_is_that_of_the_lss(survey):
    described = describe_structure(survey, languages=("fr", "en"))
    asked = read_structure(write_structure(described, last_page=5, columns={}))
    exported = read_structure(LSS.read_bytes())
    assert asked.questions == exported.questions
    assert asked.groups == exported.groups
    assert asked.pagination == exported.pagination


def test_a_key_that_is_no_longer_good_is_renewed(survey):
    assert survey.server.ask("release_session_key") == "OK"
    assert survey.ask("get_summary", "all")


def test_a_wrong_password_is_said_and_a_right_one_still_works(place, tmp_path):
    def log_in(**login):
        with place.open(tmp_path, **login) as server:
            server.ask("list_surveys")

    wrong = {"BAROMETRE_LS_PASSWORD": "not the password"}

    with pytest.raises(LimeSurveyError) as caught:
        log_in(**wrong)
    assert caught.value.code == "limesurvey_password_wrong"
    log_in()


def test_a_study_goes_from_the_server_to_its_report(place, tmp_path):
    study_dir = place_study(place, tmp_path)
    first = pipeline.run(study_dir)
    assert {path.name for path in first.reports} >= {"evaluator.fr.html"}
    assert pipeline.run(study_dir).is_unchanged


def test_a_response_that_comes_and_goes_is_seen_coming_and_going(
    place, survey, tmp_path
):
    study_dir = place_study(place, tmp_path)
    assert pipeline.run(study_dir, stages=["fetch"]).stages
    before = read_ids(study_dir)
    added = survey.server.tell("add_response", survey.survey_id, {"lastpage": 2})
    try:
        pipeline.run(study_dir, stages=["fetch"])
        assert read_ids(study_dir) == [*before, str(added)]
    finally:
        survey.server.tell("delete_response", survey.survey_id, int(added))
    pipeline.run(study_dir, stages=["fetch"])
    assert read_ids(study_dir) == before


def place_study(place, tmp_path):
    surveys = {"summer": place.survey_id}
    # Answers made for a test contradict the key of an item now and then.
    keys = ["ci_most", "ci_neighbours", "ci_careful", "ci_promises", "ci_advantage"]
    return place_server_study(tmp_path, place.url, surveys=surveys, confirmed_keys=keys)


def read_ids(study_dir):
    record = json.loads((study_dir / "data" / "run.json").read_text("utf-8"))
    (name,) = (
        name
        for name in record["stages"]["fetch"]["outputs"]
        if name.endswith("responses.csv")
    )
    lines = (study_dir / name).read_text("utf-8").splitlines()[1:]
    return [line.split(",")[1].strip('"') for line in lines]
