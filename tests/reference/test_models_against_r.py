"""Reliability that needs a model agrees with lavaan and psych."""

from functools import cache

import numpy as np
import pytest
from read_reference import agrees, name_of, read_data, read_rows

from barometre.statistics.item_moments import compute_item_moments
from barometre.statistics.omega_hierarchical import compute_omega_hierarchical
from barometre.statistics.ordinal_alpha import compute_ordinal_alpha
from barometre.statistics.pairwise_alpha import compute_pairwise_alpha
from barometre.statistics.polychoric import compute_polychoric

ROWS = read_rows("models")


def rows_of(*statistics):
    return [row for row in ROWS if row["statistic"] in statistics]


@cache
def _correlate(dataset):
    return compute_polychoric(read_data(dataset))


@pytest.mark.parametrize("row", rows_of("polychoric"), ids=name_of)
def test_polychoric_correlations_agree_with_lavaan(row):
    first, second = (int(place) - 1 for place in row["item"].split("_"))
    found = _correlate(row["dataset"])
    # lavaan's search ends within 1e-7 of the maximum.
    assert found.correlation[first, second] == pytest.approx(row["estimate"], abs=1e-6)
    assert found.n == row["n"]


@pytest.mark.parametrize("row", rows_of("ordinal_alpha"), ids=name_of)
def test_ordinal_alpha_agrees_with_lavaan(row):
    agrees(compute_ordinal_alpha(read_data(row["dataset"])), row, within=1e-6)


@pytest.mark.parametrize("row", rows_of("cronbach_alpha_pairwise"), ids=name_of)
def test_pairwise_alpha_agrees_with_psych(row):
    agrees(compute_pairwise_alpha(read_data(row["dataset"])), row, within=1e-10)


def test_omega_hierarchical_agrees_with_psych():
    (tight,) = rows_of("mcdonald_omega_hierarchical")
    (loose,) = rows_of("mcdonald_omega_hierarchical_psych")
    moments = compute_item_moments(read_data(tight["dataset"]))
    found = compute_omega_hierarchical(moments)
    # R's oblimin ends at a gradient of 1e-8 here, and at 1e-5 inside psych::omega.
    agrees(found, tight, within=1e-6)
    assert found.estimate == pytest.approx(loose["estimate"], abs=1e-4)
    assert np.isnan(found.ci_low)
