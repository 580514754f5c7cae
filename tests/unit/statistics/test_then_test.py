"""The start as answered and the start as it is seen afterwards."""

import numpy as np
import pytest

from barometre.statistics.then_test import compute_then_test

BEFORE = np.array([6.0, 5, 7, 4, 8, 6])
THEN = np.array([4.0, 4, 6, 2, 8, 5])
AFTER = np.array([7.0, 5, 8, 5, 9, 6])


def test_the_two_changes_differ_by_the_shift():
    found = compute_then_test(BEFORE, THEN, AFTER)
    assert found.response_shift.estimate == pytest.approx(-7 / 6)
    assert found.prospective_change.estimate == pytest.approx(
        found.retrospective_change.estimate + found.response_shift.estimate
    )
    assert [np.isnan(one.p_value) for one in found.estimates] == [True] * 6


def test_only_people_with_all_three_answers_count():
    before, then = BEFORE.copy(), THEN.copy()
    before[0], then[1] = np.nan, np.nan
    found = compute_then_test(before, then, AFTER)
    complete = compute_then_test(BEFORE[2:], THEN[2:], AFTER[2:])
    assert [one.estimate for one in found.estimates] == [
        one.estimate for one in complete.estimates
    ]
    assert {(one.n, one.n_missing) for one in found.estimates} == {(4, 2)}


@pytest.mark.parametrize(
    ("n", "reason"), [(0, "too_few_people"), (1, "too_few_people")]
)
def test_nobody_or_one_person_has_no_interval(n, reason):
    found = compute_then_test(BEFORE[:n], THEN[:n], AFTER[:n])
    for one in found.estimates:
        assert np.isnan(one.ci_low)
        assert one.note.split(";")[0] == reason


def test_people_who_see_their_start_as_they_answered_it_have_no_interval_of_a_shift():
    found = compute_then_test(BEFORE, BEFORE, AFTER)
    assert found.response_shift.estimate == 0
    assert found.response_shift.note.split(";")[0] == "no_variance"
