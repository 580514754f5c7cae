"""Intervals about people who left: bounds, shares, odds, both groups weighed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from people import FORMATS, RISE, BoolArray, Drawn, FloatArray, answer, draw_traits

from barometre.statistics.bounds import (
    Followed,
    compute_change_bounds,
    compute_did_bounds,
    compute_lee_bounds,
)
from barometre.statistics.estimate import Estimate
from barometre.statistics.imputed_change import describe_imputed, impute_changes
from barometre.statistics.lost_share import (
    compute_share_lost,
    compute_share_lost_difference,
)
from barometre.statistics.staying import describe_odds, fit_staying
from barometre.statistics.weighted_change import (
    Mean,
    describe_weighted,
    subtract,
    weigh_mean,
)

# How readily people come back: those who take part less than the others.
_READY, _READY_CONTROL = 0.8, 1.1


@dataclass(frozen=True, slots=True)
class _Arm:
    """People of one group: their changes, what was seen, and who stays in either."""

    changes: FloatArray
    followed: Followed
    always: BoolArray


def _draw_arm(rng: np.random.Generator, n: int, answers: str, ready: float) -> _Arm:
    _, low, high, *_ = FORMATS[answers]
    traits = draw_traits(rng, n, rise=RISE if ready == _READY else 0.0)
    before, after = (
        answer(rng, traits[:, wave], answers).mean(axis=1) for wave in (0, 1)
    )
    distance = (before - (low + high) / 2) / (high - low)
    luck = rng.random(n)
    # Whoever comes back to take part would have come back to be compared.
    returns, always = (
        luck < 1 / (1 + np.exp(-how - 3 * distance)) for how in (ready, _READY)
    )
    seen = np.where(returns, after, np.nan)
    followed = Followed(before=before, after=seen, low=low, high=high)
    return _Arm(after - before, followed, always)


def compute_bounds(rng: np.random.Generator, n: int, answers: str) -> Drawn:
    """Bound the change of ``n`` people, and its difference from ``n`` others."""
    arms = [_draw_arm(rng, n, answers, how) for how in (_READY, _READY_CONTROL)]
    return Drawn(_bound(arms))


def _bound(arms: list[_Arm]) -> dict[str, Estimate]:
    treated, control = (arm.followed for arm in arms)
    pairs = (
        compute_change_bounds(treated),
        compute_did_bounds(treated, control),
        compute_lee_bounds(treated, control),
    )
    found = {}
    for low, high in pairs:
        found |= {low.statistic: low, high.statistic: high}
        both = f"{low.statistic} – {high.statistic.rsplit('_', 1)[1]}"
        found[both] = replace(low, ci_high=high.ci_high)
    lost = [(arm.n_missing, arm.n) for arm in (treated, control)]
    model = fit_staying(
        treated.before[:, np.newaxis], ~np.isnan(treated.after), n_folds=1
    )
    found["share_lost"] = compute_share_lost(*lost[0])
    found["share_lost_difference"] = compute_share_lost_difference(*lost[0], *lost[1])
    if model.coefficients.size:
        found["staying_odds_ratio"] = describe_odds(model, 0, n=treated.n)
    return found


def find_bounds(rng: np.random.Generator, n: int, answers: str) -> Mapping[str, float]:
    """Bound very many; between both bounds lies the effect on all, or on stayers."""
    arms = [_draw_arm(rng, n, answers, how) for how in (_READY, _READY_CONTROL)]
    truths = {name: one.estimate for name, one in _bound(arms).items()}
    treated, control = (arm.changes.mean() for arm in arms)
    stayed, stayed_control = (arm.changes[arm.always].mean() for arm in arms)
    return truths | {
        "mean_change_bound_low – high": float(treated),
        "did_bound_low – high": float(treated - control),
        "did_lee_low – high": float(stayed - stayed_control),
    }


def compute_both_arms(rng: np.random.Generator, n: int, answers: str) -> Drawn:
    """Weigh, and impute, ``n`` people who take part and ``n`` others."""
    arms = [
        _draw_arm(rng, n, answers, how).followed for how in (_READY, _READY_CONTROL)
    ]
    n_missing = sum(arm.n_missing for arm in arms)
    means = [_weigh(arm) for arm in arms]
    first, second = means
    weighted = describe_weighted(
        subtract(first, second) if first and second else None,
        statistic="did_ipw",
        n=2 * n - n_missing,
        n_missing=n_missing,
    )
    share = n_missing / (2 * n)
    imputed = [
        impute_changes(arm, np.empty((n, 0)), missing_share=share, seed=seed)
        for seed, arm in enumerate(arms)
    ]
    return Drawn(
        {"did_ipw": weighted, "did_imputed": describe_imputed(imputed, "did_imputed")}
    )


def _weigh(arm: Followed) -> Mean | None:
    model = fit_staying(arm.before[:, np.newaxis], ~np.isnan(arm.after))
    return weigh_mean(arm.changes, model.weights) if model.weights.size else None


def find_both_arms(
    rng: np.random.Generator, n: int, answers: str
) -> Mapping[str, float]:
    """Take everyone, leavers included."""
    treated, control = (
        _draw_arm(rng, n, answers, how).changes.mean()
        for how in (_READY, _READY_CONTROL)
    )
    return dict.fromkeys(("did_ipw", "did_imputed"), float(treated - control))
