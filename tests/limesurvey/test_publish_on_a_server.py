"""The real thing: LimeSurvey takes every preset in, and gives it back unchanged.

Needs an empty LimeSurvey 6 of one's own: BAROMETRE_LIMESURVEY_URL, and the login of
someone who may create surveys in BAROMETRE_LS_USER and BAROMETRE_LS_PASSWORD.
"""

import base64
import json
import os
from pathlib import Path

import pandas as pd
import pytest
import yaml
from made_surveys import PRESETS, make_survey
from test_drift import make_study

from barometre.cli import main
from barometre.pipeline.publishing import publish
from barometre.pipeline.publishing import write_structure as write_structure_file
from barometre.pipeline.run import run
from barometre.questionnaire.limesurvey.lss import write_lss
from barometre.questionnaire.limesurvey.tsv import write_tsv
from barometre.questionnaire.load import load_questionnaire
from barometre.responses.drift import compare_structure
from barometre.responses.structure import read_structure
from barometre.sources.limesurvey.export import Survey
from barometre.sources.limesurvey.publish import list_changed_questions
from barometre.sources.limesurvey.session import open_session
from barometre.sources.limesurvey.structure import describe_structure, write_structure
from barometre.study import LimeSurveySource
from barometre.workspace.folder import Workspace
from barometre.workspace.tables import read_table

URL = os.environ.get("BAROMETRE_LIMESURVEY_URL", "")
pytestmark = pytest.mark.skipif(not URL, reason="BAROMETRE_LIMESURVEY_URL is not set")

STUDY = """
id: real-{run}
title: {{fr: Cafés, en: Cafés}}
questionnaire: core_only
source: {{kind: limesurvey, url: "{url}"}}
waves:
  - {{id: t0, label: {{fr: Entrée, en: Entry}}}}
  - {{id: t1, label: {{fr: Sortie, en: Exit}}}}
respondent: {{by: token}}
groups: [territory]
survey: {{organisation: Le Café, contact: nous@example.org}}
"""
_FREE = 760_000


@pytest.fixture
def server(tmp_path):
    source = LimeSurveySource(kind="limesurvey", url=URL)
    with open_session(source, study_dir=tmp_path) as opened:
        yield opened


def describe(server, survey_id: int):
    live = Survey(server, survey_id)
    described = describe_structure(live, languages=("fr", "en"))
    return read_structure(write_structure(described, last_page=0, columns={}))


@pytest.mark.parametrize("kind", ["lss", "txt"])
@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_comes_back_from_the_server_unchanged(server, preset, kind):
    survey = make_survey(preset)
    content = write_lss(survey) if kind == "lss" else write_tsv(survey)
    number = server.tell(
        "import_survey", base64.b64encode(content).decode(), kind, None, _FREE
    )
    try:
        found = describe(server, number)
    finally:
        server.tell("delete_survey", number)
    assert list_changed_questions(survey, found) == []
    assert found.groups == tuple(group.title for group in survey.groups)
    assert not compare_structure(
        found,
        wave="t0",
        study=make_study(preset),
        questionnaire=load_questionnaire(preset),
    )


def test_a_published_wave_is_filled_answered_and_fetched(
    server, tmp_path: Path, capsys
):
    study = STUDY.format(run=os.getpid(), url=URL)
    (tmp_path / "study.yaml").write_text(study, "utf-8")
    people = tmp_path / "people.csv"
    people.write_text("email,territory\na@example.net,Nord\nb@example.net,Sud\n")
    done, later = publish(tmp_path, participants=people)
    number = done.survey_id
    try:
        assert list_tokens(server, number) == list_tokens(server, later.survey_id)
        assert (done.is_new, done.is_activated, done.n_added) == (True, True, 2)
        again = publish(tmp_path, participants=people)
        assert all(one.is_unchanged for one in again)
        settings = server.ask("get_survey_properties", number)
        assert [settings[name] for name in ("active", "ipaddr", "refurl")] == [
            *("Y", "N", "N")
        ]
        main(["--lang", "en", "check", str(tmp_path)])
        said = capsys.readouterr().out
        assert f"t0: limepy reads the same {done.n_questions} questions" in said
        _answer(server, number)
        frame = _decode(tmp_path)
        assert frame["tp_general"].tolist() == [7]
        assert frame["tl_town__missing"].tolist() == ["dont_know"]
        assert frame["territory"].tolist() == ["Nord"]
        (counted,) = tmp_path.glob("data/raw/t0/*/participants.json")
        groups = json.loads(counted.read_text("utf-8"))["groups"]
        assert groups == {"territory": {"Nord": 1, "Sud": 1}}
        exported = _decode(_export(server, number, tmp_path / "exported"))
        same = [name for name in frame if name not in ("respondent_id", "source_row")]
        pd.testing.assert_frame_equal(exported[same], frame[same])
    finally:
        server.tell("delete_survey", number)
        server.tell("delete_survey", later.survey_id)


def list_tokens(server, number: int) -> dict[str, str]:
    people = server.ask("list_participants", number, 0, 10, False, [])
    return {one["participant_info"]["email"]: one["token"] for one in people}


def _answer(server, number: int) -> None:
    """Answer as the web form does, by the names of the response table."""
    fields = server.ask("get_fieldmap", number)
    columns = {(one["title"], one["aid"]): name for name, one in fields.items()}
    token = server.ask("list_participants", number, 0, 1, False, [])[0]["token"]
    answers = {
        ("consentAnswer", ""): "1",
        ("TpGeneral", "tpGeneral"): "7",
        ("TrustLocal", "tlTown"): "98",
        ("territory", ""): "Nord",
    }
    row = {columns[place]: code for place, code in answers.items()}
    server.tell("add_response", number, {**row, "token": token})


def _export(server, number: int, folder: Path) -> Path:
    """Export as a person does, by codes, beside the structure that was published."""
    wish = ("csv", "fr", "all", "code", "short")
    content = server.ask("export_responses", number, *wish)
    study = yaml.safe_load((folder.parent / "study.yaml").read_text("utf-8"))
    study["waves"] = study["waves"][:1]
    traces = {
        **{"submitted": "submitdate", "last_page": "lastpage"},
        **{"started_at": "startdate", "submitted_at": "submitdate"},
    }
    study["source"] = {"kind": "export_file", "path": "export.csv", "metadata": traces}
    folder.mkdir()
    write_structure_file(folder.parent, folder / "survey.lss")
    study["source"]["structure"] = "survey.lss"
    (folder / "study.yaml").write_text(yaml.safe_dump(study), "utf-8")
    (folder / "export.csv").write_bytes(base64.b64decode(content))
    return folder


def _decode(folder: Path):
    run(folder, stages=("fetch", "decode"))
    return read_table(Workspace(folder).table("responses"))
