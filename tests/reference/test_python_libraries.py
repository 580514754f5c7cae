"""Where Python libraries agree with us, and where each disagreement comes from.

The second half is the evidence behind docs/explanation/disagreements-with-libraries.md:
when a library changes, a test here fails, and the page with it.
"""

import numpy as np
import pandas as pd
import pytest
from read_reference import read_data, read_pairs, read_rows
from scipy import stats

from barometre.statistics.bootstrap import compute_bootstrap_mean
from barometre.statistics.bootstrap_interval import (
    bootstrap_interval,
    collect_replicates,
)
from barometre.statistics.change_analysis import compute_change_analysis
from barometre.statistics.cronbach_alpha import compute_cronbach_alpha
from barometre.statistics.group_difference import compute_mean_difference
from barometre.statistics.item_moments import compute_item_moments
from barometre.statistics.mcdonald_omega import compute_mcdonald_omega
from barometre.statistics.mean_change import compute_mean_change
from barometre.statistics.pairs import keep_pairs

pingouin = pytest.importorskip("pingouin", reason="pingouin is a tool of the tests")
R = {
    (row["dataset"], row["statistic"]): row
    for topic in ("reliability", "change", "groups")
    for row in read_rows(topic)
}


@pytest.fixture(name="pairs")
def make_pairs():
    before, after, _ = read_pairs("pairs_trust010_n80")
    return keep_pairs(before, after)


def test_scipy_agrees_on_the_paired_t_test(pairs):
    ours = compute_mean_change(pairs)
    theirs = stats.ttest_rel(pairs.after, pairs.before)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    interval = theirs.confidence_interval()
    assert (ours.ci_low, ours.ci_high) == pytest.approx(tuple(interval), abs=1e-9)


def test_scipy_agrees_on_welch_when_asked_for_it():
    before, _, treated = read_pairs("pairs_trust010_n80")
    ours = compute_mean_difference(before[treated], before[~treated])
    theirs = stats.ttest_ind(
        before[treated], before[~treated], equal_var=False, nan_policy="omit"
    )
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-9)
    assert ours.df == pytest.approx(theirs.df, rel=1e-9)


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_scipy_draws_what_we_count(pairs, method):
    ours = compute_bootstrap_mean(pairs.change, method=method)
    theirs = stats.bootstrap(
        (pairs.change,),
        np.mean,
        method={"bca": "BCa"}.get(method, method),
        n_resamples=50_000,
        rng=np.random.default_rng(1),
    ).confidence_interval
    std_error = pairs.change.std(ddof=1) / np.sqrt(pairs.n)
    assert (ours.ci_low, ours.ci_high) == pytest.approx(
        tuple(theirs), abs=0.06 * std_error
    )


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_pingouin_gives_the_same_interval_from_the_same_resamples(pairs, method):
    change = pairs.change
    theirs, replicates = pingouin.compute_bootci(
        change,
        func="mean",
        method=method,
        n_boot=2000,
        seed=42,
        decimals=12,
        return_dist=True,
    )
    left_out = (change.sum() - change) / (change.size - 1)
    deviations = left_out.mean() - left_out
    acceleration = (deviations**3).sum() / (6 * (deviations**2).sum() ** 1.5)
    ours = bootstrap_interval(
        collect_replicates(replicates),
        change.mean(),
        acceleration=acceleration,
        method=method,
        confidence=0.95,
    )
    assert ours == pytest.approx(tuple(theirs), abs=1e-9)


@pytest.mark.parametrize(
    "name",
    ["items_trust010_n80_k5", "items_agree5_n300_k8", "items_two_traits_n300_k8"],
)
def test_scikit_learn_finds_the_same_factor_when_told_to_search_to_the_end(name):
    decomposition = pytest.importorskip("sklearn.decomposition")
    answers = read_data(name)
    complete = answers[~np.isnan(answers).any(axis=1)]
    factor = decomposition.FactorAnalysis(
        1, svd_method="lapack", tol=1e-10, max_iter=100_000
    ).fit(complete)
    common = factor.components_[0].sum() ** 2
    theirs = common / (common + factor.noise_variance_.sum())
    ours = compute_mcdonald_omega(compute_item_moments(answers))
    assert ours.estimate == pytest.approx(theirs, abs=2e-8)


def test_scikit_learn_stops_early_by_default():
    decomposition = pytest.importorskip("sklearn.decomposition")
    answers = read_data("items_two_traits_n300_k8")
    complete = answers[~np.isnan(answers).any(axis=1)]
    factor = decomposition.FactorAnalysis(1, random_state=0).fit(complete)
    common = factor.components_[0].sum() ** 2
    theirs = common / (common + factor.noise_variance_.sum())
    omega = R["items_two_traits_n300_k8", "mcdonald_omega_total_ml"]["estimate"]
    assert abs(theirs - omega) > 1e-4


def test_pingouin_counts_dropped_people_in_the_interval_of_alpha():
    answers = pd.DataFrame(read_data("items_trust010_n80_k5"))
    alpha, interval = pingouin.cronbach_alpha(answers, nan_policy="listwise")
    ours = compute_cronbach_alpha(compute_item_moments(answers))
    expected = R["items_trust010_n80_k5", "cronbach_alpha"]
    assert ours.estimate == pytest.approx(alpha, abs=1e-12)
    assert ours.ci_low == pytest.approx(expected["ci_low"], abs=1e-12)
    assert interval[0] == pytest.approx(0.727) != round(ours.ci_low, 3)
    _, of_complete = pingouin.cronbach_alpha(answers.dropna())
    assert of_complete[0] == pytest.approx(0.717) == round(ours.ci_low, 3)


def test_pingouin_takes_alpha_from_pairwise_covariances_by_default():
    answers = pd.DataFrame(read_data("items_trust010_n80_k5"))
    alpha, _ = pingouin.cronbach_alpha(answers)
    listwise = R["items_trust010_n80_k5", "cronbach_alpha"]["estimate"]
    assert alpha - listwise == pytest.approx(0.0144, abs=1e-4)


def test_pingouin_calls_an_unsigned_d_av_cohen_d():
    before, after, _ = read_pairs("pairs_fall_n80")
    is_pair = ~(np.isnan(before) | np.isnan(after))
    found = pingouin.ttest(after[is_pair], before[is_pair], paired=True)
    analysis = compute_change_analysis(before, after)
    d_av = analysis.find("cohens_d_av").estimate
    assert found["cohen_d"].iloc[0] == pytest.approx(-d_av, abs=1e-9)
    assert d_av < 0
    assert abs(analysis.find("cohens_d_z").estimate - d_av) > 0.05


def test_pingouin_corrects_a_paired_d_as_if_there_were_twice_the_people(pairs):
    theirs = pingouin.compute_effsize(
        pairs.after, pairs.before, paired=True, eftype="hedges"
    )
    ours = R["pairs_trust010_n80", "hedges_g_av_bonett"]["estimate"]
    assert theirs - ours == pytest.approx(0.0022, abs=1e-4)


def test_pingouin_gives_a_paired_d_an_interval_of_neither_kind(pairs):
    row = R["pairs_trust010_n80", "cohens_d_av_bonett"]
    low, _ = pingouin.compute_esci(
        row["estimate"], nx=pairs.n, ny=pairs.n, paired=True, decimals=8
    )
    assert row["ci_low"] - low == pytest.approx(0.0288, abs=1e-4)


def test_scipy_and_pingouin_see_float_noise_as_differences():
    before, after, _ = read_pairs("pairs_trust010_n80")
    is_pair = ~(np.isnan(before) | np.isnan(after))
    before, after = before[is_pair], after[is_pair]
    expected = R["pairs_trust010_n80", "hodges_lehmann_normal"]["p_value"]
    raw = stats.wilcoxon(after - before, correction=True).pvalue
    rounded = stats.wilcoxon(np.round(after - before, 10), correction=True).pvalue
    assert rounded == pytest.approx(expected, rel=1e-9)
    assert raw == pytest.approx(0.00059, abs=1e-5)
    theirs = pingouin.wilcoxon(after, before)["p_val"].iloc[0]
    assert theirs == pytest.approx(raw, abs=1e-9)


def test_scipy_leaves_out_the_continuity_correction_by_default():
    before, after, _ = read_pairs("pairs_agree5_n24")
    expected = R["pairs_agree5_n24", "hodges_lehmann_normal"]["p_value"]
    assert expected == pytest.approx(0.01068, abs=1e-5)
    assert stats.wilcoxon(after - before).pvalue == pytest.approx(0.01000, abs=1e-5)


def test_pingouin_approximates_the_correction_between_groups():
    before, _, treated = read_pairs("pairs_trust010_n80")
    is_known = ~np.isnan(before)
    theirs = pingouin.compute_effsize(
        before[treated & is_known], before[~treated & is_known], eftype="hedges"
    )
    exact = R["pairs_trust010_n80", "hedges_g"]["estimate"]
    assert 1e-6 < abs(theirs - exact) < 2e-6


def test_r_alone_changes_the_typical_change_by_dropping_those_who_did_not_move():
    dropped = R["pairs_agree5_n24", "hodges_lehmann_normal"]["estimate"]
    kept = R["pairs_agree5_n24", "hodges_lehmann_zeros_kept"]["estimate"]
    assert (dropped, kept) == (1.0, 0.5)
