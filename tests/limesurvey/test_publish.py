"""From a study folder to its surveys on a server, once and only once."""

import json
from pathlib import Path

import pytest
from invented_server import InventedServer
from recorded_server import serve, status

from barometre.cli import main
from barometre.errors import BarometreError, StudyError
from barometre.pipeline.project import load_project
from barometre.pipeline.publishing import choose_survey_id, publish, write_structure
from barometre.responses.structure import read_structure
from barometre.workspace.folder import Workspace

STUDY = """
id: cafes
title: {{fr: Cafés, en: Cafés}}
questionnaire: [consent, trust_people, trust_local]
source: {{kind: limesurvey, url: "{url}"}}
waves:
  - {{id: t0, label: {{fr: Entrée, en: Entry}}, opens: 2026-01-12, closes: 2026-02-15}}
  - {{id: t1, label: {{fr: Sortie, en: Exit}}}}
respondent: {{by: {by}}}
groups: [territory]
survey: {{organisation: Le Café, contact: nous@example.org}}
"""
PEOPLE = "email;firstname;lastname;language;territory\n" + "".join(
    f"person{n}@example.net;Prénom{n};Nom{n};fr;Nord\n" for n in range(3)
)
SECRETS = ("example.net", "Prénom", "Nom1", "s3cret-Word")


@pytest.fixture(autouse=True)
def login(monkeypatch):
    monkeypatch.setenv("BAROMETRE_LS_USER", "maker")
    monkeypatch.setenv("BAROMETRE_LS_PASSWORD", "s3cret-Word")


@pytest.fixture
def invented():
    return InventedServer()


@pytest.fixture
def server(invented):
    session = {"get_session_key": "KEY", "release_session_key": "OK"}
    answers = {name: (lambda *_, v=value: v) for name, value in session.items()}
    with serve({**answers, **invented.answers()}) as running:
        yield running


@pytest.fixture
def folder(server, tmp_path) -> Path:
    return make_study(tmp_path / "cafes", server.url)


@pytest.fixture
def people(tmp_path) -> Path:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, "utf-8")
    return file


def make_study(folder: Path, url: str, *, by: str = "token") -> Path:
    folder.mkdir()
    (folder / "study.yaml").write_text(STUDY.format(url=url, by=by), "utf-8")
    return folder


def changes(server) -> list[str]:
    """List the calls that change something on the server."""
    looks = ("get_", "list_", "release_")
    return [name for name, _ in server.calls if not name.startswith(looks)]


def test_a_dry_run_changes_nothing(folder, server, invented, people, capsys):
    arguments = ["publish", str(folder), "--dry-run", "--participants", str(people)]
    assert main([*arguments, "--lang", "en"]) == 0
    assert changes(server) == []
    assert invented.surveys == {}
    assert not (folder / "data").exists()
    said = capsys.readouterr().out
    assert "would be made" in said
    assert "3 participants would be added" in said


def test_each_wave_becomes_an_active_survey_with_its_people(folder, invented, people):
    done = publish(folder, participants=people)
    assert [(one.wave, one.is_new, one.is_activated) for one in done] == [
        ("t0", True, True),
        ("t1", True, True),
    ]
    held = invented.surveys[done[0].survey_id]
    assert held.settings["active"] == "Y"
    assert held.settings["ipaddr"] == held.settings["refurl"] == "N"
    assert held.settings["anonymized"] == "N"
    assert held.settings["expires"] == "2026-02-15 23:59:59"
    assert [person["attribute_1"] for person in held.people] == ["Nord"] * 3
    assert held.attributes == [1, 2, 3]


def test_one_person_has_one_token_at_every_wave(folder, invented, people):
    """Tokens of LimeSurvey’s own would differ, and nobody would be linked."""
    done = publish(folder, participants=people)
    first, second = (invented.surveys[one.survey_id].people for one in done)
    tokens = {one["email"]: one["token"] for one in first}
    assert tokens == {one["email"]: one["token"] for one in second}
    assert len(set(tokens.values())) == 3
    assert all(token.isalnum() and len(token) == 20 for token in tokens.values())
    for file in folder.rglob("*.*"):
        assert file.is_dir() or not any(
            token.encode() in file.read_bytes() for token in tokens.values()
        )


def test_a_token_that_another_wave_gave_is_kept(folder, invented, people):
    (first,) = publish(folder, waves=["t0"], participants=people)
    held = invented.surveys[first.survey_id].people
    for number, person in enumerate(held):
        person["token"] = f"ofLimeSurvey{number}"
    (second,) = publish(folder, waves=["t1"], participants=people)
    given = invented.surveys[second.survey_id].people
    assert [one["token"] for one in given] == [one["token"] for one in held]


def test_people_who_are_not_known_by_a_token_get_one_of_the_server(
    server, invented, people, tmp_path
):
    folder = make_study(tmp_path / "apart", server.url, by="code")
    (done, _) = publish(folder, participants=people)
    assert all("token" not in one for one in invented.surveys[done.survey_id].people)


def test_a_second_publish_changes_nothing_and_says_so(folder, server, people, capsys):
    publish(folder, participants=people)
    server.calls.clear()
    arguments = ["publish", str(folder), "--participants", str(people)]
    assert main([*arguments, "--lang", "en"]) == 0
    assert changes(server) == []
    assert capsys.readouterr().out.count("nothing was changed") == 2


def test_a_lost_record_makes_no_second_survey(folder, server, invented):
    publish(folder)
    (folder / "data" / "published.json").unlink()
    server.calls.clear()
    done = publish(folder)
    assert changes(server) == []
    assert len(invented.surveys) == 2
    assert all(one.is_unchanged for one in done)


def test_a_survey_with_responses_is_never_altered(folder, server, invented):
    first = publish(folder, waves=["t0"])[0]
    invented.surveys[first.survey_id].responses = 7
    study = folder / "study.yaml"
    text = study.read_text("utf-8")
    study.write_text(text.replace("trust_local]", "trust_local, ties]"), "utf-8")
    server.calls.clear()
    with pytest.raises(StudyError) as refused:
        publish(folder, waves=["t0"])
    (problem,) = refused.value
    assert problem.code == "publish_has_responses"
    assert problem.facts["n"] == 7
    assert problem.facts["questions"] == ["Ties"]
    assert changes(server) == []


def test_a_survey_of_someone_else_is_left_alone(folder, server, invented):
    project = load_project(Workspace(folder))
    wanted = choose_survey_id(project.study, "t0")
    publish(folder, waves=["t1"])
    invented.surveys[wanted] = invented.surveys.pop(
        choose_survey_id(project.study, "t1")
    )
    done = publish(folder, waves=["t0"])
    assert done[0].survey_id == choose_survey_id(project.study, "t0", 1)
    assert invented.surveys[wanted].settings["sid"] != str(wanted)


def test_a_named_survey_of_someone_else_is_refused(folder, server, invented):
    publish(folder, waves=["t1"])
    (number,) = invented.surveys
    study = folder / "study.yaml"
    text = study.read_text("utf-8")
    study.write_text(text.replace("{id: t0,", f"{{id: t0, survey_id: {number},"))
    server.calls.clear()
    with pytest.raises(StudyError) as refused:
        publish(folder, waves=["t0"])
    assert [problem.code for problem in refused.value] == ["publish_foreign"]
    assert changes(server) == []


def test_what_the_server_changed_while_importing_stops_before_activation(
    folder, server, invented
):
    invented.spoil = "tpGeneral"
    with pytest.raises(BarometreError) as refused:
        publish(folder, waves=["t0"])
    (problem,) = refused.value.problems
    assert problem.code == "publish_import_differs"
    assert "TpGeneral" in problem.facts["questions"]
    assert "activate_survey" not in changes(server)


def test_new_people_are_added_to_a_survey_that_is_open(
    folder, server, invented, people
):
    publish(folder, waves=["t0"], participants=people)
    people.write_text(PEOPLE + "person9@example.net;;;en;Sud\n", "utf-8")
    server.calls.clear()
    (done,) = publish(folder, waves=["t0"], participants=people)
    assert (done.n_added, done.n_participants) == (1, 4)
    assert changes(server) == ["add_participants"]


def test_a_property_that_someone_changed_is_set_again(folder, server, invented):
    (first,) = publish(folder, waves=["t0"])
    invented.surveys[first.survey_id].settings["listpublic"] = "Y"
    (done,) = publish(folder, waves=["t0"])
    assert done.settings == ("listpublic",)
    assert invented.surveys[first.survey_id].settings["listpublic"] == "N"


def test_nothing_of_anyone_stays_in_the_folder_or_on_the_screen(folder, people, capsys):
    main(["publish", str(folder), "--participants", str(people)])
    kept = [path for path in folder.rglob("*") if path.is_file()]
    texts = [path.read_text("utf-8") for path in kept]
    said = capsys.readouterr()
    for secret in SECRETS:
        assert not any(secret in text for text in (*texts, said.out, said.err))
    assert json.loads((folder / "data" / "published.json").read_text())["surveys"]


def test_the_study_reads_the_surveys_that_were_published(folder):
    done = publish(folder)
    waves = load_project(Workspace(folder)).study.waves
    assert [wave.survey_id for wave in waves] == [one.survey_id for one in done]


def test_a_notice_without_a_contact_is_refused(folder):
    study = folder / "study.yaml"
    text = study.read_text("utf-8").replace(", contact: nous@example.org", "")
    study.write_text(text, "utf-8")
    with pytest.raises(StudyError) as refused:
        publish(folder)
    assert [problem.where for problem in refused.value] == [
        "study.yaml › survey › contact"
    ]


def test_tokens_and_anonymous_responses_exclude_each_other(folder):
    study = folder / "study.yaml"
    text = study.read_text("utf-8").replace("survey: {", "survey: {anonymised: true, ")
    study.write_text(text, "utf-8")
    with pytest.raises(StudyError) as refused:
        publish(folder)
    assert [p.code for p in refused.value] == ["publish_anonymous_token"]


def test_people_known_by_a_code_answer_anonymously(server, invented, tmp_path):
    folder = make_study(tmp_path / "code", server.url, by="none")
    (done,) = publish(folder, waves=["t0"])
    held = invented.surveys[done.survey_id]
    assert held.settings["anonymized"] == "Y"
    assert held.people is None


@pytest.mark.parametrize("suffix", [".lss", ".tsv"])
def test_a_survey_is_written_to_a_file_without_a_server(
    folder, server, tmp_path, suffix
):
    file = tmp_path / f"survey{suffix}"
    assert write_structure(folder, file, waves=["t1"]).id == "t1"
    assert server.calls == []
    if suffix == ".lss":
        assert "TrustLocal" in {
            q.code for q in read_structure(file.read_bytes()).questions
        }
    with pytest.raises(StudyError):
        write_structure(folder, tmp_path / "survey.doc")


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ("name\nAlix\n", ["participants_no_email", "participants_column_unknown",
                          "participants_bad_email"]),
        ("email,iban\na@b.fr,1\n", ["participants_column_unknown"]),
        ("email\nnobody\n", ["participants_bad_email"]),
        ("email\na@b.fr\nA@b.fr\n", ["participants_email_twice"]),
        ("email,language\na@b.fr,de\n", ["participants_bad_language"]),
    ],
)  # fmt: skip
def test_a_file_of_people_at_fault_names_rows_and_nobody(
    folder, server, people, content, codes
):
    people.write_text(content, "utf-8")
    with pytest.raises(BarometreError) as refused:
        publish(folder, participants=people)
    assert [problem.code for problem in refused.value.problems] == codes
    assert "a@b.fr" not in refused.value.render("fr")
    assert server.calls == []


@pytest.mark.parametrize(
    ("method", "step"),
    [
        ("get_survey_properties", "look"),
        ("import_survey", "import"),
        ("add_participants", "participants"),
        ("activate_survey", "activate"),
    ],
)
def test_a_user_without_a_right_is_told_which_one_the_step_takes(
    folder, server, people, method, step
):
    server.answers[method] = status("No permission")
    with pytest.raises(BarometreError) as refused:
        publish(folder, participants=people)
    (problem,) = refused.value.problems
    assert problem.code == f"publish_no_rights_{step}"
    assert str(choose_survey_id(load_project(Workspace(folder)).study, "t0")) in str(
        problem.where
    )


def test_the_husk_that_a_failed_import_left_is_passed_by(folder, server, invented):
    """LimeSurvey keeps the number of a survey whose import it did not finish."""
    study = load_project(Workspace(folder)).study
    taken = choose_survey_id(study, "t0")
    groups = server.answers["list_groups"]
    properties = server.answers["get_survey_properties"]
    server.answers["get_survey_properties"] = lambda key, number, *more: (
        {"active": "N"} if number == taken else properties(key, number, *more)
    )
    server.answers["list_groups"] = lambda key, number, *more: (
        status("No groups found") if number == taken else groups(key, number, *more)
    )
    done = publish(folder)
    assert done[0].survey_id == choose_survey_id(study, "t0", 1)
    assert taken not in invented.surveys


def test_of_a_survey_with_responses_only_the_days_follow_the_study(
    folder, invented, capsys
):
    (first,) = publish(folder, waves=["t0"])
    held = invented.surveys[first.survey_id]
    held.responses = 7
    held.settings["template"] = "vanilla"
    study = folder / "study.yaml"
    later = study.read_text("utf-8").replace("2026-02-15", "2026-02-20")
    study.write_text(later, "utf-8")
    arguments = ["--lang", "en", "publish", str(folder), "--wave", "t0"]
    assert main([*arguments, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "would be completed" in said
    assert "Properties that would be set: expires." in said
    assert held.settings["expires"] == "2026-02-15 23:59:59"
    (done,) = publish(folder, waves=["t0"])
    assert done.settings == ("expires",)
    assert held.settings["expires"] == "2026-02-20 23:59:59"
    assert held.settings["template"] == "vanilla"
    assert publish(folder, waves=["t0"])[0].is_unchanged
    assert main([*arguments, "--dry-run"]) == 0
    assert "as it should be" in capsys.readouterr().out


def test_a_user_who_may_not_change_settings_is_told_so(folder, server, people):
    publish(folder, participants=people)
    file = folder / "study.yaml"
    later = file.read_text("utf-8").replace("2026-02-15", "2026-02-20")
    file.write_text(later, "utf-8")
    server.answers["set_survey_properties"] = status("No permission")
    with pytest.raises(BarometreError) as refused:
        publish(folder, participants=people)
    assert refused.value.problems[0].code == "publish_no_rights_settings"


def test_people_whom_the_server_refuses_are_counted(folder, server, people):
    server.answers["add_participants"] = lambda *_: [{"errors": {"email": ["no"]}}] * 3
    with pytest.raises(BarometreError) as refused:
        publish(folder, waves=["t0"], participants=people)
    (problem,) = refused.value.problems
    assert (problem.code, problem.facts["n"]) == ("publish_people_refused", 3)
    assert "activate_survey" not in changes(server)
