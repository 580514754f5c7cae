"""Two waves compared where nobody is linked, or from everyone where some are not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from barometre.evaluation.change import FEWEST_LINKED, detect
from barometre.evaluation.material import Material
from barometre.evaluation.outcomes import Outcome
from barometre.evaluation.people import (
    Linked,
    Sample,
    followed_group,
    link_people,
)
from barometre.evaluation.planned import find_worthwhile
from barometre.evaluation.rows import Place, restate, write_rows
from barometre.statistics.brunner_munzel import compute_brunner_munzel
from barometre.statistics.dropout import (
    ASSUMED_CORRELATION,
    compute_dropout_bounds,
    compute_dropout_shift,
    compute_matching_gain,
)
from barometre.statistics.equivalence import compute_equivalence
from barometre.statistics.estimate import Estimate
from barometre.statistics.group_difference import (
    compute_hedges_g,
    compute_mean_difference,
)
from barometre.statistics.location_shift import compute_location_shift
from barometre.statistics.overlapping_samples import (
    OverlappingSamples,
    compute_overlapping_difference,
    sort_people,
)
from barometre.statistics.wave_correlation import compute_wave_correlation
from barometre.study import Study

if TYPE_CHECKING:
    from numpy.typing import NDArray

Rows = list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class _Waves:
    """One outcome of one sample at two waves, people sorted by where they answered.

    ``n_linked`` counts linked people, with a score or without.
    """

    place: Place
    outcome: Outcome
    people: OverlappingSamples
    n_linked: int


def evaluate_unlinked(material: Material) -> Rows:
    """Compare two waves wherever somebody answered at one of them only.

    With fewer than ten linked people the waves are taken as of different people, and
    the largest change that leaving alone could fake stands beside. With more, the
    difference from everyone stands beside the change of the linked, and what those who
    left would make of a comparison of the two means: both for everyone, and for those
    whom the study follows. Where everyone is linked nothing is written.
    """
    followed = {("", ""), followed_group(material.study)}
    rows: Rows = []
    for waves in _list_waves(material):
        place, is_unlinked = waves.place, waves.people.both.n < FEWEST_LINKED
        compare = _compare_unlinked if is_unlinked else _compare_everyone
        rows += write_rows(place, compare(waves, material.confidence))
        if not waves.n_linked:
            rows += write_rows(place, _rule_out(waves, material.study))
        if place.population == "all" and (place.group_by, place.group) in followed:
            bound = _bound_dropout if is_unlinked else _measure_dropout
            rows += bound(waves, material.confidence)
            if is_unlinked:
                difference = _compare_as_unlinked(waves, material.confidence)
                rows += detect(place, difference, waves.outcome, material.study)
    return rows


def _list_waves(material: Material) -> Iterator[_Waves]:
    kept = material.kept
    columns = {
        outcome.name: material.scores[outcome.name].to_numpy(dtype=float)
        for outcome in material.outcomes
    }
    by_sample = {
        (one.wave, one.group_by, one.group, one.population): one
        for one in material.samples
    }
    is_unflagged = ~kept["is_flagged"].to_numpy(dtype=bool)
    for earlier, later in material.study.contrasts:
        everyone = link_people(kept, earlier=earlier, later=later)
        for first in material.samples:
            is_kept = is_unflagged | (first.population != "unflagged")
            second = by_sample.get(
                (later, first.group_by, first.group, first.population)
            )
            if first.wave != earlier or second is None:
                continue
            linked, sides = _sort_rows(first, second, everyone, is_kept)
            for outcome in material.outcomes:
                values = columns[outcome.name]
                people = sort_people(
                    values[sides[0]],
                    values[sides[1]],
                    values[linked.before],
                    values[linked.after],
                )
                is_partly = people.earlier_only.size + people.later_only.size > 0
                if is_partly and people.earlier.size and people.later.size:
                    place = _place(first, later, outcome)
                    yield _Waves(place, outcome, people, linked.before.size)


def _sort_rows(
    first: Sample, second: Sample, everyone: Linked, is_kept: "NDArray[np.bool_]"
) -> "tuple[Linked, tuple[NDArray[np.intp], NDArray[np.intp]]]":
    """Find the linked people of a sample, and the rows of those at one wave only.

    Someone linked is in the group of the earlier wave, whatever they are in later.
    """
    usable = everyone.within(is_kept)
    is_first = np.zeros(is_kept.size, dtype=bool)
    is_first[first.rows] = True
    is_inside = is_first[usable.before]
    linked = Linked(usable.before[is_inside], usable.after[is_inside], usable.lost)
    return linked, (
        _leave_out(first.rows, linked.before, is_kept.size),
        _leave_out(second.rows, usable.after, is_kept.size),
    )


def _leave_out(
    rows: "NDArray[np.intp]", others: "NDArray[np.intp]", n: int
) -> "NDArray[np.intp]":
    """Leave some of `n` responses out of others, by mask: sorting millions is slow."""
    is_out = np.zeros(n, dtype=bool)
    is_out[others] = True
    return rows[~is_out[rows]]


def _place(sample: Sample, later: str, outcome: Outcome) -> Place:
    return Place(
        analysis="change",
        scale=outcome.scale,
        subscale=outcome.subscale,
        item=outcome.item,
        wave=later,
        baseline_wave=sample.wave,
        group_by=sample.group_by,
        group=sample.group,
        population=sample.population,
    )


def _compare_unlinked(waves: _Waves, confidence: float) -> Iterator[Estimate]:
    """Compare two sets of people as if nobody were in both."""
    people = waves.people
    later, earlier = people.later, people.earlier
    difference = _compare_as_unlinked(waves, confidence)
    yield from (difference, *restate(difference, waves.outcome, is_difference=True))
    for compute in (compute_hedges_g, compute_brunner_munzel, compute_location_shift):
        yield _count_once(compute(later, earlier, confidence=confidence), people)
    yield compute_matching_gain(ASSUMED_CORRELATION, n=people.n, is_assumed=True)


def _rule_out(waves: _Waves, study: Study) -> Iterator[Estimate]:
    """Say which differences of the waves are ruled out; nobody's change is."""
    found = compute_equivalence(
        _compare_as_unlinked(waves, study.plan.confidence),
        worthwhile=find_worthwhile(study, waves.outcome),
        confidence=study.plan.confidence,
    )
    yield from (found.bound, *restate(found.bound, waves.outcome, is_difference=True))
    if found.tost_p:
        yield found.tost_p


def _compare_as_unlinked(waves: _Waves, confidence: float) -> Estimate:
    people = waves.people
    welch = compute_mean_difference(people.later, people.earlier, confidence=confidence)
    return _count_once(replace(welch, method="welch_unlinked"), people)


def _count_once(estimate: Estimate, people: OverlappingSamples) -> Estimate:
    """Count the few people who are linked once, and say that there are some."""
    few = "few_linked" if people.both.n else ""
    return replace(
        estimate,
        n=people.n,
        n_missing=people.n_missing,
        note=_add(estimate.note, few),
    )


def _compare_everyone(waves: _Waves, confidence: float) -> Iterator[Estimate]:
    """Compare the waves from everyone, counting who is in both."""
    people = waves.people
    difference = compute_overlapping_difference(people, confidence=confidence)
    yield from (difference, *restate(difference, waves.outcome, is_difference=True))
    yield compute_overlapping_difference(
        people,
        variances="equal",
        statistic="mean_difference_equal_variances",
        confidence=confidence,
    )
    correlation = compute_wave_correlation(people.both, confidence=confidence)
    yield compute_matching_gain(correlation.estimate, n=people.both.n, is_assumed=False)


def _measure_dropout(waves: _Waves, confidence: float) -> Rows:
    """Say what the leaving of those who are lost would make of two means."""
    people = waves.people
    shift = compute_dropout_shift(
        people.both.before, people.earlier_only, confidence=confidence
    )
    both = [shift, *restate(shift, waves.outcome, is_difference=True)]
    return write_rows(waves.place.at(analysis="attrition"), both)


def _bound_dropout(waves: _Waves, confidence: float) -> Rows:
    """Say what the leaving of those who scored highest, or lowest, would make.

    Bounds have no interval, so `confidence` is not used.
    """
    people = waves.people
    bounds = compute_dropout_bounds(people.earlier, n_later=people.later.size)
    at = waves.place.at(analysis="attrition")
    rows: Rows = []
    for bound, category in zip(bounds, ("highest", "lowest"), strict=True):
        both = [bound, *restate(bound, waves.outcome, is_difference=True)]
        rows += write_rows(at, both, category=category)
    return rows


def _add(note: str, code: str) -> str:
    return ";".join(part for part in (code, note) if part)
