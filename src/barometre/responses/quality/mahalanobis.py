"""Answers unlike everyone's, all questions together."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import chdtri

from barometre.questionnaire.scale import Questionnaire
from barometre.responses.quality.judged import (
    Judged,
    cannot_judge,
    flag_by_wave,
    list_judged_items,
)
from barometre.study import Quality, Study

if TYPE_CHECKING:
    from numpy.typing import NDArray

# An item that fewer answered would leave few complete answers to go by.
_MOSTLY_ANSWERED = 0.8
_FEWEST_ITEMS = 2
# Fewer people per item, and the covariances fit whoever gave them.
_PEOPLE_PER_ITEM = 3
_SINGULAR = 1e-10
_BLOCK = 1 << 14


def find(
    responses: pd.DataFrame, *, questionnaire: Questionnaire, study: Study
) -> pd.DataFrame:
    """Flag responses whose answers together are too far from everyone's.

    ``value`` is the squared Mahalanobis distance from the mean of the wave over the
    items that most people answered; ``threshold`` is what one person in 1 /
    ``mahalanobis_p`` exceeds if answers are normal. People who left one of these items
    out are not judged. Being unlike the others is no carelessness: the rule flags, and
    never excludes unless the study says so.
    """
    return flag_by_wave(
        responses,
        questionnaire,
        study.quality,
        rule="mahalanobis",
        action=study.quality.mahalanobis,
        judge=judge_wave,
    )


def judge_wave(
    responses: pd.DataFrame, questionnaire: Questionnaire, quality: Quality
) -> Judged:
    """Judge one wave; not with fewer than three people an item."""
    items = list_judged_items(responses, questionnaire)
    answers = responses[items].to_numpy(dtype=float)
    is_common = (~np.isnan(answers)).mean(axis=0) >= _MOSTLY_ANSWERED
    answers = answers[:, is_common]
    if answers.shape[1] < _FEWEST_ITEMS:
        return cannot_judge(len(responses), "rule_too_few_items")
    is_judged = ~np.isnan(answers).any(axis=1)
    if is_judged.sum() < _PEOPLE_PER_ITEM * answers.shape[1]:
        return cannot_judge(len(responses), "rule_too_few_people")
    distances = np.full(len(responses), np.nan)
    found = compute_mahalanobis(answers[is_judged])
    if found is None:
        return cannot_judge(len(responses), "rule_singular")
    distances[is_judged] = found
    threshold = float(chdtri(answers.shape[1], quality.mahalanobis_p))
    return Judged(
        found=distances, threshold=threshold, is_flagged=distances > threshold
    )


def compute_mahalanobis(answers: "NDArray[np.float64]") -> "NDArray[np.float64] | None":
    """Squared distance of each row from the mean of all, in their own covariances.

    R's ``mahalanobis(x, colMeans(x), cov(x))``. None where an item is a combination of
    the others, or does not vary.

    References
    ----------
    Meade & Craig (2012), Psychological Methods 17(3), 437-455.
    https://doi.org/10.1037/a0028085
    """
    mean = answers.mean(axis=0)
    centred = answers - mean
    covariance = centred.T @ centred / (len(answers) - 1)
    scale = np.sqrt(np.diag(covariance))
    if not (scale > 0).all():
        return None
    correlation = covariance / np.outer(scale, scale)
    if np.linalg.eigvalsh(correlation)[0] < _SINGULAR:
        return None
    inverse = np.linalg.inv(correlation)
    distances = np.empty(len(answers))
    for start in range(0, len(answers), _BLOCK):
        block = centred[start : start + _BLOCK] / scale
        distances[start : start + _BLOCK] = ((block @ inverse) * block).sum(axis=1)
    return distances
