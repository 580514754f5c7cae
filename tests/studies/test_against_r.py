"""The same files through the whole sequence and through R."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from real_study import needs_real_data

pytestmark = [pytest.mark.shared, needs_real_data]
REFERENCE = Path(__file__).parents[1] / "reference" / "real_data.csv"
RELIABILITY = {
    "cronbach_alpha": "cronbach_alpha",
    "mcdonald_omega_total": "mcdonald_omega_total_ml",
    "guttman_lambda2": "guttman_lambda2",
    "mean_interitem_correlation": "mean_interitem_correlation",
    "standard_error_of_measurement": "standard_error_of_measurement",
}
CHANGE = {
    "mean_before": "baseline_mean",
    "mean_after": "later_mean",
    "mean_change": "mean_change",
    "median_change": "median_change",
    "hodges_lehmann": "hodges_lehmann_normal",
    "cohens_d_av": "cohens_d_av_bonett",
    "hedges_g_av": "hedges_g_av_bonett",
    "cohens_d_z": "cohens_d_z",
    "hedges_g_z": "hedges_g_z",
    "probability_of_improvement": "probability_of_improvement",
}
# (study, place of the key, dataset in R, statistics compared)
PLACES = [
    ("dutch_panel", "reliability/dutch_trust/before", "vu_trust_prewave", RELIABILITY),
    ("dutch_panel", "reliability/dutch_trust/after", "vu_trust_wave4", RELIABILITY),
    (
        "dutch_panel",
        "reliability/dutch_cynicism/before",
        "vu_cynicism_prewave",
        RELIABILITY,
    ),
    (
        "dutch_panel",
        "reliability/dutch_cynicism/after",
        "vu_cynicism_wave4",
        RELIABILITY,
    ),
    ("dutch_panel", "change/dutch_trust/before-after", "vu_trust", CHANGE),
    ("dutch_panel", "change/dutch_cynicism/before-after", "vu_cynicism", CHANGE),
    ("us_panel", "reliability/us_confidence/y2006", "gss_confidence_1", RELIABILITY),
    ("us_panel", "change/us_confidence/y2006-y2008", "gss_confidence", CHANGE),
    (
        "us_panel",
        "weighting/us_confidence/y2006",
        "gss_confidence_weighted",
        {"weighted_mean": "mean"},
    ),
    (
        "us_panel",
        "weighting/us_confidence/y2006-y2008",
        "gss_confidence_weighted",
        {"weighted_mean_change": "change"},
    ),
    (
        "us_panel",
        "weighting/y2006-y2008",
        "gss_confidence_weighted",
        {"design_effect": "design_effect"},
    ),
]
CASES = [
    pytest.param(study, f"{place}/{ours}", dataset, theirs, id=f"{place}/{ours}")
    for study, place, dataset, statistics in PLACES
    for ours, theirs in statistics.items()
]
NUMBERS = ("estimate", "ci_low", "ci_high", "std_error", "df", "p_value", "n")


@pytest.fixture(scope="module")
def estimates(finish):
    tables = {
        name: finish(name) / "data" / "estimates.parquet"
        for name in ("dutch_panel", "us_panel")
    }
    return {name: pd.read_parquet(at).set_index("key") for name, at in tables.items()}


@pytest.fixture(scope="module")
def reference():
    table = pd.read_csv(REFERENCE)
    return table[table["item"].isna()].set_index(["dataset", "statistic"])


@pytest.mark.parametrize(("study", "key", "dataset", "statistic"), CASES)
def test_the_sequence_agrees_with_r(
    estimates, reference, study, key, dataset, statistic
):
    ours, theirs = estimates[study].loc[key], reference.loc[(dataset, statistic)]
    compared = [name for name in NUMBERS if not np.isnan(theirs[name])]
    assert {"estimate", "n"} <= set(compared)
    for name in compared:
        # Hodges-Lehmann limits come from a root search in R, to 1e-8 at best.
        assert ours[name] == pytest.approx(theirs[name], rel=1e-6, abs=1e-6), name
