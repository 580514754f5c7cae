"""Test-retest reliability of each score between two waves."""

import numpy as np

from barometre.evaluation.material import Material
from barometre.evaluation.outcomes import Outcome
from barometre.evaluation.people import Linked, link_people, name_groups
from barometre.evaluation.rows import Place, write_rows
from barometre.statistics.pairs import keep_pairs
from barometre.statistics.retest import compute_retest

Rows = list[dict[str, object]]


def evaluate_retest(material: Material) -> Rows:
    """Set two waves of the same people against each other, score by score.

    The people are the comparison group, whom the action should not have moved; without
    one they are everyone, and each number is noted ``retest_without_stable_group``:
    what the action changed counts as error, so reliability is a lower bound. Formative
    and profile scales get none. Where nobody is linked nothing is written.
    """
    outcomes = [o for o in material.outcomes if _is_one_measure(material, o)]
    rows: Rows = []
    for earlier, later in material.study.contrasts:
        linked = link_people(material.kept, earlier=earlier, later=later)
        place, stable = _find_stable(material, linked)
        if not stable.before.size:
            continue
        at = place.at(baseline_wave=earlier, wave=later)
        for outcome in outcomes:
            values = material.scores[outcome.name].to_numpy(dtype=float)
            before, after = values[stable.before], values[stable.after]
            if np.isnan(before).all() or np.isnan(after).all():
                continue
            found = compute_retest(
                keep_pairs(before, after),
                confidence=material.confidence,
                caveat="" if place.group else "retest_without_stable_group",
            )
            estimates = (found.agreement, found.consistency, *found.errors)
            rows += write_rows(
                at.at(scale=outcome.scale, subscale=outcome.subscale), estimates
            )
    return rows


def _is_one_measure(material: Material, outcome: Outcome) -> bool:
    """Whether the outcome is the score of one thing, not of a list."""
    scale = material.questionnaire.scale(outcome.scale)
    is_single = scale.measurement_model == "single_item"
    return not outcome.item and (bool(outcome.reflective_items) or is_single)


def _find_stable(material: Material, linked: Linked) -> tuple[Place, Linked]:
    """Find the people whom nothing should have moved, and where their numbers stand."""
    comparison, kept = material.study.comparison, material.kept
    place = Place(analysis="reliability")
    if comparison is None or comparison.column not in kept.columns:
        return place, linked
    groups = name_groups(kept[comparison.column]).to_numpy()
    is_control = np.asarray(groups == comparison.control)
    is_control[linked.after] = True
    stable = linked.within(is_control)
    return place.at(group_by=comparison.column, group=comparison.control), stable
