"""Structure and reading of questions, from real files to estimates, and in lavaan."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from real_study import needs_real_data

pytestmark = [pytest.mark.shared, needs_real_data]
REFERENCE = Path(__file__).parents[1] / "reference" / "measurement_of_studies.csv"
ROWS = pd.read_csv(REFERENCE).to_dict("records")


@pytest.fixture(scope="module")
def estimates(finish):
    table = finish("dutch_panel") / "data" / "estimates.parquet"
    return pd.read_parquet(table).set_index("key")


def test_each_measure_of_the_dutch_panel_agrees_with_lavaan(estimates):
    for row in ROWS:
        place = row["dataset"].removeprefix("dutch_panel:")
        key = f"dimensionality/{place}/{row['statistic']}/{row['item']}"
        ours = estimates.loc[key]
        assert ours["n"] == row["n"], key
        # lavaan's second derivatives, behind the scaled test, are differences.
        within = 1e-5 if row["statistic"] == "chi2_scaled" else 2e-6
        for name in ("estimate", "ci_low", "ci_high", "df", "p_value"):
            if not np.isnan(row[name]):
                expected = pytest.approx(row[name], rel=within, abs=within)
                assert ours[name] == expected, (key, name)


def test_the_reference_holds_steps_of_waves_and_of_groups():
    places = {(row["dataset"].rpartition("/")[2], row["item"]) for row in ROWS}
    for place in ("before-after", "gender="):
        assert {(place, step) for step in ("configural", "metric", "scalar")} <= places
    assert ("before", "single") in places
