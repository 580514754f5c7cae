"""Each number agrees with R on the synthetic data of this folder."""

import numpy as np
import pytest
from change_statistics import find_change_statistic, find_group_statistic, tolerance
from item_statistics import TOLERANCES, find_item_statistic
from read_reference import agrees, name_of, read_data, read_pairs, read_rows

from barometre.statistics.adjustment import adjust
from barometre.statistics.location import compute_mean, compute_median, compute_sd
from barometre.statistics.pairs import keep_pairs
from barometre.statistics.retest import compute_retest
from barometre.statistics.share import (
    compute_floor_and_ceiling,
    compute_share,
    compute_share_high,
    compute_shares,
)
from barometre.statistics.then_test import compute_then_test


@pytest.mark.parametrize("row", read_rows("reliability"), ids=name_of)
def test_reliability_agrees_with_psych_and_lavaan(row):
    estimate = find_item_statistic(read_data, row)
    agrees(estimate, row, within=TOLERANCES.get(row["statistic"], 1e-10))


@pytest.mark.parametrize("row", read_rows("change"), ids=name_of)
def test_change_agrees_with_stats_and_effectsize(row):
    before, after, _ = read_pairs(row["dataset"])
    estimate = find_change_statistic(before, after, row["statistic"])
    agrees(estimate, row, within=tolerance(row["statistic"]))


@pytest.mark.parametrize(
    "row",
    [
        row
        for row in read_rows("change")
        if row["statistic"].endswith(("_exact", "_normal"))
    ],
    ids=name_of,
)
def test_the_exact_distribution_is_used_where_r_uses_it(row):
    before, after, _ = read_pairs(row["dataset"])
    method = find_change_statistic(before, after, "hodges_lehmann").method
    assert row["statistic"].removeprefix("hodges_lehmann_") == method.removeprefix(
        "wilcoxon_"
    )


@pytest.mark.parametrize("row", read_rows("retest"), ids=name_of)
def test_retest_reliability_agrees_with_psych(row):
    before, after, _ = read_pairs(row["dataset"])
    found = compute_retest(keep_pairs(before, after))
    numbers = (found.agreement, found.consistency, *found.errors)
    by_name = {number.statistic: number for number in numbers}
    # Scores in thirds are rounded to ten decimals here and not in R.
    agrees(by_name[row["statistic"]], row, within=1e-9)


@pytest.mark.parametrize("row", read_rows("then_test"), ids=name_of)
def test_the_retrospective_pre_test_agrees_with_r(row):
    found = compute_then_test(*read_data(row["dataset"]).T)
    by_name = {number.statistic: number for number in found.estimates}
    agrees(by_name[row["statistic"]], row, within=1e-12)


@pytest.mark.parametrize("row", read_rows("groups"), ids=name_of)
def test_groups_agree_with_stats_and_effectsize(row):
    estimate = find_group_statistic(*read_pairs(row["dataset"]), row["statistic"])
    agrees(estimate, row, within=tolerance(row["statistic"]))


@pytest.mark.parametrize("row", read_rows("descriptive"), ids=name_of)
def test_descriptives_agree_with_stats(row):
    if " of " in row["dataset"]:
        count, n = (int(part) for part in row["dataset"].split(" of "))
        agrees(compute_share(count, n), row, within=1e-12)
        return
    answers = read_data(row["dataset"])[:, 0]
    floor, ceiling = compute_floor_and_ceiling(answers, low=1, high=5)
    estimates = {
        "mean": compute_mean(answers),
        "sd": compute_sd(answers),
        "median": compute_median(answers),
        "share_high": compute_share_high(answers, at_least=4),
        "floor_share": floor,
        "ceiling_share": ceiling,
        "share": compute_shares(answers, range(1, 6)).get(float(row["item"] or 0)),
    }
    agrees(estimates[row["statistic"]], row, within=1e-12)


@pytest.mark.parametrize("method", ["holm", "BH"])
@pytest.mark.parametrize("family", ["one_outcome", "twelve", "some_missing", "none"])
def test_adjustment_agrees_with_p_adjust(family, method):
    rows = [
        row
        for row in read_rows("adjustment")
        if row["dataset"] == family and row["statistic"] == method
    ]
    how = "holm" if method == "holm" else "benjamini_hochberg"
    adjusted = adjust([row["p_value"] for row in rows], how)
    expected = [row["estimate"] for row in rows]
    np.testing.assert_allclose(adjusted, expected, rtol=1e-14)
