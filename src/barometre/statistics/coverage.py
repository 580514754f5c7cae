"""Which intervals hold the truth less, or more, often than they say."""

from dataclasses import replace
from math import inf, isnan

from barometre.statistics.estimate import Estimate

# Found by simulation: docs/explanation/coverage.md. Intervals not named here hold the
# truth about as often as they say. Each with the number of people (of the estimate)
# from which it does; where other methods of a statistic do anyway, the method is named.
_TOO_NARROW = {
    "cronbach_alpha_bootstrap": 100.0,
    "did_cluster_wild": 50.0,
    "did_ipw": 40.0,
    "i2": 200.0,
    "mean_change_bootstrap": 30.0,
    "mean_change_ipw": 30.0,
    "mixed_model_change mixed_random_territory_kenward_roger": inf,
    "predicted_mean_change": inf,
    "rmsea": inf,
    "shrunken_mean_change": 100.0,
    "tau": 200.0,
    "tau2": 200.0,
    "weighted_mean taylor_calibrated": 100.0,
    "weighted_mean_change taylor_calibrated": 100.0,
    "weighted_share taylor_calibrated_logit": 30.0,
}
_TOO_WIDE = {
    "hodges_lehmann": inf,
    "hodges_lehmann_shift": inf,
    "mean_change_imputed": 30.0,
    "pooled_mean_change": 500.0,
    "staying_odds_ratio": 30.0,
    "weighted_share taylor_linearised_logit": 30.0,
}
# People are counted whole: with the share, this interval holds the truth now more and
# now less often, and on average as it says.
_UNEVEN = ("wilson",)


def note_coverage(estimate: Estimate) -> Estimate:
    """Say where an interval is known to be too narrow, wider than needed, or uneven.

    ``coverage_below_nominal``, ``coverage_above_nominal`` or ``coverage_uneven`` is
    added to the note. An estimate without an interval stays as it is.
    """
    if isnan(estimate.ci_low):
        return estimate
    name = estimate.statistic.removesuffix("_pomp")
    keys = (name, f"{name} {estimate.method}")
    codes = [estimate.note] if estimate.note else []
    for known, code in (
        (_TOO_NARROW, "coverage_below_nominal"),
        (_TOO_WIDE, "coverage_above_nominal"),
    ):
        if estimate.n < max(known.get(key, 0.0) for key in keys):
            codes.append(code)
    if estimate.method in _UNEVEN:
        codes.append("coverage_uneven")
    return replace(estimate, note=";".join(codes))
