"""Indices of careless responding agree with their formulas in R."""

import numpy as np
import pytest
from read_reference import read_data, read_rows

from barometre.responses.quality.even_odd import compute_even_odd
from barometre.responses.quality.irv import compute_irv
from barometre.responses.quality.mahalanobis import compute_mahalanobis
from barometre.responses.quality.psychometric_synonyms import (
    compute_synonyms,
    find_synonyms,
)

ROWS = read_rows("careless")
ANSWERS = np.column_stack(
    [
        (read_data("items_agree5_n300_k8") - 1) / 4,
        read_data("items_two_traits_n300_k8") / 10,
    ]
)


def compute(statistic):
    if statistic == "irv":
        return compute_irv(ANSWERS)
    if statistic == "even_odd":
        return compute_even_odd(
            [ANSWERS[:, start : start + 4] for start in (0, 4, 8, 12)]
        )
    if statistic == "mahalanobis":
        is_whole = ~np.isnan(ANSWERS).any(axis=1)
        distances = np.full(len(ANSWERS), np.nan)
        distances[is_whole] = compute_mahalanobis(ANSWERS[is_whole])
        return distances
    return compute_synonyms(ANSWERS, *find_synonyms(ANSWERS, at_least=0.45))


@pytest.mark.parametrize(
    "statistic", ["irv", "even_odd", "mahalanobis", "psychometric_synonyms"]
)
def test_each_index_agrees_with_r_person_by_person(statistic):
    rows = [row for row in ROWS if row["statistic"] == statistic]
    expected = np.full(60, np.nan)
    for row in rows:
        expected[int(row["item"]) - 1] = row["estimate"]
    assert len(rows) > 30
    found = compute(statistic)[:60]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


def test_as_many_pairs_are_synonyms_as_in_r():
    (row,) = [row for row in ROWS if row["statistic"] == "n_pairs"]
    assert find_synonyms(ANSWERS, at_least=0.45)[0].size == row["estimate"]
