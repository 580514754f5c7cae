"""Groups compared by regression: what nobody could answer, and known truths."""

import numpy as np
import pytest

from barometre.statistics.baseline_balance import (
    compute_baseline_difference,
    compute_baseline_share_difference,
)
from barometre.statistics.difference_in_differences import compute_did
from barometre.statistics.group_regression import (
    compute_group_regressions,
    keep_compared,
)
from barometre.statistics.pairs import keep_pairs


def draw(rng, *, n=80, effect=0.0, n_places=0, shared=0.0, start=0.0):
    """Two groups; places move together by ``shared``; the treated start apart."""
    treated = rng.random(n) < 0.5
    place = rng.integers(0, n_places, n) if n_places else None
    before = rng.normal(size=n) + start * treated
    after = 0.6 * before + 0.8 * rng.normal(size=n) + effect * treated
    if place is not None:
        treated = place % 2 == 0
        after = 0.6 * before + 0.8 * rng.normal(size=n) + effect * treated
        after += shared * rng.normal(size=n_places)[place]
    return keep_compared(before, after, treated, place)


def named(compared, **more):
    return {e.statistic: e for e in compute_group_regressions(compared, **more)}


def test_someone_with_a_missing_score_is_out_and_counted():
    compared = keep_compared(
        [1, 2, np.nan, 4, 5, 6], [2, 2, 3, np.nan, 7, 6], [1, 1, 1, 0, 0, 0]
    )
    assert (compared.n, compared.n_missing) == (4, 2)
    assert named(compared)["did_hc3"].n_missing == 2


def test_without_places_nothing_is_said_of_places():
    found = named(draw(np.random.default_rng(1)))
    assert list(found) == ["did_hc3", "ancova", "ancova_lin"]


def test_someone_whose_place_is_unknown_is_out_of_what_counts_places():
    rng = np.random.default_rng(2)
    whole = draw(rng, n_places=8)
    places = np.where(np.arange(whole.n) < 5, -1, whole.clusters)
    found = named(keep_compared(whole.before, whole.after, whole.is_treated, places))
    assert found["did_hc3"].n == whole.n
    assert (found["did_cluster_cr2"].n, found["did_cluster_cr2"].n_missing) == (75, 5)


def test_the_regression_of_changes_is_the_difference_of_mean_changes():
    compared = draw(np.random.default_rng(3), n_places=6)
    sides = [
        keep_pairs(compared.before[side], compared.after[side])
        for side in (compared.is_treated, ~compared.is_treated)
    ]
    did = compute_did(*sides)
    for name in ("did_hc3", "did_cluster_cr2"):
        assert named(compared)[name].estimate == pytest.approx(did.estimate, rel=1e-12)


@pytest.mark.parametrize(
    ("before", "after", "treated", "places", "note"),
    [
        ([], [], [], [], "too_few_people"),
        ([1], [2], [1], [0], "too_few_people"),
        ([1, 2], [2, 2], [1, 0], [0, 1], "too_few_people"),
        ([1, 2, 4], [2, 2, 5], [1, 0, 0], [0, 1, 1], "too_few_people"),
        ([1, 2, 4, 5], [2, 2, 5, 5], [1, 1, 1, 1], [0, 1, 0, 1], "too_few_people"),
        ([1, 2, 3, 4] * 3, [2, 3, 4, 5] * 3, [1, 0] * 6, [0, 1, 2] * 4, "no_variance"),
    ],
)
def test_what_cannot_be_compared_says_why(before, after, treated, places, note):
    found = named(keep_compared(before, after, treated, places))
    assert note in found["did_hc3"].note.split(";")
    for estimate in found.values():
        if estimate.statistic != "n_clusters":
            assert np.isnan(estimate.ci_low)
            assert estimate.note


def test_a_start_that_does_not_vary_leaves_no_regression_on_it():
    found = named(keep_compared([3] * 8, range(8), [0, 1] * 4))
    assert "collinear" in found["ancova"].note
    assert np.isfinite(found["did_hc3"].ci_low)


@pytest.mark.parametrize("places", [[0] * 8, [0] * 4 + [1] * 4])
def test_one_place_or_one_place_a_group_gives_no_error_by_place(places):
    treated = [1] * 4 + [0] * 4
    rng = np.random.default_rng(4)
    found = named(
        keep_compared(rng.normal(size=8), rng.normal(size=8), treated, places)
    )
    assert "too_few_clusters" in found["did_cluster_cr2"].note
    assert np.isnan(found["did_cluster_cr2"].ci_low)


def test_moving_and_stretching_the_scale_moves_and_stretches_the_numbers():
    compared = draw(np.random.default_rng(5), n_places=7)
    moved = keep_compared(
        100 + 25 * compared.before,
        100 + 25 * compared.after,
        compared.is_treated,
        compared.clusters,
    )
    for name, estimate in named(compared).items():
        if name != "n_clusters":
            for field in ("estimate", "ci_low", "ci_high", "std_error"):
                value = 25 * getattr(estimate, field)
                assert getattr(named(moved)[name], field) == pytest.approx(
                    value, rel=1e-8
                )


@pytest.mark.parametrize(
    ("name", "n_places", "shared"),
    [("did_hc3", 0, 0.0), ("ancova", 0, 0.0), ("ancova_lin", 0, 0.0),
     ("did_cluster_cr2", 10, 0.5), ("ancova_cluster_cr2", 10, 0.5)],
)  # fmt: skip
def test_intervals_hold_the_truth_as_often_as_they_say(name, n_places, shared):
    rng = np.random.default_rng(6)
    runs = [
        named(draw(rng, effect=0.4, n_places=n_places, shared=shared))[name]
        for _ in range(400)
    ]
    holds = np.mean([run.ci_low <= 0.4 <= run.ci_high for run in runs])
    assert 0.92 <= holds <= 0.985


def test_errors_that_forget_the_places_are_too_small():
    rng = np.random.default_rng(7)
    runs = [
        named(draw(rng, effect=0.4, n_places=10, shared=0.5))["did_hc3"]
        for _ in range(400)
    ]
    holds = np.mean([run.ci_low <= 0.4 <= run.ci_high for run in runs])
    assert holds < 0.85


def test_given_the_start_groups_that_chose_themselves_get_two_answers():
    compared = draw(np.random.default_rng(8), n=4000, start=1.0)
    found = named(compared)
    assert found["ancova"].estimate == pytest.approx(0.0, abs=0.1)
    assert found["did_hc3"].estimate == pytest.approx(-0.4, abs=0.1)


def test_the_start_of_both_groups_is_that_of_the_people_compared():
    compared = keep_compared([1, 2, 3, 9], [1, 2, 3, np.nan], [1, 0, 0, 1])
    found = compute_baseline_difference(compared)
    assert (found.n, found.n_missing) == (3, 1)


@pytest.mark.parametrize(
    ("counts", "note"),
    [((0, 0, 3, 10), "too_few_people"), ((5, 5, 0, 5), "no_variance")],
)
def test_shares_that_cannot_be_told_apart_in_deviations_say_why(counts, note):
    found = compute_baseline_share_difference(*counts)
    assert np.isnan(found.estimate)
    assert note in found.note
