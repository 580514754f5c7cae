"""What must hold of every statistic, whatever the answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from barometre.statistics.adjustment import adjust
from barometre.statistics.change_analysis import compute_change_analysis
from barometre.statistics.group_difference import (
    compute_hedges_g,
    compute_mean_difference,
)
from barometre.statistics.item_analysis import compute_item_analysis
from barometre.statistics.share import compute_share

# A busy machine is no failure; fifty tables a property keep the run short.
given_any = settings(deadline=None, max_examples=50)

WHOLE = st.integers(0, 10).map(float)
ANSWERS = arrays(
    np.float64,
    st.tuples(st.integers(0, 25), st.integers(1, 6)),
    elements=st.one_of(WHOLE, st.just(np.nan)),
)
COMPLETE = arrays(
    np.float64, st.tuples(st.integers(5, 25), st.integers(3, 5)), elements=WHOLE
)
SCORES = arrays(
    np.float64, st.integers(0, 30), elements=st.one_of(WHOLE, st.just(np.nan))
)
PAIRS = st.integers(0, 30).flatmap(
    lambda n: st.tuples(
        *(
            arrays(np.float64, n, elements=st.one_of(WHOLE, st.just(np.nan)))
            for _ in range(2)
        )
    )
)  # fmt: skip


def numbers(estimates):
    return np.array(
        [(one.estimate, one.ci_low, one.ci_high, one.p_value) for one in estimates]
    )


def same(first, second, tolerance=1e-6):
    np.testing.assert_allclose(first, second, atol=tolerance, rtol=tolerance)


@given_any
@given(ANSWERS)
def test_any_answers_give_numbers_or_a_reason(answers):
    analysis = compute_item_analysis(answers)
    assert analysis.n + analysis.n_missing == len(answers)
    for estimate in analysis.scale:
        assert np.isfinite(estimate.estimate) or estimate.note.split(";")[0]
        assert not np.isinf(numbers([estimate])).any()


@given_any
@given(COMPLETE, st.integers(0, 4), st.integers(-100, 100))
def test_alpha_and_omega_are_unmoved_by_shifting_an_item(answers, item, shift):
    moved = answers.copy()
    moved[:, item % answers.shape[1]] += shift
    first, second = compute_item_analysis(answers), compute_item_analysis(moved)
    same(numbers(first.scale), numbers(second.scale))
    same(first.item_rest_correlations, second.item_rest_correlations)


@given_any
@given(COMPLETE, st.randoms(use_true_random=False))
def test_the_order_of_people_and_of_items_is_irrelevant(answers, random):
    people, items = list(range(len(answers))), list(range(answers.shape[1]))
    random.shuffle(people)
    random.shuffle(items)
    first = compute_item_analysis(answers)
    second = compute_item_analysis(answers[people][:, items])
    # The odd-even halves are those of the order asked, by definition.
    halves = {"split_half_odd_even"}
    kept = [
        [one for one in analysis.scale if one.statistic not in halves]
        for analysis in (first, second)
    ]
    same(numbers(kept[0]), numbers(kept[1]))
    same(first.alpha_if_dropped[items], second.alpha_if_dropped)


@given_any
@given(COMPLETE)
def test_stretching_the_format_changes_errors_and_no_reliability(answers):
    first, second = compute_item_analysis(answers), compute_item_analysis(answers * 10)
    for name in ("cronbach_alpha", "mcdonald_omega_total", "guttman_lambda2"):
        same(numbers([first.find(name)]), numbers([second.find(name)]))
    same(
        first.find("standard_error_of_measurement").estimate * 10,
        second.find("standard_error_of_measurement").estimate,
    )


@given_any
@given(PAIRS)
def test_any_pairs_give_numbers_or_a_reason(pairs):
    analysis = compute_change_analysis(
        *pairs, reliability=0.8, reliability_name="alpha"
    )
    for estimate in (*analysis.changes, analysis.reliable.improved):
        assert np.isfinite(estimate.estimate) or estimate.note.split(";")[0]
        assert not np.isinf(numbers([estimate])).any()
        assert estimate.n + estimate.n_missing == len(pairs[0])


@given_any
@given(PAIRS)
def test_swapping_the_waves_flips_the_signs(pairs):
    before, after = pairs
    forth = compute_change_analysis(before, after)
    back = compute_change_analysis(after, before)
    for one, other in zip(forth.changes, back.changes, strict=True):
        if one.statistic == "wave_correlation":
            same(one.estimate, other.estimate)
            continue
        centre = 0.5 if one.statistic == "probability_of_improvement" else 0.0
        same(one.estimate - centre, -(other.estimate - centre))
        same(one.ci_low - centre, -(other.ci_high - centre))
        same(one.p_value, other.p_value)


@given_any
@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_pairs_is_irrelevant(pairs, random):
    order = list(range(len(pairs[0])))
    random.shuffle(order)
    before, after = pairs
    forth = compute_change_analysis(before, after)
    shuffled = compute_change_analysis(before[order], after[order])
    same(numbers(forth.changes), numbers(shuffled.changes))


@given_any
@given(PAIRS)
def test_shares_beyond_measurement_error_add_up_to_one(pairs):
    found = compute_change_analysis(*pairs, reliability=0.8, reliability_name="alpha")
    reliable = found.reliable
    total = sum(
        share.estimate
        for share in (reliable.improved, reliable.unchanged, reliable.declined)
    )
    assert np.isnan(total) or total == pytest.approx(1)


@given_any
@given(SCORES, SCORES)
def test_swapping_the_groups_flips_the_difference(group, reference):
    for compute in (compute_mean_difference, compute_hedges_g):
        forth, back = compute(group, reference), compute(reference, group)
        same(forth.estimate, -back.estimate)
        same(forth.ci_low, -back.ci_high)


@given_any
@given(st.integers(1, 500), st.data())
def test_an_interval_of_a_share_holds_it_and_stays_in_bounds(n, data):
    share = compute_share(data.draw(st.integers(0, n)), n)
    assert 0 <= share.ci_low <= share.estimate <= share.ci_high <= 1


@given_any
@given(
    arrays(
        np.float64,
        st.integers(0, 20),
        elements=st.one_of(st.floats(0, 1), st.just(np.nan)),
    )
)
def test_holm_keeps_the_order_and_never_makes_a_p_value_smaller(p_values):
    adjusted = adjust(p_values, "holm")
    is_tested = ~np.isnan(p_values)
    np.testing.assert_array_equal(np.isnan(adjusted), ~is_tested)
    raw, adjusted = p_values[is_tested], adjusted[is_tested]
    assert (adjusted >= raw).all()
    assert (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(raw, kind="stable")]) >= 0).all()


@given_any
@given(
    arrays(np.float64, st.integers(1, 20), elements=st.floats(0, 1)), st.floats(0, 1)
)
def test_one_more_outcome_never_makes_holm_milder(p_values, more):
    alone = adjust(p_values, "holm")
    together = adjust([*p_values, more], "holm")[:-1]
    assert (together >= alone - 1e-15).all()
