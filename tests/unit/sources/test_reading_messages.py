"""What reading says when something is wrong, in both languages."""

from importlib.resources import files
from string import Formatter

import pytest
import yaml

from barometre.messages import load_messages

AREAS = ("sources", "responses")


def own_messages(language):
    folder = files("barometre.messages")
    texts = [folder.joinpath(f"{area}.{language}.yaml").read_text() for area in AREAS]
    return {code: text for one in texts for code, text in yaml.safe_load(one).items()}


def places(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(own_messages("en")))
def test_a_message_has_the_same_facts_in_both_languages(code):
    english, french = load_messages("en")[code], load_messages("fr")[code]
    assert places(english) == places(french)


@pytest.mark.parametrize("code", sorted(own_messages("fr")))
def test_french_is_typed_as_french_is(code):
    text = load_messages("fr")[code]
    for wrong in (" :", " ;", " ?", " !", " »", "« ", "'"):
        assert wrong not in text
