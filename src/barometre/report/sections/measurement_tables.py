"""Tables of structure and of reading: each number of the models, step by step."""

from collections.abc import Sequence

from barometre.evaluation.rows import Place
from barometre.report.model import Cell, Number, Phrase, Table, Words
from barometre.report.sections.change_tables import facts_of
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import question_words
from barometre.report.sections.reading import Read
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import cite_rule, judge_number

_MODELS = ("single", "declared")
_STEPS = ("configural", "metric", "partial-metric", "scalar", "partial-scalar")
_FINE = 3  # digits of indices whose thresholds have three


def build_structure(context: Context) -> Table:
    """How many things each scale measures, and how a model of it fits, by wave."""
    rows: list[tuple[Cell, ...]] = []
    for outcome in context.outcomes:
        for wave in context.study.wave_ids:
            place = outcome.place("dimensionality", wave=wave)
            for model in _MODELS:
                if not context.has(place, "cfi", category=model):
                    continue
                kmo, parallel, minimum = context.numbers(
                    place, "kmo", "parallel_factors", "map_factors"
                )
                start = (outcome.label, context.wave(wave).label)
                fit = _list_fit(context, place, model)
                word = _judge(context, place, model)
                rows.append(
                    (*start, Phrase(f"measurement.model.{model}"), fit[0], kmo,
                     parallel, minimum, *fit[1:], word)
                )  # fmt: skip
    return build_table(
        "structure",
        build_columns(
            "outcome", "wave", "factor_model", "n_used", "kmo", "parallel", "map",
            "chi2", "df", "p_scaled", "cfi", "tli", "rmsea", "rmsea_low",
            "rmsea_high", "srmr", "judgement", headers=3,
        ),
        rows,
        notes=(Phrase("measurement.note_structure"), cite_rule(context, "structure")),
    )  # fmt: skip


def _list_fit(context: Context, place: Place, category: str) -> list[Number]:
    """People, chi-square, df, scaled p, CFI, TLI, RMSEA with its ends, SRMR."""

    def fine(statistic: str, field: str = "estimate") -> Number:
        return context.number(
            place,
            statistic,
            field=field,  # type: ignore[arg-type]
            category=category,
            decimals=_FINE,
        )

    return [
        context.number(place, "chi2", field="n", category=category),
        context.number(place, "chi2", category=category, decimals=1),
        context.number(place, "chi2", field="df", category=category, decimals=0),
        context.number(place, "chi2_scaled", field="p_value", category=category),
        fine("cfi"),
        fine("tli"),
        fine("rmsea"),
        fine("rmsea", "ci_low"),
        fine("rmsea", "ci_high"),
        fine("srmr"),
    ]


def _judge(context: Context, place: Place, category: str) -> Words:
    """Say how well a model fits; or why that cannot be said."""
    key = place.key("cfi", category)
    for code in context.by_key.words(key, "note").split(";"):
        if code in ("few_for_model", "too_few_people"):
            return Phrase("measurement.cannot_tell.few")
        if code == "saturated_model":
            return Phrase("measurement.cannot_tell.saturated")
    return judge_number(
        context, "structure", context.number(place, "cfi", category=category)
    )


def build_steps(
    context: Context,
    found: Sequence[Read],
    contrast: tuple[str, str],
    *,
    is_explained: bool,
) -> Table:
    """List steps between two waves: fit, and what each more equality costs."""
    rows = [
        (read.outcome.label, *row)
        for read in found
        for row in _list_steps(context, read)
    ]
    return build_table(
        f"reading_steps_{'_'.join(contrast)}",
        build_columns(
            "outcome", "step", "n_used", "chi2", "df", "cfi", "rmsea", "srmr",
            "delta_chi2", "delta_df", "delta_p", "delta_cfi", "delta_rmsea",
            "step_word", headers=2,
        ),
        rows,
        title=Phrase("table.reading_steps", facts_of(context, contrast)),
        notes=(Phrase("measurement.note_steps"),) if is_explained else (),
    )  # fmt: skip


def _list_steps(context: Context, read: Read) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for step in _STEPS:
        if not context.has(read.place, "cfi", category=step):
            continue
        people, chi2, df, _, cfi, _, rmsea, _, _, srmr = _list_fit(
            context, read.place, step
        )
        changes = _list_changes(context, read.place, step)
        name = Phrase(f"measurement.step.{step}")
        rows.append((name, people, chi2, df, cfi, rmsea, srmr, *changes))
    return rows


def _list_changes(context: Context, place: Place, step: str) -> list[Cell]:
    """Differences with the step before, and the word for them."""
    if step == "configural":
        return [Phrase("measurement.first_step")] * 6
    code = context.by_key.words(place.key("delta_cfi", step), "note").split(";")[0]
    return [
        context.number(place, "delta_chi2", category=step, decimals=1),
        context.number(place, "delta_chi2", field="df", category=step, decimals=0),
        context.number(place, "delta_chi2", field="p_value", category=step),
        context.number(place, "delta_cfi", category=step, decimals=_FINE),
        context.number(place, "delta_rmsea", category=step, decimals=_FINE),
        Phrase(f"measurement.{code or 'step_unclear'}"),
    ]


def build_moved(
    context: Context, found: Sequence[Read], contrast: tuple[str, str]
) -> Table:
    """Questions that moved on their own between two waves, and how far."""
    rows: list[tuple[Cell, ...]] = []
    for read in found:
        for item in read.outcome.scale.item_ids:
            place = read.place.at(item=item)
            for part in ("loading", "intercept"):
                name = f"{part}_score_test"
                if not context.has(place, name):
                    continue
                test = (
                    context.number(place, name, decimals=1),
                    context.number(place, name, field="df", decimals=0),
                    context.number(place, name, field="p_value"),
                )
                shift = context.numbers(
                    place, "item_shift", "item_shift.ci_low", "item_shift.ci_high"
                )
                question = question_words(read.outcome.scale, item)
                start = (read.outcome.label, question, Phrase(f"measurement.{part}"))
                rows.append((*start, *test, *shift))
    return build_table(
        f"moved_{'_'.join(contrast)}",
        build_columns(
            "outcome", "question", "moved_part", "score_test", "df", "p_score",
            "item_shift", "low", "high", headers=2,
        ),
        rows,
        title=Phrase("table.moved", facts_of(context, contrast)),
        notes=(Phrase("measurement.note_moved"),),
    )  # fmt: skip


def build_groups(context: Context, compared: Sequence[tuple[str, Read]]) -> Table:
    """List steps between groups, breakdown by breakdown."""
    rows: list[tuple[Cell, ...]] = []
    for group_by, read in compared:
        for row in _list_steps(context, read):
            start = (read.outcome.label, context.group_title(group_by))
            rows.append((*start, *row))
    return build_table(
        "reading_groups",
        build_columns(
            "outcome", "breakdown", "step", "n_used", "chi2", "df", "cfi", "rmsea",
            "srmr", "delta_chi2", "delta_df", "delta_p", "delta_cfi", "delta_rmsea",
            "step_word", headers=3,
        ),
        rows,
        notes=(Phrase("measurement.note_groups"),),
    )  # fmt: skip
