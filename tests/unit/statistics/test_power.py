"""What a design can see, where the truth is known and at its edges."""

from math import inf, isnan, nan

import numpy as np
import pytest

from barometre.statistics.location import two_sided_t
from barometre.statistics.mean_change import compute_mean_change
from barometre.statistics.pairs import keep_pairs
from barometre.statistics.power import (
    DESIGNS,
    compute_minimum_detectable_change,
    compute_power,
    solve_multiplier,
    solve_noncentrality,
)
from barometre.statistics.study_design import (
    Assumptions,
    find_detectable_change,
    find_power,
    measure_error,
    plan_design,
    solve_units,
)

GIVEN = Assumptions(sd=20, correlation=0.6)


def test_a_detectable_change_is_found_as_often_as_the_power_says():
    n, rng = 30, np.random.default_rng(31)
    change = find_detectable_change("paired", n, GIVEN)
    root = 20 * np.linalg.cholesky([[1, 0.6], [0.6, 1]])
    before, after = np.tensordot(root, rng.normal(size=(2, 4000, n)), axes=1)
    found = after - before + change
    t = found.mean(axis=1) / (found.std(axis=1, ddof=1) / np.sqrt(n))
    p_values = np.array([two_sided_t(one, df=n - 1) for one in t])
    # Four standard errors of a share of .8 over 4 000 studies.
    assert np.mean(p_values < 0.05) == pytest.approx(0.8, abs=0.026)


def test_the_power_for_no_change_is_the_risk_of_finding_one():
    assert compute_power(0, df=20, confidence=0.95) == pytest.approx(0.05)


@pytest.mark.parametrize("df", [nan, -1, 0])
def test_without_degrees_of_freedom_nothing_can_be_seen(df):
    assert isnan(compute_power(2, df=df, confidence=0.95))
    assert isnan(solve_noncentrality(df=df, power=0.8, confidence=0.95))
    assert isnan(solve_multiplier(df=df, power=0.8, confidence=0.95))


def test_no_change_has_less_power_than_the_risk():
    assert isnan(solve_noncentrality(df=20, power=0.05, confidence=0.95))


@pytest.mark.parametrize("design", DESIGNS)
def test_so_many_people_as_needed_see_the_change(design):
    units = solve_units(design, 5, GIVEN)
    assert find_detectable_change(design, units, GIVEN) == pytest.approx(5, rel=1e-9)
    if "clustered" not in design:
        assert find_power(design, units, 5, GIVEN) == pytest.approx(0.8, rel=1e-9)


@pytest.mark.parametrize("design", DESIGNS)
def test_people_who_do_not_differ_need_to_be_few(design):
    assert solve_units(design, 5, Assumptions(sd=0)) <= 3


def test_a_change_that_is_nothing_needs_more_people_than_there_are():
    assert solve_units("paired", 1e-4, GIVEN) == inf
    needed = plan_design("paired", change=1e-4, attrition=0.2, given=GIVEN)
    assert isnan(needed.people)
    assert isnan(needed.start)


def test_clusters_of_one_person_are_people():
    alone = Assumptions(sd=20, correlation=0.6, icc=0, cluster_size=1)
    clustered = measure_error("clustered", 40, alone)
    paired = measure_error("paired", 40, alone)
    assert clustered.df == paired.df
    assert clustered.std_error == pytest.approx(paired.std_error)


def test_linking_people_needs_fewer_of_them_and_a_comparison_needs_more():
    order = ["paired", "two_group_ancova", "two_group_change", "two_group_clustered"]
    people = [
        plan_design(design, change=5, attrition=0, given=GIVEN).people
        for design in order
    ]
    assert people == sorted(people)
    assert (
        plan_design("unpaired", change=5, attrition=0, given=GIVEN).people > people[0]
    )


def test_the_start_is_what_is_left_plus_those_who_leave():
    needed = plan_design("paired", change=5, attrition=0.2, given=GIVEN)
    assert needed.people == 103
    assert needed.start == 129
    assert np.ceil(needed.start * 0.8) >= needed.people


def test_people_at_hand_show_what_those_left_of_them_can_show():
    needed = plan_design("paired", change=5, attrition=0.25, given=GIVEN, people=80)
    assert needed.detectable == find_detectable_change("paired", 60, GIVEN)
    groups = plan_design(
        "two_group_change", change=5, attrition=0.25, given=GIVEN, people=80
    )
    assert groups.detectable == find_detectable_change("two_group_change", 30, GIVEN)


@pytest.mark.parametrize("people", [0, 1, 2])
def test_almost_nobody_can_show_nothing(people):
    for design in DESIGNS:
        needed = plan_design(
            design, change=5, attrition=0.2, given=GIVEN, people=people
        )
        assert isnan(needed.detectable)


def test_both_halves_have_as_many_clusters():
    needed = plan_design("two_group_clustered", change=5, attrition=0.2, given=GIVEN)
    assert needed.clusters % 2 == 0
    assert needed.people == needed.clusters * 20
    assert needed.start == needed.clusters * 25


def test_what_a_study_could_see_does_not_hang_on_what_it_saw():
    changes = np.random.default_rng(1).normal(0, 2, 40)
    found = [
        compute_minimum_detectable_change(
            compute_mean_change(keep_pairs(np.zeros(40), changes + shift))
        ).estimate
        for shift in (0, 3)
    ]
    assert found[0] == pytest.approx(found[1])
    given = Assumptions(sd=changes.std(ddof=1), correlation=0.5)
    assert found[0] == pytest.approx(find_detectable_change("paired", 40, given))


def test_a_change_without_error_could_see_nothing_and_says_why():
    change = compute_mean_change(keep_pairs([1.0, 2.0], [2.0, 3.0]))
    found = compute_minimum_detectable_change(change)
    assert isnan(found.estimate)
    assert found.note.split(";")[0] == "no_variance"
