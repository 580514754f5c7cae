"""The six ways in which an answer can be missing, told apart."""

import pytest
from made_studies import (
    FOUR,
    TEN,
    decode,
    make_item,
    make_questionnaire,
    make_scale,
    make_study,
)

from barometre.frames import check_responses

ANSWERED = None
THREE = make_questionnaire(
    make_scale("trust", make_item("q1"), make_item("q2"), make_item("q3"))
)
ENDS = {"metadata": {"submitted": "end"}}


def kinds(decoded, item):
    column = decoded.frame[f"{item}__missing"]
    return [None if kind != kind else kind for kind in column.astype(object)]


@pytest.mark.parametrize(
    ("code", "answers", "kind"),
    [
        ("7", TEN, ANSWERED),
        ("98", TEN, "dont_know"),
        ("99", TEN, "refused"),
        ("97", FOUR, "not_applicable"),
        ("", TEN, "skipped"),
    ],
)
def test_a_code_is_an_answer_or_one_kind_of_missing(code, answers, kind):
    asked = make_questionnaire(make_scale("s", make_item("q", answers)))
    decoded = decode({"q": [code, "1"]}, asked)
    assert kinds(decoded, "q")[0] == kind
    assert decoded.problems == ()
    check_responses(decoded.frame, asked)


def test_an_item_without_a_column_was_not_asked():
    decoded = decode({"q1": ["1"], "q3": ["2"]}, THREE)
    assert kinds(decoded, "q2") == ["not_asked"]


def test_an_item_blank_for_the_whole_wave_was_not_asked():
    decoded = decode(
        {"end": ["x", ""], "q1": ["1", "2"], "q2": ["", ""], "q3": ["2", "3"]},
        THREE,
        study=make_study(source=ENDS),
    )
    assert kinds(decoded, "q2") == ["not_asked", "not_asked"]


def test_a_blank_after_the_last_answer_of_an_incomplete_response_is_broke_off():
    decoded = decode(
        {
            "end": ["", "x", "", ""],
            "q1": ["1", "1", "", ""],
            "q2": ["", "", "98", ""],
            "q3": ["", "", "", "5"],
        },
        THREE,
        study=make_study(source=ENDS),
    )
    assert kinds(decoded, "q1") == [None, None, "skipped", "skipped"]
    assert kinds(decoded, "q2") == ["broke_off", "skipped", "dont_know", "skipped"]
    assert kinds(decoded, "q3") == ["broke_off", "skipped", "broke_off", None]


def test_without_any_word_on_completion_every_response_counts_as_complete():
    decoded = decode({"q1": ["1", "2"], "q2": ["", "2"], "q3": ["", "2"]}, THREE)
    assert decoded.frame["is_complete"].tolist() == [True, True]
    assert kinds(decoded, "q3") == ["skipped", None]


def test_progress_below_one_hundred_is_incomplete():
    study = make_study(source={"metadata": {"progress": "done"}})
    columns = {"done": ["65", "100"], "q1": ["1", "1"], "q2": ["", "2"], "q3": ["", ""]}
    decoded = decode(columns, THREE, study=study)
    assert kinds(decoded, "q2") == ["broke_off", None]


def test_a_study_can_say_that_blanks_were_not_asked():
    study = make_study(source={"blank": "not_asked"})
    columns = {"q1": ["1", ""], "q2": ["", "2"], "q3": ["3", "3"]}
    decoded = decode(columns, THREE, study=study)
    assert kinds(decoded, "q1") == [None, "not_asked"]
    assert kinds(decoded, "q2") == ["not_asked", None]


def test_a_person_whom_a_question_does_not_concern_was_not_asked_it():
    asked = make_questionnaire(
        make_scale("work", make_item("seeks", FOUR)),
        make_scale("job", make_item("q"), asked_of={"seeks": (1, 2)}),
    )
    decoded = decode({"seeks": ["1", "3", "3", ""], "q": ["", "", "5", ""]}, asked)
    assert kinds(decoded, "q") == ["skipped", "not_asked", None, "skipped"]


@pytest.mark.parametrize(
    ("source", "code", "kind"),
    [
        ({"missing_codes": {-1: "refused"}}, "-1", "refused"),
        ({"missing_codes": {"NSP": "dont_know"}}, "nsp", "dont_know"),
        ({"missing_codes_by_format": {"f_0_10": {77: "refused"}}}, "77", "refused"),
        ({"missing_codes_by_item": {"q": {98: "not_asked"}}}, "98", "not_asked"),
        ({"recode": {"q": {"x": 98}}}, "x", "dont_know"),
    ],
)
def test_a_study_names_its_own_missing_codes(source, code, kind):
    asked = make_questionnaire(make_scale("s", make_item("q")))
    decoded = decode({"q": [code, "1"]}, asked, study=make_study(source=source))
    assert decoded.problems == ()
    assert kinds(decoded, "q")[0] == kind


def test_a_missing_code_of_the_whole_study_does_not_eat_an_answer():
    study = make_study(source={"missing_codes": {9: "refused"}})
    asked = make_questionnaire(
        make_scale("s", make_item("ten"), make_item("four", FOUR))
    )
    decoded = decode({"ten": ["9"], "four": ["9"]}, asked, study=study)
    assert decoded.frame["ten"].tolist() == [9.0]
    assert kinds(decoded, "four") == ["refused"]


def test_a_missing_code_of_one_item_wins_over_an_answer():
    study = make_study(source={"missing_codes_by_item": {"ten": {9: "refused"}}})
    asked = make_questionnaire(make_scale("s", make_item("ten")))
    decoded = decode({"ten": ["9", "8"]}, asked, study=study)
    assert kinds(decoded, "ten") == ["refused", None]


def test_a_wave_without_any_response_decodes_to_nothing():
    decoded = decode({"q1": [], "q2": [], "q3": []}, THREE)
    assert len(decoded.frame) == 0
    check_responses(decoded.frame, THREE)
