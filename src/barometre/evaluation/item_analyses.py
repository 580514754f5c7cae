"""Item analysis of every reflective outcome, wave by wave: done once, read often."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pandas as pd

from barometre.evaluation.outcomes import Outcome
from barometre.evaluation.people import Sample
from barometre.frames import missing_column
from barometre.responses.rows import as_slice
from barometre.statistics.estimate import FloatArray
from barometre.statistics.item_analysis import ItemAnalysis, compute_item_analysis

Analyses = dict[tuple[str, str], ItemAnalysis]


def analyse_items(
    kept: pd.DataFrame,
    keyed: pd.DataFrame,
    *,
    samples: list[Sample],
    outcomes: list[Outcome],
    confidence: float,
) -> Analyses:
    """Analyse the items of every reflective outcome at every wave that asked them.

    People who were not asked any of the items are not counted as lost; people who left
    some or all of them unanswered are.
    """

    def analyse(outcome: Outcome) -> Analyses:
        found = list_answers(kept, keyed, samples=samples, outcomes=[outcome])
        return {
            (wave, outcome.name): compute_item_analysis(
                answers, score=outcome.score, confidence=confidence
            )
            for wave, _, answers in found
        }

    # Sums of products hold no lock of Python's: scales go side by side.
    with ThreadPoolExecutor() as threads:
        found = threads.map(analyse, outcomes)
        return {place: one for part in found for place, one in part.items()}


def list_answers(
    kept: pd.DataFrame,
    keyed: pd.DataFrame,
    *,
    samples: list[Sample],
    outcomes: list[Outcome],
) -> Iterator[tuple[str, Outcome, FloatArray]]:
    """Give the keyed answers of every reflective outcome at every wave that asked them.

    One row a person who was asked, everyone together; missing answers are NaN.
    """
    everyone = [
        sample
        for sample in samples
        if not sample.group_by and sample.population == "all"
    ]
    for outcome in outcomes:
        items = list(outcome.reflective_items)
        if not items or any(item not in keyed.columns for item in items):
            continue
        answers, is_asked = keyed[items].to_numpy(dtype=float), was_asked(kept, items)
        for sample in everyone:
            asked = sample.rows[is_asked[sample.rows]]
            if asked.size:
                yield sample.wave, outcome, answers[as_slice(asked)]


def was_asked(kept: pd.DataFrame, items: list[str]) -> npt.NDArray[np.bool_]:
    """Mark the responses that were asked at least one of some items."""
    is_asked = np.zeros(len(kept), dtype=bool)
    for item in items:
        is_asked |= kept[missing_column(item)].ne("not_asked").to_numpy(dtype=bool)
    return is_asked
