"""The session with a server: every failure is one plain sentence, no login twice."""

import json
from dataclasses import replace

import pytest
from recorded_server import (
    NO_RECORDINGS,
    RECORDINGS,
    Reply,
    find_free_port,
    recorded,
    result,
    serve,
    status,
)

from barometre.messages import LANGUAGES
from barometre.sources.limesurvey.errors import LimeSurveyError
from barometre.sources.limesurvey.session import open_session
from barometre.sources.limesurvey.transport import Patience
from barometre.study import LimeSurveySource

NEEDS_RECORDINGS = pytest.mark.skipif(not RECORDINGS.is_dir(), reason=NO_RECORDINGS)
HURRIED = Patience(connect=2, silence=0.3, answer=1, pauses=(0, 0, 0))
LOGIN = {"BAROMETRE_LS_USER": "reader", "BAROMETRE_LS_PASSWORD": "s3cret-Word"}


def open_hurried(url, tmp_path, *, patience=HURRIED, environ=LOGIN, **options):
    source = LimeSurveySource(kind="limesurvey", url=url, **options)
    return open_session(source, study_dir=tmp_path, environ=environ, patience=patience)


def ask(answers, tmp_path, method="list_surveys", *params, **options):
    """Ask one question of a server; give the server and what came of it."""
    with serve(answers) as server:
        try:
            with open_hurried(server.url, tmp_path, **options) as session:
                return server, session.ask(method, *params, survey_id=222795)
        except LimeSurveyError as error:
            return server, error


def check_plain(error, code):
    """A cause and a remedy in both languages, and nothing that must stay unsaid."""
    assert error.code == code
    assert len(error.problems) == 1
    for language in LANGUAGES:
        text = error.render(language)
        assert not text.startswith(code)
        assert text.endswith(".")
        for hidden in ("s3cret-Word", "reader", "SESSIONKEY", "SQLSTATE", "<html"):
            assert hidden not in text


LOGIN_REFUSED = [
    ("get_session_key.bad_password", "limesurvey_password_wrong"),
    ("get_session_key.unknown_user", "limesurvey_password_wrong"),
    ("get_session_key.bad_plugin", "limesurvey_password_wrong"),
    (
        "get_session_key.user_without_auth_db_permission",
        "limesurvey_login_not_allowed",
    ),
    ("lockout.attempt_4_bad_password", "limesurvey_locked_out"),
    ("lockout.good_password_while_locked", "limesurvey_locked_out"),
    ("rpc_interface_off.get_session_key", "limesurvey_interface_off"),
    ("rpc_interface_xml.get_session_key", "limesurvey_interface_xml"),
    ("protocol.wrong_content_type", "limesurvey_interface_off"),
    ("protocol.not_found_path", "limesurvey_address_wrong"),
    ("protocol.wrong_route", "limesurvey_address_wrong"),
    ("php_memory_limit_exceeded", "limesurvey_server_gave_up"),
    ("protocol.malformed_json", "limesurvey_garbled"),
    ("get_session_key.missing_param", "limesurvey_server_failed"),
    ("gateway_timeout_504", "limesurvey_server_busy"),
]


@NEEDS_RECORDINGS
@pytest.mark.parametrize(("name", "code"), LOGIN_REFUSED)
def test_a_login_that_is_refused_is_said_plainly_and_never_tried_again(
    name, code, tmp_path
):
    server, error = ask({"get_session_key": recorded(name)}, tmp_path)
    check_plain(error, code)
    assert server.count("get_session_key") == 1
    assert server.count("list_surveys") == 0


REFUSED = [
    ("list_surveys.user_noperm", "limesurvey_no_surveys"),
    ("list_users.user_noperm", "limesurvey_no_rights"),
    ("export_responses.user_noperm", "limesurvey_no_rights"),
    ("export_statistics.user_noperm", "limesurvey_no_rights"),
    ("export_responses.unknown_survey", "limesurvey_no_rights"),
    ("get_summary.unknown_survey", "limesurvey_survey_missing"),
    ("list_questions.unknown_survey", "limesurvey_survey_missing"),
    ("export_responses.inactive_survey", "limesurvey_survey_inactive"),
    ("export_responses.response_table_missing", "limesurvey_survey_inactive"),
    ("get_response_ids.inactive_survey", "limesurvey_survey_inactive"),
    ("add_response.inactive_survey", "limesurvey_survey_inactive"),
    ("export_responses.no_responses_yet", "limesurvey_no_responses"),
    ("export_responses.bad_language", "limesurvey_language_unknown"),
    ("list_questions.bad_language", "limesurvey_language_unknown"),
    ("list_participants.table_missing", "limesurvey_no_participant_table"),
    ("list_participants.empty", "limesurvey_no_participants"),
    ("list_participants.user_noperm", "limesurvey_no_rights"),
    ("export_responses.timings_table_missing", "limesurvey_server_stumbled"),
    ("export_responses.csv_fields_empty_list", "limesurvey_not_json"),
    ("export_responses.bad_format", "limesurvey_server_stumbled"),
    ("export_statistics.pdf", "limesurvey_server_stumbled"),
    ("get_survey_properties.bad_names", "limesurvey_status_unknown"),
    ("gateway_timeout_504", "limesurvey_server_busy"),
    ("php_max_execution_time_exceeded", "limesurvey_server_gave_up"),
    ("protocol.unknown_method", "limesurvey_server_failed"),
]


@NEEDS_RECORDINGS
@pytest.mark.parametrize(("name", "code"), REFUSED)
def test_every_recorded_refusal_has_its_cause_and_its_remedy(name, code, tmp_path):
    server, error = ask({"list_surveys": recorded(name)}, tmp_path)
    check_plain(error, code)
    assert server.count("release_session_key") == 1


def list_recorded_refusals():
    """Every refusal that was ever recorded, by the status it says."""
    found = {}
    for path in sorted(RECORDINGS.glob("*.json")):
        content = json.loads(path.read_text("utf-8"))["response"]["json"]
        said = content.get("result") if isinstance(content, dict) else None
        if isinstance(said, dict) and said.get("status") not in (None, "OK"):
            found.setdefault(said["status"], path.stem)
    return sorted(found.values())


@NEEDS_RECORDINGS
@pytest.mark.parametrize("name", list_recorded_refusals())
def test_no_recorded_refusal_is_ever_taken_for_a_result(name, tmp_path):
    _, error = ask({"list_surveys": recorded(name)}, tmp_path)
    assert isinstance(error, LimeSurveyError)
    check_plain(error, error.code)


BROKEN = {
    "cut short, length declared": (
        Reply(body=b'{"id": 1, "result": "', declared_length=500),
        "limesurvey_cut_off",
    ),
    "cut short, in chunks": (
        Reply(
            body=b'{"id": 1, "result": "aaaaaaaaaaaaaaaaaa"}',
            chunked=True,
            cut_after=20,
        ),
        "limesurvey_cut_off",
    ),
    "cut short, JSON open": (
        Reply(body=b'{"id": 1, "result": [1, '),
        "limesurvey_garbled",
    ),
    "another answer": (Reply(body=b'{"id": null, "result": 1}'), "limesurvey_garbled"),
    "not an object": (Reply(body=b"[1, 2]"), "limesurvey_garbled"),
    "a login portal": (
        Reply(content_type="text/html", body=b"<!DOCTYPE html><title>Login</title>"),
        "limesurvey_not_json",
    ),
    "mute": (Reply(delay=1.0), "limesurvey_silent"),
    "drop by drop": (
        Reply(body=b'{"id": 1, "result": "aaaaaaaaaaaaaaaaaaaa"}', drip=0.1),
        "limesurvey_silent",
    ),
    "moved": (Reply(308), "limesurvey_moved"),
    "closed": (Reply(403, "text/html", b"Forbidden"), "limesurvey_kept_out"),
    "in maintenance": (Reply(503, "text/html", b"Down"), "limesurvey_server_busy"),
    "huge": (
        Reply(body=b'{"id": 1, "result": "' + b"a" * 200_000),
        "limesurvey_answer_too_large",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_slow_broken_or_huge_answer_is_said_plainly_and_the_key_released(
    kind, tmp_path
):
    reply, code = BROKEN[kind]
    patience = replace(HURRIED, largest=100_000, pauses=())
    server, error = ask({"list_surveys": reply}, tmp_path, patience=patience)
    check_plain(error, code)
    assert server.count("release_session_key") == 1


def test_a_server_that_is_not_there_is_said_plainly(tmp_path):
    with pytest.raises(LimeSurveyError) as caught:
        open_hurried(f"http://127.0.0.1:{find_free_port()}", tmp_path).__enter__()
    check_plain(caught.value, "limesurvey_unreachable")


def test_what_can_pass_is_asked_again_until_it_has(tmp_path):
    answers = [Reply(503), Reply(body=b'{"id": 1, '), Reply(502), result([{"sid": 7}])]
    server, surveys = ask({"list_surveys": answers}, tmp_path)
    assert surveys == [{"sid": 7}]
    assert server.count("list_surveys") == 4
    assert server.count("get_session_key") == 1


def test_what_cannot_pass_is_asked_once(tmp_path):
    server, error = ask({"list_surveys": status("No permission")}, tmp_path)
    check_plain(error, "limesurvey_no_rights")
    assert server.count("list_surveys") == 1


def test_what_changes_the_server_is_never_sent_twice(tmp_path):
    with serve({"activate_survey": Reply(503)}) as server:
        with (
            open_hurried(server.url, tmp_path) as session,
            pytest.raises(LimeSurveyError) as caught,
        ):
            session.tell("activate_survey", 222795, survey_id=222795)
        check_plain(caught.value, "limesurvey_server_busy")
        assert server.count("activate_survey") == 1


def test_a_session_that_expires_midway_is_renewed_once(tmp_path):
    answers = {
        "get_session_key": [result("A" * 32), result("B" * 32)],
        "list_surveys": [status("Invalid session key"), result([])],
    }
    server, surveys = ask(answers, tmp_path)
    assert surveys == []
    assert [
        params[0][0] for name, params in server.calls if name == "list_surveys"
    ] == [
        "A",
        "B",
    ]
    assert server.calls[-1] == ("release_session_key", ["B" * 32])


def test_a_session_that_expires_twice_is_not_renewed_again(tmp_path):
    server, error = ask({"list_surveys": status("Invalid session key")}, tmp_path)
    check_plain(error, "limesurvey_session_expired")
    assert server.count("get_session_key") == 2


def test_one_key_serves_every_question_and_is_released_even_after_a_crash(tmp_path):
    def crash_midway(url):
        with open_hurried(url, tmp_path) as session:
            session.ask("list_surveys")
            session.ask("list_surveys")
            raise ZeroDivisionError

    with serve({"list_surveys": result([])}) as server:
        with pytest.raises(ZeroDivisionError):
            crash_midway(server.url)
        assert [name for name, _ in server.calls] == [
            "get_session_key",
            "list_surveys",
            "list_surveys",
            "release_session_key",
        ]


@pytest.mark.parametrize("url", ["http://survey.example.org", "http://192.0.2.1/ls"])
def test_no_password_travels_in_the_clear_to_another_computer(url, tmp_path):
    with pytest.raises(LimeSurveyError) as caught:
        open_hurried(url, tmp_path).__enter__()
    check_plain(caught.value, "limesurvey_http_refused")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("survey.example.org", "limesurvey_url_wrong"),
        ("https://reader:s3cret-Word@example.org", "limesurvey_url_holds_password"),
        ("https://example.org:notaport/", "limesurvey_url_wrong"),
        ("ftp://example.org", "limesurvey_url_wrong"),
    ],
)
def test_an_address_that_is_none_or_says_too_much_is_refused(url, code, tmp_path):
    with pytest.raises(LimeSurveyError) as caught:
        open_hurried(url, tmp_path).__enter__()
    check_plain(caught.value, code)


def test_a_login_that_is_not_in_the_environment_is_asked_for_by_name(tmp_path):
    environ = {"BAROMETRE_LS_USER": "reader"}
    with pytest.raises(LimeSurveyError) as caught:
        open_hurried("https://example.org", tmp_path, environ=environ).__enter__()
    check_plain(caught.value, "limesurvey_login_missing")
    assert "BAROMETRE_LS_PASSWORD" in str(caught.value)


def test_a_certificate_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(LimeSurveyError) as caught:
        open_hurried("https://example.org", tmp_path, ca_file="our-ca.pem").__enter__()
    check_plain(caught.value, "limesurvey_ca_file_missing")


@pytest.mark.parametrize(
    "path", ["", "/", "/index.php", "/index.php/admin/remotecontrol"]
)
def test_the_address_of_the_server_is_enough(path, tmp_path):
    with (
        serve({"list_surveys": result([])}) as server,
        open_hurried(f"{server.url}{path}", tmp_path) as session,
    ):
        assert session.ask("list_surveys") == []


def test_a_certificate_nobody_vouches_for_is_refused_before_the_password_is_sent(
    certificate, tmp_path
):
    with serve({"list_surveys": result([])}, certificate=certificate) as server:
        with pytest.raises(LimeSurveyError) as caught:
            open_hurried(server.url, tmp_path).__enter__()
        check_plain(caught.value, "limesurvey_certificate")
        assert server.calls == []


def test_a_certificate_that_the_study_vouches_for_is_taken(certificate, tmp_path):
    (tmp_path / "our-ca.pem").write_bytes((certificate / "cert.pem").read_bytes())
    answers = {"list_surveys": result([])}
    with (
        serve(answers, certificate=certificate) as server,
        open_hurried(server.url, tmp_path, ca_file="our-ca.pem") as session,
    ):
        assert session.ask("list_surveys") == []
