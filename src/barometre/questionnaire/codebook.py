"""The codebook: one row per item, with all that is needed to read its column."""

from collections.abc import Iterable, Iterator

import pandas as pd

from barometre.questionnaire.scale import Item, Questionnaire, Scale, Text


def build_codebook(questionnaire: Questionnaire, language: str) -> pd.DataFrame:
    """Describe every item of a questionnaire, in the order asked.

    Parameters
    ----------
    questionnaire
        What is asked.
    language
        Language of the words: ``"fr"`` or ``"en"``.

    Returns
    -------
    pandas.DataFrame
        All columns are text, empty where nothing applies.
    """
    rows = [
        _describe(item, scale, questionnaire, language)
        for scale in questionnaire.scales
        for item in scale.items
    ]
    return pd.DataFrame(rows, dtype="str")


def _describe(
    item: Item, scale: Scale, questionnaire: Questionnaire, language: str
) -> dict[str, str]:
    found, scoring = item.response_format, scale.scoring
    missing = questionnaire.missing_labels
    return {
        "item": item.id,
        "text": item.text.get(language),
        "scale": scale.id,
        "title": scale.title.get(language),
        "subscales": _join(k for k, p in scale.subscales.items() if item.id in p.items),
        "reverse_keyed": str(item.reverse_keyed).lower(),
        "response_format": found.id,
        "type": found.type,
        "range": f"{found.low:g}–{found.high:g}" if found.has_range else "",
        "labels": _join(_labels(item, language)),
        "missing_codes": _join(
            f"{code} = {missing[kind].get(language) if kind in missing else kind}"
            for code, kind in found.missing.items()
        ),
        "measurement_model": scale.measurement_model,
        "scoring": scoring.method,
        "min_answered": str(scoring.min_answered or ""),
        "sensitivity": scale.sensitivity,
        "source": _join(
            f"{_write(level.standard, language)} · {level.variable} ({level.level})"
            for level in scale.alignment
        ),
        "wording": scale.licence.own_wording,
        "licence": scale.licence.texts,
        "scale_version": str(scale.version),
    }


def _write(words: str | Text, language: str) -> str:
    return words if isinstance(words, str) else words.get(language)


def _labels(item: Item, language: str) -> Iterator[str]:
    found, ends = item.response_format, item.end_labels
    for answer in found.answers:
        yield f"{answer.code} = {answer.label.get(language)}"
    if ends is not None and found.has_range:
        yield f"{found.low:g} = {ends.min.get(language)}"
        yield f"{found.high:g} = {ends.max.get(language)}"


def _join(words: Iterable[str]) -> str:
    return " | ".join(words)
