"""Whether questions are read alike, at two times or by several groups of people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from barometre.statistics.dimensionality import measure_fit
from barometre.statistics.estimate import Estimate, FloatArray, join_notes
from barometre.statistics.factor_model.chi_square_difference import (
    ModelTest,
    compare_chi_squares,
)
from barometre.statistics.factor_model.fit import FactorFit, fit_factor_model
from barometre.statistics.factor_model.model import FactorModel
from barometre.statistics.factor_model.sample import Sample, gather_sample
from barometre.statistics.factor_model.score_test import compute_score_test
from barometre.statistics.factor_model.standard_errors import (
    compute_scaling_factor,
    trace_without_model,
)
from barometre.statistics.factor_model.structures import (
    Step,
    build_groups,
    build_waves,
)
from barometre.statistics.invariance_rules import (
    FEWEST_FITTED,
    FEWEST_JUDGED,
    StepChange,
    StepWord,
    Verdict,
    count_releasable,
    has_structure,
    judge_step,
)

Free = dict[str, set[int]]
Build = Callable[[Step, Free], FactorModel]
_LETTERS = {"loading": "l", "intercept": "i"}
_METHOD = "fiml_invariance"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """One step: its fit, and what it costs beside the step before.

    ``name`` is ``configural``, ``metric``, ``scalar``, or ``partial-metric`` and
    ``partial-scalar`` where the equality of items was given up. ``word`` is empty for
    the first.
    """

    name: str
    measures: tuple[Estimate, ...]
    changes: tuple[Estimate, ...]
    word: StepWord | None
    fit: FactorFit


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """An item whose equality was given up, and the score test that named it."""

    part: str
    item: int
    test: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariance:
    """Steps from the weakest claim to the strongest, and what they allow to say.

    ``share`` is the share of items read alike in every respect, with the verdict as
    its note; NaN where that cannot be told, or too many would have to be set free.
    """

    verdict: Verdict
    share: Estimate
    steps: tuple[StepResult, ...]
    releases: tuple[Release, ...]


@dataclass(slots=True, kw_only=True)
class _Walk:
    """A walk from step to step: what is free so far, and what was seen."""

    build: Build
    sample: Sample
    n_items: int
    n_missing: int
    without_model: float
    free: Free = field(default_factory=lambda: {"loading": set(), "intercept": set()})
    steps: list[StepResult] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)


def compute_wave_invariance(answers: Sequence[npt.ArrayLike]) -> Invariance:
    """Ask whether the same people read the same questions alike at several times.

    Parameters
    ----------
    answers
        Keyed answers, one table per time: the same people in rows, the same items in
        columns. Missing answers (NaN): each person counts with the answers given at
        any time; those who gave none at all are left out and counted.

    Returns
    -------
    Invariance
        One factor each time, each item's own part kept from time to time.
        ``configural``: the same items; ``metric``: the same loadings; ``scalar``: the
        same intercepts, so that a change of means is a change of what is measured.
        Where a step fails, the item with the largest score test is set free, one at a
        time, as long as more than half of the items stay equal.

    References
    ----------
    Meredith W. (1993), Psychometrika 58, doi:10.1007/BF02294825. Rules:
    :mod:`~barometre.statistics.invariance_rules`.
    """
    tables = [np.asarray(table, dtype=np.float64) for table in answers]
    wide, k, n_waves = np.hstack(tables), tables[0].shape[1], len(tables)
    is_there = ~np.isnan(wide).all(axis=1)
    n, n_missing = int(is_there.sum()), int((~is_there).sum())

    def build(step: Step, free: Free) -> FactorModel:
        return build_waves(k, n_waves, step=step, free=free)

    return _examine(build, [wide], k, n_judged=n, n=n, n_missing=n_missing)


def compute_group_invariance(answers: Sequence[npt.ArrayLike]) -> Invariance:
    """Ask whether several groups of people read the same questions alike.

    Parameters
    ----------
    answers
        Keyed answers, one table per group: people in rows, the same items in columns.
        Missing answers as in :func:`compute_wave_invariance`.

    Returns
    -------
    Invariance
        As there; the smallest group decides whether people are enough, and nothing is
        fitted where it has fewer than 100.

    References
    ----------
    Jöreskog K.G. (1971), doi:10.1007/BF02291366. Meredith W. (1993),
    doi:10.1007/BF02294825.
    """
    tables = [np.asarray(table, dtype=np.float64) for table in answers]
    sizes = [int((~np.isnan(table).all(axis=1)).sum()) for table in tables]
    n = sum(sizes)

    def build(step: Step, free: Free) -> FactorModel:
        return build_groups(k, len(tables), step=step, free=free)

    k = tables[0].shape[1]
    n_missing = sum(len(table) for table in tables) - n
    return _examine(
        build,
        tables,
        k,
        n_judged=min(sizes),
        n=n,
        n_missing=n_missing,
        fewest=FEWEST_JUDGED,
    )


def _examine(
    build: Build,
    tables: Sequence[FloatArray],
    n_items: int,
    *,
    n_judged: int,
    n: int,
    n_missing: int,
    fewest: int = FEWEST_FITTED,
) -> Invariance:
    def give_up(verdict: Verdict, walk: _Walk | None = None) -> Invariance:
        return Invariance(
            verdict=verdict,
            share=_share(np.nan, verdict, n=n, n_missing=n_missing),
            steps=tuple(walk.steps) if walk else (),
            releases=tuple(walk.releases) if walk else (),
        )

    if n_items < 3:
        return give_up("two_items" if n_items == 2 else "one_item")
    if n_judged < fewest:
        return give_up("too_few_people")
    sample = gather_sample(tables)
    if sample is None:
        return give_up("singular_covariance")
    walk = _Walk(
        build=build,
        sample=sample,
        n_items=n_items,
        n_missing=n_missing,
        without_model=trace_without_model(sample),
    )
    verdict = _go_through(walk)
    if n_judged < FEWEST_JUDGED:
        return give_up("few_for_model", walk)
    if not verdict.startswith("means_comparable"):
        return give_up(verdict, walk)
    freed = walk.free["loading"] | walk.free["intercept"]
    share = 1 - len(freed) / n_items
    return Invariance(
        verdict=verdict,
        share=_share(share, verdict, n=n, n_missing=n_missing),
        steps=tuple(walk.steps),
        releases=tuple(walk.releases),
    )


def _go_through(walk: _Walk) -> Verdict:
    """Take the steps one after the other, as long as they hold."""
    reason = _take(walk, "configural", "configural")
    if reason:
        return reason
    first = {one.statistic: one.estimate for one in walk.steps[0].measures}
    if not has_structure(cfi=first["cfi"], srmr=first["srmr"]):
        return "structure_unclear"
    parts: tuple[tuple[Step, str], ...] = (
        ("metric", "loading"),
        ("scalar", "intercept"),
    )
    for step, part in parts:
        reason = _take(walk, step, step)
        if reason:
            return reason
        if walk.steps[-1].word == "step_fails":
            reason = _give_items_up(walk, step, part)
            if reason:
                return reason
        if walk.steps[-1].word == "step_unclear":
            return "reading_unclear"
        if walk.steps[-1].word == "step_fails":
            return "means_not_comparable"
        # An item that weighs differently has no common zero either.
        walk.free["intercept"] |= walk.free["loading"]
    if walk.free["intercept"]:
        return "means_comparable_in_part"
    return "means_comparable"


def _give_items_up(walk: _Walk, step: Step, part: str) -> Verdict | None:
    """Set the worst item free, one at a time, until the step no longer fails."""
    before = walk.steps[-2]
    while walk.steps[-1].word == "step_fails":
        if len(walk.free[part]) >= count_releasable(walk.n_items):
            return None
        walk.releases.append(_find_worst(walk, part))
        walk.free[part].add(walk.releases[-1].item)
        if walk.steps[-1].name.startswith("partial"):
            walk.steps.pop()
        reason = _take(walk, step, f"partial-{step}", before=before)
        if reason:
            return reason
    return None


def _take(
    walk: _Walk, step: Step, name: str, *, before: StepResult | None = None
) -> Verdict | None:
    """Fit one step and compare it with the one before."""
    fit = fit_factor_model(walk.build(step, walk.free), walk.sample)
    if fit.reason:
        return "not_identified" if fit.reason == "not_identified" else "not_converged"
    scaling = compute_scaling_factor(fit, without_model=walk.without_model)
    measures = measure_fit(
        fit, n_missing=walk.n_missing, method=_METHOD, scaling=scaling
    ).estimates
    before = before or (walk.steps[-1] if walk.steps else None)
    changes, word = (
        ((), None) if before is None else _compare(walk, before, fit, measures)
    )
    walk.steps.append(
        StepResult(name=name, measures=measures, changes=changes, word=word, fit=fit)
    )
    return None


def _compare(
    walk: _Walk, before: StepResult, fit: FactorFit, measures: tuple[Estimate, ...]
) -> tuple[tuple[Estimate, ...], StepWord]:
    now = {one.statistic: one.estimate for one in measures}
    then = {one.statistic: one.estimate for one in before.measures}
    difference = compare_chi_squares(
        _test_of(fit, measures), _test_of(before.fit, before.measures)
    )
    word = judge_step(
        StepChange(
            delta_cfi=now["cfi"] - then["cfi"],
            delta_rmsea=now["rmsea"] - then["rmsea"],
            p_value=difference.p_value,
            rmsea=now["rmsea"],
            n=fit.sample.n,
        )
    )
    n, note = fit.sample.n, join_notes(word, n=fit.sample.n)
    test = Estimate(
        statistic="delta_chi2",
        estimate=difference.chi2,
        df=difference.df,
        p_value=difference.p_value,
        n=n,
        n_missing=walk.n_missing,
        method=difference.method,
        note=note,
    )
    changes = [
        Estimate(
            statistic=f"delta_{name}",
            estimate=now[name] - then[name],
            n=n,
            n_missing=walk.n_missing,
            method=_METHOD,
            note=note,
        )
        for name in ("cfi", "rmsea")
    ]
    return (test, *changes), word


def _test_of(fit: FactorFit, measures: tuple[Estimate, ...]) -> ModelTest:
    found = {one.statistic: one.estimate for one in measures}
    scaled = found["chi2_scaled"]
    scaling = found["chi2"] / scaled if scaled > 0 else 1.0
    return ModelTest(chi2=found["chi2"], df=fit.df, scaling=scaling)


def _find_worst(walk: _Walk, part: str) -> Release:
    """Find the item whose equality answers contradict most."""
    fit = walk.steps[-1].fit
    bound = [item for item in range(walk.n_items) if item not in walk.free[part]]
    tests = {
        item: compute_score_test(fit, label=f"{_LETTERS[part]}{item}") for item in bound
    }
    worst = max(bound, key=lambda item: tests[item])
    cells = [cell for group in fit.model.groups for cell in group]
    df = sum(cell.label == f"{_LETTERS[part]}{worst}" for cell in cells) - 1
    test = Estimate(
        statistic=f"{part}_score_test",
        estimate=tests[worst],
        df=df,
        p_value=float(chdtrc(df, tests[worst])),
        n=fit.sample.n,
        n_missing=walk.n_missing,
        method="score_test",
        note=join_notes(n=fit.sample.n),
    )
    return Release(part=part, item=worst, test=test)


def _share(value: float, verdict: Verdict, *, n: int, n_missing: int) -> Estimate:
    return Estimate(
        statistic="invariant_item_share",
        estimate=value,
        n=n,
        n_missing=n_missing,
        method=_METHOD,
        note=join_notes(verdict, n=n),
    )
