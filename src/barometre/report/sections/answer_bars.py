"""Diverging stacked bars: the answers to the questions of one scale at one wave."""

from collections.abc import Sequence

from barometre.evaluation.rows import Place
from barometre.questionnaire.missing import MissingKind
from barometre.questionnaire.scale import Item, Scale
from barometre.report.model import (
    Column,
    Figure,
    Likert,
    LikertRow,
    Number,
    Phrase,
    Words,
)
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import question_words
from barometre.report.sections.sources import cite_scale
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import run_on

_ASIDE: tuple[MissingKind, ...] = ("dont_know", "refused", "not_applicable")


def build_bars(context: Context, scale: Scale, items: Sequence[Item]) -> list[Figure]:
    """One figure a wave for questions that share their answers."""
    return [
        _build_figure(context, scale, items, wave)
        for wave in context.study.wave_ids
        if any(_is_asked(context, scale, item, wave) for item in items)
    ]


def _is_asked(context: Context, scale: Scale, item: Item, wave: str) -> bool:
    place = _place(scale, item, wave)
    codes = item.response_format.codes
    return any(context.has(place, "share", category=str(code)) for code in codes)


def _place(scale: Scale, item: Item, wave: str) -> Place:
    return Place(analysis="item", scale=scale.id, item=item.id, wave=wave)


def _build_figure(
    context: Context, scale: Scale, items: Sequence[Item], wave: str
) -> Figure:
    codes = items[0].response_format.codes
    answers = tuple(_answer_words(items[0], code) for code in codes)
    kinds = _kinds_aside(items)
    rows = [_row(context, scale, item, wave, kinds) for item in items]
    name = f"answers_{scale.id}_{items[0].id}_{wave}"
    facts: dict[str, Number | Words] = {
        "scale": scale.title,
        "wave": context.wave(wave).label,
        "intro": scale.intro or scale.title,
    }
    return Figure(
        id=name,
        title=_say_most_given(rows, answers, facts),
        subtitle=_say_people(rows, facts),
        source=cite_scale(scale),
        alternative=run_on([_say_row(row, answers) for row in rows]),
        data=Likert(
            answers=answers,
            aside_answers=tuple(_kind_words(context, kind) for kind in kinds),
            rows=tuple(rows),
            neutral=_neutral(items[0]),
        ),
        table=build_table(
            name,
            (
                *build_columns("question", "n"),
                *(
                    Column(f"answer_{c}", w)
                    for c, w in zip(codes, answers, strict=True)
                ),
                *(Column(kind, _kind_words(context, kind)) for kind in kinds),
            ),
            [(row.label, row.n, *row.shares, *row.aside) for row in rows],
            title=Phrase("table.answers", facts),
            notes=(Phrase("answers.note"),),
        ),
    )


def _row(
    context: Context,
    scale: Scale,
    item: Item,
    wave: str,
    kinds: Sequence[MissingKind],
) -> LikertRow:
    place = _place(scale, item, wave)
    codes = item.response_format.codes
    question = question_words(scale, item.id)
    label = Phrase("question.reversed", {"question": question})
    return LikertRow(
        label=label if item.reverse_keyed else question,
        shares=tuple(
            context.number(place, "share", category=str(code)) for code in codes
        ),
        aside=tuple(context.number(place, f"share_{kind}") for kind in kinds),
        n=context.number(place, "share", field="n", category=str(codes[0])),
    )


def _kinds_aside(items: Sequence[Item]) -> tuple[MissingKind, ...]:
    """Kinds of missing answers that these questions offer."""
    offered = {
        kind
        for item in items
        for kind in (
            *item.response_format.missing.values(),
            *item.extra_missing.values(),
        )
    }
    return tuple(kind for kind in _ASIDE if kind in offered)


def _answer_words(item: Item, code: int) -> Words:
    return item.labels.get(code) or item.response_format.labels.get(code) or str(code)


def _kind_words(context: Context, kind: MissingKind) -> Words:
    return context.questionnaire.missing_labels.get(kind) or Phrase(f"missing.{kind}")


def _neutral(item: Item) -> int | None:
    """Find the middle answer of an odd number of ordered answers."""
    count = len(item.response_format.codes)
    is_ordered = item.response_format.type in ("ordinal", "integer_scale")
    return count // 2 if is_ordered and count % 2 else None


def _say_most_given(
    rows: Sequence[LikertRow],
    answers: Sequence[Words],
    facts: dict[str, Number | Words],
) -> Phrase:
    """Say the answer most often given, among all questions of the figure."""
    given = [
        (share, row, answer)
        for row in rows
        for share, answer in zip(row.shares, answers, strict=True)
        if share.value is not None
    ]
    if not given:
        return Phrase("answers.title_hidden", facts)
    share, row, answer = max(given, key=lambda one: one[0].value or 0)
    said = {"question": row.label, "answer": answer, "share": share}
    return Phrase("answers.title", {**facts, **said})


def _say_people(rows: Sequence[LikertRow], facts: dict[str, Number | Words]) -> Phrase:
    known = sorted(
        (row.n for row in rows if row.n.value is not None), key=lambda n: n.value or 0
    )
    if not known:
        return Phrase("answers.subtitle_hidden", facts)
    if known[0].value == known[-1].value:
        return Phrase("answers.subtitle", {**facts, "n": known[0]})
    most = {"fewest": known[0], "most": known[-1]}
    return Phrase("answers.subtitle_range", {**facts, **most})


def _say_row(row: LikertRow, answers: Sequence[Words]) -> Phrase:
    """One question: its highest answer and its lowest, in numbers."""
    if row.n.value is None:
        return Phrase("answers.row_hidden", {"question": row.label})
    facts: dict[str, Number | Words] = {
        "question": row.label,
        "low_share": row.shares[0],
        "low_answer": answers[0],
        "high_share": row.shares[-1],
        "high_answer": answers[-1],
    }
    return Phrase("answers.row", facts)
