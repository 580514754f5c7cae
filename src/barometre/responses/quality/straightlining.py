"""The same answer, item after item."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from barometre.frames import missing_column
from barometre.questionnaire.scale import Questionnaire
from barometre.responses.columns import asked_order
from barometre.responses.quality.flags import build_flags, list_waves
from barometre.study import Study

if TYPE_CHECKING:
    from numpy.typing import NDArray


def find(
    responses: pd.DataFrame, *, questionnaire: Questionnaire, study: Study
) -> pd.DataFrame:
    """Flag responses with a long string of identical answers.

    Strings are looked for in answers as given, before any reversal, over items that
    follow each other and share a response format; items that a wave did not ask are
    stepped over. ``value`` is the longest string of all.
    """
    longest = np.zeros(len(responses))
    if study.quality.straightlining != "off":
        for here in list_waves(responses):
            for items in _list_blocks(responses, here, questionnaire):
                answers = responses[items].iloc[here].to_numpy(dtype=float)
                found = compute_longstring(answers)
                longest[here] = np.maximum(longest[here], found)
    threshold = study.quality.straightlining_items
    return build_flags(
        responses,
        longest >= threshold,
        rule="straightlining",
        value=longest,
        threshold=float(threshold),
        is_excluded=study.quality.straightlining == "exclude",
    )


def _list_blocks(
    responses: pd.DataFrame,
    rows: "slice | NDArray[np.intp]",
    questionnaire: Questionnaire,
) -> Iterator[list[str]]:
    asked = [
        item
        for item in asked_order(questionnaire)
        if not responses[missing_column(item)].iloc[rows].eq("not_asked").all()
    ]
    for _, block in groupby(
        asked, key=lambda item: questionnaire.items[item].response_format
    ):
        yield list(block)


def compute_longstring(answers: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Count the longest run of identical answers of each row.

    The definition of ``careless::longstring`` in R, ``max(rle(row)$lengths)``: a
    missing answer ends a run, and stands alone as a run of one.

    References
    ----------
    Johnson (2005), Journal of Research in Personality 39(1), 103-129.
    https://doi.org/10.1016/j.jrp.2004.09.009
    """
    run = np.ones(len(answers))
    longest = run.copy()
    for previous, current in zip(answers.T, answers.T[1:], strict=False):
        run = np.where(previous == current, run + 1.0, 1.0)
        np.maximum(longest, run, out=longest)
    return longest
