"""Groups compared: sandwich, clubSandwich, and a bootstrap by brute force."""

import numpy as np
import pytest
from read_reference import agrees, name_of, read_data, read_rows

from barometre.statistics.baseline_balance import (
    compute_baseline_difference,
    compute_baseline_share_difference,
)
from barometre.statistics.group_regression import (
    Compared,
    compute_group_regressions,
    keep_compared,
)
from barometre.statistics.wild_cluster_bootstrap import compute_wild_cluster


def read_panel(name: str) -> Compared:
    before, after, _, treated, place = read_data(name).T
    return keep_compared(before, after, treated == 1, place)


def find(dataset: str, statistic: str):
    if statistic == "baseline_share_difference":
        treated, n_treated, control, n_control = map(int, dataset.split())
        return compute_baseline_share_difference(treated, n_treated, control, n_control)
    compared = read_panel(dataset)
    if statistic == "baseline_difference":
        return compute_baseline_difference(compared)
    if statistic.endswith("_wild"):
        return compute_wild_cluster(compared, question=statistic.partition("_")[0])
    found = {e.statistic: e for e in compute_group_regressions(compared)}
    return found[statistic]


# Ends of the bootstrap's interval are jumps of a step function, found by halving.
@pytest.mark.parametrize("row", read_rows("comparison"), ids=name_of)
def test_comparisons_agree_with_r(row):
    within = 1e-8 if row["statistic"].endswith("_wild") else 1e-10
    agrees(find(row["dataset"], row["statistic"]), row, within=within)


def test_the_same_numbers_come_from_statsmodels():
    statsmodels = pytest.importorskip("statsmodels.api")
    compared = read_panel("panel_n120_c6")
    centred = compared.before - compared.before.mean()
    design = np.column_stack([np.ones(compared.n), centred, compared.is_treated])
    fit = statsmodels.OLS(compared.after, design).fit(cov_type="HC3", use_t=True)
    found = {e.statistic: e for e in compute_group_regressions(compared)}["ancova"]
    assert found.std_error == pytest.approx(fit.bse[-1], rel=1e-10)
    assert found.p_value == pytest.approx(fit.pvalues[-1], rel=1e-10)
