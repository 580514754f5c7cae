import pytest
from markupsafe import Markup, escape
from sample_report import count

from barometre.errors import ReportError
from barometre.messages import LANGUAGES
from barometre.questionnaire.scale import Text
from barometre.report.model import Phrase
from barometre.report.texts import load_texts, render_words, typeset

TEXTS = {
    "outer": "{who}: {n} people",
    "inner": "the “{name}” group",
    **{
        key: text for key, text in load_texts("en").items() if key.startswith("number.")
    },
}


def test_phrases_numbers_and_texts_fill_the_places_of_a_phrase():
    name = Text(fr="Nord", en="North")
    phrase = Phrase(
        "outer",
        {"who": Phrase("inner", {"name": name}), "n": count(1200.0, "key")},
    )
    assert render_words(phrase, "en", TEXTS) == "the “North” group: 1,200 people"


def test_a_count_without_a_key_has_its_thousands_mark():
    phrase = Phrase("outer", {"who": "A", "n": 25154})
    assert render_words(phrase, "en", TEXTS) == "A: 25,154 people"
    french = {**TEXTS, "number.group_mark": load_texts("fr")["number.group_mark"]}
    assert render_words(phrase, "fr", french) == "A: 25\u202f154 people"


def test_each_piece_of_text_is_escaped_once_and_numbers_keep_their_element():
    phrase = Phrase("outer", {"who": "<b>", "n": count(3.0, "key")})
    drawn = render_words(
        phrase, "en", TEXTS, draw=lambda _: Markup("<span>3</span>"), mark=escape
    )
    assert drawn == "&lt;b&gt;: <span>3</span> people"


def test_a_text_that_does_not_exist_is_named():
    with pytest.raises(ReportError, match="“nowhere” is not in"):
        render_words(Phrase("nowhere"), "en", TEXTS)


def test_a_place_without_a_fact_is_named():
    with pytest.raises(ReportError, match=r"place \{n\} that the report does not fill"):
        render_words(Phrase("outer", {"who": "A"}), "en", TEXTS)


def test_french_marks_stay_on_the_line_of_the_word_before_them():
    drawn = typeset("Vrai ? « Oui » : 5 % ; non !", "fr")
    assert drawn == ("Vrai\u202f? «\u202fOui\u202f»\u00a0: 5\u202f%\u202f; non\u202f!")
    assert typeset("True ? 5 %", "en") == "True ? 5 %"


@pytest.mark.parametrize("language", LANGUAGES)
def test_apostrophes_and_dots_are_those_of_print(language):
    assert typeset("l'action, don't...", language) == "l’action, don’t…"


def test_both_languages_have_the_same_texts():
    french, english = (set(load_texts(language)) for language in LANGUAGES)
    assert french == english
