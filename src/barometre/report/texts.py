"""The sentences of a report: reading them, and putting facts in their places."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import cast

import yaml

from barometre.errors import Problem, ReportError
from barometre.messages import Language, safe_loader
from barometre.messages.typography import typeset as typeset
from barometre.questionnaire.scale import Text
from barometre.report.folder import reports_folder
from barometre.report.formats import Texts, format_count, format_number
from barometre.report.model import Number, Phrase, Words
from barometre.report.theme import load_theme


@cache
def load_texts(language: Language) -> Texts:
    """Merge the text files of one language.

    Parameters
    ----------
    language
        ``"fr"`` or ``"en"``.

    Returns
    -------
    mapping of str to str
        Key of a phrase to its template, with ``{fact}`` places. Nested keys are
        joined with dots.

    Raises
    ------
    ReportError
        With every key that stands in two files, or is not a text.
    """
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted((reports_folder() / "texts").glob(f"*.{language}.yaml")):
        content = yaml.load(path.read_text("utf-8"), Loader=safe_loader())  # noqa: S506
        for key, value in _flat(cast("Mapping[str, object]", content or {})):
            if key in texts:
                problems.append(Problem("drawing_text_twice", path.name, key=key))
            elif not isinstance(value, str):
                problems.append(Problem("drawing_text_kind", path.name, key=key))
            else:
                texts[key] = value
    if problems:
        raise ReportError(*problems)
    return texts


def render_words(
    words: Words,
    language: Language,
    texts: Texts,
    *,
    draw: Callable[[Number], str] | None = None,
    mark: Callable[[str], str] = str,
) -> str:
    """Write words in one language, every fact in its place.

    Parameters
    ----------
    words
        Phrase of ``reports/texts``, text of the questionnaire, or an identifier.
    language, texts
        The reader's language and its texts.
    draw
        How a number is written; as the theme says when left out.
    mark
        What is done to each piece of text before facts enter it (escaping).

    Raises
    ------
    ReportError
        When the text does not exist, or a place of it has no fact.
    """
    if isinstance(words, str):
        return mark(words)
    if isinstance(words, int):
        return mark(format_count(words, texts=texts))
    if isinstance(words, Text):
        return mark(typeset(getattr(words, language), language))
    template = texts.get(words.key)
    if template is None:
        raise ReportError(
            Problem("drawing_text_missing", key=words.key, spoken=language)
        )
    facts = {
        name: _write_fact(fact, language, texts, draw=draw, mark=mark)
        for name, fact in words.facts.items()
    }
    try:
        return mark(typeset(template, language)).format_map(facts)
    except (KeyError, IndexError, ValueError) as error:
        raise ReportError(_bad_place(words, error)) from error


def _write_fact(
    fact: Number | Words,
    language: Language,
    texts: Texts,
    *,
    draw: Callable[[Number], str] | None,
    mark: Callable[[str], str],
) -> str:
    if not isinstance(fact, Number):
        return render_words(fact, language, texts, draw=draw, mark=mark)
    return (draw or _draw_plainly(texts))(fact)


def _draw_plainly(texts: Texts) -> Callable[[Number], str]:
    decimals = load_theme().decimals
    return lambda number: format_number(number, texts=texts, decimals=decimals)


def _bad_place(phrase: Phrase, error: Exception) -> Problem:
    return Problem(
        "drawing_fact_missing",
        key=phrase.key,
        fact=str(error).strip("'"),
        known=sorted(phrase.facts),
    )


def _flat(
    content: Mapping[str, object], prefix: str = ""
) -> Iterator[tuple[str, object]]:
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
