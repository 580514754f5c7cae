"""Mean of every wave and change since the first, with everyone, leavers included."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.location import two_sided_t
from barometre.statistics.mixed_model import Fit, fit_mixed_model
from barometre.statistics.repeated_measures import Repeated, sum_up
from barometre.statistics.territory_model import fit_random_territory

_MEAN, _CHANGE = "mixed_model_mean", "mixed_model_change"
_SLOPE_FROM = 3
_PEOPLE_A_GROUP = 5
_NO_SPREAD = 1e-9
_AKAIKE = 2.0  # what two more variances have to add to the log likelihood


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedChanges:
    """Mean of each wave, and change of each later wave since the first."""

    means: tuple[Estimate, ...]
    changes: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class _Fitted:
    fit: Fit
    repeated: Repeated
    confidence: float
    notes: tuple[str, ...]

    @property
    def method(self) -> str:
        return f"mixed_{self.fit.model}_kenward_roger"


def compute_mixed_changes(
    scores: npt.ArrayLike,
    groups: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> MixedChanges:
    """Compute the mean of every wave and its change since the first, with everyone.

    Parameters
    ----------
    scores
        People by waves, in order; NaN where a person has no score. Each wave has one
        score at least. Someone seen once counts for that wave, and through what waves
        have in common for the others too: nobody is left out but those without any
        score, who are counted in ``n_missing``.
    groups
        Territory of each person, as numbers from 0: fixed effects. Left out, with
        ``groups_not_fitted``, where there are fewer than five people for each.
    confidence
        Level of the intervals.

    Returns
    -------
    MixedChanges
        From a model with a mean for each wave and an intercept for each person, by
        restricted likelihood; with three waves, also a slope for each person (waves
        being as far from each other) where that model comes to an end, has variances
        above zero and is better by Akaike's criterion. Errors and degrees of freedom
        are Kenward and Roger's. Everything is NaN with ``too_few_people`` (nobody seen
        twice, or too few), ``no_variance`` or ``not_converged``. ``singular_fit``: two
        scores of a person are no more alike than those of two people.

    Notes
    -----
    This is right when what made people leave is in the answers they gave before
    (missing at random). With two waves and nobody lost it is the paired t.
    """
    given = np.asarray(scores, dtype=np.float64)
    codes, notes = _keep_groups(given, groups)
    repeated = sum_up(given, codes)
    reason = _find_obstacle(given)
    fit = None if reason else _choose(repeated)
    if fit is None or not fit.is_converged:
        return _undefined(repeated, given, reason=reason or "not_converged")
    notes += ("singular_fit",) if fit.is_singular else ()
    fitted = _Fitted(fit, repeated, confidence, notes)
    waves = range(repeated.n_waves)
    return MixedChanges(
        means=tuple(_describe_wave(fitted, wave) for wave in waves),
        changes=tuple(_describe_change(fitted, wave) for wave in waves[1:]),
    )


def compute_random_territory_changes(
    scores: npt.ArrayLike, territories: npt.ArrayLike, *, confidence: float = 0.95
) -> tuple[Estimate, ...]:
    """Compute the same changes with territories that are drawn, as people are.

    Parameters
    ----------
    scores, territories, confidence
        As in :func:`compute_mixed_changes`; people without a score are left out.

    Returns
    -------
    tuple of Estimate
        A second opinion, for a handful of territories say little of how far they
        differ. ``territories_alike`` where that is no more than chance: the model is
        then the one without territories. Empty where it cannot be had.
    """
    given = np.asarray(scores, dtype=np.float64)
    fit = None if _find_obstacle(given) else fit_random_territory(given, territories)
    if fit is None:
        return ()
    notes = ("territories_alike",) if fit.model == "intercept" else ()
    fitted = _Fitted(fit, sum_up(given), confidence, notes)
    return tuple(_describe_change(fitted, wave) for wave in range(1, given.shape[1]))


def _keep_groups(
    scores: FloatArray, groups: npt.ArrayLike | None
) -> tuple[npt.ArrayLike | None, tuple[str, ...]]:
    if groups is None:
        return None, ()
    is_there = np.isfinite(scores).any(axis=1)
    n_groups = np.unique(np.asarray(groups)[is_there]).size
    if is_there.sum() < _PEOPLE_A_GROUP * n_groups:
        return None, ("groups_not_fitted",) if n_groups > 1 else ()
    return groups, ()


def _choose(repeated: Repeated) -> Fit | None:
    """Take the model with slopes where it holds and says more."""
    plain = fit_mixed_model(repeated) if repeated.n else None
    if plain is None or repeated.n_waves < _SLOPE_FROM:
        return plain
    sloped = fit_mixed_model(repeated, model="slope")
    if sloped is None or not sloped.is_converged or sloped.is_singular:
        return plain
    is_better = sloped.likelihood > plain.likelihood + _AKAIKE
    return sloped if is_better else plain


def _find_obstacle(scores: FloatArray) -> str:
    """Find why there can be no model: too few people seen twice, or no spread."""
    is_there = np.isfinite(scores)
    is_twice = is_there.sum(axis=1) > 1
    if is_twice.sum() < 1 or is_there.sum() <= scores.shape[1] + 1:
        return "too_few_people"
    twice = np.where(is_twice[:, np.newaxis], scores, np.nan)
    changes = np.diff(twice, axis=1)
    spreads = [
        np.nanmax(column) - np.nanmin(column)
        for column in changes.T
        if np.isfinite(column).any()
    ]
    is_flat = bool(spreads) and max(spreads) < _NO_SPREAD
    return "no_variance" if is_flat else ""


def _undefined(repeated: Repeated, scores: FloatArray, *, reason: str) -> MixedChanges:
    """Say why there is no model."""

    def undefined(statistic: str, n: int) -> Estimate:
        n_missing = repeated.n + repeated.n_missing - n
        return build_undefined(
            statistic,
            reason=reason,
            n=n,
            n_missing=n_missing,
            method="mixed_intercept_kenward_roger",
        )

    at_wave = np.isfinite(scores).sum(axis=0).tolist()
    return MixedChanges(
        means=tuple(undefined(_MEAN, n) for n in at_wave),
        changes=tuple(undefined(_CHANGE, repeated.n) for _ in at_wave[1:]),
    )


def _describe_wave(fitted: _Fitted, wave: int) -> Estimate:
    weights = np.zeros(fitted.fit.coefficients.size)
    weights[wave] = 1
    n = int(fitted.repeated.at_wave[wave])
    everyone = fitted.repeated.n + fitted.repeated.n_missing
    return _describe(fitted, _MEAN, weights, n=n, n_missing=everyone - n, is_mean=True)


def _describe_change(fitted: _Fitted, wave: int) -> Estimate:
    weights = np.zeros(fitted.fit.coefficients.size)
    weights[[0, wave]] = -1, 1
    repeated = fitted.repeated
    return _describe(
        fitted, _CHANGE, weights, n=repeated.n, n_missing=repeated.n_missing
    )


def _describe(
    fitted: _Fitted,
    statistic: str,
    weights: FloatArray,
    *,
    n: int,
    n_missing: int,
    is_mean: bool = False,
) -> Estimate:
    difference, std_error, df = fitted.fit.contrast(weights)
    value = difference + (fitted.repeated.centre if is_mean else 0.0)
    margin = float(stdtrit(df, (1 + fitted.confidence) / 2)) * std_error
    return Estimate(
        statistic=statistic,
        estimate=value,
        ci_low=value - margin,
        ci_high=value + margin,
        ci_level=fitted.confidence,
        std_error=std_error,
        df=df,
        p_value=float("nan") if is_mean else two_sided_t(value / std_error, df=df),
        n=n,
        n_missing=n_missing,
        method=fitted.method,
        note=join_notes(*fitted.notes, n=n),
    )
