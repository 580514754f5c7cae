from pathlib import Path

import pytest

from barometre.questionnaire.load import load_bank
from barometre.questionnaire.reference import (
    PARTS,
    explain_keys,
    render_format,
    render_pages,
)

FOLDER = Path(__file__).parents[3] / "docs" / "reference"


@pytest.mark.parametrize(("name", "text"), render_pages().items(), ids=render_pages())
def test_the_page_in_the_documentation_is_up_to_date(name, text):
    written = (FOLDER / name).read_text("utf-8")
    assert written == text, (
        "write it again: python -m barometre.questionnaire.reference docs/reference"
    )


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("model", [model for model, _ in PARTS])
def test_every_key_has_a_meaning_in_both_languages(model, language):
    meanings = explain_keys(model, language)
    keys = {field.alias or name for name, field in model.model_fields.items()}
    assert set(meanings) == keys
    assert all(meaning.endswith(".") for meaning in meanings.values())


def test_the_page_says_what_is_required_and_what_is_the_default():
    lines = render_format("en").splitlines()
    assert any(line.startswith("| `id` | text | **required** |") for line in lines)
    assert any(line.startswith("| `version` | whole number | `1` |") for line in lines)


def test_every_worked_example_is_printed():
    scales = load_bank().scales.values()
    printed = render_pages()["scales.md"]
    for scale in scales:
        assert f"## `{scale.id}`" in printed
        assert all(f"| {example.why} |" in printed for example in scale.examples)
