"""A real LimeSurvey export with its structure file."""

import pytest
from real_study import (
    FILES,
    decode_study,
    fetch_study,
    needs_real_data,
    place_study,
    read_study,
)

from barometre.responses.decode import decode_wave
from barometre.responses.drift import compare_structure
from barometre.responses.quality import flag_responses
from barometre.responses.structure import read_structure

pytestmark = [pytest.mark.shared, needs_real_data]
STUDY, WAVE = "limesurvey_222795", "summer"


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    return read_study(STUDY, tmp_path_factory.mktemp("study"))


def row(read, source_row):
    """Answers and kinds of missing of one response, by item."""
    frame = read.responses.set_index("source_row").loc[source_row]
    return {
        item: frame[item] if frame[item] == frame[item] else frame[f"{item}__missing"]
        for item in read.questionnaire.items
    }


def test_the_file_is_read_as_limesurvey_writes_it(read):
    facts = read.raw[WAVE].facts
    assert facts["separator"] == "semicolon"
    assert facts["encoding"] == "utf-8-sig"
    assert read.raw[WAVE].rows_read == 13
    assert "COMMENT" in facts["columns_not_copied"]
    assert "token" in facts["columns_not_copied"]


def test_seven_responses_are_complete_as_the_server_counts_them(read):
    assert read.responses["is_complete"].sum() == 7


def test_nothing_personal_is_in_the_raw_wave(read):
    cells = read.raw[WAVE].responses.to_pandas().to_csv()
    for found in ("lGzkIXemYGhD", "Saint-Étienne", "Chorale", "😀", "Genre fluide"):
        assert found not in cells


def test_responses_without_a_token_stand_alone(read):
    alone = read.links["person_id"].isna()
    assert read.links.loc[alone, "respondent_id"].tolist() == [
        "row-summer-11",
        "row-summer-13",
    ]


def test_answers_don_t_know_and_blanks_of_a_complete_response(read):
    answers = row(read, 2)
    assert [answers[f"ci_{name}"] for name in ("most", "careful")] == [4.0, 2.0]
    assert answers["ins_police"] == 0.0
    assert answers["ins_courts"] == "dont_know"
    assert answers["ins_media"] == "skipped"
    assert (answers["po_contact"], answers["po_satisfied"]) == (1.0, "dont_know")
    assert answers["co_score"] == 4.3333333333333


def test_a_question_that_was_not_shown_was_not_asked(read):
    answers = row(read, 3)
    assert (answers["po_contact"], answers["po_satisfied"]) == (0.0, "not_asked")


@pytest.mark.parametrize(
    ("source_row", "last_asked", "not_reached"),
    [
        (4, "age", "ci_most"),
        (6, "age", "ci_most"),
        (7, "cg_people", "ins_townhall"),
        (10, "age", "ci_most"),
    ],
)
def test_a_response_broken_off_stops_where_it_stopped(
    read, source_row, last_asked, not_reached
):
    answers = row(read, source_row)
    assert answers[last_asked] > 0
    assert answers[not_reached] == "broke_off"
    assert answers["po_satisfied"] == "broke_off"


def test_pages_that_were_left_are_pages_that_were_seen(read):
    # Response 7 left page 4, response 13 page 3: the last row of the array is a skip.
    for source_row in (8, 14):
        assert row(read, source_row)["ins_media"] == "skipped"


def test_a_mandatory_question_missing_from_a_complete_response_was_not_shown(read):
    # Responses 8 and 10 to 12 were added by the interface, without the form.
    assert row(read, 9)["ci_neighbours"] == "not_asked"
    assert row(read, 11)["age"] == "not_asked"


def test_kinds_of_missing_add_up(read):
    assert read.kinds(WAVE, "ins_courts") == {
        "broke_off": 4,
        "dont_know": 4,
        "skipped": 5,
    }
    assert read.kinds(WAVE, "ins_media") == {"broke_off": 4, "skipped": 9}
    assert read.kinds(WAVE, "ci_most") == {"broke_off": 3, "not_asked": 3}


def test_groups_are_as_exported_unless_the_study_recodes_them(read):
    assert set(read.responses["gender"]) == {"F", "H", "other", ""}
    assert set(read.responses["area"]) == {"Z3", ""}


def test_durations_run_from_start_to_submission(read):
    seconds = read.responses.set_index("source_row")["duration_seconds"]
    assert seconds[[2, 3, 13]].tolist() == [8.0, 5.0, 4800.0]
    assert seconds.notna().sum() == 7


def test_without_the_structure_blanks_are_told_by_the_order_of_answers(read):
    bare = decode_wave(
        read.raw[WAVE].responses,
        wave=WAVE,
        study=read.study,
        questionnaire=read.questionnaire,
    ).frame.set_index("source_row")
    assert bare.loc[3, "po_satisfied__missing"] == "skipped"
    assert bare.loc[4, "ci_most__missing"] == "broke_off"
    assert (bare["ins_media__missing"] == "not_asked").all()


def test_answers_of_the_survey_are_all_known(read):
    survey = read_structure(read.raw[WAVE].structure)
    drift = compare_structure(
        survey, wave=WAVE, study=read.study, questionnaire=read.questionnaire
    )
    assert [one for one in drift if one.is_breaking] == []


def test_an_answer_that_only_the_survey_knows_is_found_before_anyone_gives_it(read):
    source = read.study.source.model_copy(update={"missing_codes": {}})
    study = read.study.model_copy(update={"source": source})
    survey = read_structure(read.raw[WAVE].structure)
    drift = compare_structure(
        survey, wave=WAVE, study=study, questionnaire=read.questionnaire
    )
    breaking = [one for one in drift if one.is_breaking]
    assert {(one.kind, one.found) for one in breaking} == {("answer_added", "NSP")}
    assert len(breaking) == 8


def test_flags_find_the_responses_with_hardly_an_answer(read):
    flags = flag_responses(
        read.responses, questionnaire=read.questionnaire, study=read.study
    )
    missing = set(flags.loc[flags["rule"] == "too_many_missing", "respondent_id"])
    rows = read.responses.set_index("respondent_id")["source_row"]
    assert set(rows[list(missing)]) >= {4, 6, 10}
    assert not flags["is_excluded"].any()


@pytest.mark.parametrize(
    "other",
    ["variant_null_preserved.csv", "export_responses.xls_code_short_all.xlsx"],
    ids=["nulls kept apart", "workbook"],
)
def test_other_exports_of_the_same_survey_read_alike(read, tmp_path, other):
    name = "export.xlsx" if other.endswith("xlsx") else "export.csv"
    files = {**FILES[STUDY], name: f"limesurvey/exports/{other}"}
    source = read.study.source.model_copy(update={"path": f"data-in/{name}"})
    study = read.study.model_copy(update={"source": source})
    folder = place_study(STUDY, tmp_path, files=files)
    raw = fetch_study(study, read.questionnaire, folder)
    assert decode_study(study, read.questionnaire, raw).frame.equals(read.responses)
