"""The models behind the rows of factor_model.csv."""

from functools import cache

import numpy as np
from read_reference import read_data

from barometre.statistics.factor_model.fit import fit_factor_model
from barometre.statistics.factor_model.fit_measures import compute_fit_measures
from barometre.statistics.factor_model.sample import gather_sample
from barometre.statistics.factor_model.standard_errors import (
    compute_baseline_scaling_factor,
    compute_parameter_covariance,
    compute_scaling_factor,
)
from barometre.statistics.factor_model.structures import (
    build_factors,
    build_groups,
    build_waves,
)

PARTIAL = {
    "waves": {"intercept": {2}},
    "groups": {"intercept": {1}, "loading": {1}},
}
N_ITEMS = {"waves_alike_n400_k4": 4, "waves_moved_n320_k5": 5}


@cache
def fit_named(name):
    """Fit the model of a row's dataset, ``<data>:<model>``."""
    data, model = name.split(":")
    table = read_data(data)
    if model == "one_factor":
        k = table.shape[1]
        return fit_factor_model(
            build_factors([range(k)], n_items=k), gather_sample([table])
        )
    if model == "two_factors":
        blocks = [range(4), range(4, 8)]
        return fit_factor_model(
            build_factors(blocks, n_items=8), gather_sample([table])
        )
    return fit_steps(table, model, N_ITEMS[data])


def fit_steps(table, model, k):
    kind, step = model.split("_")
    free = PARTIAL[kind] if step == "partial" else {}
    step = "scalar" if step == "partial" else step
    if kind == "waves":
        answers = table[:, 1:]
        built = build_waves(k, answers.shape[1] // k, step=step, free=free)
        return fit_factor_model(built, gather_sample([answers]))
    first = table[:, 1 : k + 1]
    groups = [first[table[:, 0] == group] for group in (0, 1)]
    return fit_factor_model(
        build_groups(k, 2, step=step, free=free), gather_sample(groups)
    )


@cache
def errors_of(name, kind):
    return np.sqrt(np.diag(compute_parameter_covariance(fit_named(name), kind=kind)))


def find_number(row):
    """Estimate and its companions for one row, as a dictionary."""
    fit = fit_named(row["dataset"])
    statistic = row["statistic"]
    if statistic.startswith("parameter_"):
        place = fit.model.labels.index(row["item"])
        error = errors_of(row["dataset"], statistic.removeprefix("parameter_"))[place]
        return {"estimate": fit.parameters[place], "std_error": error}
    measures = compute_fit_measures(fit)
    if statistic == "rmsea":
        return {
            "estimate": measures.rmsea,
            "ci_low": measures.rmsea_low,
            "ci_high": measures.rmsea_high,
        }
    values = {
        "chi2": measures.chi2,
        "chi2_scaled": measures.chi2 / compute_scaling_factor(fit),
        "scaling_factor": compute_scaling_factor(fit),
        "baseline_scaling_factor": compute_baseline_scaling_factor(fit),
        "baseline_chi2": measures.baseline_chi2,
        "cfi": measures.cfi,
        "tli": measures.tli,
        "srmr": measures.srmr,
        "log_likelihood": -fit.value / 2,
    }
    found = {"estimate": values[statistic]}
    if statistic == "chi2":
        found |= {"df": measures.df, "p_value": measures.p_value}
    if statistic == "baseline_chi2":
        found |= {"df": measures.baseline_df}
    return found
