"""Answers that hardly vary: intra-individual response variability."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from barometre.questionnaire.scale import Questionnaire
from barometre.responses.quality.judged import (
    FEWEST_PEOPLE,
    Judged,
    cannot_judge,
    flag_by_wave,
    list_judged_items,
    stretch_answers,
)
from barometre.study import Quality, Study

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FEWEST_ITEMS = 10


def find(
    responses: pd.DataFrame, *, questionnaire: Questionnaire, study: Study
) -> pd.DataFrame:
    """Flag the responses that vary least from question to question at their wave.

    ``value`` is the standard deviation of a person's answers as given, each on 0-1 of
    its format; ``threshold`` is the share ``irv_share`` of the wave that varies least.
    Someone with fewer than ten answers is not judged. The rule flags a fixed share of
    whoever answers, careless or not: it is off unless the study asks for it.
    """
    return flag_by_wave(
        responses,
        questionnaire,
        study.quality,
        rule="irv",
        action=study.quality.irv,
        judge=judge_wave,
    )


def judge_wave(
    responses: pd.DataFrame, questionnaire: Questionnaire, quality: Quality
) -> Judged:
    """Judge one wave; not with fewer than ten items or thirty people to judge."""
    items = list_judged_items(responses, questionnaire)
    if len(items) < _FEWEST_ITEMS:
        return cannot_judge(len(responses), "rule_too_few_items")
    spread = compute_irv(stretch_answers(responses, items, questionnaire))
    is_judged = ~np.isnan(spread)
    if is_judged.sum() < FEWEST_PEOPLE:
        return cannot_judge(len(responses), "rule_too_few_people")
    threshold = float(np.quantile(spread[is_judged], quality.irv_share))
    return Judged(
        found=spread,
        threshold=threshold,
        is_flagged=is_judged & (spread <= threshold),
    )


def compute_irv(answers: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Compute the standard deviation of each row, missing answers left out.

    Denominator n - 1: the definition of ``careless::irv`` in R. NaN below ten answers.

    References
    ----------
    Dunn, Heggestad, Shanock & Theilgard (2018), Journal of Business and Psychology
    33(1), 105-121. https://doi.org/10.1007/s10869-016-9479-0
    """
    counts = (~np.isnan(answers)).sum(axis=1)
    means = np.nansum(answers, axis=1) / np.maximum(counts, 1)
    squares = np.nansum((answers - means[:, np.newaxis]) ** 2, axis=1)
    out = np.full(len(answers), np.nan)
    variances = np.divide(squares, counts - 1, out=out, where=counts >= _FEWEST_ITEMS)
    return np.asarray(np.sqrt(variances))
