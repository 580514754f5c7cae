"""Wide responses from raw codes."""

import numpy as np
import pandas as pd
import pytest
from made_studies import (
    FREE,
    GENDER,
    decode,
    make_item,
    make_questionnaire,
    make_raw,
    make_scale,
    make_study,
)

from barometre.errors import Problem, ResponseError
from barometre.frames import RESPONSES, check_responses, check_table
from barometre.responses.decode import decode_responses

TWO = make_questionnaire(make_scale("trust", make_item("q1"), make_item("q2")))


def test_every_unexpected_code_is_listed_with_its_count_and_rows():
    decoded = decode(
        {"q1": ["11", "7", "11", "Très confiant"], "q2": ["x", "1", "2", "3"]}, TWO
    )
    assert decoded.problems == (
        Problem("code_unexpected", "t0 › q1", found="11", n=2, rows=[2, 4]),
        Problem("text_unexpected", "t0 › q1", length=13, n=1, rows=[5]),
        Problem("text_unexpected", "t0 › q2", length=1, n=1, rows=[2]),
    )


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("private", ["Marie", "Paul", "120585"])
def test_a_first_name_or_a_birth_date_never_reaches_a_message(private, language):
    (problem,) = decode({"q1": [private, "1"], "q2": ["1", "1"]}, TWO).problems
    said = problem.render(language)
    assert private not in said
    assert str(len(private)) in said


def test_a_code_that_many_rows_share_is_shown_however_it_is_spaced():
    cells = ["NSP", " NSP", "NSP ", "NSP", "NSP"]
    (problem,) = decode({"q1": cells, "q2": ["1"] * 5}, TWO).problems
    assert problem.code == "code_unexpected"
    assert (problem.facts["found"], problem.facts["n"]) == ("NSP", 5)


def test_a_message_shows_ten_rows_and_counts_the_others():
    (problem,) = decode({"q1": ["12"] * 25, "q2": ["1"] * 25}, TWO).problems
    said = problem.render("en")
    assert "25 answers" in said
    assert "2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 15 more" in said


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_person_s_own_words_never_reach_a_message(language):
    words = "Je m'appelle Anna Martin, 06 12 34 56 78"
    decoded = decode({"q1": [words], "q2": ["1"]}, TWO)
    said = decoded.problems[0].render(language)
    assert str(len(words)) in said
    assert "Anna" not in said
    assert "06" not in said


def test_all_problems_of_all_waves_are_raised_at_once():
    raw = {
        "t0": make_raw({"q1": ["a"], "q2": ["1"]}),
        "t1": make_raw({"q1": ["1"], "q2": ["b"]}),
    }
    with pytest.raises(ResponseError) as caught:
        decode_responses(raw, study=make_study(waves=("t0", "t1")), questionnaire=TWO)
    assert [problem.where for problem in caught.value] == ["t0 › q1", "t1 › q2"]


def test_waves_stand_under_each_other_in_the_order_of_the_study():
    raw = {
        "t1": make_raw({"q1": ["1"], "q2": ["2"]}),
        "t0": make_raw({"q1": ["3", "4"], "q2": ["5", "6"]}),
    }
    study = make_study(waves=("t0", "t1", "t2"))
    decoded = decode_responses(raw, study=study, questionnaire=TWO)
    assert decoded.frame["wave"].tolist() == ["t0", "t0", "t1"]
    assert decoded.frame["q1"].tolist() == [3.0, 4.0, 1.0]
    check_responses(decoded.frame, TWO)


def test_every_rule_that_changed_a_cell_is_counted():
    columns = {"q1": ["7,0", " 6", "", "5"], "q2": ["1.0", "2.0", "3", "98"]}
    counts = decode(columns, TWO).counts
    check = {(row.item, row.rule): row.n for row in counts.itertuples()}
    assert check == {
        ("q1", "decimal_comma"): 1,
        ("q1", "trailing_zeros"): 1,
        ("q1", "spaces"): 1,
        ("q1", "blank_skipped"): 1,
        ("q2", "trailing_zeros"): 2,
    }


def test_texts_stay_in_the_raw_snapshot():
    asked = make_questionnaire(
        make_scale("s", make_item("q1"), make_item("words", FREE))
    )
    decoded = decode({"q1": ["1"], "words": ["Une phrase"]}, asked)
    assert not [name for name in decoded.frame if name.startswith("words")]


def test_elements_of_a_personal_code_are_not_answers():
    asked = make_questionnaire(
        make_scale("code", make_item("day"), sensitivity="pseudonym"),
        make_scale("s", make_item("q1")),
    )
    assert "day" not in decode({"q1": ["1"]}, asked).frame


def test_reverse_keyed_answers_are_left_as_given():
    asked = make_questionnaire(make_scale("s", make_item("q", reverse_keyed=True)))
    assert decode({"q": ["2"]}, asked).frame["q"].tolist() == [2.0]


def test_groups_are_text_and_unknown_ones_are_empty():
    study = make_study(
        groups=["place", "sex", "elsewhere"],
        source={
            "columns": {"sex": "S"},
            "recode": {"sex": {0: "man", 1: "woman"}},
            "missing_codes_by_item": {"sex": {9: "refused"}},
        },
    )
    columns = {
        "place": [" Lyon Nord", "", "3.0"],
        "S": ["0.0", "1", "9"],
        "q1": ["1", "2", "3"],
        "q2": ["1", "2", "3"],
    }
    frame = decode(columns, TWO, study=study).frame
    assert frame["place"].tolist() == ["Lyon Nord", "", "3.0"]
    assert frame["sex"].tolist() == ["man", "woman", ""]
    assert frame["elsewhere"].tolist() == ["", "", ""]


def test_groups_keep_their_zeros_and_lose_the_spaces_around_them_by_a_counted_rule():
    study = make_study(
        groups=["dept"], source={"missing_codes_by_item": {"dept": {9: "refused"}}}
    )
    columns = {"dept": ["01", "1", " 01", "09", "9", " "]}
    answers = {"q1": ["1"] * 6, "q2": ["1"] * 6}
    decoded = decode({**columns, **answers}, TWO, study=study)
    assert decoded.frame["dept"].tolist() == ["01", "1", "01", "09", "", ""]
    (counted,) = decoded.counts.to_dict("records")
    assert counted == {"wave": "t0", "item": "dept", "rule": "spaces", "n": 1}


def test_a_breakdown_by_an_item_is_the_item_itself():
    asked = make_questionnaire(make_scale("s", make_item("gender", GENDER)))
    decoded = decode({"gender": ["1", ""]}, asked, study=make_study(groups=["gender"]))
    assert decoded.frame["gender"].dtype == float
    check_responses(decoded.frame, asked)


def test_weights_are_numbers_under_their_own_name():
    study = make_study(weights={"column": "w"}, source={"columns": {"w": "wtpan"}})
    columns = {"wtpan": ["0,5", "", "1.25"], "q1": ["1"] * 3, "q2": ["1"] * 3}
    weights = decode(columns, TWO, study=study).frame["w"]
    assert weights.fillna(-1).tolist() == [0.5, -1.0, 1.25]


@pytest.mark.parametrize("wrong", ["heavy", "-1"])
def test_a_weight_that_is_no_weight_is_a_problem(wrong):
    study = make_study(weights={"column": "w"})
    columns = {"w": [wrong, "1"], "q1": ["1", "1"], "q2": ["1", "1"]}
    (problem,) = decode(columns, TWO, study=study).problems
    assert problem == Problem("number_unreadable", "t0 › w", n=1, rows=[2])


@pytest.mark.parametrize(
    ("metadata", "columns", "seconds"),
    [
        ({"duration": "d"}, {"d": ["90", "60,5"]}, [90.0, 60.5]),
        (
            {"duration": "d", "duration_unit": "minutes"},
            {"d": ["1.5", ""]},
            [90.0, np.nan],
        ),
        (
            {"started_at": "a", "submitted_at": "b"},
            {
                "a": ["2026-01-12 10:00:00", "2026-01-12 10:00:00"],
                "b": ["2026-01-12 10:03:00", ""],
            },
            [180.0, np.nan],
        ),
        (
            {"started_at": "a", "submitted_at": "b"},
            {
                "a": ["2026-01-12T10:00:00+01:00", "2026-10-25 02:59:00"],
                "b": ["2026-01-12T09:00:30Z", "2026-10-25 02:01:00"],
            },
            [30.0, np.nan],
        ),
        (
            {"started_at": "a", "submitted_at": "b"},
            {
                "a": ["2026-01-12 10:00:00", ""],
                "b": ["1980-01-01 00:00:00", "1980-01-01 00:00:00"],
            },
            [np.nan, np.nan],
        ),
    ],
    ids=["seconds", "minutes", "from start to end", "clocks", "no dates recorded"],
)
def test_a_duration_is_given_or_worked_out(metadata, columns, seconds):
    answers = {"q1": ["1", "1"], "q2": ["1", "1"]}
    study = make_study(source={"metadata": metadata})
    decoded = decode({**columns, **answers}, TWO, study=study)
    assert decoded.problems == ()
    found = decoded.frame["duration_seconds"].to_numpy()
    np.testing.assert_array_equal(found, seconds)


def test_a_date_that_cannot_be_read_is_a_problem():
    study = make_study(source={"metadata": {"submitted_at": "end"}})
    columns = {"end": ["31/12/26", ""], "q1": ["1", "1"], "q2": ["1", "1"]}
    (problem,) = decode(columns, TWO, study=study).problems
    assert problem == Problem("time_unreadable", "t0 › end", n=1, rows=[2])


REPEATED = {
    "end": ["", "2026-01-02 10:00:00", "2026-01-03 10:00:00", "2026-01-01 10:00:00"],
    "q1": ["1", "2", "3", "4"],
    "q2": ["1", "2", "3", "4"],
}


@pytest.mark.parametrize(
    ("action", "names"),
    [
        ("exclude_later", ["a#3", "a", "a#2", "b"]),
        ("exclude_earlier", ["a#3", "a#2", "a", "b"]),
        ("flag", ["a#3", "a", "a#2", "b"]),
    ],
)
def test_the_main_response_of_a_person_is_complete_and_keeps_the_plain_name(
    action, names
):
    study = make_study(
        source={"metadata": {"submitted": "end", "submitted_at": "end"}},
        quality={"duplicate": action},
    )
    decoded = decode(REPEATED, TWO, people=["a", "a", "a", "b"], study=study)
    assert decoded.frame["respondent_id"].tolist() == names
    assert decoded.problems == ()


def test_without_times_the_order_of_rows_says_which_response_came_first():
    columns = {"q1": ["1", "2"], "q2": ["1", "2"]}
    decoded = decode(columns, TWO, people=["a", "a"])
    assert decoded.frame["respondent_id"].tolist() == ["a", "a#2"]


def test_a_study_can_refuse_duplicates():
    study = make_study(quality={"duplicate": "refuse"})
    columns = {"q1": ["1", "2", "3"], "q2": ["1", "2", "3"]}
    decoded = decode(columns, TWO, people=["a", "b", "a"], study=study)
    assert decoded.problems == (
        Problem("respondents_repeated", "t0", n=1, rows=[2, 4]),
    )


def test_nulls_and_empty_texts_read_alike():
    columns = {"q1": ["1", None], "q2": ["1", ""]}
    frame = decode(columns, TWO).frame
    assert frame["q1__missing"].tolist()[1] == frame["q2__missing"].tolist()[1]


def test_decoding_leaves_the_raw_table_as_it_was():
    raw = make_raw({"q1": ["7,0", ""], "q2": ["1", "2"]})
    before = raw.to_pydict()
    decode_responses({"t0": raw}, study=make_study(), questionnaire=TWO)
    assert raw.to_pydict() == before


def test_kinds_of_missing_are_categories_in_a_fixed_order():
    column = decode({"q1": ["1"], "q2": [""]}, TWO).frame["q1__missing"]
    assert isinstance(column.dtype, pd.CategoricalDtype)
    assert list(column.cat.categories)[:2] == ["not_asked", "skipped"]


def test_a_moved_item_is_asked_before_the_scale_it_is_moved_to():
    asked = make_questionnaire(
        make_scale("first", make_item("a")),
        make_scale("last", make_item("filter"), make_item("b")),
        moved_items={"filter": "first"},
    )
    study = make_study(source={"metadata": {"submitted": "end"}})
    columns = {
        "end": ["", "x"],
        "filter": ["1", "1"],
        "a": ["", "1"],
        "b": ["", "1"],
    }
    frame = decode(columns, asked, study=study).frame
    assert list(frame.filter(regex="^(a|b|filter)$")) == ["filter", "a", "b"]
    assert frame["a__missing"].tolist()[0] == "broke_off"


def test_the_declared_columns_come_first():
    frame = decode({"q1": ["1"], "q2": ["2"]}, TWO).frame
    assert list(frame)[: len(RESPONSES.columns)] == RESPONSES.column_names
    check_table(frame, RESPONSES)
