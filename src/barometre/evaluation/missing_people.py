"""The headlines once more, with those who left: weighted, imputed, worst case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from barometre.evaluation.material import Material
from barometre.evaluation.outcomes import Outcome
from barometre.evaluation.people_at_start import (
    Start,
    gather_predictors,
    list_followed_outcomes,
    list_starts,
)
from barometre.evaluation.rows import Place, restate, write_rows
from barometre.statistics.bounds import (
    Followed,
    compute_change_bounds,
    compute_did_bounds,
    compute_lee_bounds,
)
from barometre.statistics.estimate import Estimate, FloatArray
from barometre.statistics.imputed_change import (
    Imputed,
    describe_imputed,
    find_tipping_point,
    impute_changes,
)
from barometre.statistics.lost_share import (
    compute_share_lost,
    compute_share_lost_difference,
)
from barometre.statistics.staying import (
    Staying,
    count_chances,
    count_predictors,
    describe_odds,
    fit_staying,
)
from barometre.statistics.weighted_change import (
    Mean,
    describe_weighted,
    subtract,
    weigh_mean,
)

Rows = list[dict[str, object]]
_SEED = 20260112


@dataclass(frozen=True, slots=True)
class _Arm:
    """One outcome of one group, from the start on."""

    start: Start
    followed: Followed

    @property
    def is_known(self) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        return ~np.isnan(self.followed.after)


@dataclass(frozen=True, slots=True)
class _ModelledArm(_Arm):
    """With what may tell who came back: names, and one column each."""

    names: list[str]
    predictors: FloatArray


def evaluate_worst_case(material: Material) -> Rows:
    """Bound the headlines by what those who left could have answered.

    For each pair of waves and each planned outcome: the share of each group that left;
    the change of each group if all who
    left had ended at one end of the scale; with a comparison, the difference between
    the groups, and Lee's bounds. Where nobody left nothing is written but that share.
    """
    rows: Rows = []
    for starts in list_starts(material):
        for outcome in list_followed_outcomes(material):
            arms = _follow(material, starts, outcome)
            rows += _count_lost(arms, outcome, material.confidence)
            for arm in arms:
                if arm.followed.n_missing:
                    low, high = compute_change_bounds(
                        arm.followed, confidence=material.confidence
                    )
                    rows += _write(
                        arm.start.place("change", outcome), outcome, low, high
                    )
            if len(arms) == 2 and any(arm.followed.n_missing for arm in arms):
                followed = [arm.followed for arm in arms]
                bounds = (
                    *compute_did_bounds(*followed, confidence=material.confidence),
                    *compute_lee_bounds(*followed, confidence=material.confidence),
                )
                rows += _write(_compared(arms, outcome), outcome, *bounds)
    return rows


def evaluate_missing_people(material: Material) -> Rows:
    """Weigh those who came back, and impute those who did not.

    For each pair of waves, each planned outcome and each group compared (everyone
    without a comparison): who came back, from what they said at the start; the change
    weighted by the inverse of that chance; the change with imputed scores. With a
    comparison, the difference between the groups by both. Where nobody left nothing is
    written.
    """
    rows: Rows = []
    for starts in list_starts(material):
        for outcome in list_followed_outcomes(material):
            if material.focus not in ("", outcome.name):
                continue
            followed = _follow(material, starts, outcome)
            if any(arm.followed.n_missing for arm in followed):
                arms = [_add_predictors(material, arm, outcome) for arm in followed]
                rows += _weigh(arms, outcome, material.confidence)
                rows += _impute(arms, outcome, material.confidence)
    return rows


def _follow(material: Material, starts: list[Start], outcome: Outcome) -> list[_Arm]:
    values = material.scores[outcome.name].to_numpy(dtype=float)
    arms = []
    for whole in starts:
        start = whole.with_first_score(values)
        arms.append(_Arm(start, start.follow(values, outcome)))
    return arms


def _add_predictors(material: Material, arm: _Arm, outcome: Outcome) -> _ModelledArm:
    limit = count_predictors(arm.is_known)
    names, predictors = gather_predictors(material, arm.start, outcome, limit=limit)
    return _ModelledArm(arm.start, arm.followed, names, predictors)


def _count_lost(arms: Sequence[_Arm], outcome: Outcome, confidence: float) -> Rows:
    """Write what part of each group left, and the difference between both."""
    rows: Rows = []
    counts: list[int] = []
    for arm in arms:
        count = (arm.followed.n_missing, arm.followed.n)
        counts += count
        share = compute_share_lost(*count, confidence=confidence)
        rows += write_rows(arm.start.place("attrition", outcome), [share])
    if len(arms) == 2:
        apart = compute_share_lost_difference(*counts, confidence=confidence)
        rows += write_rows(_compared(arms, outcome), [apart])
    return rows


def _weigh(arms: list[_ModelledArm], outcome: Outcome, confidence: float) -> Rows:
    """Write models, overlap, weighted changes and their difference."""
    rows: Rows = []
    models, means = [], []
    for arm in arms:
        seed = _seed_of(arm.start.place("attrition", outcome))
        staying = fit_staying(arm.predictors, arm.is_known, seed=seed)
        mean = (
            weigh_mean(arm.followed.changes, staying.weights)
            if staying.weights.size
            else None
        )
        models.append(staying)
        means.append(mean)
        if arm.followed.n_missing:
            place = arm.start.place("attrition", outcome)
            rows += _show_model(place, arm, staying, confidence)
            found = _describe(mean, "mean_change_ipw", [arm], [staying], confidence)
            rows += _write(arm.start.place("change", outcome), outcome, found)
    if len(arms) == 2:
        both = [_or_unweighted(a, m) for a, m in zip(arms, means, strict=True)]
        first, second = both
        apart = subtract(first, second) if first and second else None
        found = _describe(apart, "did_ipw", arms, models, confidence)
        rows += _write(_compared(arms, outcome), outcome, found)
    return rows


def _or_unweighted(arm: _Arm, mean: Mean | None) -> Mean | None:
    """Where nobody left everyone weighs the same."""
    if mean is None and not arm.followed.n_missing and arm.followed.n > 1:
        return weigh_mean(arm.followed.changes, np.ones(arm.followed.n))
    return mean


def _describe(
    mean: Mean | None,
    statistic: str,
    arms: Sequence[_Arm],
    models: list[Staying],
    confidence: float,
) -> Estimate:
    notes = (model.note for model in models if model.note)
    n_missing = sum(arm.followed.n_missing for arm in arms)
    return describe_weighted(
        mean,
        statistic=statistic,
        n=sum(arm.followed.n for arm in arms) - n_missing,
        n_missing=n_missing,
        reason=next(notes, "too_few_people"),
        confidence=confidence,
    )


def _show_model(
    place: Place, arm: _ModelledArm, staying: Staying, confidence: float
) -> Rows:
    """Odds of each predictor, people the weights are worth, and the overlap."""
    if not staying.weights.size:
        return []
    rows: Rows = []
    for column, name in enumerate(arm.names):
        odds = describe_odds(staying, column, n=arm.followed.n, confidence=confidence)
        rows += write_rows(place, [odds], category=name)
    n_known = int(arm.is_known.sum())
    worth = Estimate(
        statistic="effective_n",
        estimate=staying.effective_n,
        n=n_known,
        n_missing=arm.followed.n_missing,
        method="kish",
    )
    rows += write_rows(place, [worth])
    for side, is_in in (("linked", arm.is_known), ("lost", ~arm.is_known)):
        counts = count_chances(staying.chances[is_in])
        for tenth in np.flatnonzero(counts):
            share = Estimate(
                statistic="staying_chance_share",
                estimate=float(counts[tenth] / counts.sum()),
                n=int(counts[tenth]),
            )
            rows += write_rows(place, [share], category=f"{side} {tenth}")
    return rows


def _impute(arms: list[_ModelledArm], outcome: Outcome, confidence: float) -> Rows:
    """Write changes with imputed scores, and their difference."""
    n_missing = sum(arm.followed.n_missing for arm in arms)
    share = n_missing / max(sum(arm.followed.n for arm in arms), 1)
    rows: Rows = []
    imputed: list[Imputed] = []
    for arm in arms:
        seed = _seed_of(arm.start.place("change", outcome))
        others = [name != outcome.name for name in arm.names]
        changes = impute_changes(
            arm.followed, arm.predictors[:, others], missing_share=share, seed=seed
        )
        imputed.append(changes)
        if arm.followed.n_missing:
            found = describe_imputed(
                [changes], "mean_change_imputed", confidence=confidence
            )
            tipping = find_tipping_point(found)
            rows += _write(arm.start.place("change", outcome), outcome, found, tipping)
    if len(arms) == 2:
        found = describe_imputed(imputed, "did_imputed", confidence=confidence)
        rows += _write(_compared(arms, outcome), outcome, found)
    return rows


def _compared(arms: Sequence[_Arm], outcome: Outcome) -> Place:
    return arms[0].start.place("comparison", outcome).at(group_by="", group="")


def _write(place: Place, outcome: Outcome, *estimates: Estimate) -> Rows:
    """Write estimates in own units and on 0-100."""
    return write_rows(place, _both_units(estimates, outcome))


def _both_units(estimates: Iterable[Estimate], outcome: Outcome) -> Iterable[Estimate]:
    for estimate in estimates:
        yield estimate
        yield from restate(estimate, outcome, is_difference=True)


def _seed_of(place: Place) -> int:
    """Seed of an outcome and group: the same whatever else a study analyses."""
    return _SEED + crc32(place.key("seed").encode())
