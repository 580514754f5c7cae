"""Further coefficients of reliability: bounds, halves, models, two times."""

from collections.abc import Iterable

from barometre.evaluation.rows import Place
from barometre.report.model import Cell, Phrase, Table, Words
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import cite_rule, hold_back, judge_range

_BOUNDS = (
    "guttman_lambda1",
    "guttman_lambda2",
    "cronbach_alpha",
    "guttman_lambda4",
    "guttman_lambda5",
    "guttman_lambda6",
    "split_half_odd_even",
    "split_half_lowest",
)
_MODELS = ("ordinal_alpha", "mcdonald_omega_hierarchical")
# Why a coefficient is not shown, where a reader may want to know.
_REASONS = (
    "below_150_people",
    "below_100_people",
    "sparse_cells",
    "correlation_at_limit",
    "too_few_items_for_factors",
    "too_many_items",
    "singular_covariance",
    "heywood",
    "not_converged",
    "half_without_variance",
)
_KINDS = ("agreement", "consistency")


def build_bounds(context: Context, outcomes: Iterable[Outcome]) -> Table:
    """Guttman's lower bounds, and halves set against each other."""
    rows: list[tuple[Cell, ...]] = []
    for outcome, place, label in _list_places(context, outcomes, "guttman_lambda1"):
        people = context.number(place, "cronbach_alpha", field="n")
        cells = [_show(context, place, name) for name in _BOUNDS]
        rows.append((outcome.label, label, people, *cells))
    return build_table(
        "bounds",
        build_columns(
            "outcome", "wave", "n_used", "lambda1", "lambda2", "lambda3", "lambda4",
            "lambda5", "lambda6", "odd_even", "worst_half", headers=2,
        ),
        rows,
        notes=(Phrase("measures.note_bounds"),),
    )  # fmt: skip


def build_models(context: Context, outcomes: Iterable[Outcome]) -> Table:
    """Alpha by resampling and on pairs, and the coefficients that need a model."""
    rows: list[tuple[Cell, ...]] = []
    for outcome, place, label in _list_places(
        context, outcomes, "cronbach_alpha_pairwise"
    ):
        people, low, high, pairs, on_pairs = context.numbers(
            place,
            "cronbach_alpha_bootstrap.n",
            "cronbach_alpha_bootstrap.ci_low",
            "cronbach_alpha_bootstrap.ci_high",
            "cronbach_alpha_pairwise.n",
            "cronbach_alpha_pairwise",
        )
        ends = hold_back(context, (low, high), people=people)
        cells = [_show(context, place, name) for name in _MODELS]
        rows.append((outcome.label, label, people, *ends, pairs, on_pairs, *cells))
    return build_table(
        "models",
        build_columns(
            "outcome", "wave", "n_used", "bootstrap_low", "bootstrap_high", "n_pairs",
            "alpha_pairs", "ordinal_alpha", "omega_hierarchical", headers=2,
        ),
        rows,
        notes=(Phrase("measures.note_models"),),
    )  # fmt: skip


def build_retest(context: Context) -> Table:
    """Set two answers of the same people side by side."""
    rows: list[tuple[Cell, ...]] = []
    for earlier, later in context.study.contrasts:
        facts = {
            "before": context.wave(earlier).label,
            "after": context.wave(later).label,
        }
        waves = Phrase("measures.from_to", facts)
        for outcome in context.outcomes:
            place = _find_retest(context, outcome, (earlier, later))
            if not context.has(place, "retest_icc_agreement"):
                continue
            people = context.number(place, "retest_icc_agreement", field="n")
            from_alpha = context.numbers(
                outcome.place("reliability", wave=earlier),
                "standard_error_of_measurement",
                "smallest_detectable_change",
            )
            cells = (*_retest(context, place), *from_alpha)
            rows.append((outcome.label, waves, people, *cells))
    return build_table(
        "retest",
        build_columns(
            "outcome", "waves", "n", "icc_agreement", "icc_agreement_low",
            "icc_agreement_high", "judgement", "icc_consistency",
            "icc_consistency_low", "icc_consistency_high", "sem_agreement",
            "sdc_agreement", "sem_consistency", "sdc_consistency", "sem_alpha",
            "sdc_alpha", headers=2,
        ),
        rows,
        notes=(_say_stable(context), cite_rule(context, "retest")),
    )  # fmt: skip


def _retest(context: Context, place: Place) -> list[Cell]:
    cells: list[Cell] = []
    people = context.number(place, "retest_icc_agreement", field="n")
    for kind in _KINDS:
        icc, *ends = context.numbers(
            place,
            f"retest_icc_{kind}",
            f"retest_icc_{kind}.ci_low",
            f"retest_icc_{kind}.ci_high",
        )
        held = hold_back(context, ends, people=people)
        cells += [icc, *held]
        if kind == "agreement":
            cells.append(judge_range(context, "retest", held[0], held[1]))
    for kind in _KINDS:
        cells += context.numbers(
            place,
            f"standard_error_of_measurement_{kind}",
            f"smallest_detectable_change_{kind}",
        )
    return cells


def _find_retest(
    context: Context, outcome: Outcome, contrast: tuple[str, str]
) -> Place:
    place = outcome.place("reliability", baseline_wave=contrast[0], wave=contrast[1])
    comparison = context.study.comparison
    if comparison is None:
        return place
    return place.at(group_by=comparison.column, group=comparison.control)


def _say_stable(context: Context) -> Phrase:
    """Name the people who answered twice, and what that makes of the numbers."""
    comparison = context.study.comparison
    if comparison is None:
        return Phrase("measures.note_retest_everyone")
    group = context.group_name(comparison.column, comparison.control)
    return Phrase("measures.note_retest_group", {"group": group})


def _list_places(
    context: Context, outcomes: Iterable[Outcome], statistic: str
) -> list[tuple[Outcome, Place, Words]]:
    """Where the outcomes have a number of this name, wave by wave."""
    places = [
        (outcome, outcome.place("reliability", wave=wave.id), wave.label)
        for outcome in outcomes
        for wave in context.study.waves
    ]
    return [place for place in places if context.has(place[1], statistic)]


def _show(context: Context, place: Place, statistic: str) -> Cell:
    """Show a coefficient, or why there is none."""
    number = context.number(place, statistic)
    code = context.by_key.words(place.key(statistic), "note").partition(";")[0]
    if number.absence == "not_computed" and code in _REASONS:
        return Phrase(f"measures.why.{code}")
    return number
