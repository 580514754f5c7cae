"""Level of each outcome at each wave, for everyone and for each group."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from barometre.evaluation.outcomes import Outcome
from barometre.evaluation.people import Group, followed_group, list_groups, rows_of
from barometre.evaluation.rows import Place, Population, restate, write_rows
from barometre.statistics.estimate import Estimate, FloatArray
from barometre.statistics.location import compute_mean, compute_median, compute_sd
from barometre.statistics.share import compute_floor_and_ceiling
from barometre.study import Study

Rows = list[dict[str, object]]


def evaluate_descriptives(
    kept: pd.DataFrame,
    scores: pd.DataFrame,
    *,
    outcomes: list[Outcome],
    study: Study,
) -> Rows:
    """Describe every outcome at every wave.

    Everyone, and who takes part where there is a comparison group, is described with
    and without flagged responses; other groups with them only.
    A wave where nobody has the outcome is left out.
    """
    rows: Rows = []
    for group, population, inside in list_samples(kept, study):
        for wave in study.wave_ids:
            here = inside & (kept["wave"] == wave).to_numpy()
            for outcome in outcomes:
                values = scores[outcome.name].to_numpy(dtype=float)[here]
                if np.isnan(values).all():
                    continue
                place = Place(
                    analysis="descriptive",
                    scale=outcome.scale,
                    subscale=outcome.subscale,
                    item=outcome.item,
                    wave=wave,
                    group_by=group.group_by,
                    group=group.group,
                    population=population,
                )
                confidence = study.plan.confidence
                rows += write_rows(place, _describe(values, outcome, confidence))
    return rows


def list_samples(
    kept: pd.DataFrame, study: Study
) -> Iterator[tuple[Group, Population, "np.ndarray"]]:
    """Everyone and each group; without flags everyone and who takes part."""
    groups = list(list_groups(kept, study))
    for group in groups:
        yield group, "all", group.rows
    if not kept["is_flagged"].any():
        return
    unflagged = rows_of(kept, "unflagged")
    followed = {("", ""), followed_group(study)}
    for group in groups:
        if (group.group_by, group.group) in followed:
            yield group, "unflagged", group.rows & unflagged


def _describe(
    values: FloatArray, outcome: Outcome, confidence: float
) -> list[Estimate]:
    low, high = outcome.low, outcome.high
    mean = compute_mean(values, confidence=confidence)
    return [
        mean,
        *restate(mean, outcome, is_difference=False),
        compute_sd(values),
        compute_median(values),
        *compute_floor_and_ceiling(values, low=low, high=high, confidence=confidence),
    ]
