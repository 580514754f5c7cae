"""Our number for each reference row about the items of a scale."""

from functools import cache

from barometre.statistics.estimate import Estimate
from barometre.statistics.item_analysis import compute_item_analysis
from barometre.statistics.item_moments import compute_item_moments
from barometre.statistics.mcdonald_omega import compute_mcdonald_omega

# Closed forms agree to rounding. lavaan's search ends within 1e-8 of the minimum on
# these data. psych's least squares stop at a gradient of about 1e-4, which leaves its
# omega right to about 1e-7 (the value of an independent Newton search is ours).
TOLERANCES = {
    "mcdonald_omega_total_ml": 5e-8,
    "mcdonald_omega_total_minres": 5e-7,
}
PER_ITEM = {
    "item_rest_correlation": "item_rest_correlations",
    "alpha_if_dropped": "alpha_if_dropped",
    "item_mean": "item_means",
    "item_sd": "item_sds",
}


@cache
def _analyse(read, dataset):
    """Item analysis and the least-squares omega, once for each data set."""
    answers = read(dataset)
    minres = compute_mcdonald_omega(
        compute_item_moments(answers), method="minres_correlation"
    )
    return compute_item_analysis(answers), minres


def find_item_statistic(read, row):
    """Number of the row; `read` gives the answers of a data set by its name."""
    analysis, minres = _analyse(read, row["dataset"])
    statistic = row["statistic"]
    if statistic == "mcdonald_omega_total_minres":
        return minres
    if statistic in PER_ITEM:
        return Estimate(
            statistic=statistic,
            estimate=getattr(analysis, PER_ITEM[statistic])[int(row["item"]) - 1],
            n=analysis.n,
            n_missing=analysis.n_missing,
        )
    return analysis.find(statistic.removesuffix("_ml"))
