"""A backdrop: the local figure at the start beside a national one, where it may be."""

from barometre.evaluation.rows import Place
from barometre.questionnaire.norm import Norm
from barometre.report.model import (
    Block,
    Cell,
    Number,
    Paragraph,
    Phrase,
    Section,
)
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import question_words
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import hold_back


def build(context: Context) -> Section:
    """Set local and national figures side by side; no gap between them is worked out.

    Only figures whose wording and answers are graded comparable have a local side.
    """
    rows: list[tuple[Cell, ...]] = []
    for norm in context.questionnaire.norms:
        for wave in context.study.waves:
            row = _build_row(context, norm, wave.id)
            if row:
                rows.append(row)
    title = Phrase("section.norms")
    if not rows:
        return Section(context.entry.id, title, ())
    table = build_table(
        "norms",
        build_columns(
            "question", "measure", "wave", "n", "local", "low", "high", "national",
            "norm_source", "norm_year", "norm_people", "norm_wording",
            "norm_confidence",
        ),
        rows,
        notes=(Phrase("norms.note"),),
    )  # fmt: skip
    blocks: tuple[Block, ...] = (
        Paragraph(Phrase("norms.intro"), "caution"),
        table,
    )
    return Section(context.entry.id, title, blocks)


def _build_row(context: Context, norm: Norm, wave: str) -> tuple[Cell, ...]:
    """One figure and its local side; nothing where there is none."""
    if norm.item not in context.questionnaire.items:
        return ()
    scale = context.questionnaire.scale_of(norm.item)
    is_mean = norm.statistic == "mean_0_10"
    name = "benchmark_mean" if is_mean else "benchmark_share"
    place = Place(analysis="item", scale=scale.id, item=norm.item, wave=wave)
    if not context.has(place, name, category=norm.id):
        return ()
    local, low, high, people = (
        context.number(place, name, field=field, category=norm.id)
        for field in ("estimate", "ci_low", "ci_high", "n")
    )
    ends = hold_back(context, (low, high), people=people)
    cells: list[Cell] = [local, *ends, show_national(norm)]
    if local.value is None:
        cells = [Phrase("norms.too_few")] * 4
    return (
        question_words(scale, norm.item),
        Phrase(f"norms.statistic.{norm.statistic}"),
        context.wave(wave).label,
        people,
        *cells,
        norm.source,
        norm.year,
        norm.population or Phrase("norms.people_not_said"),
        Phrase(f"alignment.{norm.comparability}"),
        Phrase(f"norms.confidence.{norm.confidence}"),
    )


def show_national(norm: Norm) -> Number:
    """Show a published figure; its key says which of the bank it is."""
    key = f"norm/{norm.id}"
    if norm.statistic == "mean_0_10":
        return Number(norm.value, "score", key)
    return Number(norm.value / 100, "share", key)
