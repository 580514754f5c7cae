"""Scores from answers, scale by scale.

Missing answers are NaN. A score needs ``min_answered`` answered items (all of them
when the scale does not say); below that it is NaN. Nothing is ever filled in, but a
sum that allows missing items is the mean of the answered ones times the number of
items, because a plain sum would fall with each missing answer. A count counts what was
reported: a missing answer adds nothing.
"""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from barometre.questionnaire.scale import Item, Questionnaire, Scale

Numbers: TypeAlias = NDArray[np.float64]

_WHOLE = ("mean", "sum", "count")


class ScoreRange(NamedTuple):
    """Lowest and highest score that the declared answers allow."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rule:
    """How one score is made of items; ``minus`` are those a contrast takes away."""

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
    return pd.DataFrame(keyed, index=answers.index, copy=False)


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
    keyed = key_scale(answers, scale)
    scores = {
        name: compute_score(keyed, rule) for name, rule in list_rules(scale).items()
    }
    return pd.DataFrame(scores, index=answers.index, copy=False)


def score_range(scale: Scale, subscale: str = "") -> ScoreRange:
    """Give the range of a score; KeyError where the scale has no such score."""
    rule = list_rules(scale)[subscale]
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


def key_scale(answers: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """Turn the answers to one scale around, with a column for each of its items."""
    return key_answers(answers.reindex(columns=list(scale.item_ids)), scale)


def _keyed(answers: Numbers, item: Item) -> Numbers:
    if not item.reverse_keyed:
        return answers
    return item.response_format.low + item.response_format.high - answers


def list_rules(scale: Scale) -> dict[str, Rule]:
    """List the rule of each score: the whole scale first, then its subscales."""
    scoring, rules = scale.scoring, {}
    if scoring.method in _WHOLE or _is_one_number(scale):
        method = "mean" if scoring.method == "item" else scoring.method
        fewest = scoring.min_answered or len(scale.items)
        codes = scoring.counted_codes
        rules[""] = Rule(method, scale.item_ids, fewest, counted_codes=codes)
    for name, part in scale.subscales.items():
        fewest = part.min_answered or len(part.items)
        rules[name] = Rule(
            part.method, part.items, fewest, part.minus, scoring.counted_codes
        )
    return rules


def _is_one_number(scale: Scale) -> bool:
    """Tell whether the answer to a single item is the score of the scale."""
    has_range = scale.items[0].response_format.has_range
    return scale.scoring.method == "item" and len(scale.items) == 1 and has_range


def compute_score(keyed: pd.DataFrame, rule: Rule) -> Numbers:
    """Apply one rule to keyed answers; NaN below the fewest answers."""
    total, n_items = np.zeros(len(keyed)), len(rule.items)
    n_answered = np.zeros(len(keyed), dtype=np.int16)
    # Column by column: a million people's answers side by side would be copied twice.
    for item in rule.items:
        answers = keyed[item].to_numpy()
        is_answered = ~np.isnan(answers)
        n_answered += is_answered
        if rule.method == "count":
            total += np.isin(answers, rule.counted_codes)
        else:
            np.add(total, answers, out=total, where=is_answered)
    score = total
    if rule.method != "count":
        score = total / np.maximum(n_answered, 1)
    if rule.method == "sum":
        score = np.where(n_answered == n_items, total, score * n_items)
    if rule.minus:
        score = score - keyed[list(rule.minus)].to_numpy().mean(axis=1)
    score[n_answered < rule.min_answered] = np.nan
    return score
