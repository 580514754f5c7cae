"""Everything a full report works out from real files, and the same in R.

Two more studies of the Dutch file change one thing each: nobody can be linked, or women
stand for those who took part.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from real_study import needs_real_data, place_study

from barometre.pipeline import STAGES, run

pytestmark = [pytest.mark.shared, needs_real_data]
REFERENCE = Path(__file__).parents[1] / "reference" / "analyses_of_studies.csv"
NUMBERS = ("estimate", "ci_low", "ci_high", "std_error", "df", "p_value", "n")
COMPARED = """
analyses: core
comparison: {column: gender, treated: woman, control: man, clusters: region}
"""
UNLINKED = """
analyses: core
respondent: {by: none}
"""
CHANGED = {"dutch_unlinked": UNLINKED, "dutch_compared": COMPARED}
STUDIES = ("dutch_panel", *CHANGED, "us_panel")
# Searches of R end early: optimise at 1e-4 of each correlation (polycor), the deviance
# of lme4, on which errors and df hang, and metafor's tau2.
LOOSER = {
    "ordinal_alpha": 3e-5,
    "mixed_model_change": 2e-5,
    "pooled_mean_change": 1e-5,
    "predicted_mean_change": 1e-5,
    "tau2": 1e-5,
}


def find_tolerance(statistic: str) -> float:
    return LOOSER.get(statistic.partition("/")[0], 1e-6)


@pytest.fixture(scope="module")
def rows():
    return pd.read_csv(REFERENCE).to_dict("records")


@pytest.fixture(scope="module")
def estimates(finish, make_once):
    def run_changed(folder: Path) -> None:
        path = place_study("dutch_panel", folder) / "study.yaml"
        text, more = path.read_text("utf-8"), CHANGED[folder.name]
        for key in re.findall(r"^(\w+):", more, re.M):
            text = re.sub(rf"^{key}:.*\n", "", text, flags=re.M)
        path.write_text(text + more, "utf-8")
        run(path.parent, stages=STAGES[:-1])

    folders = {name: finish(name) for name in STUDIES if name not in CHANGED}
    for name in CHANGED:
        folders[name] = make_once(name, run_changed) / "dutch_panel"
    return {
        name: pd.read_parquet(folder / "data" / "estimates.parquet").set_index("key")
        for name, folder in folders.items()
    }


@pytest.mark.parametrize("study", STUDIES)
def test_each_number_of_a_real_study_agrees_with_r(estimates, rows, study):
    theirs = [row for row in rows if row["dataset"] == study]
    assert theirs
    wrong = []
    for row in theirs:
        key = f"{row['item']}/{row['statistic']}"
        ours = estimates[study].loc[key]
        for name in NUMBERS:
            if np.isnan(row[name]):
                continue
            within = find_tolerance(row["statistic"])
            if row["statistic"] == "mean_change_ipw" and name != "n":
                # R's chances are not cross-fitted: they differ by what folds differ.
                within = 0.1 * row["std_error"]
            if ours[name] != pytest.approx(row[name], rel=within, abs=within):
                wrong.append((key, name, ours[name], row[name]))
    assert wrong == []


def test_the_reference_holds_every_kind_of_analysis(rows):
    held = {row["statistic"].partition("/")[0] for row in rows}
    assert held >= {
        "kmo", "bartlett_chi2", "map_factors", "ordinal_alpha", "retest_icc_agreement",
        "cohens_d_rm", "equivalence_bound", "bayes_factor_10", "mean_difference",
        "brunner_munzel", "hodges_lehmann_shift", "did", "ancova", "did_cluster_cr2",
        "pooled_mean_change", "staying_odds_ratio", "mean_change_ipw",
        "mean_change_bound_low", "dropout_shift", "friedman_chi2",
        "mixed_model_change", "weighted_mean_change",
    }  # fmt: skip


@pytest.mark.parametrize("study", STUDIES)
def test_no_number_of_a_real_study_is_missing_without_a_reason(estimates, study):
    table = estimates[study]
    reasons = table["note"].str.replace("n_below_30", "").str.strip(";")
    assert table.index[table["estimate"].isna() & reasons.eq("")].tolist() == []
    numbers = table[list(NUMBERS)].to_numpy(dtype=float)
    assert not np.isinf(numbers).any()
