"""From a number back to the people, rows, rule, method and version behind it."""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from barometre.disclosure import protect, protect_flags, protect_participation
from barometre.errors import BarometreError, Problem
from barometre.file_hash import hash_file
from barometre.frames import ESTIMATES
from barometre.messages import Language
from barometre.pipeline.fetching import find_snapshots
from barometre.pipeline.project import Project, load_project
from barometre.pipeline.run import find_study
from barometre.reference.markdown import load_words
from barometre.report.build import summarise_flags
from barometre.report.sections.lookup import key_flags, key_participation
from barometre.workspace.run_record import read_record
from barometre.workspace.tables import read_table

if TYPE_CHECKING:
    import pandas as pd

# Where each statistic is worked out, under barometre.statistics.
METHODS = {
    "links_expected_by_chance": "links_by_chance.compute_links_by_chance",
    "mean": "location.compute_mean",
    "mean_before": "location.compute_mean",
    "mean_after": "location.compute_mean",
    "sd": "location.compute_sd",
    "median": "location.compute_median",
    "share": "share.compute_share",
    "share_dont_know": "share.compute_share",
    "share_refused": "share.compute_share",
    "share_not_applicable": "share.compute_share",
    "share_skipped": "share.compute_share",
    "benchmark_mean": "location.compute_mean",
    "benchmark_share": "share.compute_share",
    "share_flagged": "share.compute_share",
    "share_high": "share.compute_share_high",
    "floor_share": "share.compute_floor_and_ceiling",
    "ceiling_share": "share.compute_floor_and_ceiling",
    "cronbach_alpha": "cronbach_alpha.compute_cronbach_alpha",
    "cronbach_alpha_pairwise": "pairwise_alpha.compute_pairwise_alpha",
    "cronbach_alpha_bootstrap": "bootstrap.compute_bootstrap_alpha",
    "ordinal_alpha": "ordinal_alpha.compute_ordinal_alpha",
    "mcdonald_omega_hierarchical": ("omega_hierarchical.compute_omega_hierarchical"),
    "guttman_lambda1": "guttman_lambdas.compute_guttman_lambda1",
    "guttman_lambda2": "guttman_lambda2.compute_guttman_lambda2",
    "guttman_lambda4": "split_half.compute_split_halves",
    "guttman_lambda5": "guttman_lambdas.compute_guttman_lambda5",
    "guttman_lambda6": "guttman_lambdas.compute_guttman_lambda6",
    "split_half_odd_even": "split_half.compute_split_half_odd_even",
    "split_half_mean": "split_half.compute_split_halves",
    "split_half_lowest": "split_half.compute_split_halves",
    "retest_icc_agreement": "retest.compute_retest",
    "retest_icc_consistency": "retest.compute_retest",
    "standard_error_of_measurement_agreement": "retest.compute_retest",
    "standard_error_of_measurement_consistency": "retest.compute_retest",
    "smallest_detectable_change_agreement": "retest.compute_retest",
    "smallest_detectable_change_consistency": "retest.compute_retest",
    "mcdonald_omega_total": "mcdonald_omega.compute_mcdonald_omega",
    "spearman_brown": "spearman_brown.compute_spearman_brown",
    "mean_interitem_correlation": (
        "item_correlations.compute_mean_interitem_correlation"
    ),
    "item_rest_correlation": "item_correlations.compute_item_rest_correlations",
    "alpha_if_dropped": "item_correlations.compute_alpha_if_dropped",
    "standard_error_of_measurement": (
        "measurement_error.compute_standard_error_of_measurement"
    ),
    "smallest_detectable_change": (
        "measurement_error.compute_smallest_detectable_change"
    ),
    "kmo": "kmo.compute_kmo",
    "bartlett_chi2": "bartlett_sphericity.compute_bartlett_sphericity",
    "parallel_factors": "parallel_analysis.compute_parallel_factors",
    "map_factors": "minimum_average_partial.compute_map_factors",
    "chi2": "dimensionality.compute_structure_fit",
    "chi2_scaled": "factor_model.standard_errors.compute_scaling_factor",
    "cfi": "factor_model.fit_measures.compute_fit_measures",
    "tli": "factor_model.fit_measures.compute_fit_measures",
    "rmsea": "factor_model.fit_measures.compute_fit_measures",
    "srmr": "factor_model.fit_measures.compute_fit_measures",
    "invariant_item_share": "invariance.compute_wave_invariance",
    "delta_chi2": "factor_model.chi_square_difference.compare_chi_squares",
    "delta_cfi": "invariance_rules.judge_step",
    "delta_rmsea": "invariance_rules.judge_step",
    "loading_score_test": "factor_model.score_test.compute_score_test",
    "intercept_score_test": "factor_model.score_test.compute_score_test",
    "latent_mean_change": "reading_shift.compute_reading_shift",
    "item_shift": "reading_shift.compute_reading_shift",
    "reading_shift": "reading_shift.compute_reading_shift",
    "mean_change": "mean_change.compute_mean_change",
    "median_change": "mean_change.compute_median_change",
    "hodges_lehmann": "hodges_lehmann.compute_hodges_lehmann",
    "cohens_d_av": "standardised_change.compute_cohens_d_av",
    "cohens_d_z": "standardised_change.compute_cohens_d_z",
    "hedges_g_av": "standardised_change.correct_small_sample",
    "hedges_g_z": "standardised_change.correct_small_sample",
    "cohens_d_rm": "cohens_d_rm.compute_cohens_d_rm",
    "hedges_g_rm": "standardised_change.correct_small_sample",
    "wave_correlation": "wave_correlation.compute_wave_correlation",
    "mean_change_bootstrap": "bootstrap.compute_bootstrap_mean",
    "cohens_d_av_bootstrap": "bootstrap.compute_bootstrap_cohens_d_av",
    "mean_difference": "group_difference.compute_mean_difference",
    "mean_difference_equal_variances": (
        "overlapping_samples.compute_overlapping_difference"
    ),
    "hedges_g": "group_difference.compute_hedges_g",
    "brunner_munzel": "brunner_munzel.compute_brunner_munzel",
    "hodges_lehmann_shift": "location_shift.compute_location_shift",
    "matching_gain": "dropout.compute_matching_gain",
    "dropout_shift": "dropout.compute_dropout_shift",
    "dropout_bound": "dropout.compute_dropout_bounds",
    "minimum_detectable_change": "power.compute_minimum_detectable_change",
    "permutation_p": "sign_flip.compute_sign_flip_p",
    "tost_p": "equivalence.compute_equivalence",
    "equivalence_bound": "equivalence.compute_equivalence",
    "bayes_factor_10": "bayes_factor.compute_bayes_factor",
    "bayes_factor_10_wide": "bayes_factor.compute_bayes_factor",
    "bayes_factor_10_ultrawide": "bayes_factor.compute_bayes_factor",
    "probability_of_improvement": (
        "probability_of_improvement.compute_probability_of_improvement"
    ),
    "share_reliably_improved": "reliable_change.compute_reliable_change",
    "share_reliably_declined": "reliable_change.compute_reliable_change",
    "share_unchanged": "reliable_change.compute_reliable_change",
    "then_test_before": "then_test.compute_then_test",
    "then_test_then": "then_test.compute_then_test",
    "then_test_after": "then_test.compute_then_test",
    "response_shift": "then_test.compute_then_test",
    "retrospective_change": "then_test.compute_then_test",
    "prospective_change": "then_test.compute_then_test",
    "expected_regression": "regression_to_the_mean.compute_expected_regression",
    "attrition_difference": "attrition.compute_attrition",
    "did": "difference_in_differences.compute_did",
    **dict.fromkeys(
        (
            *("pooled_mean_change", "predicted_mean_change", "shrunken_mean_change"),
            *("tau2", "tau", "i2", "cochran_q"),
        ),
        "random_effects.pool_groups",
    ),
    **dict.fromkeys(
        ("mean_change_ipw", "did_ipw"), "weighted_change.describe_weighted"
    ),
    **dict.fromkeys(
        ("mean_change_imputed", "did_imputed"), "imputed_change.describe_imputed"
    ),
    **dict.fromkeys(
        ("mean_change_bound_low", "mean_change_bound_high"),
        "bounds.compute_change_bounds",
    ),
    **dict.fromkeys(("did_bound_low", "did_bound_high"), "bounds.compute_did_bounds"),
    **dict.fromkeys(("did_lee_low", "did_lee_high"), "bounds.compute_lee_bounds"),
    "share_lost": "lost_share.compute_share_lost",
    "share_lost_difference": "lost_share.compute_share_lost_difference",
    "tipping_point": "imputed_change.find_tipping_point",
    **dict.fromkeys(
        ("staying_odds_ratio", "staying_chance_share"),
        "staying.fit_staying",
    ),
    "did_hc3": "group_regression.compute_group_regressions",
    "did_cluster_cr2": "group_regression.compute_group_regressions",
    "did_cluster_wild": "wild_cluster_bootstrap.compute_wild_cluster",
    "ancova": "group_regression.compute_group_regressions",
    "ancova_cluster_cr2": "group_regression.compute_group_regressions",
    "ancova_cluster_wild": "wild_cluster_bootstrap.compute_wild_cluster",
    "ancova_lin": "group_regression.compute_group_regressions",
    "ancova_lin_cluster_cr2": "group_regression.compute_group_regressions",
    "n_clusters": "group_regression.compute_group_regressions",
    "baseline_difference": "baseline_balance.compute_baseline_difference",
    "baseline_share_difference": "baseline_balance.compute_baseline_share_difference",
    "weighted_mean": "weighted.compute_weighted_means",
    "weighted_mean_change": "weighted.compute_weighted_means",
    "weighted_share": "weighted.compute_weighted_means",
    "resident_mean": "weighted.compute_resident_mean",
    "design_effect": "weighted.compute_design_effect",
    "effective_n": "weighted.compute_design_effect",
    "largest_weight": "weighted.compute_design_effect",
    "mixed_model_mean": "mixed_change.compute_mixed_changes",
    "mixed_model_change": "mixed_change.compute_mixed_changes",
    "friedman_chi2": "friedman.compute_friedman",
}


class UnknownKeyError(BarometreError):
    """No number has this key."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one wave that a number was looked for in, and the raw snapshot."""

    wave: str
    n_rows: int
    snapshot: str
    sha256: str
    fetched_at: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question behind a number."""

    id: str
    text: str
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """How answers become the score that a number is about."""

    scale: str
    method: str
    min_answered: int
    n_items: int
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """How a number was worked out: name, summary and sources of its function."""

    name: str
    summary: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MadeWith:
    """Versions and hashes of the run that made a number.

    ``is_current`` is false when the study was changed since.
    """

    versions: dict[str, str]
    study_sha256: str
    plan_sha256: str
    questionnaire_sha256: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that stands behind one number; people are counted, never named."""

    number: dict[str, object]
    rows: tuple[Rows, ...]
    rule: Rule | None
    method: Method | None
    made_with: MadeWith


def explain(folder: Path, key: str, *, language: Language) -> Explanation:
    """Tell where a number comes from.

    Parameters
    ----------
    folder
        The study folder, after a run.
    key
        Key of the number.
    language
        Language of the questions.

    Raises
    ------
    StudyError
        When there is no study in the folder.
    UnknownKeyError
        With the keys that were probably meant.
    WorkspaceError
        When nothing was estimated yet.
    """
    project = load_project(find_study(folder))
    numbers = _gather_numbers(project)
    found = numbers.loc[numbers["key"] == key].to_dict("records")
    if not found:
        near = get_close_matches(key, numbers["key"].tolist(), n=3, cutoff=0.5)
        raise UnknownKeyError(Problem("explain_key_unknown", found=key, near=near))
    number = {str(name): value for name, value in found[0].items()}
    return Explanation(
        number=number,
        rows=tuple(_find_rows(project, number)),
        rule=_find_rule(project, number, language),
        method=find_method(number, language=language),
        made_with=_find_facts(project),
    )


def _find_facts(project: Project) -> MadeWith:
    """Read what the last whole run wrote of itself; without one, what is true now."""
    now = project.describe()
    facts: dict[str, Any] = read_record(project.workspace.record_file).facts or now
    return MadeWith(
        versions=facts["versions"],
        study_sha256=facts["study"]["sha256"],
        plan_sha256=facts["plan_sha256"],
        questionnaire_sha256=facts["questionnaire_sha256"],
        is_current=facts["study"] == now["study"],
    )


def _gather_numbers(project: Project) -> "pd.DataFrame":
    """Put every number that a report may show under each other, with its key."""
    import pandas as pd

    workspace, study = project.workspace, project.study
    estimates = protect(
        read_table(workspace.table("estimates")),
        study=study,
        questionnaire=project.questionnaire,
        profile="internal",
    )
    participation = key_participation(
        protect_participation(read_table(workspace.table("participation")), study=study)
    ).rename(columns={"stage": "statistic"})
    flags = key_flags(
        protect_flags(
            summarise_flags(read_table(workspace.table("flags"))), study=study
        )
    ).rename(columns={"rule": "statistic"})
    counts = pd.concat([participation, flags], ignore_index=True)
    texts = [column.name for column in ESTIMATES.columns if column.type == "text"]
    counts["estimate"] = counts["estimate"].fillna(counts["n"].astype(float))
    every = pd.concat([estimates, counts.assign(n_missing=0)], ignore_index=True)
    return every.fillna(dict.fromkeys(texts, ""))


def _find_rows(project: Project, number: dict[str, object]) -> Iterator[Rows]:
    waves = {number["baseline_wave"], number["wave"]}
    for wave, kept in find_snapshots(project.workspace).items():
        if wave in waves:
            yield Rows(
                wave=wave,
                n_rows=int(str(kept.manifest["n_rows"])),
                snapshot=project.workspace.relative(kept.responses_file),
                sha256=hash_file(kept.responses_file),
                fetched_at=str(kept.manifest["fetched_at"]),
            )


def _find_rule(
    project: Project, number: dict[str, object], language: Language
) -> Rule | None:
    if not number["scale"]:
        return None
    scale = project.questionnaire.scale(str(number["scale"]))
    part = scale.subscales.get(str(number["subscale"]))
    items = part.items if part else scale.item_ids
    fewest = part.min_answered if part else scale.scoring.min_answered
    if number["item"]:
        items, fewest = (str(number["item"]),), 1
    return Rule(
        scale=scale.title.get(language),
        method="item"
        if number["item"]
        else part.method
        if part
        else scale.scoring.method,
        min_answered=fewest or len(items),
        n_items=len(items),
        questions=tuple(
            Question(item.id, item.text.get(language), item.reverse_keyed)
            for item in scale.items
            if item.id in items
        ),
    )


def find_method(
    number: Mapping[str, object], *, language: Language = "en"
) -> Method | None:
    """Say what a number is, and read the sources from the function that makes it."""
    statistic = str(number["statistic"]).removesuffix("_pomp")
    if statistic not in METHODS:
        return None
    module, _, function = METHODS[statistic].rpartition(".")
    documented = getattr(import_module(f"barometre.statistics.{module}"), function)
    text = inspect.getdoc(documented) or ""
    _, _, after = text.partition("References\n----------\n")
    references = after.partition("\n\n")[0].splitlines()
    return Method(
        name=str(number["method"]),
        summary=load_words("statistics.yaml")["statistics"][statistic][language],
        references=tuple(line.strip() for line in references),
    )
