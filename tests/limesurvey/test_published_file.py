"""The export of a survey that this program published: no column has to be named."""

import csv
from pathlib import Path

import pytest
from made_surveys import PRESETS, make_survey

from barometre.errors import BarometreError
from barometre.pipeline.run import run
from barometre.questionnaire.limesurvey.lss import write_lss
from barometre.questionnaire.limesurvey_codes import match_columns
from barometre.questionnaire.load import load_questionnaire
from barometre.responses.columns import code_elements, decoded_items
from barometre.responses.places import list_columns
from barometre.responses.structure import read_structure
from barometre.workspace.folder import Workspace
from barometre.workspace.tables import read_table

STUDY = """
id: cafes
title: {{fr: Cafés, en: Cafés}}
questionnaire: {preset}
source: {{kind: export_file, path: export.csv, structure: survey.lss{more}}}
waves: [{{id: t0, label: {{fr: Entrée, en: Entry}}}}]
respondent: {{by: {by}}}
groups: [territory]
"""
PEOPLE = 6


def choose(item, person: int) -> str:
    """Another answer for each person, one of them missing."""
    codes = [*item.response_format.codes, *item.response_format.missing]
    return str(codes[person % len(codes)]) if codes else str(person)


def place_study(folder: Path, preset: str, *, by="code", more="", twice="") -> Path:
    """Write the study and its export; ``twice`` is a column that comes besides."""
    survey = make_survey(preset, linking=by)
    structure = write_lss(survey)
    (folder / "survey.lss").write_bytes(structure)
    study = STUDY.format(preset=preset, by=by, more=more)
    (folder / "study.yaml").write_text(study, "utf-8")
    questionnaire = load_questionnaire(preset)
    columns = list(list_columns(read_structure(structure)))
    named = match_columns(columns, questionnaire.items)
    rows = [
        {"id": str(person), "token": f"token{person}", "territory": "Nord"}
        | {
            column: choose(questionnaire.items[item], person)
            for item, column in named.items()
        }
        for person in range(1, PEOPLE + 1)
    ]
    extra = [twice] if twice else []
    with (folder / "export.csv").open("w", encoding="utf-8-sig", newline="") as file:
        header = ["id", "token", *columns, *extra]
        writer = csv.DictWriter(file, header, delimiter=";", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def read_responses(folder: Path):
    run(folder, stages=("fetch", "decode"))
    return read_table(Workspace(folder).table("responses"))


@pytest.mark.parametrize("preset", PRESETS)
def test_every_item_of_a_published_survey_is_found_in_its_export(tmp_path, preset):
    frame = read_responses(place_study(tmp_path, preset))
    questionnaire = load_questionnaire(preset)
    asked = decoded_items(questionnaire)
    for item_id, item in asked.items():
        formats = item.response_format
        for person, answer, kind in zip(
            range(1, PEOPLE + 1),
            frame[item_id],
            frame[f"{item_id}__missing"],
            strict=True,
        ):
            sent = int(choose(item, person))
            if sent in formats.missing:
                assert kind == formats.missing[sent]
            else:
                assert answer == sent
    assert frame["territory"].unique().tolist() == ["Nord"]
    header = (next(tmp_path.glob("data/raw/t0/*/responses.csv"))).read_text("utf-8")
    first = header.splitlines()[0]
    assert not any(element in first for element in code_elements(questionnaire))
    assert "token" not in header


def test_two_columns_for_one_item_are_said_with_what_to_write(tmp_path):
    folder = place_study(tmp_path, "core_only", by="token", twice="Again[tpGeneral]")
    with pytest.raises(BarometreError) as caught:
        run(folder, stages=("fetch",))
    (problem,) = caught.value
    assert problem.code == "column_ambiguous"
    assert problem.facts["columns"] == ["TpGeneral[tpGeneral]", "Again[tpGeneral]"]
    for language in ("fr", "en"):
        said = problem.render(language)
        assert '`tp_general: "TpGeneral[tpGeneral]"`' in said
        assert "export.csv" in said


def test_the_study_may_say_which_of_two_columns_it_is(tmp_path):
    folder = place_study(
        tmp_path,
        "core_only",
        by="token",
        more=', columns: {tp_general: "TpGeneral[tpGeneral]"}',
        twice="Again[tpGeneral]",
    )
    assert read_responses(folder)["tp_general"].notna().any()
