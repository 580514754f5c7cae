"""The change that choosing alone makes agrees with R."""

import pytest
from read_reference import agrees, name_of, read_pairs, read_rows

from barometre.statistics.pairs import keep_pairs
from barometre.statistics.regression_to_the_mean import compute_expected_regression

ROWS = read_rows("regression_to_the_mean")
CUTS = {
    (row["dataset"], row["item"]): row["estimate"]
    for row in ROWS
    if row["statistic"] == "cut"
}


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row["statistic"] == "expected_regression"],
    ids=name_of,
)
def test_the_expected_regression_agrees_with_r(row):
    before, after, _ = read_pairs(row["dataset"])
    pairs = keep_pairs(before, after)
    cut = CUTS[row["dataset"], row["item"]]
    is_low = row["item"] == "low"
    is_chosen = pairs.before <= cut if is_low else pairs.before >= cut
    agrees(compute_expected_regression(pairs, is_chosen), row, within=1e-12)
