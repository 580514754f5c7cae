"""Each further judgement of a change agrees with R on the synthetic data."""

import pytest
from read_reference import agrees, name_of, read_pairs, read_rows

from barometre.statistics.bayes_factor import compute_bayes_factor
from barometre.statistics.cohens_d_rm import compute_cohens_d_rm
from barometre.statistics.equivalence import compute_equivalence
from barometre.statistics.mean_change import compute_mean_change
from barometre.statistics.pairs import keep_pairs
from barometre.statistics.sign_flip import compute_sign_flip_p
from barometre.statistics.standardised_change import correct_small_sample
from barometre.statistics.wave_correlation import compute_wave_correlation

# BayesFactor stops its integral at a relative tolerance of 1e-9 or so.
TOLERANCES = {"bayes_factor": 1e-8, "cohens_d_rm_fixed_r": 1e-9}
# Standard errors of 9 999 draws within which a drawn p-value is the counted one.
DRAWS, WITHIN = 9999, 4.5


def find_statistic(pairs, name):
    tost = compute_equivalence(compute_mean_change(pairs), worthwhile=0.5)
    found = {
        "cohens_d_rm": lambda: compute_cohens_d_rm(pairs),
        "hedges_g_rm": lambda: correct_small_sample(compute_cohens_d_rm(pairs)),
        "cohens_d_rm_fixed_r": lambda: compute_cohens_d_rm(
            pairs, interval="noncentral_t_fixed_r"
        ),
        "tost_p": lambda: tost.tost_p,
        "equivalence_bound": lambda: tost.bound,
        "permutation_p": lambda: compute_sign_flip_p(pairs),
        "bayes_factor_10": lambda: compute_bayes_factor(pairs),
        "bayes_factor_10_wide": lambda: compute_bayes_factor(pairs, prior="wide"),
        "bayes_factor_10_ultrawide": lambda: compute_bayes_factor(
            pairs, prior="ultrawide"
        ),
        "wave_correlation": lambda: compute_wave_correlation(pairs),
    }
    return found[name]()


@pytest.mark.parametrize("row", read_rows("change_checks"), ids=name_of)
def test_further_judgements_of_a_change_agree_with_r(row):
    before, after, _ = read_pairs(row["dataset"])
    estimate = find_statistic(keep_pairs(before, after), row["statistic"])
    within = max(
        (v for part, v in TOLERANCES.items() if row["statistic"].startswith(part)),
        default=1e-10,
    )
    if estimate.method == f"sign_flip_{DRAWS}":
        p = row["estimate"]
        within = WITHIN * (p * (1 - p) / DRAWS) ** 0.5 + 1 / DRAWS
    agrees(estimate, row, within=within)
