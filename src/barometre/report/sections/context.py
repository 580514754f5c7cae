"""All that a section may read: protected numbers, the study, the questionnaire."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from barometre.departures import Departure
from barometre.evaluation.planned import Standing
from barometre.evaluation.rows import Place
from barometre.questionnaire.scale import Questionnaire
from barometre.report.definition import Definition, SectionEntry
from barometre.report.model import Number, NumberField, NumberKind, Words
from barometre.report.name_order import order_names
from barometre.report.sections.lookup import Lookup, key_stage
from barometre.report.sections.outcomes import Outcome
from barometre.study import Study, Wave

if TYPE_CHECKING:
    import pandas as pd

KINDS: Mapping[str, NumberKind] = {
    "mean": "score",
    "mean_before": "score",
    "mean_after": "score",
    "median": "score",
    "sd": "score",
    "standard_error_of_measurement": "score",
    "standard_error_of_measurement_agreement": "score",
    "standard_error_of_measurement_consistency": "score",
    "smallest_detectable_change": "score",
    "smallest_detectable_change_agreement": "score",
    "smallest_detectable_change_consistency": "score",
    "mean_change": "change",
    "median_change": "change",
    "hodges_lehmann": "change",
    "did": "change",
    "item_shift": "change",
    "reading_shift": "change",
    "latent_mean_change": "effect",
    "delta_cfi": "effect",
    "delta_rmsea": "effect",
    "chi2": "score",
    "chi2_scaled": "score",
    "delta_chi2": "score",
    "bartlett_chi2": "score",
    "loading_score_test": "score",
    "intercept_score_test": "score",
    "parallel_factors": "count",
    "map_factors": "count",
    "invariant_item_share": "share",
    "pooled_mean_change": "change",
    "weighted_mean": "score",
    "weighted_mean_change": "change",
    "weighted_mean_pomp": "pomp",
    "weighted_mean_change_pomp": "pomp_change",
    "weighted_share": "share",
    "resident_mean": "score",
    "resident_mean_pomp": "pomp",
    "mixed_model_mean": "score",
    "mixed_model_change": "change",
    "mixed_model_mean_pomp": "pomp",
    "mixed_model_change_pomp": "pomp_change",
    "predicted_mean_change": "change",
    "shrunken_mean_change": "change",
    "tau": "score",
    "i2": "share",
    "pooled_mean_change_pomp": "pomp_change",
    "predicted_mean_change_pomp": "pomp_change",
    "shrunken_mean_change_pomp": "pomp_change",
    "tau_pomp": "pomp",
    "mean_change_ipw": "change",
    "mean_change_imputed": "change",
    "mean_change_bound_low": "change",
    "mean_change_bound_high": "change",
    "tipping_point": "change",
    "did_ipw": "change",
    "did_imputed": "change",
    "did_bound_low": "change",
    "did_bound_high": "change",
    "did_lee_low": "change",
    "did_lee_high": "change",
    "staying_chance_share": "share",
    "share_lost": "share",
    "share_lost_difference": "share",
    "effective_n": "count",
    "did_hc3": "change",
    "did_cluster_cr2": "change",
    "did_cluster_wild": "change",
    "ancova": "change",
    "ancova_cluster_cr2": "change",
    "ancova_cluster_wild": "change",
    "ancova_lin": "change",
    "ancova_lin_cluster_cr2": "change",
    "n_clusters": "count",
    "expected_regression": "change",
    "expected_regression_pomp": "pomp_change",
    "benchmark_mean": "score",
    "benchmark_share": "share",
    "then_test_before": "score",
    "then_test_then": "score",
    "then_test_after": "score",
    "response_shift": "change",
    "retrospective_change": "change",
    "prospective_change": "change",
    "then_test_before_pomp": "pomp",
    "then_test_then_pomp": "pomp",
    "then_test_after_pomp": "pomp",
    "response_shift_pomp": "pomp_change",
    "mean_pomp": "pomp",
    "mean_before_pomp": "pomp",
    "mean_after_pomp": "pomp",
    "mean_change_pomp": "pomp_change",
    "did_pomp": "pomp_change",
    "cohens_d_av": "effect",
    "cohens_d_z": "effect",
    "hedges_g_av": "effect",
    "hedges_g_z": "effect",
    "cohens_d_rm": "effect",
    "hedges_g_rm": "effect",
    "cohens_d_av_bootstrap": "effect",
    "mean_change_bootstrap": "change",
    "equivalence_bound": "score",
    "equivalence_bound_pomp": "pomp",
    "mean_difference": "change",
    "mean_difference_pomp": "pomp_change",
    "mean_difference_equal_variances": "change",
    "hedges_g": "effect",
    "brunner_munzel": "share",
    "hodges_lehmann_shift": "change",
    "matching_gain": "share",
    "dropout_shift": "change",
    "dropout_shift_pomp": "pomp_change",
    "dropout_bound": "change",
    "dropout_bound_pomp": "pomp_change",
    "minimum_detectable_change": "score",
    "minimum_detectable_change_pomp": "pomp",
    "tost_p": "p_value",
    "permutation_p": "p_value",
    "attrition_difference": "effect",
    "baseline_difference": "effect",
    "baseline_share_difference": "effect",
    "probability_of_improvement": "share",
    "share": "share",
    "share_high": "share",
    "share_dont_know": "share",
    "share_refused": "share",
    "share_not_applicable": "share",
    "share_skipped": "share",
    "floor_share": "share",
    "ceiling_share": "share",
    "share_reliably_improved": "share",
    "share_reliably_declined": "share",
    "share_unchanged": "share",
}
_OWN_UNITS = ("score", "change")
_SHORT_RANGE = 10  # shorter scales need a second digit


@dataclass(frozen=True, slots=True)
class Context:
    """What a section is built from."""

    audience: str
    study: Study
    questionnaire: Questionnaire
    estimates: "pd.DataFrame"
    participation: "pd.DataFrame"
    flags: "pd.DataFrame"
    provenance: Mapping[str, str]
    departures: tuple[Departure, ...]
    definition: Definition
    entry: SectionEntry
    by_key: Lookup
    counts: Lookup
    flagged: Lookup
    outcomes: tuple[Outcome, ...]
    drift: "pd.DataFrame"

    def number(
        self,
        place: Place,
        statistic: str,
        *,
        field: NumberField = "estimate",
        category: str = "",
        decimals: int | None = None,
    ) -> Number:
        """Give one estimate; its kind follows from its statistic."""
        kind = KINDS.get(statistic, "coefficient")
        if decimals is None and kind in _OWN_UNITS:
            decimals = self._decimals(place.scale)
        key = place.key(statistic, category)
        number = self.by_key.number(key, kind, field=field, decimals=decimals)
        return self._withhold_percentage(number, self.by_key)

    def numbers(self, place: Place, *names: str) -> tuple[Number, ...]:
        """Give several estimates of one place: ``statistic`` or ``statistic.field``."""
        parts = (name.partition(".") for name in names)
        return tuple(
            self.number(
                place, statistic, field=cast("NumberField", field or "estimate")
            )
            for statistic, _, field in parts
        )

    def has(self, place: Place, statistic: str, *, category: str = "") -> bool:
        """Tell whether an estimate exists, shown or not."""
        return place.key(statistic, category) in self.by_key

    def count(
        self, stage: str, *, wave: str, group_by: str = "", group: str = ""
    ) -> Number:
        """Give the people at a stage of a wave, or its response rate."""
        key = key_stage(stage, wave=wave, group_by=group_by, group=group)
        if stage != "response_rate":
            return self.counts.number(key, "count", field="n")
        return self._withhold_percentage(self.counts.number(key, "share"), self.counts)

    def wave(self, wave_id: str) -> Wave:
        """Give a wave by its name."""
        return next(wave for wave in self.study.waves if wave.id == wave_id)

    def outcomes_of(self, *standings: Standing) -> tuple[Outcome, ...]:
        """Outcomes with one of these places in the plan."""
        return tuple(o for o in self.outcomes if o.standing in standings)

    def groups(self, group_by: str) -> tuple[str, ...]:
        """List the groups of a breakdown, in alphabetical order."""
        rows = self.estimates["group_by"] == group_by
        return tuple(order_names(set(self.estimates.loc[rows, "group"]) - {""}))

    def group_title(self, group_by: str) -> Words:
        """Words for a breakdown: the study's own, else the name of the column."""
        return self.study.group_labels.get(group_by, group_by)

    def group_name(self, group_by: str, group: str) -> Words:
        """Words for a group: the study's own, else the answer's, else its code."""
        named = self.study.group_names.get(group_by, {}).get(group)
        if named:
            return named
        if group_by not in self.questionnaire.items:
            return group
        labels = self.questionnaire.items[group_by].response_format.labels
        return labels.get(int(float(group)), group)

    def _withhold_percentage(self, number: Number, numbers: Lookup) -> Number:
        """No percentage of a handful of people leaves the team."""
        is_share = number.kind == "share" and number.field not in ("n", "n_missing")
        if self.definition.profile == "internal" or not is_share:
            return number
        people = numbers.number(number.key, "count", field="n").value
        if people is None or people >= self.study.disclosure.percent_min_n:
            return number
        return replace(number, value=None, absence="suppressed")

    def _decimals(self, scale_id: str) -> int | None:
        scales = [s for s in self.questionnaire.scales if s.id == scale_id]
        widths = [
            item.response_format.high - item.response_format.low
            for scale in scales
            for item in scale.items
            if item.response_format.has_range
        ]
        return 2 if widths and max(widths) < _SHORT_RANGE else None
