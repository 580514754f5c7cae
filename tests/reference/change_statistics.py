"""Our number for each reference row about a change or about two groups."""

import numpy as np

from barometre.statistics.attrition import compute_attrition
from barometre.statistics.change_analysis import compute_change_analysis
from barometre.statistics.difference_in_differences import compute_did
from barometre.statistics.group_difference import (
    compute_hedges_g,
    compute_mean_difference,
)
from barometre.statistics.hodges_lehmann import compute_hodges_lehmann
from barometre.statistics.pairs import keep_pairs
from barometre.statistics.standardised_change import (
    compute_cohens_d_av,
    correct_small_sample,
)

# Closed forms agree to rounding. R finds the ends of Hodges and Lehmann's interval by
# root finding on a step function, to 1e-13 of a step that we give exactly, in units of
# 1e-10. effectsize inverts the noncentral t with a simplex that stops near 1e-7.
TOLERANCES = {
    "hodges_lehmann": 2e-10,
    "wilcox_test_estimate": 2e-10,
    "cohens_d_z": 1e-9,
    "hedges_g": 1e-9,
    "attrition_difference": 1e-9,
    "effectsize": 5e-7,
}


def tolerance(statistic):
    found = [
        value
        for part, value in TOLERANCES.items()
        if statistic.startswith(part) or statistic.endswith(part)
    ]
    return max(found, default=1e-10)


def find_change_statistic(before, after, statistic):
    analysis = compute_change_analysis(
        before, after, reliability=0.8, reliability_name="alpha"
    )
    pairs = keep_pairs(before, after)
    special = {
        "baseline_mean": lambda: analysis.baseline_mean,
        "later_mean": lambda: analysis.later_mean,
        "cohens_d_av_bird": lambda: compute_cohens_d_av(pairs, interval="bird_2002"),
        "hedges_g_av_bonett": lambda: correct_small_sample(compute_cohens_d_av(pairs)),
        "hodges_lehmann_zeros_kept": lambda: compute_hodges_lehmann(
            pairs, zeros="keep"
        ),
        "wilcox_test_estimate": lambda: analysis.find("hodges_lehmann"),
        "smallest_detectable_change": lambda: analysis.reliable.criterion,
        "share_reliably_improved": lambda: analysis.reliable.improved,
        "share_unchanged": lambda: analysis.reliable.unchanged,
        "share_reliably_declined": lambda: analysis.reliable.declined,
    }
    if statistic in special:
        return special[statistic]()
    for ending in ("_bonett", "_effectsize", "_exact", "_normal"):
        statistic = statistic.removesuffix(ending)
    return analysis.find(statistic)


def find_group_statistic(before, after, treated, statistic):
    statistic = statistic.removesuffix("_effectsize")
    if statistic == "attrition_difference":
        is_back = ~np.isnan(after)
        return compute_attrition(before[is_back], before[~is_back]).difference
    if statistic == "did":
        return compute_did(
            keep_pairs(before[treated], after[treated]),
            keep_pairs(before[~treated], after[~treated]),
        )
    compute = {"mean_difference": compute_mean_difference, "hedges_g": compute_hedges_g}
    return compute[statistic](before[treated], before[~treated])
