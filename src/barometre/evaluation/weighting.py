"""The same people, each counting for those they stand for: beside, never instead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from barometre.evaluation.calibration import Weighed, weigh
from barometre.evaluation.material import Material
from barometre.evaluation.outcomes import Outcome
from barometre.evaluation.people import followed_group, link_people, name_groups
from barometre.evaluation.rows import Place, restate, write_rows
from barometre.statistics.estimate import Estimate, FloatArray
from barometre.statistics.weighted import (
    compute_design_effect,
    compute_replicate_means,
    compute_resident_mean,
    compute_weighted_means,
)

Rows = list[dict[str, object]]
_JACKKNIFE = "jackknife"


@dataclass(frozen=True, slots=True)
class _Weighted:
    """People of a wave, or linked people of two, with their weights."""

    place: Place
    rows: npt.NDArray[np.intp]
    weighed: Weighed

    @property
    def n_without(self) -> int:
        """People without a weight."""
        return int((~self.weighed.is_weighed).sum())


def evaluate_weighting(material: Material) -> Rows:
    """Weigh every wave and every change, where the study has weights.

    Means and changes of everyone and of those whom the study follows, and shares of
    answers; what weights cost; and where the margins count residents, means of these
    residents by territory. Everything else in the study stays unweighted. Nothing where
    nobody has a weight.
    """
    if material.study.weights is None:
        return []
    rows: Rows = []
    for weighted in _list_weighted(material):
        design = weighted.weighed.design
        costs = compute_design_effect(design.weights, n_missing=weighted.n_without)
        rows += write_rows(weighted.place, _finish(costs, weighted, is_cost=True))
        rows += _describe_outcomes(material, weighted)
        if not weighted.place.baseline_wave:
            rows += _describe_shares(material, weighted)
            rows += _describe_residents(material, weighted)
    return [{**row, "weighted": True} for row in rows]


def _list_weighted(material: Material) -> Iterator[_Weighted]:
    own = _read_own(material)
    is_full = material.study.analyses == "full"
    for wave in material.study.wave_ids:
        rows = np.flatnonzero((material.kept["wave"] == wave).to_numpy())
        weighed = weigh(material, rows, own[rows], has_replicates=is_full)
        if weighed is not None:
            yield _Weighted(Place(analysis="weighting", wave=wave), rows, weighed)
    for earlier, later in material.study.contrasts:
        linked = link_people(material.kept, earlier=earlier, later=later)
        # Weights of people who stayed are those of the wave they stayed until.
        last = own[linked.after]
        known = np.where(np.isfinite(last), last, own[linked.before])
        weighed = weigh(material, linked.before, known, has_replicates=is_full)
        if weighed is not None:
            place = Place(analysis="weighting", baseline_wave=earlier, wave=later)
            yield _Weighted(place, linked.before, weighed)


def _read_own(material: Material) -> FloatArray:
    column = material.study.weights.column if material.study.weights else None
    if column is None or column not in material.kept.columns:
        return np.full(len(material.kept), 1.0 if column is None else np.nan)
    return material.kept[column].to_numpy(dtype=float)


def _describe_outcomes(material: Material, weighted: _Weighted) -> Rows:
    """Means of a wave, or changes between two, of all and of those followed."""
    is_change = bool(weighted.place.baseline_wave)
    values = _read_values(material, weighted)
    statistic = "weighted_mean_change" if is_change else "weighted_mean"
    rows: Rows = []
    for place, whom in _list_whom(material, weighted):
        tables = (
            ("", compute_weighted_means),
            (_JACKKNIFE, compute_replicate_means),
        )
        for category, compute in tables:
            found = compute(
                values,
                weighted.weighed.design,
                statistic=statistic,
                is_counted=whom,
                confidence=material.confidence,
            )
            for outcome, estimate in zip(material.outcomes, found, strict=False):
                if estimate.n:
                    (one,) = _finish([estimate], weighted)
                    both = (one, *restate(one, outcome, is_difference=is_change))
                    at = _place(place, outcome)
                    rows += write_rows(at, both, category=category)
    return rows


def _read_values(material: Material, weighted: _Weighted) -> FloatArray:
    """People by outcomes: scores, or changes rounded as they are elsewhere."""
    names = [outcome.name for outcome in material.outcomes]
    scores = material.scores[names].to_numpy(dtype=float)
    is_weighed, place = weighted.weighed.is_weighed, weighted.place
    if not place.baseline_wave:
        return np.asarray(scores[weighted.rows][is_weighed])
    linked = link_people(material.kept, earlier=place.baseline_wave, later=place.wave)
    changes = np.round(scores[linked.after] - scores[linked.before], 10)
    return np.asarray(changes[is_weighed])


def _list_whom(
    material: Material, weighted: _Weighted
) -> Iterator[tuple[Place, npt.NDArray[np.bool_]]]:
    """Everyone, then those whom the study follows."""
    rows = weighted.rows[weighted.weighed.is_weighed]
    yield weighted.place, np.ones(rows.size, dtype=np.bool_)
    group_by, group = followed_group(material.study)
    if group and group_by in material.kept.columns:
        names = name_groups(material.kept[group_by].iloc[rows]).to_numpy()
        yield weighted.place.at(group_by=group_by, group=group), names == group


def _place(place: Place, outcome: Outcome) -> Place:
    return place.at(scale=outcome.scale, subscale=outcome.subscale, item=outcome.item)


def _describe_shares(material: Material, weighted: _Weighted) -> Rows:
    """Shares of the answers to each item, among those who gave one."""
    answered = material.kept.iloc[weighted.rows[weighted.weighed.is_weighed]]
    rows: Rows = []
    for scale in material.questionnaire.scales:
        if scale.sensitivity in ("pseudonym", "free_text"):
            continue
        for item in scale.items:
            codes = np.asarray(item.response_format.codes, dtype=np.float64)
            if item.id not in answered.columns or not codes.size:
                continue
            answers = answered[item.id].to_numpy(dtype=float)
            is_given = np.isin(answers, codes)
            shares = np.equal.outer(answers, codes).astype(np.float64)
            shares[~is_given] = np.nan
            found = compute_weighted_means(
                shares,
                weighted.weighed.design,
                statistic="weighted_share",
                is_share=True,
                confidence=material.confidence,
            )
            place = weighted.place.at(scale=scale.id, item=item.id)
            for code, share in zip(codes, found, strict=True):
                if share.n:
                    finished = _finish([share], weighted)
                    rows += write_rows(place, finished, category=f"{code:g}")
    return rows


def _describe_residents(material: Material, weighted: _Weighted) -> Rows:
    """Means of the residents of each territory whose number the margins give."""
    rows: Rows = []
    is_weighed = weighted.weighed.is_weighed
    here = weighted.rows[is_weighed]
    values = _read_values(material, weighted)
    for share in material.margins:
        if share.people is None or share.variable not in material.study.groups:
            continue
        names = name_groups(material.kept[share.variable].iloc[here]).to_numpy()
        is_in = names == share.category
        place = weighted.place.at(group_by=share.variable, group=share.category)
        for position, outcome in enumerate(material.outcomes):
            mean = compute_resident_mean(
                values[is_in, position],
                weighted.weighed.design.weights[is_in],
                population=share.people,
                confidence=material.confidence,
            )
            if mean.n:
                both = (mean, *restate(mean, outcome, is_difference=False))
                rows += write_rows(_place(place, outcome), both)
    return rows


def _finish(
    estimates: Sequence[Estimate], weighted: _Weighted, *, is_cost: bool = False
) -> list[Estimate]:
    """Add what was done to the weights, and people without one."""
    n_without = 0 if is_cost else weighted.n_without
    codes = [*weighted.weighed.notes, *(["weight_missing"] * bool(weighted.n_without))]
    return [
        replace(
            estimate,
            n_missing=estimate.n_missing + n_without,
            note=";".join(code for code in (*codes, estimate.note) if code),
        )
        for estimate in estimates
    ]
