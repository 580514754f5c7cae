from string import Formatter

import pytest

from barometre.messages import load_messages, render_message


def _places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_both_languages_say_the_same_things():
    french, english = load_messages("fr"), load_messages("en")
    assert french.keys() == english.keys()
    for code, template in french.items():
        assert _places(template) == _places(english[code]), code


def test_every_singular_has_its_plural():
    messages = load_messages("fr")
    singulars = [code for code in messages if code.endswith("_one")]
    assert singulars
    for code in singulars:
        assert code.removesuffix("_one") in messages


@pytest.mark.parametrize(
    ("language", "n", "expected"),
    [
        ("en", 1, "1 response"),
        ("en", 2, "2 responses"),
        ("fr", 1, "1 réponse"),
        ("fr", 0, "0 réponses"),
    ],
)
def test_one_is_singular(language, n, expected):
    assert render_message("cli_count_responses", language, n=n) == expected


def test_a_fraction_is_written_in_the_readers_way():
    english = render_message("study_key_contradicted", "en", **_EVIDENCE)
    french = render_message("study_key_contradicted", "fr", **_EVIDENCE)
    assert "−0.63" in english
    assert "−0,63" in french


_EVIDENCE = {"item": "q", "correlation": -0.63, "upper": -0.5, "n": 80}


def test_a_long_list_is_cut_and_says_so():
    shown = render_message("unknown_key", "en", key="x", known=list("abcdefghijklm"))
    assert "j and 3 more" in shown


def test_an_unknown_code_is_shown_rather_than_hidden():
    assert render_message("no_such_message", "fr", n=2) == "no_such_message {'n': 2}"
