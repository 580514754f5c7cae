import numpy as np
import pytest

from barometre.statistics import item_moments
from barometre.statistics.item_analysis import compute_item_analysis
from barometre.statistics.item_moments import compute_item_moments

NAN = np.nan
TRAIT = np.random.default_rng(3).normal(size=(40, 1))
ANSWERS = np.round(3 + TRAIT + np.random.default_rng(4).normal(size=(40, 4)))


def test_missing_answers_leave_a_person_out_listwise_and_counted():
    answers = ANSWERS.copy()
    answers[[1, 5], [0, 3]] = NAN
    answers[7] = NAN
    analysis = compute_item_analysis(answers)
    complete = compute_item_analysis(np.delete(ANSWERS, [1, 5, 7], axis=0))
    assert (analysis.n, analysis.n_missing) == (37, 3)
    for ours, expected in zip(analysis.scale, complete.scale, strict=True):
        assert ours.estimate == pytest.approx(expected.estimate, abs=1e-12)
        assert (ours.n, ours.n_missing) == (37, 3)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("block_cells", [4, 12, 1 << 19])
def test_moments_do_not_depend_on_blocks_or_on_the_order_in_memory(
    monkeypatch, order, block_cells
):
    monkeypatch.setattr(item_moments, "_BLOCK_CELLS", block_cells)
    answers = np.array(ANSWERS + 1e6, order=order)
    answers[0, 2] = NAN
    moments = compute_item_moments(answers)
    np.testing.assert_allclose(moments.means, answers[1:].mean(axis=0), rtol=1e-14)
    expected = np.cov(ANSWERS[1:].T)
    np.testing.assert_allclose(moments.covariance, expected, atol=1e-12)
    assert moments.n_missing == 1


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (np.zeros((0, 3)), "too_few_people"),
        (ANSWERS[:1], "too_few_people"),
        (ANSWERS[:2], "too_few_people"),
        (np.full((20, 3), NAN), "too_few_people"),
        (np.where(np.eye(20, 4, -3) + np.eye(20, 4) > -1, NAN, 1.0), "too_few_people"),
        (np.full((20, 3), 4.0), "no_variance"),
        (np.column_stack([ANSWERS[:, :3], np.full(40, 2.0)]), "item_without_variance"),
        (ANSWERS[:, :1], "one_item"),
        (np.zeros((5, 0)), "one_item"),
    ],
)
def test_a_reliability_that_cannot_be_had_says_why(answers, reason):
    analysis = compute_item_analysis(answers)
    for statistic in ("cronbach_alpha", "mcdonald_omega_total", "guttman_lambda2"):
        estimate = analysis.find(statistic)
        assert np.isnan([estimate.estimate, estimate.ci_low, estimate.ci_high]).all()
        assert estimate.note.split(";")[0] == reason
    assert np.isnan(analysis.find("smallest_detectable_change").estimate)
    assert analysis.item_rest_correlations.shape == (answers.shape[1],)


def test_identical_items_have_alpha_one_and_no_interval():
    analysis = compute_item_analysis(np.repeat(ANSWERS[:, :1], 3, axis=1))
    alpha = analysis.find("cronbach_alpha")
    assert alpha.estimate == pytest.approx(1.0)
    assert np.isnan(alpha.ci_low)
    assert "perfect_correlation" in alpha.note
    assert "singular_covariance" in analysis.find("mcdonald_omega_total").note


def test_two_items_have_spearman_brown_and_no_alpha():
    analysis = compute_item_analysis(ANSWERS[:, :2])
    r = np.corrcoef(ANSWERS[:, :2].T)[0, 1]
    found = analysis.find("spearman_brown")
    assert found.estimate == pytest.approx(2 * r / (1 + r))
    assert analysis.find("cronbach_alpha") is None
    assert np.isnan(analysis.alpha_if_dropped).all()


@pytest.mark.parametrize(("sign", "estimate"), [(1, 1.0), (-1, NAN)])
def test_two_items_that_mirror_each_other_have_no_interval(sign, estimate):
    item = ANSWERS[:, 0]
    weights = np.array([1.0, sign * 2.0])
    found = compute_item_analysis(item[:, None] * weights).find("spearman_brown")
    assert found.estimate == pytest.approx(estimate, nan_ok=True)
    assert np.isnan(found.ci_low)
    assert "perfect_correlation" in found.note


def test_an_item_against_the_others_is_pointed_at():
    answers = ANSWERS * np.array([1, 1, 1, -1])
    analysis = compute_item_analysis(answers)
    assert analysis.item_rest_correlations[3] < 0
    assert "reverse_key_suspect" in analysis.find("cronbach_alpha").note
    assert "reverse_key_suspect" not in compute_item_analysis(ANSWERS).scale[0].note


def test_items_that_cancel_out_have_no_reliability():
    item = ANSWERS[:, :1]
    analysis = compute_item_analysis(np.hstack([item, -item]))
    assert "no_variance" in analysis.find("spearman_brown").note


def test_fewer_than_thirty_people_are_noted():
    assert "n_below_30" in compute_item_analysis(ANSWERS[:29]).scale[0].note
    assert "n_below_30" not in compute_item_analysis(ANSWERS[:30]).scale[0].note


def test_lambda_2_is_never_below_alpha():
    analysis = compute_item_analysis(ANSWERS)
    alpha, lambda2 = (
        analysis.find(name).estimate for name in ("cronbach_alpha", "guttman_lambda2")
    )
    assert lambda2 >= alpha


@pytest.mark.parametrize(
    "statistic", ["standard_error_of_measurement", "smallest_detectable_change"]
)
def test_the_error_of_a_sum_is_in_units_of_the_sum(statistic):
    of_mean = compute_item_analysis(ANSWERS).find(statistic)
    of_sum = compute_item_analysis(ANSWERS, score="sum").find(statistic)
    assert of_sum.estimate == pytest.approx(ANSWERS.shape[1] * of_mean.estimate)
