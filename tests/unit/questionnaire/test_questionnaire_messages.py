"""What is wrong is said alike in both languages."""

import re
from importlib.resources import files
from string import Formatter

import pytest
import yaml

FOLDER = files("barometre.messages")


def read(language: str) -> dict[str, str]:
    text = FOLDER.joinpath(f"questionnaire.{language}.yaml").read_text("utf-8")
    return yaml.safe_load(text)


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_both_languages_know_the_same_problems_with_the_same_facts():
    english, french = read("en"), read("fr")
    assert {code: places(text) for code, text in english.items()} == {
        code: places(text) for code, text in french.items()
    }


@pytest.mark.parametrize(("code", "text"), read("fr").items(), ids=read("fr"))
def test_french_is_set_as_french_is(code, text):
    assert "'" not in text, code
    assert not re.search(r"[^\N{NO-BREAK SPACE}\w][;:?!»](?=\s|$)|« ", text), code


def test_every_problem_said_by_the_code_has_its_words():
    used: set[str] = set()
    for module in files("barometre.questionnaire").iterdir():
        if module.name.endswith(".py"):
            text = module.read_text("utf-8")
            used.update(re.findall(r'"((?:yaml|bank)_[a-z0-9_]+)"', text))
    known = set(read("en")) - {"bank_example_wrong"}
    near = {code for code in known if code.endswith("_near")}
    named = {f"bank_{kind}_unknown" for kind in ("item", "scale", "norm", "module")}
    assert known - near == used | named
