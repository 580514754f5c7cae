import numpy as np
import pytest

from barometre.statistics.change_analysis import compute_change_analysis
from barometre.statistics.pairs import keep_pairs
from barometre.statistics.reliable_change import compute_reliable_change

NAN = np.nan
BEFORE = [3.0, 5.0, 2.0, 6.0, 4.0]
AFTER = [4.0, 5.0, 4.0, 5.0, 7.0]


def test_a_change_is_later_minus_earlier():
    analysis = compute_change_analysis(BEFORE, AFTER)
    assert analysis.find("mean_change").estimate == 1.0
    assert analysis.find("median_change").estimate == 1.0
    assert (analysis.baseline_mean.estimate, analysis.later_mean.estimate) == (4, 5)


def test_pairs_with_either_score_missing_are_dropped_and_counted():
    analysis = compute_change_analysis([*BEFORE, NAN, 3, NAN], [*AFTER, 3, NAN, NAN])
    complete = compute_change_analysis(BEFORE, AFTER)
    for ours, expected in zip(analysis.changes, complete.changes, strict=True):
        assert ours.estimate == expected.estimate
        assert (ours.n, ours.n_missing) == (5, 3)


@pytest.mark.parametrize(
    ("before", "after", "reasons"),
    [
        ([], [], dict.fromkeys(("mean_change", "hodges_lehmann"), "too_few_people")),
        ([NAN, 2], [1, NAN], {"cohens_d_z": "too_few_people"}),
        ([1], [2], {"mean_change": "too_few_people", "cohens_d_av": "too_few_people"}),
        ([1, 2], [2, 4], {"hedges_g_z": "too_few_people"}),
        ([1, 2, 3], [2, 3, 4], {"mean_change": "no_variance"}),
        ([1, 2, 3], [2, 3, 4], {"hedges_g_z": "no_variance"}),
        ([1, 1, 1], [2, 2, 2], {"cohens_d_av": "no_variance"}),
        ([1, 2, 3], [1, 2, 3], {"hodges_lehmann": "no_variance"}),
        ([1, 2, 3], [1, 2, 3], {"cohens_d_av": "no_variance"}),
        ([1e9, 2, 3], [2, 5, 1], {"hodges_lehmann": "out_of_range"}),
    ],
)
def test_a_change_that_cannot_be_measured_says_why(before, after, reasons):
    analysis = compute_change_analysis(before, after)
    for statistic, reason in reasons.items():
        estimate = analysis.find(statistic)
        assert reason in estimate.note.split(";")
        assert np.isnan([estimate.ci_low, estimate.ci_high]).all()


def test_the_same_change_for_all_has_a_mean_but_no_interval():
    estimate = compute_change_analysis([1, 2, 3], [2, 3, 4]).find("mean_change")
    assert estimate.estimate == 1.0
    assert np.isnan([estimate.ci_low, estimate.p_value]).all()


def test_float_noise_is_no_change():
    assert keep_pairs([3.2, 0.1], [3.4, 0.3]).change.tolist() == [0.2, 0.2]


def test_nearly_the_same_change_for_all_has_no_interval_of_d_z():
    estimate = compute_change_analysis([0, 0, 0], [1, 1, 1.001]).find("cohens_d_z")
    assert estimate.estimate > 1000
    assert "interval_out_of_range" in estimate.note


def reliable(before, after, **options):
    return compute_reliable_change(
        keep_pairs(before, after),
        **{"reliability": 0.75, "reliability_name": "cronbach_alpha", **options},
    )


def test_shares_beyond_measurement_error_follow_jacobson_and_truax():
    # Baseline SD 2, reliability .75: error 1, criterion 1.96 * sqrt(2) = 2.77.
    before = np.array([1.0, 3.0, 5.0, 5.0, 5.0, 3.0, 7.0])
    before = 5 + 2 * (before - before.mean()) / before.std(ddof=1)
    after = before + np.array([2.8, 2.7, -2.8, 0, 0, 0, 9])
    found = reliable(before, after)
    assert found.criterion.estimate == pytest.approx(1.959964 * np.sqrt(2), abs=1e-6)
    assert found.improved.estimate == pytest.approx(2 / 7)
    assert found.unchanged.estimate == pytest.approx(4 / 7)
    assert found.declined.estimate == pytest.approx(1 / 7)
    assert found.improved.method == "from_cronbach_alpha_wilson"


def test_where_lower_is_better_a_fall_is_an_improvement():
    found = reliable([8, 6, 7, 9], [1, 6, 7, 9], improvement="decrease")
    assert found.improved.estimate == 0.25
    assert found.declined.estimate == 0.0


@pytest.mark.parametrize(
    ("before", "options", "reason"),
    [
        ([1, 2, 3], {"reliability": NAN}, "reliability_undefined"),
        ([1, 2, 3], {"reliability": -0.2}, "reliability_undefined"),
        ([1, 2, 3], {"reliability": 1.2}, "reliability_undefined"),
        ([2, 2, 2], {}, "no_variance"),
        ([NAN, NAN, 3], {}, "too_few_people"),
    ],
)
def test_without_measurement_error_no_share_is_given(before, options, reason):
    found = reliable(before, [4, 5, 6], **options)
    for estimate in (found.criterion, found.improved, found.unchanged, found.declined):
        assert np.isnan(estimate.estimate)
        assert estimate.note.startswith(reason)


def test_shares_beyond_measurement_error_need_a_reliability():
    assert compute_change_analysis(BEFORE, AFTER).reliable is None


def test_improvement_is_as_likely_as_decline_when_nobody_moves():
    estimate = compute_change_analysis(BEFORE, BEFORE).find(
        "probability_of_improvement"
    )
    assert estimate.estimate == 0.5
    assert np.isnan([estimate.ci_low, estimate.p_value]).all()
