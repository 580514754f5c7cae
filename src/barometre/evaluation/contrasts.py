"""Pairs of waves, the people linked between them, and their scores."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from barometre.evaluation.material import Material
from barometre.evaluation.outcomes import Outcome
from barometre.evaluation.people import Linked, link_people
from barometre.evaluation.rows import Place
from barometre.statistics.estimate import FloatArray


@dataclass(frozen=True, slots=True)
class Contrast:
    """Linked people of one sample between two waves."""

    place: Place
    linked: Linked


@dataclass(frozen=True)
class Change:
    """One outcome of linked people between two waves.

    ``values`` holds the outcome of every kept response, ``before`` and ``after`` those
    of the linked people in the same order; NaN where it is missing.
    """

    place: Place
    outcome: Outcome
    linked: Linked
    values: FloatArray

    @cached_property
    def before(self) -> FloatArray:
        """Earlier scores."""
        return self.values[self.linked.before]

    @cached_property
    def after(self) -> FloatArray:
        """Later scores."""
        return self.values[self.linked.after]


def list_contrasts(material: Material) -> Iterator[Contrast]:
    """People of a group as it was at the earlier wave, whatever they are in later.

    For each pair of waves: everyone, each group, and everyone without flagged
    responses. Where nobody is linked there is no contrast.
    """
    kept = material.kept
    is_unflagged = ~kept["is_flagged"].to_numpy(dtype=bool)
    for earlier, later in material.study.contrasts:
        everyone = link_people(kept, earlier=earlier, later=later)
        is_later = (kept["wave"] == later).to_numpy(dtype=bool)
        for sample in material.samples:
            if sample.wave != earlier:
                continue
            is_usable = is_later.copy()
            is_usable[sample.rows] = True
            if sample.population == "unflagged":
                is_usable &= is_unflagged
            linked = everyone.within(is_usable)
            if linked.before.size:
                place = Place(
                    analysis="change",
                    wave=later,
                    baseline_wave=earlier,
                    group_by=sample.group_by,
                    group=sample.group,
                    population=sample.population,
                )
                yield Contrast(place, linked)


def list_changes(material: Material) -> Iterator[Change]:
    """Every outcome of every contrast that somebody linked has at each wave."""
    columns = {
        outcome.name: material.scores[outcome.name].to_numpy(dtype=float)
        for outcome in material.outcomes
    }
    for contrast in list_contrasts(material):
        for outcome in material.outcomes:
            place = contrast.place.at(
                scale=outcome.scale, subscale=outcome.subscale, item=outcome.item
            )
            change = Change(place, outcome, contrast.linked, columns[outcome.name])
            if not (np.isnan(change.before).all() or np.isnan(change.after).all()):
                yield change
