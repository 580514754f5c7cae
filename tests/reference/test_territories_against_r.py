"""Groups pooled, and each with the help of the others, agree with metafor."""

import csv

import pytest
from read_reference import FOLDER, agrees, name_of, read_rows

from barometre.statistics.random_effects import pool_groups


def read_groups():
    with (FOLDER / "data" / "territories.csv").open(encoding="utf-8") as file:
        groups = {}
        for row in csv.DictReader(file):
            numbers = float(row["effect"]), float(row["std_error"])
            groups.setdefault(row["dataset"], []).append(numbers)
    return groups


GROUPS = read_groups()


# metafor is told to search on until nothing moves; what is left is rounding.
@pytest.mark.parametrize("row", read_rows("territories"), ids=name_of)
def test_pooled_groups_agree_with_metafor(row):
    effects, errors = zip(*GROUPS[row["dataset"]], strict=True)
    found = pool_groups(effects, errors, [20] * len(effects))
    together = (
        found.pooled,
        found.prediction,
        found.variance,
        found.sd,
        found.inconsistency,
        found.heterogeneity,
    )
    estimates = {estimate.statistic: estimate for estimate in together}
    if row["item"]:
        estimates["shrunken_mean_change"] = found.shrunken[int(row["item"]) - 1]
    agrees(estimates[row["statistic"]], row, within=1e-10)
