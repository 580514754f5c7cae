"""A rule that compares people of one wave with each other, or cannot."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from barometre.frames import missing_column
from barometre.questionnaire.scale import Questionnaire
from barometre.responses.columns import asked_order
from barometre.responses.quality.flags import build_flags, list_waves
from barometre.study import Quality, QualityAction

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Fewer people than this have no lowest tenth, and no correlations, worth the name.
FEWEST_PEOPLE = 30
_NO_SIGN_OF_CARE = (
    "administrative",
    "qualitative",
    "network",
    "context_descriptors",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a rule found in the responses of one wave.

    ``found`` has one entry a response, NaN where there is none to judge; ``obstacle``
    is the code of what keeps the rule from working, and then nobody is flagged.
    """

    found: "NDArray[np.float64]"
    threshold: float
    is_flagged: "NDArray[np.bool_]"
    obstacle: str = ""


Judge = Callable[[pd.DataFrame, Questionnaire, Quality], Judged]


def cannot_judge(n: int, obstacle: str) -> Judged:
    """Flag no one, and say why."""
    return Judged(
        found=np.full(n, np.nan),
        threshold=np.nan,
        is_flagged=np.zeros(n, dtype=bool),
        obstacle=obstacle,
    )


def flag_by_wave(
    responses: pd.DataFrame,
    questionnaire: Questionnaire,
    quality: Quality,
    *,
    rule: str,
    action: QualityAction,
    judge: Judge,
) -> pd.DataFrame:
    """Judge the responses of each wave by themselves; none where the rule is off."""
    n = len(responses)
    values, thresholds = np.full(n, np.nan), np.full(n, np.nan)
    is_flagged = np.zeros(n, dtype=bool)
    if action != "off":
        for here in list_waves(responses):
            judged = judge(responses.iloc[here], questionnaire, quality)
            values[here], thresholds[here] = judged.found, judged.threshold
            is_flagged[here] = judged.is_flagged
    return build_flags(
        responses,
        is_flagged,
        rule=rule,
        value=values,
        threshold=thresholds,
        is_excluded=action == "exclude",
    )


def list_judged_items(
    responses: pd.DataFrame, questionnaire: Questionnaire
) -> list[str]:
    """List the items of a wave whose answers run from less to more, in asked order.

    Items of lists about the person or the place, and items the wave did not ask, are
    no sign of care.
    """
    return [
        item
        for item in asked_order(questionnaire)
        if questionnaire.items[item].response_format.has_range
        and questionnaire.scale_of(item).measurement_model not in _NO_SIGN_OF_CARE
        and not responses[missing_column(item)].eq("not_asked").all()
    ]


def stretch_answers(
    responses: pd.DataFrame, items: list[str], questionnaire: Questionnaire
) -> "NDArray[np.float64]":
    """Give answers on 0-1 of what each item allows: formats become comparable."""
    formats = [questionnaire.items[item].response_format for item in items]
    low = np.array([one.low for one in formats], dtype=np.float64)
    high = np.array([one.high for one in formats], dtype=np.float64)
    answers = responses[items].to_numpy(dtype=float)
    return np.asarray((answers - low) / (high - low))


def correlate_rows(
    first: "NDArray[np.float64]", second: "NDArray[np.float64]"
) -> "NDArray[np.float64]":
    """Correlate two tables row by row, over the places where both have a value.

    NaN below three such places, or where either side does not vary.
    """
    is_both = ~(np.isnan(first) | np.isnan(second))
    counts = is_both.sum(axis=1)
    sides = []
    for side in (first, second):
        kept = np.where(is_both, side, 0.0)
        means = kept.sum(axis=1) / np.maximum(counts, 1)
        sides.append(np.where(is_both, side - means[:, np.newaxis], 0.0))
    products = (sides[0] * sides[1]).sum(axis=1)
    spreads = np.sqrt((sides[0] ** 2).sum(axis=1) * (sides[1] ** 2).sum(axis=1))
    is_defined = (counts >= 3) & (spreads > 1e-12)
    out = np.full(len(first), np.nan)
    return np.asarray(np.divide(products, spreads, out=out, where=is_defined))
