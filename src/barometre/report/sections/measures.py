"""How well the scores measure: what each scale is, how its questions hang together."""

from barometre.questionnaire.scale import Scale
from barometre.report.model import Block, Cell, Paragraph, Phrase, Section, Table
from barometre.report.sections.context import Context
from barometre.report.sections.levels import build_ends
from barometre.report.sections.outcomes import Outcome, question_words
from barometre.report.sections.reliability_tables import (
    build_bounds,
    build_models,
    build_retest,
)
from barometre.report.sections.sources import cite_scale
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import cite_rule, judge_number, list_words

_COEFFICIENTS = (
    "cronbach_alpha",
    "cronbach_alpha.ci_low",
    "cronbach_alpha.ci_high",
    "mcdonald_omega_total",
    "mcdonald_omega_total.ci_low",
    "mcdonald_omega_total.ci_high",
)
# Kinds of scale without a reliability, and the end of the words that say so.
_WITHOUT = {"formative": "list", "single_item": "single"}


def build(context: Context) -> Section:
    """Describe the scales, then their reliability, questions, error and ends."""
    measured = [o for o in context.outcomes if _waves(context, o)]
    blocks: list[Block] = [_build_scales(context)]
    if measured:
        blocks += [Paragraph(Phrase("measures.intro")), *_cautions(context, measured)]
        blocks += [
            _build_reliability(context, measured),
            _build_pairs(context, measured),
            _build_questions(context, measured),
            _build_error(context, measured),
            build_bounds(context, measured),
            build_models(context, measured),
        ]
    blocks.append(build_retest(context))
    ends = build_ends(context, context.outcomes)
    shown = [b for b in (*blocks, ends) if not isinstance(b, Table) or b.rows]
    return Section(context.entry.id, Phrase("section.measures"), tuple(shown))


def _waves(context: Context, outcome: Outcome) -> list[str]:
    """Waves at which the questions of an outcome were set against each other."""
    return [
        wave
        for wave in context.study.wave_ids
        if context.has(
            outcome.place("reliability", wave=wave), "mean_interitem_correlation"
        )
    ]


def _is_pair(outcome: Outcome) -> bool:
    return len(items_of(outcome)) == 2


def items_of(outcome: Outcome) -> tuple[str, ...]:
    """Questions that make up an outcome."""
    if outcome.item:
        return (outcome.item,)
    if outcome.subscale:
        return outcome.scale.subscales[outcome.subscale].items
    return outcome.scale.item_ids


def _build_scales(context: Context) -> Table:
    """Tell what each scale is and where it comes from; lists have no reliability."""
    measured = {outcome.scale.id for outcome in context.outcomes}
    rows: list[tuple[Cell, ...]] = [
        (
            scale.title,
            str(len(scale.items)),
            Phrase(f"measurement_model.{scale.measurement_model}"),
            Phrase(f"scoring_method.{scale.scoring.method}"),
            _say_reliability(scale),
            cite_scale(scale),
        )
        for scale in context.questionnaire.scales
        if scale.id in measured
    ]
    columns = build_columns(
        "scale", "n_items", "model", "scoring", "reliability", "source"
    )
    return build_table("measures", columns, rows)


def _say_reliability(scale: Scale) -> Phrase:
    """Send to the next table, or say why a scale has no reliability."""
    if scale.is_reflective:
        return Phrase("cell.reliability_below")
    why = _WITHOUT.get(scale.measurement_model, "none")
    return Phrase(f"cell.reliability_{why}")


def _build_reliability(context: Context, outcomes: list[Outcome]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for outcome in outcomes:
        for wave in _waves(context, outcome):
            if _is_pair(outcome):
                continue
            place = outcome.place("reliability", wave=wave)
            people, missing, *values = context.numbers(
                place, "cronbach_alpha.n", "cronbach_alpha.n_missing", *_COEFFICIENTS
            )
            between = context.number(place, "mean_interitem_correlation")
            word = judge_number(context, "reliability", values[0])
            start = (outcome.label, context.wave(wave).label, people, missing)
            rows.append((*start, *values, between, word))
    return build_table(
        "reliability",
        build_columns(
            "outcome", "wave", "n_used", "n_left_out", "alpha", "alpha_low",
            "alpha_high", "omega", "omega_low", "omega_high", "interitem", "judgement",
            headers=2,
        ),
        rows,
        notes=(
            Phrase("measures.note_reliability"),
            cite_rule(context, "reliability"),
        ),
    )  # fmt: skip


def _build_pairs(context: Context, outcomes: list[Outcome]) -> Table:
    """Scales of two questions: Spearman-Brown instead of alpha."""
    rows: list[tuple[Cell, ...]] = []
    for outcome in filter(_is_pair, outcomes):
        for wave in _waves(context, outcome):
            people, missing, value, low, high, between = context.numbers(
                outcome.place("reliability", wave=wave),
                "spearman_brown.n",
                "spearman_brown.n_missing",
                "spearman_brown",
                "spearman_brown.ci_low",
                "spearman_brown.ci_high",
                "mean_interitem_correlation",
            )
            word = judge_number(context, "reliability", value)
            start = (outcome.label, context.wave(wave).label, people, missing)
            rows.append((*start, value, low, high, between, word))
    return build_table(
        "reliability_pairs",
        build_columns(
            "outcome", "wave", "n_used", "n_left_out", "spearman_brown", "low", "high",
            "interitem", "judgement", headers=2,
        ),
        rows,
        notes=(Phrase("measures.note_pairs"),),
    )  # fmt: skip


def _build_questions(context: Context, outcomes: list[Outcome]) -> Table:
    """Each question against the others of its scale."""
    rows: list[tuple[Cell, ...]] = []
    for outcome in outcomes:
        for wave in _waves(context, outcome):
            for item in items_of(outcome):
                place = outcome.place("reliability", wave=wave).at(item=item)
                rest, dropped = context.numbers(
                    place, "item_rest_correlation", "alpha_if_dropped"
                )
                if not context.has(place, "item_rest_correlation"):
                    continue
                question = question_words(outcome.scale, item)
                word = judge_number(context, "item_rest_correlation", rest)
                start = (outcome.label, question, context.wave(wave).label)
                rows.append((*start, rest, word, dropped))
    return build_table(
        "questions",
        build_columns(
            "outcome", "question", "wave", "item_rest", "judgement",
            "alpha_if_dropped", headers=3,
        ),
        rows,
        notes=(
            Phrase("measures.note_questions"),
            cite_rule(context, "item_rest_correlation"),
        ),
    )  # fmt: skip


def _build_error(context: Context, outcomes: list[Outcome]) -> Table:
    """How far one person's score moves although nothing changed."""
    rows: list[tuple[Cell, ...]] = []
    for outcome in outcomes:
        for wave in _waves(context, outcome):
            place = outcome.place("reliability", wave=wave)
            error, smallest = context.numbers(
                place, "standard_error_of_measurement", "smallest_detectable_change"
            )
            if error.value is not None:
                start = (outcome.label, context.wave(wave).label)
                rows.append((*start, error, smallest))
    return build_table(
        "measurement_error",
        build_columns("outcome", "wave", "sem", "sdc", headers=2),
        rows,
        notes=(Phrase("measures.note_error"),),
    )


def _cautions(context: Context, outcomes: list[Outcome]) -> list[Block]:
    """Coefficients on few people, and questions that contradict their scale."""
    least = context.definition.interpretation.small_samples.caution_below
    few, contrary = [], []
    for outcome in outcomes:
        for wave in _waves(context, outcome):
            place = outcome.place("reliability", wave=wave)
            people = context.number(place, "mean_interitem_correlation", field="n")
            if people.value is not None and people.value < least:
                few.append(outcome)
            for item in items_of(outcome):
                rest = context.number(place.at(item=item), "item_rest_correlation")
                if rest.value is not None and rest.value < 0:
                    contrary.append(question_words(outcome.scale, item))
    blocks: list[Block] = []
    if few:
        names = list_words(dict.fromkeys(outcome.label for outcome in few))
        said = Phrase("measures.few", {"names": names, "least": str(least)})
        blocks.append(Paragraph(said, "caution"))
    if contrary:
        names = list_words(dict.fromkeys(contrary))
        blocks.append(Paragraph(Phrase("measures.contrary", {"names": names}), "alarm"))
    return blocks
