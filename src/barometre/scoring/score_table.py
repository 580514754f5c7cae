"""The long table of scores: one row per response and score."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from barometre.frames import SCORES
from barometre.questionnaire.scale import Questionnaire, Scale
from barometre.scoring.scores import (
    Numbers,
    compute_pomp,
    compute_score,
    key_scale,
    list_rules,
    score_range,
)

_READ_ONE_BY_ONE = ("formative", "profile")


def derive_scores(
    responses: pd.DataFrame, questionnaire: Questionnaire
) -> pd.DataFrame:
    """Score every response: table 4, one row per response and score.

    Parameters
    ----------
    responses
        Table 1.
    questionnaire
        What was asked.

    Returns
    -------
    pandas.DataFrame
        Whole scales have empty ``subscale`` and ``item``. Formative and profile
        scales, and others read item by item, also have a row per item. A score that
        cannot be given is NaN, with the number of items answered beside it. Contrasts
        have no ``score_pomp``: a gap is not a share of a maximum.
    """
    blocks = [
        block
        for scale in questionnaire.scales
        for block in _derive_blocks(responses, scale)
    ]
    n = len(responses)
    columns: dict[str, object] = {
        "respondent_id": _repeat(responses["respondent_id"], len(blocks)),
        "wave": _repeat(responses["wave"], len(blocks)),
        "scale": _spread([block.scale.id for block in blocks], n),
        "subscale": _spread([block.subscale for block in blocks], n),
        "item": _spread([block.item for block in blocks], n),
        "score": _join([block.score for block in blocks]),
        "score_pomp": _join([block.pomp for block in blocks]),
        "n_answered": _join([block.n_answered for block in blocks]).astype("int64"),
        "n_items": np.repeat([block.n_items for block in blocks], n).astype("int64"),
        "scoring_version": _spread([block.version for block in blocks], n),
    }
    return pd.DataFrame(columns, columns=SCORES.column_names, copy=False)


def reads_items(scale: Scale) -> bool:
    """Tell whether each item of a scale is a result of its own."""
    is_list = scale.measurement_model in _READ_ONE_BY_ONE
    return len(scale.items) > 1 and (is_list or scale.scoring.method == "item")


@dataclass(frozen=True, slots=True)
class _Block:
    """One score of everyone."""

    scale: Scale
    version: str
    subscale: str
    item: str
    score: Numbers
    pomp: Numbers
    n_answered: NDArray[np.int64]
    n_items: int


def _derive_blocks(responses: pd.DataFrame, scale: Scale) -> Iterator[_Block]:
    rules, version = list_rules(scale), _scoring_version(scale)
    has_items = reads_items(scale)
    if not rules and not has_items:
        return
    keyed = key_scale(responses, scale)
    for name, rule in rules.items():
        score = compute_score(keyed, rule)
        low, high = score_range(scale, name)
        has_pomp = scale.scoring.pomp and rule.method != "contrast"
        pomp = compute_pomp(score, low, high) if has_pomp else _nothing(score)
        items = [*rule.items, *rule.minus]
        n_answered = keyed[items].notna().to_numpy().sum(axis=1)
        yield _Block(scale, version, name, "", score, pomp, n_answered, len(items))
    for item in scale.items if has_items else ():
        if not item.response_format.has_range:
            continue
        score = keyed[item.id].to_numpy()
        low, high = item.response_format.low, item.response_format.high
        pomp = compute_pomp(score, low, high) if scale.scoring.pomp else _nothing(score)
        n_answered = (~np.isnan(score)).astype(np.int64)
        yield _Block(scale, version, "", item.id, score, pomp, n_answered, 1)


def _nothing(like: Numbers) -> Numbers:
    return np.full(len(like), np.nan)


def _scoring_version(scale: Scale) -> str:
    """Name the version and the rule, so that scores made otherwise never mix."""
    formats = {item.id: item.response_format for item in scale.items}
    rule = {
        "items": [
            (item.id, item.reverse_keyed, formats[item.id].low, formats[item.id].high)
            for item in scale.items
        ],
        "scoring": scale.scoring.model_dump(
            include={"method", "min_answered", "counted_codes", "pomp"}
        ),
        "subscales": {
            name: part.model_dump(exclude={"title"})
            for name, part in scale.subscales.items()
        },
    }
    text = json.dumps(rule, sort_keys=True).encode()
    return f"v{scale.version}-{hashlib.sha256(text).hexdigest()[:8]}"


def _repeat(column: pd.Series, times: int) -> pd.Series:
    return pd.concat([column] * times, ignore_index=True) if times else column.iloc[:0]


def _spread(words: Sequence[str], n: int) -> pd.Series:
    """Write each word n times; blocks of the same word share their memory."""
    if not words:
        return pd.Series([], dtype="str")
    once = np.zeros(n, dtype=np.intp)
    written = {
        word: pd.Series(pd.array([word], dtype="str").take(once))
        for word in dict.fromkeys(words)
    }
    return pd.concat([written[word] for word in words], ignore_index=True)


def _join(parts: Sequence[NDArray[np.generic]]) -> NDArray[np.generic]:
    return np.concatenate(parts) if parts else np.array([], dtype=float)
