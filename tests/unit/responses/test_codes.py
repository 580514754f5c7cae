"""What one code means."""

import math

import pytest
from made_studies import FOUR, FREE, GENDER, NUMBER, TEN, WHOLE, make_item, make_study

from barometre.responses.codes import codes_of, read_number, shown_code

NBSP = "\N{NO-BREAK SPACE}"


def read(text, answers=TEN, **source):
    return codes_of(make_item("q", answers), make_study(source=source)).read(text)


@pytest.mark.parametrize(
    ("text", "value", "rules"),
    [
        ("7", 7.0, ()),
        ("10", 10.0, ()),
        (" 7", 7.0, ("spaces",)),
        (f"7{NBSP}", 7.0, ("spaces",)),
        ("\N{NARROW NO-BREAK SPACE}7\t", 7.0, ("spaces",)),
        ("7,0", 7.0, ("decimal_comma", "trailing_zeros")),
        ("7.0", 7.0, ("trailing_zeros",)),
        ("7.00", 7.0, ("trailing_zeros",)),
        ("07", 7.0, ("leading_zeros",)),
        ("+7", 7.0, ("leading_zeros",)),
        ("-0", 0.0, ()),
    ],
)
def test_a_number_is_read_by_stated_rules(text, value, rules):
    reading = read(text)
    assert (reading.value, reading.rules) == (value, rules)


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("11", TEN),
        ("-1", TEN),
        ("7.5", TEN),
        ("7,5", TEN),
        ("5", FOUR),
        ("0", FOUR),
        ("4", GENDER),
        ("1.5", WHOLE),
        ("-2", WHOLE),
        ("501", NUMBER),
        ("NA", TEN),
        ("NaN", TEN),
        (".", TEN),
        ("null", TEN),
        ("1e1", TEN),
        ("0x7", TEN),
        ("1 000", NUMBER),
        ("1,000,000", NUMBER),
        ("٧", TEN),
        ("7 sur 10", TEN),
        ("Tout à fait d'accord", FOUR),
        ("-oth-", GENDER),
    ],
)
def test_nothing_else_is_ever_taken_for_an_answer(text, answers):
    reading = read(text, answers)
    assert reading.is_unexpected
    assert math.isnan(reading.value)


@pytest.mark.parametrize("text", ["", " ", NBSP, "\ufeff", "\u200b"])
def test_spaces_alone_are_blank(text):
    assert read(text).is_blank


@pytest.mark.parametrize(
    ("text", "value"),
    [("4.3333333333333", 4.3333333333333), ("2,5", 2.5), ("500", 500)],
)
def test_a_quantity_keeps_its_decimals(text, value):
    assert read(text, NUMBER).value == value


def test_a_quantity_without_an_upper_end_takes_any_whole_number_but_a_missing_code():
    assert read("1250", WHOLE).value == 1250.0
    assert read("98", WHOLE).kind == "dont_know"


def test_letter_codes_do_not_depend_on_capitals():
    reading = read(" y", FOUR, recode={"q": {"Y": 1, "N": 2}})
    assert reading.value == 1.0
    assert reading.rules == ("spaces", "letter_case", "recode")


def test_codes_that_differ_by_capitals_alone_stay_two_codes():
    codes = {"q": {"a": 1, "A": 2}}
    assert read("a", FOUR, recode=codes).value == 1.0
    assert read("A", FOUR, recode=codes).value == 2.0


def test_other_of_limesurvey_is_mapped_by_the_study():
    assert read("-oth-", GENDER, recode={"q": {"-oth-": 3}}).value == 3.0


def test_a_recoding_is_done_once():
    swap = {"q": {1: 3, 2: 1, 3: 2}}
    assert [read(code, FOUR, recode=swap).value for code in "123"] == [3.0, 1.0, 2.0]


def test_a_recoding_to_something_that_is_no_answer_stays_unexpected():
    assert read("1", FOUR, recode={"q": {1: 11}}).is_unexpected


def test_an_item_can_offer_more_missing_codes_than_its_format():
    item = make_item("q", TEN, extra_missing={97: "not_applicable"})
    assert codes_of(item, make_study()).read("97").kind == "not_applicable"


@pytest.mark.parametrize(
    ("text", "n", "shown"),
    [
        ("12", 1, "12"),
        ("-99,5", 1, "-99,5"),
        ("1985", 1, None),
        ("9999", 5, "9999"),
        ("120585", 90, None),
        ("0612345678", 90, None),
        ("Marie", 1, None),
        ("Paul", 4, None),
        ("NSP", 5, "NSP"),
        ("Oui.", 1, "Oui."),
        ("-99x", 1, None),
        ("Martin", 90, None),
        ("Anna M", 90, None),
    ],
)
def test_a_message_shows_codes_and_never_names_dates_or_telephones(text, n, shown):
    assert shown_code(text, n=n, known=["1985", "Oui", "No"]) == shown


def test_words_of_an_item_are_its_codes_and_its_labels_in_both_languages():
    source = {"recode": {"q": {"Y": 1}}, "missing_codes": {"NSP": "dont_know"}}
    words = codes_of(make_item("q", GENDER), make_study(source=source)).words
    assert set(words) == {"Y", "NSP", "Mots", "Words"}


@pytest.mark.parametrize(
    ("text", "number"), [("12,5", 12.5), (" 3 ", 3.0), ("", None), ("1h", None)]
)
def test_a_number_in_the_plain_sense(text, number):
    assert read_number(text) == number


def test_text_formats_take_no_number():
    assert read("7", FREE).is_unexpected
