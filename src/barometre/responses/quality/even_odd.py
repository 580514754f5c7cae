"""One half of each scale against the other, person by person."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from barometre.questionnaire.scale import Questionnaire
from barometre.responses.quality.judged import (
    Judged,
    cannot_judge,
    correlate_rows,
    flag_by_wave,
    list_judged_items,
)
from barometre.scoring import key_answers
from barometre.study import Quality, Study

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FEWEST_SCALES = 4


def find(
    responses: pd.DataFrame, *, questionnaire: Questionnaire, study: Study
) -> pd.DataFrame:
    """Flag responses whose two halves of the same scales do not go together.

    ``value`` is the even-odd consistency; ``threshold`` is ``even_odd_least``. A person
    is judged on the scales with an answer in both halves, four at least. With few
    scales the index is rough, and an honest person who answers all of them alike is
    flagged with the others: it is off unless the study asks for it.
    """
    return flag_by_wave(
        responses,
        questionnaire,
        study.quality,
        rule="even_odd",
        action=study.quality.even_odd,
        judge=judge_wave,
    )


def judge_wave(
    responses: pd.DataFrame, questionnaire: Questionnaire, quality: Quality
) -> Judged:
    """Judge one wave; not with fewer than four scales of two items or more."""
    asked = set(list_judged_items(responses, questionnaire))
    scales = [
        [item for item in items if item in asked]
        for items in _list_scales(questionnaire)
    ]
    scales = [items for items in scales if len(items) > 1]
    if len(scales) < _FEWEST_SCALES:
        return cannot_judge(len(responses), "rule_too_few_scales")
    keyed = _stretch(responses, questionnaire, [item for one in scales for item in one])
    consistency = compute_even_odd([keyed[items].to_numpy() for items in scales])
    return Judged(
        found=consistency,
        threshold=quality.even_odd_least,
        is_flagged=consistency < quality.even_odd_least,
    )


def _list_scales(questionnaire: Questionnaire) -> Iterator[tuple[str, ...]]:
    """List items that are signs of one thing: of each subscale, else of the scale."""
    for scale in questionnaire.scales:
        if not scale.is_reflective:
            continue
        if scale.subscales:
            yield from (part.items for part in scale.subscales.values())
        else:
            yield scale.item_ids


def _stretch(
    responses: pd.DataFrame, questionnaire: Questionnaire, items: list[str]
) -> pd.DataFrame:
    """Give keyed answers on 0-1 of what each item allows."""
    keyed = key_answers(responses[items], questionnaire)
    formats = {item: questionnaire.items[item].response_format for item in items}
    low = pd.Series({item: one.low for item, one in formats.items()})
    high = pd.Series({item: one.high for item, one in formats.items()})
    return (keyed[items] - low) / (high - low)


def compute_even_odd(scales: list["NDArray[np.float64]"]) -> "NDArray[np.float64]":
    """Correlate each person's odd halves with their even halves, stepped up.

    2r / (1 + r) over the scales, cut at -1, as ``careless::evenodd`` in R before it
    turned the sign around. `scales` holds keyed answers, people in rows. NaN for a
    person with fewer than four scales, or whose halves do not vary.

    References
    ----------
    Johnson (2005), Journal of Research in Personality 39(1), 103-129, after Jackson
    (1976): below .30. https://doi.org/10.1016/j.jrp.2004.09.009
    Curran (2016), Journal of Experimental Social Psychology 66, 4-19.
    https://doi.org/10.1016/j.jesp.2015.07.006
    """
    odd, even = (
        np.column_stack([_mean_of_rows(items[:, start::2]) for items in scales])
        for start in (0, 1)
    )
    n_scales = (~(np.isnan(odd) | np.isnan(even))).sum(axis=1)
    r = correlate_rows(odd, even)
    r = np.where(n_scales >= _FEWEST_SCALES, r, np.nan)
    stepped = np.divide(2 * r, 1 + r, out=np.full(len(r), -1.0), where=r > -1 + 1e-12)
    return np.where(np.isnan(r), np.nan, np.maximum(stepped, -1.0))


def _mean_of_rows(items: "NDArray[np.float64]") -> "NDArray[np.float64]":
    counts = (~np.isnan(items)).sum(axis=1)
    out = np.full(len(items), np.nan)
    sums = np.nansum(items, axis=1)
    return np.asarray(np.divide(sums, counts, out=out, where=counts > 0))
