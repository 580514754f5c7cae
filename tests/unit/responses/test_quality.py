"""Flags of doubt, one rule at a time."""

import numpy as np
import pandas as pd
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

from barometre.frames import FLAGS, check_table
from barometre.responses.quality import flag_responses
from barometre.responses.quality.straightlining import compute_longstring

NAN = np.nan


def flag(columns, questionnaire, *, people=None, source=None, **quality):
    study = make_study(source=source, quality=quality)
    decoded = decode(columns, questionnaire, people=people, study=study)
    flags = flag_responses(decoded.frame, questionnaire=questionnaire, study=study)
    check_table(flags, FLAGS)
    return flags


def found(flags, rule):
    own = flags[flags["rule"] == rule]
    return dict(zip(own["respondent_id"], own["value"], strict=True))


ONE = make_questionnaire(make_scale("s", make_item("q")))


def test_waves_are_judged_alike_whether_their_rows_follow_or_alternate():
    columns = {
        item: [str(1 + (row + place) % 5) for row in range(80)]
        for place, item in enumerate(EIGHT.items)
    }
    columns = {item: ["3"] * 9 + answers[9:] for item, answers in columns.items()}
    study = make_study(waves=("t0", "t1"), quality={"straightlining_items": 7})
    frame = decode(columns, EIGHT, study=study).frame
    frame["wave"] = pd.Series(["t0"] * 40 + ["t1"] * 40, dtype="str")
    mixed = frame.iloc[np.arange(80).reshape(2, 40).T.ravel()].reset_index(drop=True)
    of_blocks, of_mixed = (
        flag_responses(one, questionnaire=EIGHT, study=study).sort_values(
            ["rule", "respondent_id"], ignore_index=True
        )
        for one in (frame, mixed)
    )
    assert len(of_blocks) >= 9
    pd.testing.assert_frame_equal(of_blocks, of_mixed)


def test_further_responses_of_a_person_are_flagged_and_counted():
    flags = flag({"q": ["1", "2", "3", "4"]}, ONE, people=["a", "a", "b", "a"])
    assert found(flags, "duplicate") == {"a#2": 2.0, "a#3": 3.0}
    assert flags["is_excluded"].all()


def test_a_no_to_answering_is_excluded_and_a_blank_is_not():
    consent = make_questionnaire(
        make_scale("s", make_item("consent_answer"), make_item("q"))
    )
    flags = flag(
        {"consent_answer": ["1", "0", "", "1"], "q": ["1", "2", "3", "4"]},
        consent,
        people=["a", "b", "c", "d"],
    )
    assert found(flags, "no_consent") == {"b": 0.0}
    assert flags.loc[flags["rule"] == "no_consent", "is_excluded"].all()


@pytest.mark.parametrize(
    ("action", "is_excluded"),
    [("exclude_later", True), ("exclude_earlier", True), ("flag", False)],
)
def test_the_study_decides_whether_duplicates_count(action, is_excluded):
    flags = flag({"q": ["1", "2"]}, ONE, people=["a", "a"], duplicate=action)
    assert flags["is_excluded"].tolist() == [is_excluded]


def test_two_people_with_the_same_code_are_never_excluded():
    study = make_study(respondent={"by": "code", "column": "c"})
    decoded = decode({"q": ["1", "2"]}, ONE, people=["a", "a"], study=study)
    flags = flag_responses(decoded.frame, questionnaire=ONE, study=study)
    assert flags["is_excluded"].tolist() == [False]


TIMED = {"metadata": {"duration": "d", "submitted": "end"}}


def test_much_faster_than_the_median_of_the_wave_is_speeding():
    columns = {
        "d": ["300", "320", "310", "99", "104", "", "10"],
        "end": ["x", "x", "x", "x", "x", "x", ""],
        "q": list("1234567"),
    }
    flags = flag(columns, ONE, source=TIMED)
    # Complete responses: 99, 104, 300, 310, 320; median 300, a third is 100.
    assert found(flags, "speeding") == {"p3": 99.0}
    assert flags["threshold"].tolist() == [pytest.approx(100.0)]


def test_without_durations_no_one_is_speeding():
    assert found(flag({"q": ["1", "2"]}, ONE), "speeding") == {}


@pytest.mark.parametrize(
    ("answers", "longest"),
    [
        # max(rle(row)$lengths) in R, the definition of careless::longstring.
        ([1, 1, 1, 2, 2], 3),
        ([1, 2, 3, 4, 5], 1),
        ([2, 2, 2, 2, 2], 5),
        ([1, 2, 2, 1, 1], 2),
        ([3, 3, NAN, 3, 3], 2),
        ([NAN, NAN, NAN, NAN, NAN], 1),
    ],
)
def test_a_longstring_is_the_longest_run_of_one_answer(answers, longest):
    assert compute_longstring(np.array([answers])).tolist() == [longest]


EIGHT = make_questionnaire(
    make_scale(
        "s", *(make_item(f"q{n}", TEN, reverse_keyed=n % 2 == 0) for n in range(8))
    )
)


def test_a_straight_line_is_seen_in_answers_as_given():
    columns = {f"q{n}": ["5", "5", "5"] for n in range(8)}
    columns["q7"] = ["5", "6", ""]
    flags = flag(columns, EIGHT)
    assert found(flags, "straightlining") == {"p0": 8.0}


def test_a_straight_line_does_not_cross_from_one_format_to_another():
    asked = make_questionnaire(
        make_scale("a", *(make_item(f"a{n}", TEN) for n in range(5))),
        make_scale("b", *(make_item(f"b{n}", FOUR) for n in range(5))),
    )
    columns = {name: ["3"] for name in asked.items}
    assert found(flag(columns, asked, straightlining_items=6), "straightlining") == {}
    flags = flag(columns, asked, straightlining_items=5)
    assert found(flags, "straightlining") == {"p0": 5.0}


def test_items_that_a_wave_did_not_ask_do_not_cut_a_line():
    columns = {f"q{n}": ["5", "5"] for n in range(8) if n != 4}
    flags = flag(columns, EIGHT, straightlining_items=7)
    assert found(flags, "straightlining") == {"p0": 7.0, "p1": 7.0}


def test_too_few_answers_to_what_was_asked_is_flagged_with_the_share():
    asked = make_questionnaire(make_scale("s", *(make_item(f"q{n}") for n in range(4))))
    columns = {
        "q0": ["1", "", "98"],
        "q1": ["1", "", "2"],
        "q2": ["", "", "99"],
        "q3": ["", "1", ""],
    }
    flags = flag(columns, asked)
    assert found(flags, "too_many_missing") == {"p1": 0.75, "p2": 0.75}


def test_what_was_not_asked_or_does_not_apply_is_no_omission():
    asked = make_questionnaire(
        make_scale("s", make_item("a", FOUR), make_item("b", FOUR), make_item("c"))
    )
    columns = {"a": ["97", "1"], "b": ["97", "1"], "c": ["", ""]}
    assert found(flag(columns, asked), "too_many_missing") == {}


@pytest.mark.parametrize("action", ["flag", "exclude", "off"])
def test_each_rule_follows_the_study(action):
    columns = {f"q{n}": ["5", "4", ""] for n in range(8)}
    columns["q0"] = ["5", "1", "1"]
    columns |= {"d": ["1", "300", "300"], "end": ["x", "x", "x"]}
    rules = ("speeding", "straightlining", "too_many_missing")
    flags = flag(columns, EIGHT, source=TIMED, **dict.fromkeys(rules, action))
    assert set(flags["rule"]) == (set() if action == "off" else set(rules))
    assert (
        set(flags["is_excluded"])
        == {
            "flag": {False},
            "exclude": {True},
            "off": set(),
        }[action]
    )


def test_flagging_changes_nothing_in_the_responses():
    study = make_study()
    frame = decode({f"q{n}": ["5", ""] for n in range(8)}, EIGHT, study=study).frame
    before = frame.copy(deep=True)
    flag_responses(frame, questionnaire=EIGHT, study=study)
    pd.testing.assert_frame_equal(frame, before)
