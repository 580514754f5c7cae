"""Pages and tables in Markdown, and the words kept beside the code that uses them."""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

import yaml

from barometre.report.texts import typeset


def render_page(name: str, *sections: str) -> str:
    """Render a page: its title and first words, then its sections."""
    words = load_words("pages.yaml")[name]
    return "\n\n".join([f"# {words['title']}", render_words(words), *sections]) + "\n"


def render_words(words: dict[str, str]) -> str:
    """Render one paragraph in French and one in English."""
    return f"{typeset(words['fr'], 'fr')}\n\n{words['en']}"


def render_table(
    header: Sequence[str], rows: Iterable[tuple[Sequence[str], dict[str, str]]]
) -> str:
    """Render a table whose last columns are the same words in French and in English.

    Parameters
    ----------
    header
        Titles of the columns before the words.
    rows
        Cells before the words, and the words.
    """
    lines = [[*header, "français", "English"], ["---"] * (len(header) + 2)]
    lines += [
        [*cells, typeset(words["fr"], "fr"), words["en"]] for cells, words in rows
    ]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return text.strip().replace("\n", " ").replace("|", "\\|")


def load_words(name: str) -> dict[str, Any]:
    """Load words in French and in English."""
    text = (files("barometre.reference") / name).read_text("utf-8")
    words: dict[str, Any] = yaml.safe_load(text)
    return words
