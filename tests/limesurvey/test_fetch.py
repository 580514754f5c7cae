"""A server read from end to end: what is new, what changed, what must stay unsaid."""

import base64
import json

import pandas as pd
import pytest
from imitated_survey import (
    EXPORT,
    LSS,
    ImitatedSurvey,
    encode_csv,
    make_rows,
    read_recorded_rows,
)
from recorded_server import (
    NO_RECORDINGS,
    RECORDINGS,
    Reply,
    find_free_port,
    recorded,
    serve,
    status,
)
from server_study import LOGIN, place_server_study

from barometre import pipeline
from barometre.errors import BarometreError
from barometre.responses.structure import read_structure
from barometre.sources.limesurvey import participants, session

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not RECORDINGS.is_dir(), reason=NO_RECORDINGS),
]
PERSONAL = ("Lundi", "token0", "lGzkIXemYGhD", "Dupond", "example.org", "Saint-Étienne")


@pytest.fixture(autouse=True)
def login(monkeypatch):
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    """Do not wait between attempts: a test has no time for a server to recover."""
    monkeypatch.setattr(session, "_pause", lambda _: None)


def fetch(study_dir):
    (outcome,) = pipeline.run(study_dir, stages=["fetch"]).stages
    return outcome


def read_raw(study_dir, wave="summer"):
    (manifest,) = list_latest(study_dir, wave)
    folder = manifest.parent
    rows = pd.read_csv(folder / "responses.csv", dtype=str, keep_default_na=False)
    return rows.set_index("source_row"), json.loads(manifest.read_text("utf-8"))


def list_latest(study_dir, wave):
    found = (study_dir / "data" / "raw" / wave).glob("[0-9]*/manifest.json")
    return sorted(found, key=lambda path: path.stat().st_mtime_ns)[-1:]


def list_pages(server):
    """List the ranges of ids whose whole responses were asked for."""
    return [
        (params[7], params[8])
        for name, params in server.calls
        if name == "export_responses" and params[9] is None
    ]


def check_nothing_personal(study_dir):
    for path in study_dir.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [w for w in PERSONAL if w.encode() in content], path


def test_the_imitation_writes_the_export_byte_for_byte():
    rows = read_recorded_rows()
    written = encode_csv(list(rows.values()), list(rows[1]))
    assert base64.b64decode(written) == EXPORT.read_bytes()


def test_a_server_is_read_from_its_responses_to_the_report(tmp_path):
    survey = ImitatedSurvey(read_recorded_rows(), participants=recorded_people())
    with serve(survey.answers()) as server:
        study_dir = place_server_study(tmp_path, server.url)
        first = pipeline.run(study_dir)
        again = pipeline.run(study_dir)
        assert (
            server.count("get_session_key") == server.count("release_session_key") == 2
        )
    assert not first.is_unchanged
    assert again.is_unchanged
    assert {path.name for path in first.reports} >= {"evaluator.fr.html", "index.html"}
    check_nothing_personal(study_dir)
    for path in (study_dir / "data").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_server_and_its_exported_file_say_the_same(tmp_path):
    survey = ImitatedSurvey(read_recorded_rows(), participants=recorded_people())
    with serve(survey.answers()) as server:
        study_dir = place_server_study(tmp_path / "server", server.url)
        pipeline.run(study_dir, stages=["fetch", "decode"])
    by_file = place_server_study(tmp_path / "file", "https://example.org")
    (by_file / "export.csv").write_bytes(EXPORT.read_bytes())
    (by_file / "survey.lss").write_bytes(LSS.read_bytes())
    text = (by_file / "study.yaml").read_text("utf-8")
    study = text.replace("kind: limesurvey", FILE_SOURCE).replace(
        "  url: https://example.org\n", ""
    )
    (by_file / "study.yaml").write_text(study, "utf-8")
    pipeline.run(by_file, stages=["fetch", "decode"])
    server_frame, file_frame = (
        pd.read_parquet(folder / "data" / "responses.parquet").drop(
            columns=["respondent_id", "source_row"]
        )
        for folder in (study_dir, by_file)
    )
    pd.testing.assert_frame_equal(server_frame, file_frame)


FILE_SOURCE = """kind: export_file
  path: export.csv
  structure: survey.lss
  metadata:
    submitted: submitdate
    last_page: lastpage
    started_at: startdate
    submitted_at: submitdate"""


def recorded_people():
    people = json.loads(recorded("list_participants.attributes").body)["result"]
    return [row | {"sent": "N", "remindersent": "N"} for row in people]


def test_the_structure_asked_of_a_server_is_that_of_its_lss(tmp_path):
    survey = ImitatedSurvey(read_recorded_rows())
    with serve(survey.answers()) as server:
        study_dir = place_server_study(tmp_path, server.url)
        fetch(study_dir)
    (folder,) = (path.parent for path in list_latest(study_dir, "summer"))
    asked = read_structure((folder / "structure.json").read_bytes())
    exported = read_structure(LSS.read_bytes())
    assert asked == exported


class TestWhatChangedSince:
    """A survey of more than a page, so that only what changed is read again."""

    @pytest.fixture
    def survey(self):
        return ImitatedSurvey(make_rows(4_500))

    @pytest.fixture
    def server(self, survey):
        with serve(survey.answers()) as server:
            yield server

    @pytest.fixture
    def study_dir(self, server, tmp_path):
        study_dir = place_server_study(tmp_path, server.url)
        fetch(study_dir)
        server.calls.clear()
        return study_dir

    def test_nothing_is_read_when_nothing_changed(self, study_dir, server):
        outcome = fetch(study_dir)
        assert outcome.is_unchanged
        assert list_pages(server) == []

    def test_a_response_taken_up_again_and_completed_is_read_again(
        self, study_dir, server, survey
    ):
        survey.rows[50] |= {
            "submitdate": "2026-06-09 08:00:00",
            "datestamp": "2026-06-09 08:00:00",
            "lastpage": "5",
            "CINT[SQ001]": "4",
        }
        assert not fetch(study_dir).is_unchanged
        assert list_pages(server) == [(50, 50)]
        rows, manifest = read_raw(study_dir)
        assert rows.loc["50", "submitdate"] == "2026-06-09 08:00:00"
        assert rows.loc["50", "CINT[SQ001]"] == "4"
        assert manifest["responses_read_again"] == 1

    def test_a_completed_response_that_was_edited_is_read_again(
        self, study_dir, survey
    ):
        survey.rows[4_001] |= {"datestamp": "2026-06-10 12:00:00", "AGE": "42"}
        fetch(study_dir)
        rows, _ = read_raw(study_dir)
        assert rows.loc["4001", "AGE"] == "42"

    def test_deleted_responses_go(self, study_dir, survey, server):
        for number in (7, 8, 4_500):
            del survey.rows[number]
        fetch(study_dir)
        assert list_pages(server) == []
        rows, manifest = read_raw(study_dir)
        assert len(rows) == 4_497
        assert not {"7", "8", "4500"} & set(rows.index)
        assert manifest["responses_gone"] == 3

    def test_new_responses_are_read_past_a_hole_in_the_ids(
        self, study_dir, survey, server
    ):
        survey.rows |= make_rows(3, first=19_000)
        fetch(study_dir)
        rows, _ = read_raw(study_dir)
        assert len(rows) == 4_503
        assert rows.index[-1] == "19002"
        assert len(list_pages(server)) == 2

    def test_a_survey_that_was_given_other_columns_is_read_anew(
        self, study_dir, survey
    ):
        for row in survey.rows.values():
            del row["SCINT"]
        survey.rows[4_001]["datestamp"] = "2026-06-10 12:00:00"
        with pytest.raises(BarometreError) as caught:
            fetch(study_dir)
        codes = [problem.code for problem in caught.value]
        assert codes[0].startswith("column_missing")
        survey.rows |= make_rows(4_500)
        fetch(study_dir)
        assert len(read_raw(study_dir)[0]) == 4_500

    def test_all_of_it_at_once(self, study_dir, survey):
        survey.rows |= make_rows(100, first=4_501)
        del survey.rows[1]
        for number in range(20, 420, 20):
            survey.rows[number]["submitdate"] = "2026-06-11 09:00:00"
        fetch(study_dir)
        rows, _ = read_raw(study_dir)
        assert rows.index.tolist() == [str(number) for number in sorted(survey.rows)]
        expected = [survey.rows[int(number)]["submitdate"] for number in rows.index]
        assert rows["submitdate"].tolist() == expected

    def test_people_keep_their_pseudonym_from_fetch_to_fetch(self, study_dir, survey):
        before, _ = read_raw(study_dir)
        survey.rows |= make_rows(1, first=4_501)
        fetch(study_dir)
        after, _ = read_raw(study_dir)
        names = after.loc[before.index, "respondent_id"]
        assert names.tolist() == before["respondent_id"].tolist()
        assert after["respondent_id"].is_unique


def test_an_edit_without_any_trace_is_seen_in_a_survey_of_one_page(tmp_path):
    survey = ImitatedSurvey(make_rows(30))
    with serve(survey.answers()) as server:
        study_dir = place_server_study(tmp_path, server.url)
        fetch(study_dir)
        survey.rows[3]["AGE"] = "77"
        fetch(study_dir)
    rows, _ = read_raw(study_dir)
    assert rows.loc["3", "AGE"] == "77"


def test_a_survey_that_does_not_date_its_responses_is_read_anew(tmp_path):
    survey = ImitatedSurvey(make_rows(2_200))
    for row in survey.rows.values():
        row |= {"submitdate": "1980-01-01 00:00:00"}
        del row["startdate"], row["datestamp"]
    with serve(survey.answers()) as server:
        study_dir = place_server_study(tmp_path, server.url)
        fetch(study_dir)
        survey.rows[2_100]["AGE"] = "77"
        del survey.rows[5]
        fetch(study_dir)
        pipeline.run(study_dir, stages=["decode"])
    rows, _ = read_raw(study_dir)
    assert rows.loc["2100", "AGE"] == "77"
    assert "5" not in rows.index


def test_an_interrupted_fetch_goes_on_where_it_stopped(tmp_path):
    survey = ImitatedSurvey(make_rows(6_500))
    export = survey.export_responses
    is_down = [True]

    def break_on_third_page(*params):
        is_third = params[7] == 4_001 and params[9] is None
        return Reply(503) if is_third and is_down[0] else export(*params)

    answers = survey.answers() | {"export_responses": break_on_third_page}
    with serve(answers) as server:
        study_dir = place_server_study(tmp_path, server.url)
        with pytest.raises(BarometreError) as caught:
            fetch(study_dir)
        assert [problem.code for problem in caught.value] == ["limesurvey_server_busy"]
        check_nothing_personal(study_dir)
        assert not list_latest(study_dir, "summer")
        is_down[0] = False
        server.calls.clear()
        fetch(study_dir)
        assert list_pages(server) == [(4_001, 6_000), (6_001, 8_000)]
    rows, _ = read_raw(study_dir)
    assert len(rows) == 6_500


def test_a_page_larger_than_the_servers_memory_is_asked_for_in_halves(tmp_path):
    survey = ImitatedSurvey(make_rows(1_200))
    export = survey.export_responses

    def give_up_on_large_pages(*params):
        is_large = params[8] - params[7] >= 600
        return recorded("php_memory_limit_exceeded") if is_large else export(*params)

    answers = survey.answers() | {"export_responses": give_up_on_large_pages}
    with serve(answers) as server:
        study_dir = place_server_study(tmp_path, server.url)
        fetch(study_dir)
    rows, _ = read_raw(study_dir)
    assert len(rows) == 1_200


def test_a_server_that_is_gone_leaves_the_last_good_state(tmp_path):
    survey = ImitatedSurvey(make_rows(30))
    with serve(survey.answers()) as server:
        study_dir = place_server_study(tmp_path, server.url)
        pipeline.run(study_dir)
    before = {p: p.read_bytes() for p in study_dir.rglob("*") if p.is_file()}
    with pytest.raises(BarometreError) as caught:
        pipeline.run(study_dir)
    codes = [problem.code for problem in caught.value]
    assert codes == ["limesurvey_unreachable", "limesurvey_kept"]
    after = {p: p.read_bytes() for p in study_dir.rglob("*") if p.is_file()}
    assert after == before


@pytest.mark.parametrize(
    ("half", "code"),
    [
        (Reply(body=b'{"id": 1, "result": "aaaaaaaaaaaa"}', cut_after=20), "cut_off"),
        (Reply(body=b'{"id": 1, "result": "aGFsZiBh'), "garbled"),
    ],
)
def test_a_server_that_answers_half_leaves_the_last_report_and_is_read_later(
    tmp_path, half, code
):
    survey = ImitatedSurvey(make_rows(30))
    export, is_whole = survey.export_responses, [True]

    def answer_half(*params):
        return export(*params) if is_whole[0] else half

    answers = survey.answers() | {"export_responses": answer_half}
    with serve(answers) as server:
        study_dir = place_server_study(tmp_path, server.url)
        pipeline.run(study_dir)
        made = ("data/*.parquet", "data/*.csv", "data/raw/**/*.*", "reports/*")
        before = {p: p.read_bytes() for glob in made for p in study_dir.glob(glob)}
        survey.rows.update(make_rows(5, first=31))
        is_whole[0] = False
        with pytest.raises(BarometreError) as caught:
            pipeline.run(study_dir)
        codes = [problem.code for problem in caught.value]
        assert codes == [f"limesurvey_{code}", "limesurvey_kept"]
        after = {p: p.read_bytes() for glob in made for p in study_dir.glob(glob)}
        assert after == before
        check_nothing_personal(study_dir)
        is_whole[0] = True
        pipeline.run(study_dir)
    rows, _ = read_raw(study_dir)
    assert len(rows) == 35


def test_a_server_that_never_answered_keeps_nothing_and_says_so(tmp_path):
    url = f"http://127.0.0.1:{find_free_port()}"
    study_dir = place_server_study(tmp_path, url)
    with pytest.raises(BarometreError) as caught:
        pipeline.run(study_dir)
    assert [problem.code for problem in caught.value] == ["limesurvey_unreachable"]


INACTIVE = "No Data, survey table does not exist."


def test_a_wave_whose_survey_is_not_open_yet_is_still_to_come(tmp_path):
    survey = ImitatedSurvey(make_rows(30))

    def summarise(key, sid, name):
        return survey.get_summary(key, sid, name) if sid == 222795 else []

    with serve(survey.answers() | {"get_summary": summarise}) as server:
        surveys = {"summer": 222795, "winter": 333333}
        study_dir = place_server_study(tmp_path, server.url, surveys=surveys)
        pipeline.run(study_dir)
    assert list_latest(study_dir, "winter") == []
    assert len(read_raw(study_dir)[0]) == 30


def test_a_survey_that_was_closed_after_it_was_read_is_not_passed_over(tmp_path):
    survey = ImitatedSurvey(make_rows(30))
    answers = survey.answers()
    with serve(answers) as server:
        study_dir = place_server_study(tmp_path, server.url)
        fetch(study_dir)
        server.answers["get_summary"] = lambda *_: []
        with pytest.raises(BarometreError) as caught:
            fetch(study_dir)
    codes = [problem.code for problem in caught.value]
    assert codes == ["limesurvey_survey_inactive", "limesurvey_kept"]
    assert len(read_raw(study_dir)[0]) == 30


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"get_summary": lambda *_: []}, "limesurvey_survey_inactive"),
        ({"get_summary": status("No permission")}, "limesurvey_no_rights"),
        ({"get_summary": status("Invalid surveyid")}, "limesurvey_survey_missing"),
        ({"export_responses": status("No permission")}, "limesurvey_no_rights"),
        ({"export_responses": lambda *_: {"a": 1}}, "limesurvey_garbled"),
        ({"export_responses": lambda *_: "not base64!"}, "limesurvey_garbled"),
        ({"list_questions": status("No permission")}, "limesurvey_no_rights"),
    ],
)
def test_what_stops_a_survey_is_said_plainly(answers, code, tmp_path):
    survey = ImitatedSurvey(make_rows(30))
    with serve(survey.answers() | answers) as server:
        study_dir = place_server_study(tmp_path, server.url)
        with pytest.raises(BarometreError) as caught:
            fetch(study_dir)
        assert server.count("release_session_key") == 1
    assert [problem.code for problem in caught.value] == [code]


def test_every_survey_is_looked_at_before_the_run_stops(tmp_path):
    refusal = status("Invalid surveyid")
    unknown = recorded("get_survey_properties.unknown_survey")
    answers = {"get_summary": refusal, "list_participants": refusal}
    with serve({**answers, "get_survey_properties": unknown}) as server:
        surveys = {"one": 111111, "two": 222222}
        study_dir = place_server_study(tmp_path, server.url, surveys=surveys)
        with pytest.raises(BarometreError) as caught:
            fetch(study_dir)
    assert [p.code for p in caught.value] == ["limesurvey_survey_missing"] * 2


def test_an_anonymised_survey_cannot_link_people_by_token(tmp_path):
    survey = ImitatedSurvey(make_rows(30))
    for row in survey.rows.values():
        del row["token"]
    with serve(survey.answers()) as server:
        study_dir = place_server_study(tmp_path, server.url)
        with pytest.raises(BarometreError) as caught:
            fetch(study_dir)
    assert [problem.code for problem in caught.value] == ["limesurvey_no_token"]


def test_a_column_the_survey_does_not_have_is_named_with_what_is_near(tmp_path):
    survey = ImitatedSurvey(make_rows(30))
    for row in survey.rows.values():
        row["CINT[SQ06]"] = row.pop("CINT[SQ005]")
    with serve(survey.answers()) as server:
        study_dir = place_server_study(tmp_path, server.url)
        with pytest.raises(BarometreError) as caught:
            fetch(study_dir)
    codes = [problem.code for problem in caught.value]
    assert codes == ["column_missing_item_close"]


def people(n):
    return [
        {
            "tid": number,
            "token": f"token{number:06d}",
            "participant_info": {"firstname": "Zoé", "email": "zoe@example.org"},
            "attribute_1": "QPV" if number % 2 else "Témoin",
            "sent": "2026-06-01 08:00",
            "remindersent": "2026-06-08 08:00" if number <= 12 else "N",
            "completed": "2026-06-02 10:00" if number <= 9 else "N",
        }
        for number in range(1, n + 1)
    ]


def test_participants_are_counted_and_make_the_response_rate(tmp_path):
    survey = ImitatedSurvey(make_rows(30), participants=people(40))
    with serve(survey.answers()) as server:
        study_dir = place_server_study(tmp_path, server.url)
        pipeline.run(study_dir)
    (folder,) = (path.parent for path in list_latest(study_dir, "summer"))
    counts = json.loads((folder / "participants.json").read_text("utf-8"))
    expected = {"invited": 40, "sent": 40, "reminded": 12, "completed": 9}
    assert {name: counts[name] for name in expected} == expected
    frame = pd.read_parquet(study_dir / "data" / "participation.parquet")
    invited = frame[frame["stage"] == "invited"]
    assert invited["n"].tolist() == [40]
    check_nothing_personal(study_dir)


def test_participants_beyond_one_page_are_counted_once(tmp_path, monkeypatch):
    monkeypatch.setattr(participants, "_PAGE", 10)
    # The server counts from a number of participant, and some were deleted.
    some = [one for one in people(40) if one["tid"] not in (3, 4, 11)]
    with serve(ImitatedSurvey(make_rows(30), participants=some).answers()) as server:
        study_dir = place_server_study(tmp_path, server.url)
        fetch(study_dir)
    (folder,) = (path.parent for path in list_latest(study_dir, "summer"))
    counts = json.loads((folder / "participants.json").read_text("utf-8"))
    assert counts["invited"] == 37


def test_an_attribute_of_participants_can_be_a_breakdown(tmp_path):
    survey = ImitatedSurvey(make_rows(30), participants=people(25))
    with serve(survey.answers()) as server:
        study_dir = place_server_study(
            tmp_path,
            server.url,
            source={"columns": {**COLUMNS, "area": "attribute_1"}},
        )
        pipeline.run(study_dir)
    rows, _ = read_raw(study_dir)
    assert rows.loc["1", "attribute_1"] == "QPV"
    assert rows.loc["2", "attribute_1"] == "Témoin"
    assert rows.loc["30", "attribute_1"] == ""
    (folder,) = (path.parent for path in list_latest(study_dir, "summer"))
    counts = json.loads((folder / "participants.json").read_text("utf-8"))
    assert counts["groups"] == {"attribute_1": {"QPV": 13, "Témoin": 12}}
    check_nothing_personal(study_dir)


CAPTIONS = {"attribute_1": {"description": "ZONE"}, "attribute_2": {"description": ""}}


def test_an_attribute_called_as_a_breakdown_counts_people_by_it(tmp_path):
    survey = ImitatedSurvey(make_rows(30), participants=people(40))
    told = {"format": "G", "attributedescriptions": json.dumps(CAPTIONS)}
    answers = survey.answers() | {"get_survey_properties": lambda *_: told}
    with serve(answers) as server:
        study_dir = place_server_study(tmp_path, server.url)
        pipeline.run(study_dir)
    (folder,) = (path.parent for path in list_latest(study_dir, "summer"))
    counts = json.loads((folder / "participants.json").read_text("utf-8"))
    assert counts["groups"] == {"ZONE": {"QPV": 20, "Témoin": 20}}
    assert counts["reminded_groups"] == {"ZONE": {"QPV": 6, "Témoin": 6}}
    frame = pd.read_parquet(study_dir / "data" / "participation.parquet")
    asked = frame[frame["stage"].isin(("invited", "reminded"))]
    found = asked[["group_by", "group", "stage", "n"]].itertuples(
        index=False, name=None
    )
    assert set(found) == {
        ("", "", "invited", 40),
        ("", "", "reminded", 12),
        *(("area", group, "invited", 20) for group in ("QPV", "Témoin")),
        *(("area", group, "reminded", 6) for group in ("QPV", "Témoin")),
    }
    rows, _ = read_raw(study_dir)
    assert rows.loc["1", "ZONE"].startswith("Z")
    check_nothing_personal(study_dir)


@pytest.mark.parametrize(
    "written", ["[]", "", None, "a:1:{s:11:attribute_1;a:0:{}}", '{"attribute_1": {}}']
)
def test_attributes_without_a_caption_count_people_as_a_whole(written, tmp_path):
    survey = ImitatedSurvey(make_rows(30), participants=people(40))
    told = {"format": "G", "attributedescriptions": written}
    answers = survey.answers() | {"get_survey_properties": lambda *_: told}
    with serve(answers) as server:
        study_dir = place_server_study(tmp_path, server.url)
        fetch(study_dir)
    (folder,) = (path.parent for path in list_latest(study_dir, "summer"))
    counts = json.loads((folder / "participants.json").read_text("utf-8"))
    assert (counts["invited"], counts["groups"]) == (40, {})


def test_an_attribute_that_holds_addresses_is_no_breakdown(tmp_path):
    table = [one | {"attribute_1": f"p{one['tid']}@example.org"} for one in people(40)]
    survey = ImitatedSurvey(make_rows(2), participants=table)
    columns = {**COLUMNS, "area": "attribute_1"}
    with serve(survey.answers()) as server:
        study_dir = place_server_study(
            tmp_path, server.url, source={"columns": columns}
        )
        with pytest.raises(BarometreError) as caught:
            fetch(study_dir)
    assert [problem.code for problem in caught.value] == ["group_looks_personal"]
    check_nothing_personal(study_dir)


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        ("list_participants.table_missing", "no_table"),
        ("list_participants.empty", "empty"),
        ("list_participants.user_analyst", "no_rights"),
    ],
)
def test_a_participant_table_that_cannot_be_read_does_not_stop_the_run(
    reply, state, tmp_path
):
    survey = ImitatedSurvey(make_rows(30))
    answers = survey.answers() | {"list_participants": recorded(reply)}
    with serve(answers) as server:
        study_dir = place_server_study(tmp_path, server.url)
        fetch(study_dir)
    (folder,) = (path.parent for path in list_latest(study_dir, "summer"))
    assert json.loads((folder / "participants.json").read_text("utf-8")) == {
        "state": state
    }


def test_a_user_who_may_only_read_responses_can_fetch(tmp_path):
    survey = ImitatedSurvey(make_rows(30))
    answers = survey.answers() | {
        "list_participants": recorded("list_participants.user_analyst"),
        "get_survey_properties": recorded("get_survey_properties.user_analyst"),
    }
    with serve(answers) as server:
        study_dir = place_server_study(tmp_path, server.url)
        pipeline.run(study_dir)
    (folder,) = (path.parent for path in list_latest(study_dir, "summer"))
    structure = read_structure((folder / "structure.json").read_bytes())
    assert structure.pagination == "group"


def test_seconds_on_the_pages_are_read_where_they_are_kept(tmp_path):
    survey = ImitatedSurvey(make_rows(30), times={1: "312.5", 2: "48.1"})
    with serve(survey.answers()) as server:
        study_dir = place_server_study(tmp_path, server.url, source={"timings": True})
        pipeline.run(study_dir, stages=["fetch", "decode"])
    frame = pd.read_parquet(study_dir / "data" / "responses.parquet")
    seconds = frame.set_index("source_row")["duration_seconds"]
    assert seconds.loc[[1, 2]].tolist() == [312.5, 48.1]
    assert seconds.loc[3:].isna().all()


def test_a_survey_that_barometre_published_needs_no_map_of_columns(tmp_path):
    survey = ImitatedSurvey(make_rows(30))
    for row in survey.rows.values():
        for number, name in enumerate(NAMES, start=1):
            row[f"Interpersonal[{name}]"] = row.pop(f"CINT[SQ00{number}]")
    with serve(survey.answers()) as server:
        study_dir = place_server_study(tmp_path, server.url)
        study_file = study_dir / "study.yaml"
        text = study_file.read_text("utf-8")
        kept = [line for line in text.splitlines() if not line.startswith("    ci_")]
        study_file.write_text("\n".join(kept), "utf-8")
        pipeline.run(study_dir, stages=["fetch", "decode"])
    rows, _ = read_raw(study_dir)
    assert rows.loc["1", "ci_most"] == "3"
    frame = pd.read_parquet(study_dir / "data" / "responses.parquet")
    assert frame["ci_most"].notna().all()


NAMES = ("ciMost", "ciNeighbours", "ciCareful", "ciPromises", "ciAdvantage")
COLUMNS = {
    "age": "AGE",
    "ci_most": "CINT[SQ001]",
    "ci_neighbours": "CINT[SQ002]",
    "ci_careful": "CINT[SQ003]",
    "ci_promises": "CINT[SQ004]",
    "ci_advantage": "CINT[SQ005]",
    "cg_people": "CGEN[GEN]",
    "ins_townhall": "INST[MAIRIE]",
    "ins_police": "INST[POLICE]",
    "ins_courts": "INST[JUSTICE]",
    "ins_school": "INST[ECOLE]",
    "ins_hospital": "INST[SANTE]",
    "ins_media": "INST[MEDIAS]",
    "po_contact": "CONTACT",
    "po_satisfied": "CONTSAT",
    "co_score": "SCINT",
    "gender": "GENRE",
}
