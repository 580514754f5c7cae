"""Statistics that the simulation leaves out: no interval, or that of another."""

# Worked out by the same function as another: name of the one that is simulated.
SAME_AS = {
    "share_refused": "share_dont_know",
    "share_not_applicable": "share_dont_know",
    "share_skipped": "share_dont_know",
    "benchmark_share": "share",
    "benchmark_mean": "mean",
    "mean_before": "mean",
    "mean_after": "mean",
    "then_test_before": "then_test_then",
    "baseline_difference": "hedges_g",
    # The 90 % interval of the mean change, carried by two numbers.
    "tost_p": "equivalence_bound",
    # Always growing with tau2: its interval holds the truth when that of tau2 does.
    "tau": "tau2",
    "i2": "tau2",
}
WITHOUT_INTERVAL = frozenset({
    "sd", "median", "share_flagged", "guttman_lambda1", "guttman_lambda2",
    "guttman_lambda4", "guttman_lambda5", "guttman_lambda6", "ordinal_alpha",
    "mcdonald_omega_hierarchical", "split_half_mean", "split_half_lowest",
    "standard_error_of_measurement", "standard_error_of_measurement_agreement",
    "standard_error_of_measurement_consistency", "smallest_detectable_change",
    "smallest_detectable_change_agreement", "smallest_detectable_change_consistency",
    "mean_interitem_correlation", "item_rest_correlation", "alpha_if_dropped",
    "median_change", "matching_gain", "dropout_bound", "minimum_detectable_change",
    "permutation_p", "bayes_factor_10", "bayes_factor_10_wide",
    "bayes_factor_10_ultrawide", "expected_regression", "links_expected_by_chance",
    "design_effect", "largest_weight", "friedman_chi2", "cochran_q", "kmo",
    "bartlett_chi2", "parallel_factors", "map_factors", "chi2", "chi2_scaled", "cfi",
    "tli", "srmr", "n_clusters", "tipping_point", "staying_chance_share",
    "effective_n", "baseline_share_difference", "invariant_item_share", "delta_chi2",
    "delta_cfi", "delta_rmsea", "loading_score_test", "intercept_score_test",
})  # fmt: skip
