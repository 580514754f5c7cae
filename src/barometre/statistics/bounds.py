"""How far the answers of those who left could move a result, whatever they are."""

from dataclasses import dataclass, replace
from math import floor, nan, sqrt

import numpy as np
from scipy.special import ndtri

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.group_difference import compute_mean_difference
from barometre.statistics.location import describe_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """People of one group with a first score, and the last score where there is one.

    ``after`` is NaN for those who left. ``low`` and ``high`` are what the scale allows.
    """

    before: FloatArray
    after: FloatArray
    low: float
    high: float

    @property
    def n(self) -> int:
        """People with a first score."""
        return self.before.size

    @property
    def n_missing(self) -> int:
        """People whose change is not known."""
        return int(np.isnan(self.after).sum())

    @property
    def changes(self) -> FloatArray:
        """Known changes."""
        known = ~np.isnan(self.after)
        return np.asarray(np.round(self.after[known] - self.before[known], 10))

    def complete(self, score: float) -> FloatArray:
        """Give the changes of everyone if those who left had ended at a score."""
        after = np.where(np.isnan(self.after), score, self.after)
        return np.asarray(np.round(after - self.before, 10))


def compute_change_bounds(
    followed: Followed, *, confidence: float = 0.95
) -> tuple[Estimate, Estimate]:
    """Mean change if all who left ended at the bottom of the scale, and at its top.

    Parameters
    ----------
    followed
        People with a first score; only their last score may be missing.
    confidence
        Level of Student's interval around each.

    Returns
    -------
    tuple of Estimate
        ``mean_change_bound_low`` and ``mean_change_bound_high``: whatever those who
        left would have answered lies between. NaN with ``too_few_people`` below two.

    References
    ----------
    Manski C.F. (1990), American Economic Review 80, 319-323.
    """
    low, high = (
        replace(
            describe_mean(
                f"mean_change_bound_{end}",
                followed.complete(score),
                n_missing=followed.n_missing,
                confidence=confidence,
            ),
            method="manski",
        )
        for end, score in (("low", followed.low), ("high", followed.high))
    )
    return low, high


def compute_did_bounds(
    treated: Followed, control: Followed, *, confidence: float = 0.95
) -> tuple[Estimate, Estimate]:
    """Difference of two groups' changes in the worst and in the best case.

    Worst: the treated who left at the bottom of the scale, the control ones at its top.
    ``did_bound_low``, ``did_bound_high``; NaN with ``too_few_people`` where a group has
    fewer than two. Missing last scores are what it is about.

    References
    ----------
    Manski C.F. (1990), American Economic Review 80, 319-323.
    """
    cases = (("low", "low", "high"), ("high", "high", "low"))
    low, high = (
        replace(
            compute_mean_difference(
                treated.complete(getattr(treated, of_treated)),
                control.complete(getattr(control, of_control)),
                statistic=f"did_bound_{name}",
                confidence=confidence,
            ),
            p_value=nan,
            n_missing=treated.n_missing + control.n_missing,
            method="manski",
        )
        for name, of_treated, of_control in cases
    )
    return low, high


def compute_lee_bounds(
    treated: Followed, control: Followed, *, confidence: float = 0.95
) -> tuple[Estimate, Estimate]:
    r"""Difference of two groups' changes if leaving only ever goes one way.

    Of the group that kept more of its people, the highest changes are cut off until
    both kept as many (:math:`p = 1 - q_{less}/q_{more}`), then the lowest.

    Parameters
    ----------
    treated, control
        People with a first score; those without a last score have left.
    confidence
        Level of the normal interval around each bound.

    Returns
    -------
    tuple of Estimate
        ``did_lee_low`` and ``did_lee_high``: bounds for people who would have stayed in
        either group, supposing that being in one group makes nobody leave whom the
        other makes stay. NaN with ``too_few_people`` where a group has fewer than two
        changes.

    References
    ----------
    Lee D.S. (2009), Review of Economic Studies 76, 1071-1102,
    doi:10.1111/j.1467-937X.2009.00536.x.
    """
    names = ("did_lee_low", "did_lee_high")
    groups = (treated, control)
    kept = [group.n - group.n_missing for group in groups]
    if min(kept) < 2:
        return _both_undefined(names, sum(kept), treated.n_missing + control.n_missing)
    rates = [count / group.n for count, group in zip(kept, groups, strict=True)]
    cut = 1 - min(rates) / max(rates)
    is_treated_cut = rates[0] > rates[1]
    more, less = groups if is_treated_cut else (control, treated)
    leaving = sum(
        (1 - rate) / (count or 1) for rate, count in zip(rates, kept, strict=True)
    )
    others = less.changes
    found = []
    for name in names:
        # Cutting the treated from above gives the lower bound; the control, the upper.
        is_from_above = (name == names[0]) == is_treated_cut
        mean, variance = _trim(more.changes, cut, from_above=is_from_above)
        edge = _edge(more.changes, cut, from_above=is_from_above)
        variance += (
            (edge - mean) ** 2
            * (leaving + cut / (more.changes.size * (1 - cut)))
            * (cut > 0)
        )
        total = variance + float(others.var(ddof=1)) / others.size
        difference = mean - float(others.mean())
        found.append(
            _describe_normal(
                name,
                difference if is_treated_cut else -difference,
                total,
                n=sum(kept),
                n_missing=treated.n_missing + control.n_missing,
                fewest=min(kept),
                confidence=confidence,
            )
        )
    return found[0], found[1]


def _trim(values: FloatArray, cut: float, *, from_above: bool) -> tuple[float, float]:
    """Mean of what is left, and the variance of that mean; part of a person may go."""
    weights = _left(values.size, cut)
    ordered = np.sort(values) if from_above else np.sort(values)[::-1]
    total = float(weights.sum())
    mean = float(weights @ ordered) / total
    spread = float(weights @ (ordered - mean) ** 2) / max(total - 1, 1e-12)
    return mean, spread / total


def _left(n: int, cut: float) -> FloatArray:
    """Weights of ordered people when a share of the last ones is cut off."""
    remaining = n * (1 - cut)
    whole = floor(remaining + 1e-9)
    weights = np.zeros(n)
    weights[:whole] = 1.0
    if whole < n:
        weights[whole] = max(remaining - whole, 0.0)
    return weights


def _edge(values: FloatArray, cut: float, *, from_above: bool) -> float:
    """Change at which the cut is made."""
    ordered = np.sort(values) if from_above else np.sort(values)[::-1]
    return float(ordered[int(np.flatnonzero(_left(values.size, cut) > 1e-9)[-1])])


def _describe_normal(
    statistic: str,
    value: float,
    variance: float,
    *,
    n: int,
    n_missing: int,
    fewest: int,
    confidence: float,
) -> Estimate:
    margin = float(ndtri((1 + confidence) / 2)) * sqrt(variance)
    return Estimate(
        statistic=statistic,
        estimate=value,
        ci_low=value - margin,
        ci_high=value + margin,
        ci_level=confidence,
        std_error=sqrt(variance),
        n=n,
        n_missing=n_missing,
        method="lee",
        note=join_notes(n=fewest),
    )


def _both_undefined(
    names: tuple[str, str], n: int, n_missing: int
) -> tuple[Estimate, Estimate]:
    low, high = (
        build_undefined(
            name, reason="too_few_people", n=n, n_missing=n_missing, method="lee"
        )
        for name in names
    )
    return low, high
