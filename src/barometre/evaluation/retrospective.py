"""The retrospective pre-test of each item that is asked again about the past."""

import numpy as np

from barometre.evaluation.material import Material
from barometre.evaluation.outcomes import Outcome
from barometre.evaluation.people import followed_group, link_people, name_groups
from barometre.evaluation.rows import Place, restate, write_rows
from barometre.questionnaire.scale import Item
from barometre.statistics.then_test import compute_then_test

Rows = list[dict[str, object]]

_MEANS = 3


def evaluate_retrospective(material: Material) -> Rows:
    """Compare, item by item, the start as answered with the start as remembered.

    An item with ``parallel_of`` is the same question about the time before. The people
    are those the study follows who gave all three answers: at the earlier wave, and
    both at the later one. The numbers stand at the item asked first, under names of
    their own: none is the main change. Where nobody gave all three nothing is written.
    """
    items = material.questionnaire.items
    pairs = [
        (items[item.parallel_of], item)
        for item in items.values()
        if item.parallel_of in items
    ]
    rows: Rows = []
    for earlier, later in material.study.contrasts:
        place, before, after = _follow(material, earlier, later)
        for source, then in pairs:
            if not {source.id, then.id} <= set(material.keyed.columns):
                continue
            asked, remembered = (
                material.keyed[item.id].to_numpy(dtype=float) for item in (source, then)
            )
            answers = (asked[before], remembered[after], asked[after])
            if not (~np.isnan(np.column_stack(answers))).all(axis=1).any():
                continue
            found = compute_then_test(*answers, confidence=material.confidence)
            outcome = _outcome_of(material, source)
            at = place.at(scale=outcome.scale, item=outcome.item)
            for position, estimate in enumerate(found.estimates):
                is_difference = position >= _MEANS
                again = restate(estimate, outcome, is_difference=is_difference)
                rows += write_rows(at, [estimate, *again])
    return rows


def _follow(
    material: Material, earlier: str, later: str
) -> "tuple[Place, np.ndarray, np.ndarray]":
    """Find the rows, at both waves, of the people whom the study follows."""
    kept = material.kept
    linked = link_people(kept, earlier=earlier, later=later)
    group_by, group = followed_group(material.study)
    place = Place(analysis="change", baseline_wave=earlier, wave=later)
    if not group_by or group_by not in kept.columns:
        return place, linked.before, linked.after
    groups = name_groups(kept[group_by]).to_numpy()
    is_followed = np.asarray(groups == group)[linked.before]
    return (
        place.at(group_by=group_by, group=group),
        linked.before[is_followed],
        linked.after[is_followed],
    )


def _outcome_of(material: Material, item: Item) -> Outcome:
    """Describe an item as an outcome: where its numbers stand, and its range."""
    answers = item.response_format
    return Outcome(
        scale=material.questionnaire.scale_of(item.id).id,
        subscale="",
        item=item.id,
        low=answers.low,
        high=answers.high,
        has_pomp=answers.has_range,
    )
