"""Which intervals hold the truth less often than they say, below how many people."""

from dataclasses import replace
from math import isnan

from barometre.statistics.estimate import Estimate

# Found by simulation: docs/explanation/coverage.md. Intervals not named here hold the
# truth as often as they say, or more often.
_ENOUGH_PEOPLE = {
    "mcdonald_omega_total": 100,
    "cronbach_alpha_bootstrap": 100,
    "mean_change_bootstrap": 30,
    "mean_change_ipw": 30,
    "did_ipw": 30,
}


def note_coverage(estimate: Estimate) -> Estimate:
    """Add ``coverage_below_nominal`` where an interval is known to be too narrow.

    An estimate without an interval stays as it is.
    """
    enough = _ENOUGH_PEOPLE.get(estimate.statistic.removesuffix("_pomp"), 0)
    if estimate.n >= enough or isnan(estimate.ci_low):
        return estimate
    codes = [code for code in (estimate.note, "coverage_below_nominal") if code]
    return replace(estimate, note=";".join(codes))
