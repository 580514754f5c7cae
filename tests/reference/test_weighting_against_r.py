"""Weights, weighted means and their errors agree with the survey package."""

import csv

import numpy as np
import pytest
from read_reference import FOLDER, agrees, name_of, read_rows

from barometre.statistics.raking import Margin, rake
from barometre.statistics.weighted import (
    Design,
    compute_design_effect,
    compute_replicate_means,
    compute_resident_mean,
    compute_weighted_means,
    list_replicates,
)

SHARES = {"territory": [0.4, 0.35, 0.25], "age": [0.55, 0.45]}
RESIDENTS = {"west": 60, "north": 200}
ROWS = read_rows("weighting")


def read_people():
    with (FOLDER / "data" / "weighted.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


PEOPLE = read_people()
FIRST = PEOPLE["first"].astype(float)
SECOND = np.array([float(x or "nan") for x in PEOPLE["second"]])
OUTCOMES = {"first": FIRST, "second": SECOND, "change": SECOND - FIRST}


def make_design(name):
    n = FIRST.size
    own = PEOPLE["base"].astype(float)
    base = own if name in ("given", "raked_base") else np.ones(n)
    variables = {
        "given": [],
        "raked": ["territory", "age"],
        "raked_base": ["territory", "age"],
        "poststratified": ["territory"],
    }[name]
    margins = [
        Margin(v, np.unique(PEOPLE[v], return_inverse=True)[1], np.array(SHARES[v]))
        for v in variables
    ]
    left_out = list_replicates(n)
    replicates = np.where(left_out, 0.0, base[:, np.newaxis])
    return Design(
        weights=rake(base, margins).weights,
        base=base,
        calibration=np.column_stack(
            [np.equal.outer(m.codes, np.arange(m.shares.size)) for m in margins]
            or [np.zeros((n, 0))]
        ).astype(float),
        replicates=rake(replicates, margins).weights,
    )


DESIGNS = {
    n: make_design(n) for n in ("given", "raked", "raked_base", "poststratified")
}


def is_about(start):
    return [row for row in ROWS if row["statistic"].startswith(start)]


# Both searches go on until nothing moves: survey to 1e-12 of a total, ours to 1e-10 of
# a factor.
@pytest.mark.parametrize("row", is_about("weight"), ids=name_of)
def test_weights_agree_with_rake_calibrate_and_poststratify(row):
    weight = DESIGNS[row["dataset"]].weights[int(row["item"]) - 1]
    assert weight == pytest.approx(row["estimate"], rel=1e-9)


@pytest.mark.parametrize("row", is_about("mean"), ids=name_of)
def test_weighted_means_and_their_errors_agree_with_svymean(row):
    values = OUTCOMES[row["statistic"].split()[1]][:, np.newaxis]
    found = compute_weighted_means(values, DESIGNS[row["dataset"]])
    agrees(found[0], row, within=1e-9)


@pytest.mark.parametrize("row", is_about("jackknife"), ids=name_of)
def test_errors_by_leaving_people_out_agree_with_svrepdesign(row):
    values = OUTCOMES[row["statistic"].split()[1]][:, np.newaxis]
    found = compute_replicate_means(values, DESIGNS[row["dataset"]])
    agrees(found[0], row, within=1e-8)


@pytest.mark.parametrize("row", is_about("share"), ids=name_of)
def test_a_weighted_share_agrees_with_svymean_and_svyciprop(row):
    share = (FIRST >= 6).astype(float)[:, np.newaxis]
    found = compute_weighted_means(share, DESIGNS[row["dataset"]], is_share=True)
    agrees(found[0], row, within=1e-9)


@pytest.mark.parametrize("row", is_about("resident_mean"), ids=name_of)
def test_a_mean_of_these_residents_agrees_with_svymean(row):
    is_here = PEOPLE["territory"] == row["dataset"]
    found = compute_resident_mean(
        FIRST[is_here],
        PEOPLE["base"].astype(float)[is_here],
        population=RESIDENTS[row["dataset"]],
    )
    agrees(found, row, within=1e-10)


@pytest.mark.parametrize("row", [*is_about("design"), *is_about("eff")], ids=name_of)
def test_the_cost_of_unequal_weights_is_kishs(row):
    found = compute_design_effect(DESIGNS[row["dataset"]].weights)
    estimates = {estimate.statistic: estimate for estimate in found}
    agrees(estimates[row["statistic"]], row, within=1e-9)
