"""The changes of all groups of a breakdown together, and each beside the others."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from barometre.evaluation.material import Material
from barometre.evaluation.outcomes import Outcome
from barometre.evaluation.people import link_people, name_groups
from barometre.evaluation.rows import Place, restate, write_rows
from barometre.statistics.estimate import Estimate, FloatArray, IntArray
from barometre.statistics.random_effects import RandomEffects, pool_groups

Rows = list[dict[str, object]]
_SENSITIVE = ("political_opinion", "possible_belief")
_LEFT_OUT = "groups_left_out"
_NO_SPREAD = 1e-10  # changes are rounded there


@dataclass(frozen=True, slots=True)
class _Changes:
    """Mean change of each group, in alphabetical order."""

    names: tuple[str, ...]
    people: IntArray
    means: FloatArray
    errors: FloatArray
    n_nameless: int


def evaluate_territories(material: Material) -> Rows:
    """Pool the mean changes of the groups of each breakdown.

    The groups pooled are those that the team may see: at least so many people as
    disclosure asks, and the smallest of the others left out too where it would give
    those away. A number pooled over more would tell by subtraction what is not shown. A
    group where all changed alike has no error to weigh it by and is left out as well;
    ``n_missing`` counts the people of all groups left out. The groups of a comparison
    are no territories.
    """
    rows: Rows = []
    fewest = {
        scale.id: material.study.disclosure.sensitive_min_n
        if scale.sensitivity in _SENSITIVE
        else 0
        for scale in material.questionnaire.scales
    }
    for place, outcome, changes in _list_changes(material):
        floor = max(material.study.disclosure.internal_min_n, fewest[outcome.scale])
        is_pooled = _find_pooled(changes, floor)
        pooled = pool_groups(
            np.where(is_pooled, changes.means, np.nan),
            changes.errors,
            changes.people,
            confidence=material.confidence,
        )
        if pooled is not None:
            rows += _write(place, outcome, pooled, changes, is_pooled)
    return rows


def _list_changes(material: Material) -> Iterator[tuple[Place, Outcome, _Changes]]:
    comparison = material.study.comparison
    for column in material.study.groups:
        is_compared = comparison is not None and comparison.column == column
        if is_compared or column not in material.kept.columns:
            continue
        groups, known = pd.factorize(name_groups(material.kept[column]), sort=True)
        for earlier, later in material.study.contrasts:
            linked = link_people(material.kept, earlier=earlier, later=later)
            present, codes = np.unique(groups[linked.before], return_inverse=True)
            names = known[present].to_numpy(dtype=object)
            for outcome in material.outcomes:
                scores = material.scores[outcome.name].to_numpy(dtype=float)
                change = np.round(scores[linked.after] - scores[linked.before], 10)
                place = Place(
                    analysis="pooling",
                    scale=outcome.scale,
                    subscale=outcome.subscale,
                    item=outcome.item,
                    wave=later,
                    baseline_wave=earlier,
                    group_by=column,
                )
                yield place, outcome, _summarise(change, codes, names)


def _summarise(
    change: FloatArray, codes: npt.NDArray[np.intp], names: npt.NDArray[np.object_]
) -> _Changes:
    """Count, average and spread the changes of each group that has a name."""
    is_known = ~np.isnan(change)
    known, values = codes[is_known], change[is_known]
    people = np.bincount(known, minlength=len(names))
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.bincount(known, weights=values, minlength=len(names)) / people
        squares = (values - means[known]) ** 2
        spread = np.bincount(known, weights=squares, minlength=len(names))
        errors = np.sqrt(spread / (people - 1) / people)
    is_named = np.array([bool(name) for name in names], dtype=np.bool_)
    return _Changes(
        tuple(str(name) for name in names if name),
        people[is_named],
        means[is_named],
        errors[is_named],
        int(people[~is_named].sum()),
    )


def _find_pooled(changes: _Changes, floor: int) -> npt.NDArray[np.bool_]:
    """Mark the groups that may be pooled: those that the team sees, and that vary."""
    is_hidden = changes.people < floor
    n_hidden = int(changes.people[is_hidden].sum()) + changes.n_nameless
    left = np.flatnonzero(~is_hidden)
    if 0 < n_hidden < floor and left.size:
        is_hidden[left[np.argmin(changes.people[left])]] = True
    return ~is_hidden & (changes.errors > _NO_SPREAD)


def _write(
    place: Place,
    outcome: Outcome,
    pooled: RandomEffects,
    changes: _Changes,
    is_pooled: npt.NDArray[np.bool_],
) -> Rows:
    n_left_out = int(changes.people[~is_pooled].sum()) + changes.n_nameless
    together = [
        _say_left_out(estimate, n_left_out)
        for estimate in (
            pooled.pooled,
            *restate(pooled.pooled, outcome, is_difference=True),
            pooled.prediction,
            *restate(pooled.prediction, outcome, is_difference=True),
            pooled.variance,
            pooled.sd,
            *restate(pooled.sd, outcome, is_difference=True),
            pooled.inconsistency,
            pooled.heterogeneity,
        )
    ]
    # No group is named: the breakdown stands in the category.
    everyone = place.at(group_by="")
    rows = write_rows(everyone, together, category=place.group_by)
    names = [n for n, is_in in zip(changes.names, is_pooled, strict=True) if is_in]
    for name, estimate in zip(names, pooled.shrunken, strict=True):
        both = (estimate, *restate(estimate, outcome, is_difference=True))
        rows += write_rows(place.at(group=name), both)
    return rows


def _say_left_out(estimate: Estimate, n_left_out: int) -> Estimate:
    if not n_left_out:
        return estimate
    codes = [*estimate.note.split(";"), _LEFT_OUT] if estimate.note else [_LEFT_OUT]
    return replace(estimate, n_missing=n_left_out, note=";".join(codes))
