"""From answers to scores: keys turned around, fewest answers required, 0-100.

Missing answers are NaN. A score needs ``min_answered`` answered items (all of them
when the scale does not say); below that it is NaN. Nothing is ever filled in, but a
sum that allows missing items is the mean of the answered ones times the number of
items, because a plain sum would fall with each missing answer. A count counts what was
reported: a missing answer adds nothing.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from barometre.errors import Problem
from barometre.frames import SCORES
from barometre.questionnaire.scale import Example, Item, Questionnaire, Scale

Numbers: TypeAlias = NDArray[np.float64]

_WHOLE = ("mean", "sum", "count")
_READ_ONE_BY_ONE = ("formative", "profile")


class ScoreRange(NamedTuple):
    """Lowest and highest score that the declared answers allow."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ContradictedKey:
    """An item that runs against the rest of its scale, although its key says not.

    ``upper_bound`` is the upper end of the 95 % interval of the correlation.
    """

    scale: str
    item: str
    item_rest_correlation: float
    upper_bound: float
    n: int


@dataclass(frozen=True, slots=True)
class _Rule:
    """How one score is made of items."""

    method: str
    items: tuple[str, ...]
    min_answered: int
    minus: tuple[str, ...] = ()
    counted_codes: tuple[int, ...] = (1,)


def key_answers(answers: pd.DataFrame, asked: Scale | Questionnaire) -> pd.DataFrame:
    """Turn reverse-keyed answers around, so that more is more of the construct.

    Parameters
    ----------
    answers
        One column per item, NaN where missing; other columns are ignored, and items
        without a column are left out.
    asked
        The scale, or the whole questionnaire, whose items to take.

    Returns
    -------
    pandas.DataFrame
        Items whose answers run from less to more or are a list of codes; reversed
        ones as ``low + high - answer`` from the declared range, not the observed one.
        Missing answers stay missing.
    """
    items = asked.items.values() if isinstance(asked, Questionnaire) else asked.items
    keyed = {
        item.id: _keyed(answers[item.id].to_numpy(dtype=float, na_value=np.nan), item)
        for item in items
        if item.id in answers.columns and item.response_format.is_numeric
    }
    return pd.DataFrame(keyed, index=answers.index)


def score_answers(answers: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """Score a scale and its subscales.

    Parameters
    ----------
    answers
        One row per response, one column per item, NaN where missing. An item without
        a column counts as missing for everyone.
    scale
        Scale whose rule is applied.

    Returns
    -------
    pandas.DataFrame
        Same index; one column per subscale, and ``""`` for the whole scale where it
        has a score. NaN where fewer items than ``min_answered`` were answered.
    """
    keyed = _keyed_items(answers, scale)
    scores = {
        name: _compute_score(keyed, rule) for name, rule in _list_rules(scale).items()
    }
    return pd.DataFrame(scores, index=answers.index)


def score_range(scale: Scale, subscale: str = "") -> ScoreRange:
    """Give the range of a score; KeyError where the scale has no such score."""
    rule = _list_rules(scale)[subscale]
    if rule.method == "count":
        return ScoreRange(0.0, float(len(rule.items)))
    formats = [item.response_format for item in scale.items if item.id in rule.items]
    if rule.method == "sum":
        return ScoreRange(sum(f.low for f in formats), sum(f.high for f in formats))
    low, high = formats[0].low, formats[0].high
    if rule.method == "contrast":
        return ScoreRange(low - high, high - low)
    return ScoreRange(low, high)


def compute_pomp(score: Numbers, low: float, high: float) -> Numbers:
    """Put a score on 0-100, as a percentage of the maximum possible.

    Missing scores stay missing. Cohen, Cohen, Aiken & West (1999),
    https://doi.org/10.1207/S15327906MBR3403_2.
    """
    return 100.0 * (score - low) / (high - low)


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
    return pd.DataFrame(columns)[SCORES.column_names]


def find_contradicted_keys(
    answers: pd.DataFrame, scale: Scale, *, min_people: int = 30
) -> list[ContradictedKey]:
    """Find items whose key the answers contradict.

    An item contradicts its key when it correlates negatively with the mean of the other
    keyed items beyond noise: when even the upper end of the 95 % interval of the
    correlation (Fisher's z) lies below zero. A correlation that is merely negative in
    a small group would stop honest studies.

    Parameters
    ----------
    answers
        One column per item, NaN where missing; people who left an item of the scale
        unanswered are left out.
    scale
        Only reflective scales of three items or more can be examined.
    min_people
        Below this number of people nothing is said.

    Returns
    -------
    list of ContradictedKey
        The strongest contradiction first.
    """
    if not scale.is_reflective or len(scale.items) < 3:
        return []
    keyed = _keyed_items(answers, scale).dropna()
    if len(keyed) < max(min_people, 4):
        return []
    found = [
        ContradictedKey(scale.id, item, r, _upper_bound(r, len(keyed)), len(keyed))
        for item, r in _item_rest_correlations(keyed)
    ]
    found = [key for key in found if key.upper_bound < 0]
    return sorted(found, key=lambda key: key.item_rest_correlation)


def check_examples(scale: Scale) -> list[Problem]:
    """Score the worked examples of a scale, and list those that come out otherwise."""
    problems = []
    for number, example in enumerate(scale.examples):
        where = f"{scale.id} › examples.{number + 1}"
        for part, expected, found in _compare(example, scale):
            same = np.isclose(expected, found, rtol=1e-12, atol=0, equal_nan=True)
            if not same:
                facts = {"expected": _shown(expected), "found": _shown(found)}
                problem = Problem(
                    "bank_example_wrong",
                    where,
                    why=example.why or str(number + 1),
                    part=part or scale.id,
                    **facts,
                )
                problems.append(problem)
    return problems


def _keyed(answers: Numbers, item: Item) -> Numbers:
    if not item.reverse_keyed:
        return answers
    return item.response_format.low + item.response_format.high - answers


def _keyed_items(answers: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    return key_answers(answers.reindex(columns=list(scale.item_ids)), scale)


def _list_rules(scale: Scale) -> dict[str, _Rule]:
    """List the rule of each score: the whole scale first, then its subscales."""
    scoring, rules = scale.scoring, {}
    if scoring.method in _WHOLE or (scoring.method == "item" and len(scale.items) == 1):
        method = "mean" if scoring.method == "item" else scoring.method
        fewest = scoring.min_answered or len(scale.items)
        codes = scoring.counted_codes
        rules[""] = _Rule(method, scale.item_ids, fewest, counted_codes=codes)
    for name, part in scale.subscales.items():
        fewest = part.min_answered or len(part.items)
        rules[name] = _Rule(
            part.method, part.items, fewest, part.minus, scoring.counted_codes
        )
    return rules


def _compute_score(keyed: pd.DataFrame, rule: _Rule) -> Numbers:
    values = keyed[list(rule.items)].to_numpy()
    n_answered = np.count_nonzero(~np.isnan(values), axis=1)
    n_items = values.shape[1]
    if rule.method == "count":
        score = np.isin(values, rule.counted_codes).sum(axis=1).astype(float)
    else:
        total = np.nansum(values, axis=1)
        score = total / np.maximum(n_answered, 1)
        if rule.method == "sum":
            score = np.where(n_answered == n_items, total, score * n_items)
    if rule.minus:
        score = score - keyed[list(rule.minus)].to_numpy().mean(axis=1)
    return np.where(n_answered >= rule.min_answered, score, np.nan)


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
    rules, version = _list_rules(scale), _scoring_version(scale)
    has_items = reads_items(scale)
    if not rules and not has_items:
        return
    keyed = _keyed_items(responses, scale)
    for name, rule in rules.items():
        score = _compute_score(keyed, rule)
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


def reads_items(scale: Scale) -> bool:
    """Tell whether each item of a scale is a result of its own."""
    is_list = scale.measurement_model in _READ_ONE_BY_ONE
    return len(scale.items) > 1 and (is_list or scale.scoring.method == "item")


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
    """Write each word n times; codes first, because 10⁷ texts one by one are slow."""
    kinds = list(dict.fromkeys(words))
    codes = np.repeat(np.array([kinds.index(word) for word in words], dtype=np.intp), n)
    return pd.Series(pd.array(kinds, dtype="str").take(codes))


def _join(parts: Sequence[NDArray[np.generic]]) -> NDArray[np.generic]:
    return np.concatenate(parts) if parts else np.array([], dtype=float)


def _item_rest_correlations(keyed: pd.DataFrame) -> Iterator[tuple[str, float]]:
    """Correlate each item with the sum of the others; constant ones are left out."""
    covariance = np.cov(keyed.to_numpy(), rowvar=False)
    variance = np.diag(covariance)
    with_total = covariance.sum(axis=1)
    rest_variance = covariance.sum() - 2 * with_total + variance
    for item, own, shared, rest in zip(
        keyed.columns, variance, with_total - variance, rest_variance, strict=True
    ):
        if own > 0 and rest > 0:
            yield str(item), float(shared / np.sqrt(own * rest))


def _upper_bound(correlation: float, n: int) -> float:
    z = np.arctanh(np.clip(correlation, -1 + 1e-15, 1 - 1e-15))
    return float(np.tanh(z + 1.959963984540054 / np.sqrt(n - 3)))


def _compare(example: Example, scale: Scale) -> Iterator[tuple[str, float, float]]:
    """List what an example promises beside what scoring gives."""
    missing = {item.id: item.response_format.missing for item in scale.items}
    answers = {
        item: np.nan if answer in missing[item] else answer
        for item, answer in example.answers.items()
    }
    frame = pd.DataFrame([answers], columns=list(scale.item_ids), dtype=float)
    scores, keyed = score_answers(frame, scale), key_answers(frame, scale)
    promised = {"": example.score} if "" in scores or example.score is not None else {}
    for part, score in (promised | example.subscales).items():
        found = scores[part].iloc[0] if part in scores else np.nan
        yield part, np.nan if score is None else score, float(found)
    for item, answer in example.items.items():
        found = float(keyed[item].iloc[0])
        yield item, np.nan if answer is None else answer, found


def _shown(value: float) -> str:
    return "null" if np.isnan(value) else f"{value:.6g}"
