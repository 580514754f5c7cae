"""Two waves of different people, or partly the same, agree with R."""

import numpy as np
import pytest
from read_reference import agrees, name_of, read_pairs, read_rows
from scipy.stats import brunnermunzel

from barometre.statistics.brunner_munzel import compute_brunner_munzel
from barometre.statistics.dropout import compute_dropout_bounds, compute_dropout_shift
from barometre.statistics.group_difference import compute_mean_difference
from barometre.statistics.location_shift import compute_location_shift
from barometre.statistics.overlapping_samples import (
    compute_overlapping_difference,
    sort_people,
)

ROWS = read_rows("unlinked")
# R finds the ends of the shift by root finding on a step function.
TOLERANCES = {"hodges_lehmann_shift": 2e-10}


def complete(dataset):
    before, after, _ = read_pairs(dataset)
    is_kept = ~np.isnan(before) & ~np.isnan(after)
    return before[is_kept], after[is_kept]


def sort_as_in_r(before, after):
    """Half the people at both waves, a quarter at each wave only."""
    half, quarter = before.size // 2, before.size // 4
    first, second = before[half : half + quarter], after[half + quarter :]
    return sort_people(first, second, before[:half], after[:half])


def find_statistic(before, after, name):
    people = sort_as_in_r(before, after)
    fall, rise = compute_dropout_bounds(before, n_later=before.size - before.size // 3)
    found = {
        "welch": lambda: compute_mean_difference(after, before),
        "brunner_munzel": lambda: compute_brunner_munzel(after, before),
        "hodges_lehmann_shift": lambda: compute_location_shift(after, before),
        "overlapping_equal": lambda: compute_overlapping_difference(
            people, variances="equal"
        ),
        "overlapping_unequal": lambda: compute_overlapping_difference(people),
        "dropout_shift": lambda: compute_dropout_shift(
            people.both.before, people.earlier_only
        ),
        "dropout_bound_fall": lambda: fall,
        "dropout_bound_rise": lambda: rise,
    }
    return found[name]()


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_waves_of_different_people_agree_with_r(row):
    estimate = find_statistic(*complete(row["dataset"]), row["statistic"])
    agrees(estimate, row, within=TOLERANCES.get(row["statistic"], 1e-10))


@pytest.mark.parametrize("dataset", sorted({row["dataset"] for row in ROWS}))
def test_scipy_gives_the_same_p_value_of_brunner_and_munzel(dataset):
    before, after = complete(dataset)
    theirs = brunnermunzel(np.round(before, 10), np.round(after, 10)).pvalue
    assert compute_brunner_munzel(after, before).p_value == pytest.approx(theirs)
