"""Mixed models agree with lme4 and pbkrtest, Friedman's test with stats."""

import csv

import numpy as np
import pytest
from read_reference import FOLDER, agrees, name_of, read_rows

from barometre.statistics.friedman import compute_friedman
from barometre.statistics.mixed_change import compute_mixed_changes
from barometre.statistics.mixed_model import fit_mixed_model
from barometre.statistics.repeated_measures import sum_up
from barometre.statistics.territory_model import fit_random_territory

WAVES = ("t0", "t1", "t2", "t3")


def read_people():
    people = {}
    path = FOLDER / "data" / "trajectories.csv"
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            numbers = [float(row[name] or "nan") for name in ("territory", *WAVES)]
            people.setdefault(row["dataset"], []).append(numbers)
    return {name: np.array(rows) for name, rows in people.items()}


PEOPLE = read_people()
ROWS = read_rows("trajectories")


def find(row):
    """Scores by wave and territories of the people behind a row."""
    name = row["dataset"].removesuffix("_slope").removesuffix("_territory")
    people = PEOPLE[name]
    scores = people[:, 1:]
    return scores[:, ~np.isnan(scores).all(axis=0)], people[:, 0]


def fit(dataset, scores, territories):
    """The model that R fitted to a dataset."""
    if dataset.endswith("_territory"):
        return fit_random_territory(scores, territories)
    model = "slope" if dataset.endswith("_slope") else "intercept"
    return fit_mixed_model(sum_up(scores, territories), model=model)


def is_about(*starts):
    return [row for row in ROWS if row["statistic"].startswith(starts)]


# R's searches are told to go on until nothing moves, and end within 1e-9 of ours.
# For people who repeat each other less than strangers do only gls fits; it stops at
# 1e-6 of the correlation, and gives no degrees of freedom that could be compared.
@pytest.mark.parametrize("row", is_about("mixed_model"), ids=name_of)
def test_means_and_changes_agree_with_lme4_and_pbkrtest(row):
    scores, territories = find(row)
    name, wave = row["statistic"].split()
    position = WAVES.index(wave)
    repeated = sum_up(scores, territories)
    fitted = fit(row["dataset"], scores, territories)
    weights = np.zeros(fitted.coefficients.size)
    weights[position] = 1
    weights[0] -= name == "mixed_model_change"
    value, std_error, df = fitted.contrast(weights)
    centre = repeated.centre if name == "mixed_model_mean" else 0.0
    assert value + centre == pytest.approx(row["estimate"], rel=1e-8, abs=1e-8)
    if row["dataset"] == "against":
        known = float(np.sqrt(weights @ fitted.unadjusted @ weights))
        assert known == pytest.approx(row["std_error"], rel=2e-6)
        assert fitted.is_singular
        return
    # Newton's steps by numerical derivatives: R ends 1e-7 from the peak where the
    # likelihood of three territories is flat.
    within = 1e-7 if row["dataset"] == "slopes_territory" else 1e-8
    assert std_error == pytest.approx(row["std_error"], rel=within)
    assert df == pytest.approx(row["df"], rel=within)
    assert repeated.n == row["n"]


@pytest.mark.parametrize("row", is_about("variance"), ids=name_of)
def test_variances_agree_with_lme4(row):
    scores, territories = find(row)
    fitted = fit(row["dataset"], scores, territories)
    position = int(row["statistic"].split()[1]) - 1
    assert fitted.variances[position] == pytest.approx(
        row["estimate"], rel=1e-6, abs=1e-9
    )


@pytest.mark.parametrize(
    "row",
    [
        row
        for row in is_about("mixed_model")
        if row["dataset"] in ("two_waves", "three_waves", "complete", "slopes_slope")
    ],
    ids=name_of,
)
def test_estimates_have_the_intervals_and_p_values_of_r(row):
    scores, territories = find(row)
    found = compute_mixed_changes(scores, territories)
    name, wave = row["statistic"].split()
    position = WAVES.index(wave)
    is_mean = name == "mixed_model_mean"
    estimate = (found.means if is_mean else (None, *found.changes))[position]
    n = row["n"] if not is_mean else np.isfinite(scores[:, position]).sum()
    agrees(estimate, {**row, "n": n}, within=1e-8)


@pytest.mark.parametrize("row", is_about("friedman"), ids=name_of)
def test_ranks_agree_with_friedman_test(row):
    scores, _ = find(row)
    scores = np.round(scores) if row["statistic"].endswith("ties") else scores
    agrees(compute_friedman(scores), row, within=1e-12)
