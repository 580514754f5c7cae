"""One analysis a line, of 300 people: ours beside the function of R that it follows."""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from math import isclose
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.measured import Measured, hand_over, has_r, run_python, run_r, time_work
from benchmarks.table import Comparison

PEER = "R, one function a line; both sides give the same number of the same answers"
_PEOPLE, _ITEMS, _TIMES = 300, 10, 3
# Of two draws, in units of a score that runs from 1 to 5.
_NOISE = 0.02
# The function of R, and how far its number may be from ours.
_LINES: dict[str, tuple[str, float]] = {
    "alpha": ("psych::alpha", 1e-9),
    "omega_total": ("psych::omega, one factor", 1e-5),
    "omega_hierarchical": ("psych::omega, three factors", 1e-4),
    "polychoric": ("psych::polychoric, ten items", 1e-3),
    "icc": ("psych::ICC", 1e-9),
    "one_factor_fiml": ("lavaan, MLR, FIML", 1e-5),
    "invariance": ("lavaan, three steps, MLR, FIML", 1e-4),
    "d_z": ("effectsize::cohens_d", 1e-9),
    "d_av": ("base R, without an interval", 1e-9),
    "paired_t": ("t.test", 1e-9),
    "wilcoxon": ("wilcox.test, interval included", 1e-6),
    "bayes_factor": ("BayesFactor::ttestBF", 1e-4),
    "mixed_model": ("lmerTest, three waves, Kenward-Roger", 1e-4),
    "imputation": ("mice and pool, 20 tables", _NOISE),
    "raking": ("survey::rake and svymean", 1e-6),
    "meta_analysis": ("metafor::rma, six towns", 1e-5),
    "cluster_errors": ("clubSandwich, CR2", 1e-9),
    "bootstrap_bca": ("boot, 5,000 draws, BCa", _NOISE),
}
# Why R may be the faster one.
_REASONS = {
    "cluster_errors": "ours answers three questions with two errors each, R one",
    "d_av": "ours gives the interval, the error and the note too, R a single number",
}


def compare(folder: Path) -> Iterator[Comparison]:
    """Measure both sides once on one file, line by line."""
    packages = ("psych", "lavaan", "effectsize", "BayesFactor", "lmerTest", "mice")
    if not has_r(*packages, "survey", "metafor", "clubSandwich", "boot", "jsonlite"):
        sys.exit(f"r_analyses needs R with {', '.join(packages)} and others")
    file = folder / "people.csv"
    run_python("r_analyses", "invent", file)
    ours = run_python("r_analyses", "ours", file)
    peer = run_r("r_analyses.R", file, _TIMES)
    for name, (function, within) in _LINES.items():
        line = Comparison(
            size=f"{name}: {function}",
            ours=_take(ours, name),
            peer=_take(peer, name),
            outcome=_describe(ours.numbers[name], peer.numbers[name], within),
            goal="faster than R",
        )
        is_faster = (line.ratio or 0.0) > 1
        reason = "" if is_faster else _REASONS.get(name, "")
        goal = f"{line.goal} ({reason})" if reason else line.goal
        yield replace(line, goal=goal, is_met=is_faster)


def _take(measured: Measured, name: str) -> Measured:
    return replace(measured, seconds=(measured.numbers[f"s_{name}"],))


def _describe(ours: float, peer: float, within: float) -> str:
    apart = abs(ours - peer)
    is_same = isclose(ours, peer, rel_tol=within, abs_tol=within)
    noise = ", both drawn at random" if within == _NOISE else ""
    return f"{apart:.0e} apart{noise}" + ("" if is_same else f": NOT within {within:g}")


def _invent(file: Path) -> None:
    """Write three waves of one score, two of its items, another score and places."""
    rng = np.random.default_rng(20265)
    trait = rng.standard_normal(_PEOPLE)
    columns: dict[str, np.ndarray] = {}
    for wave in range(2):
        level = trait + 0.2 * wave + 0.5 * rng.standard_normal(_PEOPLE)
        for item in range(1, _ITEMS + 1):
            noise = rng.standard_normal(_PEOPLE)
            answers = np.rint(3 + 0.8 * level + noise).clip(1, 5)
            answers[rng.random(_PEOPLE) < 0.02] = np.nan
            columns[f"x{wave * _ITEMS + item}"] = answers
    for item in range(1, 10):
        # Three of them go together beyond what all nine have in common.
        own = np.random.default_rng([7, (item - 1) // 3]).standard_normal(_PEOPLE)
        noise = rng.standard_normal(_PEOPLE)
        columns[f"y{item}"] = np.rint(3 + 0.7 * trait + 0.6 * own + 0.7 * noise)
    for wave, name in enumerate(("before", "after", "later")):
        score = np.round(3 + 0.7 * trait + 0.1 * wave + rng.normal(0, 0.5, _PEOPLE), 1)
        score[rng.random(_PEOPLE) < 0.15 * (wave > 0)] = np.nan
        columns[name] = score
    columns["other"] = np.round(2 + 0.5 * trait + rng.normal(0, 1, _PEOPLE), 1)
    columns["town"] = rng.integers(0, 6, _PEOPLE).astype(float)
    columns["side"] = (rng.random(_PEOPLE) < 0.5).astype(float)
    lines = [",".join(columns)]
    table = np.column_stack(list(columns.values()))
    lines += [",".join("NA" if x != x else f"{x:g}" for x in row) for row in table]
    file.write_text("\n".join(lines) + "\n", "utf-8")


def _ours(file: Path) -> Mapping[str, float]:
    table = np.genfromtxt(file, delimiter=",", names=True, missing_values="NA")
    work = {**_list_items(table), **_list_changes(table), **_list_models(table)}
    numbers: dict[str, float] = {}
    for name in _LINES:
        seconds, numbers[name] = time_work(work[name], times=_TIMES)
        numbers[f"s_{name}"] = median(seconds)
    return numbers


Work = dict[str, Callable[[], float]]


def _list_items(table: np.ndarray) -> Work:
    from barometre.statistics.cronbach_alpha import compute_cronbach_alpha
    from barometre.statistics.factor_model.fit import fit_factor_model
    from barometre.statistics.factor_model.fit_measures import compute_fit_measures
    from barometre.statistics.factor_model.sample import gather_sample
    from barometre.statistics.factor_model.standard_errors import (
        compute_scaling_factor,
    )
    from barometre.statistics.factor_model.structures import build_factors
    from barometre.statistics.invariance import compute_wave_invariance
    from barometre.statistics.item_moments import compute_item_moments
    from barometre.statistics.mcdonald_omega import compute_mcdonald_omega
    from barometre.statistics.omega_hierarchical import compute_omega_hierarchical
    from barometre.statistics.polychoric import compute_polychoric

    items = [f"x{item}" for item in range(1, 2 * _ITEMS + 1)]
    wide = np.column_stack([table[item] for item in items])
    first = wide[:, :_ITEMS]
    grouped = np.column_stack([table[f"y{item}"] for item in range(1, 10)])

    def omega() -> float:
        moments = compute_item_moments(first)
        return compute_mcdonald_omega(moments, method="minres_correlation").estimate

    def factor() -> float:
        sample = gather_sample([first])
        if sample is None:
            return float("nan")
        fit = fit_factor_model(build_factors([range(_ITEMS)], n_items=_ITEMS), sample)
        compute_scaling_factor(fit)
        return compute_fit_measures(fit).cfi

    def invariance() -> float:
        found = compute_wave_invariance([first, wide[:, _ITEMS:]])
        steps = {one.statistic: one.estimate for one in found.steps[0].measures}
        return next(value for name, value in steps.items() if "cfi" in name)

    return {
        "alpha": lambda: compute_cronbach_alpha(compute_item_moments(first)).estimate,
        "omega_total": omega,
        "omega_hierarchical": lambda: (
            compute_omega_hierarchical(compute_item_moments(grouped)).estimate
        ),
        "polychoric": lambda: float(compute_polychoric(first).correlation[1, 0]),
        "one_factor_fiml": factor,
        "invariance": invariance,
    }


def _list_changes(table: np.ndarray) -> Work:
    from barometre.statistics.bayes_factor import compute_bayes_factor
    from barometre.statistics.bootstrap import compute_bootstrap_mean
    from barometre.statistics.hodges_lehmann import compute_hodges_lehmann
    from barometre.statistics.mean_change import compute_mean_change
    from barometre.statistics.pairs import keep_pairs
    from barometre.statistics.retest import compute_retest
    from barometre.statistics.standardised_change import (
        compute_cohens_d_av,
        compute_cohens_d_z,
    )

    pairs = keep_pairs(table["before"], table["after"])
    return {
        "icc": lambda: compute_retest(pairs).agreement.estimate,
        "d_z": lambda: compute_cohens_d_z(pairs).estimate,
        "d_av": lambda: compute_cohens_d_av(pairs).estimate,
        "paired_t": lambda: compute_mean_change(pairs).ci_low,
        "wilcoxon": lambda: compute_hodges_lehmann(pairs).p_value,
        "bayes_factor": lambda: compute_bayes_factor(pairs).estimate,
        "bootstrap_bca": lambda: compute_bootstrap_mean(pairs.change).ci_low,
    }


def _list_models(table: np.ndarray) -> Work:
    from barometre.statistics.bounds import Followed
    from barometre.statistics.group_regression import (
        compute_group_regressions,
        keep_compared,
    )
    from barometre.statistics.imputed_change import describe_imputed, impute_changes
    from barometre.statistics.mixed_change import compute_mixed_changes
    from barometre.statistics.raking import Margin, rake
    from barometre.statistics.random_effects import pool_groups

    before, after, later = (table[name] for name in ("before", "after", "later"))
    is_rated = ~np.isnan(before)
    towns, sides = table["town"].astype(int), table["side"].astype(int)
    people = ~np.isnan(before) & ~np.isnan(after)

    def impute() -> float:
        followed = Followed(
            before=before[is_rated], after=after[is_rated], low=-np.inf, high=np.inf
        )
        others = table["other"][is_rated][:, np.newaxis]
        found = impute_changes(followed, others, missing_share=0.15, seed=1)
        return describe_imputed([found], "mean_change_imputed").estimate

    def weigh() -> float:
        margins = [
            Margin("town", towns[is_rated], np.full(6, 1 / 6)),
            Margin("side", sides[is_rated], np.full(2, 1 / 2)),
        ]
        weights = rake(np.ones(int(is_rated.sum())), margins).weights
        return float(weights @ before[is_rated] / weights.sum())

    def pool() -> float:
        change = np.round(after - before, 10)
        groups = [change[people & (towns == town)] for town in range(6)]
        errors = [float(np.sqrt(x.var(ddof=1) / x.size)) for x in groups]
        found = pool_groups(
            [x.mean() for x in groups], errors, [x.size for x in groups]
        )
        return found.pooled.estimate if found else float("nan")

    def cluster() -> float:
        compared = keep_compared(before, after, sides == 1, towns)
        found = compute_group_regressions(compared)
        return next(one for one in found if one.method == "cr2").std_error

    waves = np.column_stack([before, after, later])
    return {
        "mixed_model": lambda: compute_mixed_changes(waves).changes[1].std_error,
        "imputation": impute,
        "raking": weigh,
        "meta_analysis": pool,
        "cluster_errors": cluster,
    }


def _main(task: str, file: str) -> None:
    if task == "invent":
        _invent(Path(file))
        hand_over([0.0], {}, "numpy")
    else:
        hand_over([0.0], _ours(Path(file)), "barometre", "numpy", "scipy")


if __name__ == "__main__":
    _main(*sys.argv[1:])
