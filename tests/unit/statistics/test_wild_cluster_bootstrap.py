"""The bootstrap by place: its edges, its rate of false alarms."""

import numpy as np
import pytest

from barometre.statistics.group_regression import keep_compared
from barometre.statistics.wild_cluster_bootstrap import compute_wild_cluster


def draw(rng, *, n_places, n=60, effect=0.0):
    place = np.arange(n) % n_places
    treated = place % 2 == 0
    after = rng.normal(size=n) + 0.4 * rng.normal(size=n_places)[place]
    return keep_compared(np.zeros(n), after + effect * treated, treated, place)


@pytest.mark.parametrize(
    ("n_places", "method"),
    [
        (4, "wild_cluster_webb_all"),
        (8, "wild_cluster_rademacher_all"),
        (14, "wild_cluster_rademacher_4999"),
    ],
)
def test_few_places_are_counted_and_many_drawn(n_places, method):
    found = compute_wild_cluster(draw(np.random.default_rng(1), n_places=n_places))
    assert found.method == method
    assert 0 < found.p_value <= 1


@pytest.mark.parametrize(
    ("n_places", "note"), [(2, "too_few_clusters"), (51, "too_many_clusters")]
)
def test_too_few_or_too_many_places_say_so(n_places, note):
    found = compute_wild_cluster(
        draw(np.random.default_rng(2), n_places=n_places, n=102)
    )
    assert np.isnan(found.p_value)
    assert note in found.note


def test_where_everyone_of_a_group_changed_alike_there_is_no_surprise_to_measure():
    place = np.arange(20) % 5
    treated = place % 2 == 0
    found = compute_wild_cluster(keep_compared([0] * 20, treated, treated, place))
    assert "no_variance" in found.note


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_almost_nobody_gives_a_reason(n):
    found = compute_wild_cluster(
        keep_compared(range(n), range(n), [1, 0, 1][:n], [0, 1, 2][:n])
    )
    assert np.isnan(found.p_value)
    assert found.note


@pytest.mark.parametrize("n_places", [5, 8, 14])
def test_the_interval_ends_where_the_test_stops_refusing(n_places):
    compared = draw(np.random.default_rng(3), n_places=n_places, effect=1.0)
    found = compute_wild_cluster(compared)
    for end, inside in ((found.ci_low, 1e-6), (found.ci_high, -1e-6)):
        p_values = [
            compute_wild_cluster(
                keep_compared(
                    compared.before,
                    compared.after - (end + step) * compared.is_treated,
                    compared.is_treated,
                    compared.clusters,
                )
            ).p_value
            for step in (inside, -inside)
        ]
        assert p_values[0] > 0.05 >= p_values[1]


def test_nothing_happening_is_rarely_taken_for_something():
    rng = np.random.default_rng(4)
    p_values = [compute_wild_cluster(draw(rng, n_places=8)).p_value for _ in range(300)]
    assert np.mean(np.array(p_values) <= 0.05) < 0.09


def test_the_draws_are_the_same_each_time():
    compared = draw(np.random.default_rng(5), n_places=14)
    assert compute_wild_cluster(compared) == compute_wild_cluster(compared)
