"""Each number agrees with R on real answers, read in place and never copied."""

from functools import cache

import pandas as pd
import pytest
from change_statistics import find_change_statistic, find_group_statistic, tolerance
from item_statistics import TOLERANCES, find_item_statistic
from read_reference import SHARED, agrees, name_of, read_rows

from barometre.statistics.item_analysis import compute_item_analysis

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/data beside this"),
]
ROWS = read_rows("real_data")
REVERSED_BFI = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"]
CYNICISM = [f"F1_{number}" for number in range(1, 11)]
TRUST = [f"F2_{number}" for number in range(1, 12)]
GROUPS = ("mean_difference", "did", "hedges_g", "hedges_g_effectsize",
          "attrition_difference", "attrition_difference_effectsize")  # fmt: skip
INSTITUTIONS = "finan bus clerg educ fed labor press medic tv judge sci legis army"
CONFIDENCE = [f"con{name}" for name in INSTITUTIONS.split(" ")]
# Of thirteen questions there are too many halves to go through: we say so.
TOO_MANY_SPLITS = [
    ("gss_confidence_1", name)
    for name in ("guttman_lambda4", "split_half_lowest", "split_half_mean")
]
CHANGES = ("vu_trust", "vu_cynicism", "gss_confidence")


@cache
def read_bfi():
    table = pd.read_csv(SHARED / "psychometric_reference" / "bfi.csv")
    return table.assign(**{item: 7 - table[item] for item in REVERSED_BFI})


@cache
def read_dutch_panel():
    table = pd.read_csv(SHARED / "vu_trust_panel_2021" / "vu_trust_long.csv")
    reversed_items = {item: 6 - table[item] for item in ("F1_5", "F1_6", "F1_7")}
    return table.assign(**reversed_items).set_index("pid")


@cache
def read_us_panel():
    path = SHARED / "gss_panel06" / "gss_panel06_long.csv.gz"
    table = pd.read_csv(path, dtype={"firstid": str}, low_memory=False)
    return table.assign(**{item: 4 - table[item] for item in CONFIDENCE}).set_index(
        "firstid"
    )


@cache
def answers_of(dataset):
    study, scale, *wave = dataset.split("_")
    if study == "bfi":
        return read_bfi()[[f"{scale}{number}" for number in range(1, 6)]].to_numpy()
    if study == "gss":
        panel = read_us_panel()
        return panel.loc[panel["wave"] == 1, CONFIDENCE].to_numpy()
    panel = read_dutch_panel()
    is_wave = panel["wave"] == {"prewave": "pre-wave", "wave4": "wave 4"}[wave[0]]
    return panel.loc[is_wave, TRUST if scale == "trust" else CYNICISM].to_numpy()


@cache
def scores_of(dataset):
    """Scores of everyone of the first wave, complete answers only, and their gender."""
    study, scale = dataset.split("_")
    panel = read_us_panel() if study == "gss" else read_dutch_panel()
    waves = (1, 2) if study == "gss" else ("pre-wave", "wave 4")
    items = CONFIDENCE if study == "gss" else TRUST if scale == "trust" else CYNICISM
    score = panel[items].mean(axis=1, skipna=False)
    first, second = (score[panel["wave"] == wave] for wave in waves)
    gender = panel.loc[panel["wave"] == waves[0]].get("gender")
    return first.to_numpy(), second.reindex(first.index).to_numpy(), gender


@pytest.mark.parametrize(
    "row",
    [
        row
        for row in ROWS
        if row["dataset"] not in CHANGES
        and not row["dataset"].endswith("_weighted")
        and (row["dataset"], row["statistic"]) not in TOO_MANY_SPLITS
    ],
    ids=name_of,
)
def test_reliability_of_real_answers_agrees_with_psych_and_lavaan(row):
    estimate = find_item_statistic(answers_of, row)
    agrees(estimate, row, within=TOLERANCES.get(row["statistic"], 1e-10))


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["dataset"] in CHANGES], ids=name_of
)
def test_change_in_real_answers_agrees_with_stats_and_effectsize(row):
    before, after, gender = scores_of(row["dataset"])
    if row["statistic"] in GROUPS:
        # Who did not say their gender is in neither group.
        treated = (gender == 1).to_numpy()
        if row["statistic"].startswith("attrition"):
            estimate = find_group_statistic(before, after, treated, row["statistic"])
        else:
            is_known = gender.notna().to_numpy()
            estimate = find_group_statistic(
                before[is_known], after[is_known], treated[is_known], row["statistic"]
            )
    else:
        estimate = find_change_statistic(before, after, row["statistic"])
    agrees(estimate, row, within=tolerance(row["statistic"]))


@pytest.mark.parametrize(("dataset", "statistic"), TOO_MANY_SPLITS)
def test_halves_that_are_too_many_are_said_to_be_too_many(dataset, statistic):
    analysis = compute_item_analysis(answers_of(dataset))
    assert analysis.find(statistic).note == "too_many_items"
