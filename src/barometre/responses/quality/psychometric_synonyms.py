"""Pairs of questions that everyone answers alike, but this person does not."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from barometre.questionnaire.scale import Questionnaire
from barometre.responses.quality.judged import (
    FEWEST_PEOPLE,
    Judged,
    cannot_judge,
    correlate_rows,
    flag_by_wave,
    list_judged_items,
    stretch_answers,
)
from barometre.study import Quality, Study

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FEWEST_PAIRS = 5


def find(
    responses: pd.DataFrame, *, questionnaire: Questionnaire, study: Study
) -> pd.DataFrame:
    """Flag responses that do not go along with what everyone's answers tie together.

    Synonyms are pairs of items that correlate at ``synonym_correlation`` or more among
    all who answered both. ``value`` is the correlation, within one person, of the first
    members of the pairs with the second; ``threshold`` is ``synonyms_least``. With few
    pairs it is rough: it is off unless the study asks for it.
    """
    return flag_by_wave(
        responses,
        questionnaire,
        study.quality,
        rule="psychometric_synonyms",
        action=study.quality.psychometric_synonyms,
        judge=judge_wave,
    )


def judge_wave(
    responses: pd.DataFrame, questionnaire: Questionnaire, quality: Quality
) -> Judged:
    """Judge one wave; not with fewer than thirty people, or five pairs of synonyms."""
    if len(responses) < FEWEST_PEOPLE:
        return cannot_judge(len(responses), "rule_too_few_people")
    items = list_judged_items(responses, questionnaire)
    answers = stretch_answers(responses, items, questionnaire)
    first, second = find_synonyms(answers, at_least=quality.synonym_correlation)
    if first.size < _FEWEST_PAIRS:
        return cannot_judge(len(responses), "rule_too_few_pairs")
    likeness = compute_synonyms(answers, first, second)
    return Judged(
        found=likeness,
        threshold=quality.synonyms_least,
        is_flagged=likeness < quality.synonyms_least,
    )


def find_synonyms(
    answers: "NDArray[np.float64]", *, at_least: float
) -> tuple["NDArray[np.intp]", "NDArray[np.intp]"]:
    """Find the pairs of columns that correlate so much among those who answered both.

    Pairs that fewer than thirty people answered are no pairs.
    """
    correlation = pd.DataFrame(answers).corr(min_periods=FEWEST_PEOPLE).to_numpy()
    first, second = np.triu_indices(answers.shape[1], 1)
    is_pair = correlation[first, second] >= at_least
    return first[is_pair], second[is_pair]


def compute_synonyms(
    answers: "NDArray[np.float64]",
    first: "NDArray[np.intp]",
    second: "NDArray[np.intp]",
) -> "NDArray[np.float64]":
    """Correlate the two sides of the pairs within each row.

    The definition of ``careless::psychsyn`` in R. NaN below five pairs answered, or
    where a side does not vary.

    References
    ----------
    Meade & Craig (2012), Psychological Methods 17(3), 437-455: pairs above .60.
    https://doi.org/10.1037/a0028085
    Curran (2016), Journal of Experimental Social Psychology 66, 4-19: below zero.
    https://doi.org/10.1016/j.jesp.2015.07.006
    """
    sides = answers[:, first], answers[:, second]
    n_pairs = (~(np.isnan(sides[0]) | np.isnan(sides[1]))).sum(axis=1)
    return np.where(n_pairs >= _FEWEST_PAIRS, correlate_rows(*sides), np.nan)
