"""People chosen by their first score: their change, and how much of it is expected."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from barometre.evaluation.material import Material
from barometre.evaluation.outcomes import resolve_outcomes
from barometre.evaluation.people import link_people, name_groups
from barometre.evaluation.rows import Place, restate, write_rows
from barometre.statistics.estimate import Estimate, FloatArray
from barometre.statistics.location import compute_mean
from barometre.statistics.mean_change import compute_mean_change
from barometre.statistics.pairs import Pairs, keep_pairs
from barometre.statistics.regression_to_the_mean import compute_expected_regression
from barometre.study import Selection

Rows = list[dict[str, object]]

CHOSEN_BY, CHOSEN = "selected_by_baseline", "chosen"


def evaluate_chosen(material: Material) -> Rows:
    """Set the change of chosen people beside the change that choosing alone makes.

    Only where the plan says that a group was chosen by its score at the earlier wave.
    The mean and the correlation are of everyone linked; the correlation of the
    comparison group, where there is one. The numbers stand under the breakdown
    ``selected_by_baseline``.
    """
    selection = material.study.plan.selected_by_baseline
    if selection is None:
        return []
    rows: Rows = []
    outcomes = resolve_outcomes((selection.outcome,), material.questionnaire)
    for earlier, later in material.study.contrasts:
        linked = link_people(material.kept, earlier=earlier, later=later)
        for outcome in outcomes:
            values = material.scores[outcome.name].to_numpy(dtype=float)
            before, after = values[linked.before], values[linked.after]
            is_known = ~(np.isnan(before) | np.isnan(after))
            if not is_known.any():
                continue
            people = linked.before[is_known]
            pairs = keep_pairs(before, after)
            is_chosen = _choose(material, selection, people, pairs.before)
            chosen = keep_pairs(pairs.before[is_chosen], pairs.after[is_chosen])
            expected = compute_expected_regression(
                pairs, is_chosen, reference=_refer(material, people, pairs)
            )
            place = Place(
                analysis="change",
                scale=outcome.scale,
                subscale=outcome.subscale,
                item=outcome.item,
                baseline_wave=earlier,
                wave=later,
                group_by=CHOSEN_BY,
                group=CHOSEN,
            )
            for one, is_difference in _describe(chosen, material.confidence):
                again = restate(one, outcome, is_difference=is_difference)
                rows += write_rows(place, [one, *again])
            again = restate(expected, outcome, is_difference=True)
            rows += write_rows(place, [expected, *again])
    return rows


def _describe(chosen: Pairs, confidence: float) -> Iterator[tuple[Estimate, bool]]:
    """Give both means and the change of chosen people, and whether each differs."""
    for scores, name in ((chosen.before, "mean_before"), (chosen.after, "mean_after")):
        mean = compute_mean(scores, confidence=confidence)
        yield replace(mean, statistic=name), False
    change = compute_mean_change(chosen, confidence=confidence)
    # No test: choosing alone would make one succeed.
    yield replace(change, p_value=float("nan")), True


def _choose(
    material: Material,
    selection: Selection,
    people: "np.ndarray",
    before: FloatArray,
) -> "np.ndarray":
    """Mark who was chosen: by the cut of the plan, or by the group it names."""
    if selection.at_most is not None:
        return np.asarray(before <= selection.at_most)
    if selection.at_least is not None:
        return np.asarray(before >= selection.at_least)
    if selection.column not in material.kept.columns:
        return np.zeros(people.size, dtype=bool)
    groups = name_groups(material.kept[selection.column]).to_numpy()[people]
    return np.asarray(groups == selection.group)


def _refer(material: Material, people: "np.ndarray", pairs: Pairs) -> Pairs | None:
    """Give the people of the comparison group, whom the action did not move."""
    comparison = material.study.comparison
    if comparison is None or comparison.column not in material.kept.columns:
        return None
    groups = name_groups(material.kept[comparison.column]).to_numpy()[people]
    is_control = np.asarray(groups == comparison.control)
    return keep_pairs(pairs.before[is_control], pairs.after[is_control])
