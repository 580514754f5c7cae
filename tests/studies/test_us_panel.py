"""A real panel of three waves, against its codebook."""

import gzip

import numpy as np
import pandas as pd
import pytest
from real_study import FILES, SHARED, needs_real_data, read_study

pytestmark = [pytest.mark.shared, needs_real_data]
FILE = FILES["us_panel"]["panel.csv.gz"]
WAVES = {"y2006": 1, "y2008": 2, "y2010": 3}


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    return read_study("us_panel", tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def original():
    with gzip.open(SHARED / FILE, "rt") as stream:
        frame = pd.read_csv(stream, dtype={"firstid": "str"})
    return frame[frame["year"].notna()]


def test_only_interviews_that_took_place_are_responses(read):
    assert read.responses["wave"].value_counts().to_dict() == {
        "y2006": 2000,
        "y2008": 1536,
        "y2010": 1276,
    }
    assert read.raw["y2010"].facts["rows_not_interviewed"] == 464 + 724


def test_people_are_followed_by_an_identifier_with_leading_zeros(read, original):
    seen = read.links["person_id"].value_counts()
    expected = original["firstid"].value_counts()
    assert len(seen) == len(expected) == 2000
    assert sorted(seen) == sorted(expected)
    assert set(read.links["method"]) == {"column"}


@pytest.mark.parametrize("wave", WAVES)
@pytest.mark.parametrize("item", ["trust", "fair", "helpful", "conbus", "conarmy"])
def test_items_of_other_ballots_were_not_asked(read, original, wave, item):
    expected = original.loc[original["wave"] == WAVES[wave], item]
    assert read.wave(wave)[item].notna().sum() == expected.notna().sum()
    assert read.kinds(wave, item) == {"not_asked": int(expected.isna().sum())}


@pytest.mark.parametrize(
    ("item", "direction"),
    [
        ("trust", {1: 3, 2: 1, 3: 2}),
        ("fair", {1: 1, 2: 3, 3: 2}),
        ("helpful", {1: 3, 2: 1, 3: 2}),
    ],
)
def test_items_in_opposite_directions_are_recoded_so_that_more_is_trust(
    read, original, item, direction
):
    expected = original[item].map(direction).value_counts().to_dict()
    assert read.responses[item].value_counts().to_dict() == expected


def test_recoded_items_agree_with_each_other(read):
    correlations = read.responses[["trust", "fair", "helpful"]].corr().to_numpy()
    assert (correlations[np.triu_indices(3, 1)] > 0.2).all()


def test_weights_belong_to_the_people_present_at_every_wave(read, original):
    found = read.responses["wtpannr123"]
    assert found.isna().sum() == original["wtpannr123"].isna().sum()
    assert found.sum() == pytest.approx(original["wtpannr123"].sum(), rel=1e-12)


def test_regions_are_kept_as_text(read):
    assert len(set(read.responses["region"]) - {""}) == 9
