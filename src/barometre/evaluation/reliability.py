"""Reliability of each reflective score, wave by wave."""

import numpy as np

from barometre.evaluation.material import Material
from barometre.evaluation.rows import Place, write_rows
from barometre.statistics.estimate import Estimate
from barometre.statistics.item_analysis import ItemAnalysis

Rows = list[dict[str, object]]


def evaluate_reliability(material: Material) -> Rows:
    """Put the item analyses under the columns of the estimates table."""
    by_name = {outcome.name: outcome for outcome in material.outcomes}
    rows: Rows = []
    for (wave, name), analysis in material.analyses.items():
        outcome = by_name[name]
        place = Place(
            analysis="reliability",
            scale=outcome.scale,
            subscale=outcome.subscale,
            wave=wave,
        )
        rows += write_rows(place, analysis.scale)
        for position, item in enumerate(outcome.reflective_items):
            rows += write_rows(place.at(item=item), _of_item(analysis, position))
    return rows


def _of_item(analysis: ItemAnalysis, position: int) -> list[Estimate]:
    numbers = {
        "item_rest_correlation": analysis.item_rest_correlations[position],
        "alpha_if_dropped": analysis.alpha_if_dropped[position],
    }
    return [
        Estimate(
            statistic=name,
            estimate=float(value),
            n=analysis.n,
            n_missing=analysis.n_missing,
            note="" if np.isfinite(value) else "not_defined",
        )
        for name, value in numbers.items()
    ]
