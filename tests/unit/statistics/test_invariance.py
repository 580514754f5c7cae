"""Questions read alike are found alike; one that moved is found and named."""

from collections import Counter

import numpy as np
import pytest

from barometre.statistics.invariance import (
    compute_group_invariance,
    compute_wave_invariance,
)
from barometre.statistics.invariance_rules import (
    StepChange,
    count_releasable,
    has_structure,
    judge_step,
)
from barometre.statistics.reading_shift import compute_reading_shift


def draw_waves(n, k=5, *, shift=0.0, rise=0.3, missing=0.0, seed=1):
    """Two times of the same people; the first item may move on its own."""
    rng = np.random.default_rng(seed)
    steady, own = rng.normal(size=(n, 1)), rng.normal(size=(n, k))
    waves = []
    for wave in range(2):
        trait = 0.8 * steady + 0.6 * rng.normal(size=(n, 1)) + rise * wave
        noise = 0.5 * own + np.sqrt(0.75) * rng.normal(size=(n, k))
        raw = 0.8 * trait + 0.6 * noise
        raw[:, 0] += shift * wave
        answers = np.round(5 + 1.5 * raw)
        answers[rng.random(answers.shape) < missing] = np.nan
        waves.append(answers)
    return waves


def test_questions_read_alike_let_means_be_compared():
    found = compute_wave_invariance(draw_waves(500, missing=0.05))
    assert found.verdict == "means_comparable"
    assert found.share.estimate == 1
    assert found.share.note == "means_comparable"
    assert [step.name for step in found.steps] == ["configural", "metric", "scalar"]
    assert [step.word for step in found.steps] == [None, "step_holds", "step_holds"]
    assert found.releases == ()


def test_one_question_that_moved_is_named_and_measured():
    found = compute_wave_invariance(draw_waves(500, shift=0.6))
    assert found.verdict == "means_comparable_in_part"
    assert [(one.part, one.item) for one in found.releases] == [("intercept", 0)]
    assert found.share.estimate == pytest.approx(4 / 5)
    shift = compute_reading_shift(found.steps[-1].fit, {0}, n_items=5)
    assert shift.items[0].ci_low < 0.9 < shift.items[0].ci_high
    assert shift.of_score.estimate == pytest.approx(shift.items[0].estimate / 5)
    # The trait varies by 1 at the first time, and rises by .3.
    assert shift.latent_change.ci_low < 0.3 < shift.latent_change.ci_high


def test_without_the_question_that_moved_nothing_is_left_of_a_rise():
    found = compute_wave_invariance(draw_waves(600, shift=0.8, rise=0.0))
    shift = compute_reading_shift(found.steps[-1].fit, {0}, n_items=5)
    assert shift.latent_change.ci_low < 0 < shift.latent_change.ci_high
    assert shift.of_score.ci_low > 0.1


def test_a_sum_moves_as_many_times_more_as_it_has_items():
    found = compute_wave_invariance(draw_waves(500, shift=0.6))
    mean, total = (
        compute_reading_shift(found.steps[-1].fit, {0}, n_items=5, is_sum=is_sum)
        for is_sum in (False, True)
    )
    assert total.of_score.estimate == pytest.approx(5 * mean.of_score.estimate)


def test_when_most_questions_moved_means_are_not_compared():
    before, after = draw_waves(500, k=4)
    after = after + np.array([0.9, -0.9, 0.6, -0.6])
    found = compute_wave_invariance([before, after])
    assert found.verdict == "means_not_comparable"
    assert np.isnan(found.share.estimate)
    assert len(found.releases) == 1


def test_questions_of_two_things_have_no_structure_to_compare():
    one, other = draw_waves(400, k=3), draw_waves(400, k=3, seed=2)
    found = compute_wave_invariance(
        [np.hstack(pair) for pair in zip(one, other, strict=True)]
    )
    assert found.verdict == "structure_unclear"
    assert np.isnan(found.share.estimate)


def test_groups_that_read_alike_and_groups_that_do_not():
    waves = draw_waves(900, rise=0.5)
    alike = [waves[0][:300], waves[0][300:600], waves[0][600:] + 0.0]
    assert compute_group_invariance(alike).verdict == "means_comparable"
    moved = [alike[0], alike[1], alike[2] + np.array([1.0, 0, 0, 0, 0])]
    found = compute_group_invariance(moved)
    assert found.verdict == "means_comparable_in_part"
    assert [one.item for one in found.releases] == [0]
    assert found.releases[0].test.df == 2


def test_three_questions_of_groups_start_from_a_model_that_always_fits():
    before, after = draw_waves(400, k=3)
    alike = compute_group_invariance([before[:200], before[200:]])
    assert alike.verdict == "means_comparable"
    first = {one.statistic: one for one in alike.steps[0].measures}
    assert (first["chi2"].df, first["cfi"].estimate) == (0, 1)
    moved = compute_group_invariance(
        [before[:200], after[200:] + np.array([0, 0, 1.2])]
    )
    assert [one.item for one in moved.releases] == [2]


@pytest.mark.parametrize(
    ("n", "verdict", "has_steps"),
    [
        (0, "too_few_people", False),
        (3, "too_few_people", False),
        (49, "too_few_people", False),
        (60, "few_for_model", True),
        (99, "few_for_model", True),
    ],
)
def test_few_people_cannot_tell(n, verdict, has_steps):
    found = compute_wave_invariance([wave[:n] for wave in draw_waves(100)])
    assert found.verdict == verdict
    assert bool(found.steps) is has_steps
    assert np.isnan(found.share.estimate)


def test_from_a_hundred_people_on_something_is_concluded():
    found = compute_wave_invariance(draw_waves(100, seed=3))
    assert found.verdict in ("means_comparable", "reading_unclear")


@pytest.mark.parametrize(
    ("spoil", "verdict"),
    [
        (lambda wave: wave[:, :2], "two_items"),
        (lambda wave: wave[:, :1], "one_item"),
        (lambda wave: wave[:, [0, 1, 1]], "singular_covariance"),
        (lambda wave: wave * 0, "singular_covariance"),
        (lambda wave: wave * np.nan, "too_few_people"),
    ],
    ids=["two items", "one item", "repeated", "no variance", "all missing"],
)
def test_what_cannot_be_fitted_says_why(spoil, verdict):
    waves = [spoil(wave) for wave in draw_waves(150)]
    for found in (compute_wave_invariance(waves), compute_group_invariance(waves)):
        assert found.verdict == verdict
        assert verdict in found.share.note.split(";")
        assert np.isnan(found.share.estimate)


def test_the_same_answers_twice_say_why_nothing_can_be_told():
    answers = draw_waves(150)[0]
    found = compute_wave_invariance([answers, answers])
    assert found.verdict == "singular_covariance"


def test_people_without_an_answer_at_either_time_are_counted():
    before, after = draw_waves(200)
    before[:7], after[:7] = np.nan, np.nan
    before[7:20] = np.nan
    found = compute_wave_invariance([before, after])
    assert (found.share.n, found.share.n_missing) == (193, 7)


@pytest.mark.parametrize(
    ("delta_cfi", "delta_rmsea", "p_value", "n", "word"),
    [
        (-0.009, 0.014, 0.001, 300, "step_holds"),
        (-0.011, 0.0, 0.001, 300, "step_fails"),
        (-0.011, 0.0, 0.2, 300, "step_unclear"),
        (-0.004, 0.016, 0.001, 300, "step_unclear"),
        (-0.006, 0.0, 0.01, 299, "step_fails"),
        (-0.004, 0.009, 0.01, 299, "step_holds"),
        (-0.004, 0.011, 0.01, 299, "step_unclear"),
        (0.002, -0.01, 0.9, 120, "step_holds"),
    ],
)
def test_a_step_is_judged_by_the_named_rules(delta_cfi, delta_rmsea, p_value, n, word):
    change = StepChange(
        delta_cfi=delta_cfi, delta_rmsea=delta_rmsea, p_value=p_value, rmsea=0.08, n=n
    )
    assert judge_step(change) == word


def test_close_fit_leaves_nothing_to_explain():
    change = StepChange(
        delta_cfi=-0.004, delta_rmsea=0.03, p_value=0.01, rmsea=0.04, n=500
    )
    assert judge_step(change) == "step_holds"


def test_more_than_half_of_the_questions_stay_equal():
    counted = {n: count_releasable(n) for n in range(2, 9)}
    assert counted == {2: 0, 3: 1, 4: 1, 5: 2, 6: 2, 7: 3, 8: 3}


@pytest.mark.parametrize(
    ("cfi", "srmr", "holds"), [(0.9, 0.08, True), (0.89, 0.01, False), (1, 0.09, False)]
)
def test_a_structure_has_to_describe_the_answers(cfi, srmr, holds):
    assert has_structure(cfi=cfi, srmr=srmr) is holds


def test_verdicts_are_right_more_often_than_not_in_small_studies():
    alike = Counter(
        compute_wave_invariance(draw_waves(150, k=4, seed=seed)).verdict
        for seed in range(8)
    )
    moved = Counter(
        compute_wave_invariance(draw_waves(150, k=4, shift=0.6, seed=seed)).verdict
        for seed in range(8)
    )
    assert alike["means_comparable"] >= 5
    assert moved["means_comparable"] <= 1
