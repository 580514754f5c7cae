import pytest
from sample_report import number

from barometre.report.formats import excel_format, format_number, number_attributes
from barometre.report.texts import load_texts
from barometre.report.theme import load_theme

NARROW, FIXED = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("value", "kind", "field", "english", "french"),
    [
        (1118.0, "count", "n", "1,118", f"1{NARROW}118"),
        (6.25, "score", "estimate", "6.2", "6,2"),
        (0.44, "change", "estimate", "+0.4", "+0,4"),
        (-0.44, "change", "ci_low", "−0.4", "−0,4"),
        (0.031, "change", "ci_low", "+0.03", "+0,03"),
        (-0.0004, "change", "ci_low", "0.0", "0,0"),
        (0.44, "change", "std_error", "0.4", "0,4"),
        (61.7, "pomp", "estimate", "62", "62"),
        (-3.27, "pomp_change", "estimate", "−3.3", "−3,3"),
        (0.0, "share", "estimate", "0%", f"0{NARROW}%"),
        (0.004, "share", "estimate", "<1%", f"<{FIXED}1{NARROW}%"),
        (0.9961, "share", "estimate", ">99%", f">{FIXED}99{NARROW}%"),
        (1.0, "share", "estimate", "100%", f"100{NARROW}%"),
        (0.8312, "coefficient", "estimate", "0.83", "0,83"),
        (-0.217, "effect", "estimate", "−0.22", "−0,22"),
        (0.0004, "effect", "p_value", "<0.001", f"<{FIXED}0,001"),
        (0.0421, "change", "p_adjusted", "0.042", "0,042"),
        (0.0496, "change", "p_adjusted", "0.0496", "0,0496"),
        (1754.4, "seconds", "estimate", f"1,754{FIXED}s", f"1{NARROW}754{FIXED}s"),
        (0.95, "score", "ci_level", "95%", f"95{NARROW}%"),
        (117.0, "change", "n_missing", "117", "117"),
    ],
)
def test_a_number_is_written_as_each_language_writes_it(
    value, kind, field, english, french
):
    drawn = [
        format_number(
            number(value, kind, "key", field),
            texts=load_texts(language),
            decimals=load_theme().decimals,
        )
        for language in ("en", "fr")
    ]
    assert drawn == [english, french]


def test_a_number_may_bring_its_own_decimals():
    drawn = format_number(
        number(2.345, "score", "key", decimals=2),
        texts=load_texts("en"),
        decimals=load_theme().decimals,
    )
    assert drawn == "2.35"


@pytest.mark.parametrize(
    ("absence", "words"),
    [
        ("suppressed", "too few people"),
        ("not_computed", "not computed"),
        ("not_asked", "not asked"),
    ],
)
def test_a_missing_number_is_said_in_words(absence, words):
    missing = number(None, "share", "key", absence=absence)
    decimals = load_theme().decimals
    drawn = format_number(missing, texts=load_texts("en"), decimals=decimals)
    assert drawn == words
    assert number_attributes(missing)["data-absence"] == absence


def test_what_is_not_a_number_is_drawn_as_not_computed():
    drawn = format_number(
        number(float("nan"), "share", "key"),
        texts=load_texts("en"),
        decimals=load_theme().decimals,
    )
    assert drawn == "not computed"


def test_the_attributes_hold_every_digit():
    attributes = number_attributes(number(1 / 3, "share", "a/b", "ci_low"))
    assert attributes == {
        "data-key": "a/b",
        "data-field": "ci_low",
        "data-value": "0.3333333333333333",
    }


@pytest.mark.parametrize(
    ("value", "kind", "field", "expected"),
    [
        (0.44, "change", "estimate", "+0.0;-0.0;0.0"),
        (0.031, "change", "estimate", "+0.00;-0.00;0.00"),
        (12.0, "count", "n", "#,##0"),
        (0.31, "share", "estimate", '[=0]0%;[<0.005]"<1%";0%'),
        (0.998, "share", "estimate", '">99%"'),
        (1.0, "share", "estimate", '[=0]0%;[<0.005]"<1%";0%'),
        (0.31, "change", "p_value", '[<0.001]"<0.001";0.000'),
        (6.1, "score", "estimate", "#,##0.0"),
    ],
)
def test_a_spreadsheet_rounds_as_the_page_does(value, kind, field, expected):
    texts, decimals = load_texts("en"), load_theme().decimals
    cell = number(value, kind, "key", field)
    assert excel_format(cell, texts=texts, decimals=decimals) == expected
