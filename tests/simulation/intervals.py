"""Every interval of the estimates, worked out from one draw of people."""

from collections.abc import Callable, Mapping

import numpy as np
from people import FORMATS, Sample

from barometre.statistics.attrition import compute_attrition
from barometre.statistics.bootstrap import (
    compute_bootstrap_alpha,
    compute_bootstrap_cohens_d_av,
    compute_bootstrap_mean,
)
from barometre.statistics.bounds import Followed
from barometre.statistics.brunner_munzel import compute_brunner_munzel
from barometre.statistics.change_analysis import compute_change_analysis
from barometre.statistics.cronbach_alpha import compute_cronbach_alpha
from barometre.statistics.difference_in_differences import compute_did
from barometre.statistics.dropout import compute_dropout_shift
from barometre.statistics.estimate import Estimate
from barometre.statistics.group_difference import (
    compute_hedges_g,
    compute_mean_difference,
)
from barometre.statistics.group_regression import (
    compute_group_regressions,
    keep_compared,
)
from barometre.statistics.imputed_change import describe_imputed, impute_changes
from barometre.statistics.item_moments import compute_item_moments
from barometre.statistics.location import compute_mean
from barometre.statistics.location_shift import compute_location_shift
from barometre.statistics.mcdonald_omega import compute_mcdonald_omega
from barometre.statistics.mixed_change import compute_mixed_changes
from barometre.statistics.overlapping_samples import (
    compute_overlapping_difference,
    sort_people,
)
from barometre.statistics.pairs import keep_pairs
from barometre.statistics.retest import compute_retest
from barometre.statistics.share import compute_share_high
from barometre.statistics.spearman_brown import compute_spearman_brown
from barometre.statistics.staying import fit_staying
from barometre.statistics.weighted_change import describe_weighted, weigh_mean

Computed = Mapping[str, Estimate]
_HIGH = {"0-10": 6.0, "1-5": 4.0}
N_RESAMPLES = 5000


def compute_changes(sample: Sample, _answers: str) -> Computed:
    """Changes of linked people."""
    found = compute_change_analysis(sample.before, sample.after)
    return {one.statistic: one for one in found.changes}


def compute_levels(sample: Sample, answers: str) -> Computed:
    """Means and shares of one wave, and how well the score measures."""
    moments = compute_item_moments(sample.items)
    pair = compute_item_moments(sample.items[:, :2])
    share = compute_share_high(sample.items[:, 0], at_least=_HIGH[answers])
    return {
        "mean": compute_mean(sample.before),
        "share_high": share,
        "cronbach_alpha": compute_cronbach_alpha(moments),
        "mcdonald_omega_total": compute_mcdonald_omega(moments),
        "spearman_brown": compute_spearman_brown(pair),
    }


def compute_comparisons(sample: Sample, _answers: str) -> Computed:
    """Take those who take part beside the comparison group."""
    treated = keep_pairs(sample.before, sample.after)
    control = keep_pairs(sample.control_before, sample.control_after)
    n = sample.before.size
    compared = keep_compared(
        np.concatenate([sample.before, sample.control_before]),
        np.concatenate([sample.after, sample.control_after]),
        np.arange(2 * n) < n,
    )
    regressions = compute_group_regressions(compared)
    return {
        "did": compute_did(treated, control),
        **{one.statistic: one for one in regressions},
    }


def compute_unlinked(sample: Sample, _answers: str) -> Computed:
    """Take two waves of different people, or of some of the same."""
    later, earlier = sample.after, sample.control_before
    half = sample.before.size // 2
    overlap = sort_people(
        sample.control_before[half:],
        sample.after[half:],
        sample.before[:half],
        sample.after[:half],
    )
    attrition = compute_attrition(sample.before, sample.lost)
    return {
        "mean_difference": compute_mean_difference(later, earlier),
        "hedges_g": compute_hedges_g(later, earlier),
        "brunner_munzel": compute_brunner_munzel(later, earlier),
        "hodges_lehmann_shift": compute_location_shift(later, earlier),
        "mean_difference overlapping": compute_overlapping_difference(overlap),
        "attrition_difference": attrition.difference,
        "dropout_shift": compute_dropout_shift(sample.before, sample.lost),
    }


def compute_models(sample: Sample, _answers: str) -> Computed:
    """Three waves with leavers, and two readings of one person."""
    mixed = compute_mixed_changes(sample.waves)
    retest = compute_retest(keep_pairs(sample.control_before, sample.control_after))
    return {
        "mixed_model_change": mixed.changes[-1],
        "retest_icc_agreement": retest.agreement,
        "retest_icc_consistency": retest.consistency,
    }


def compute_with_leavers(sample: Sample, answers: str) -> Computed:
    """Count those who left: weighted by the chance of coming back, or imputed."""
    _, low, high, *_ = FORMATS[answers]
    followed = Followed(
        before=sample.before, after=sample.seen_again, low=low, high=high
    )
    is_back = ~np.isnan(sample.seen_again)
    predictors = sample.before[:, np.newaxis]
    staying = fit_staying(predictors, is_back)
    has_weights = staying.weights.size > 0
    mean = weigh_mean(followed.changes, staying.weights) if has_weights else None
    n, n_missing = followed.n, followed.n_missing
    ipw = describe_weighted(
        mean, statistic="mean_change_ipw", n=n - n_missing, n_missing=n_missing
    )
    imputed = impute_changes(
        followed, np.empty((n, 0)), missing_share=n_missing / n, seed=n
    )
    return {
        "mean_change_ipw": ipw,
        "mean_change_imputed": describe_imputed([imputed], "mean_change_imputed"),
    }


def compute_resampled(sample: Sample, _answers: str) -> Computed:
    """Intervals from resamples."""
    pairs = keep_pairs(sample.before, sample.after)
    return {
        "mean_change_bootstrap": compute_bootstrap_mean(
            pairs.change, n_resamples=N_RESAMPLES
        ),
        "cohens_d_av_bootstrap": compute_bootstrap_cohens_d_av(
            pairs, n_resamples=N_RESAMPLES
        ),
        "cronbach_alpha_bootstrap": compute_bootstrap_alpha(
            sample.items, n_resamples=N_RESAMPLES
        ),
    }


FAMILIES: tuple[Callable[[Sample, str], Computed], ...] = (
    compute_changes,
    compute_levels,
    compute_comparisons,
    compute_unlinked,
    compute_models,
    compute_with_leavers,
    compute_resampled,
)
# Numbers whose truth is that of another: the same quantity, found in another way.
SAME_TRUTH = {
    "mean_change_ipw": "mean_change",
    "mean_change_imputed": "mean_change",
    "mean_change_bootstrap": "mean_change",
    "cohens_d_av_bootstrap": "cohens_d_av",
    "cronbach_alpha_bootstrap": "cronbach_alpha",
    "mean_difference overlapping": "mean_change",
}


def find_truth_of_families(crowd: Sample, answers: str) -> dict[str, float]:
    """Read the truth off very many people."""
    truth = {}
    for compute in FAMILIES[:4]:
        truth |= {name: one.estimate for name, one in compute(crowd, answers).items()}
    retest = compute_retest(keep_pairs(crowd.control_before, crowd.control_after))
    for one in (retest.agreement, retest.consistency):
        truth[one.statistic] = one.estimate
    return truth | {name: truth[same] for name, same in SAME_TRUTH.items()}
