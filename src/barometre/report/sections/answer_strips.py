"""Distributions of the answers to one numeric question, wave after wave."""

from collections.abc import Sequence

from barometre.evaluation.rows import Place
from barometre.questionnaire.scale import Item, Scale
from barometre.report.model import Column, Distribution, Figure, Number, Phrase, Words
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import question_words
from barometre.report.sections.sources import cite_scale
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import list_words, run_on

Panel = tuple[Words, tuple[Number, ...], Number, Number, Number]


def build_strip(context: Context, scale: Scale, item: Item) -> Figure:
    """Draw one panel a wave, with the mean and its interval."""
    codes = [str(code) for code in item.response_format.codes]
    places = [
        place
        for wave in context.study.wave_ids
        for place in (Place(analysis="item", scale=scale.id, item=item.id, wave=wave),)
        if context.has(place, "share", category=codes[0])
    ]
    panels = tuple(_panel(context, place, codes) for place in places)
    counts = [context.number(place, "mean", field="n") for place in places]
    said = [_say(panel, n) for panel, n in zip(panels, counts, strict=True)]
    facts: dict[str, Number | Words] = {
        "question": item.text,
        "scale": scale.title,
        "high": codes[-1],
    }
    question = question_words(scale, item.id)
    name = f"answers_{scale.id}_{item.id}"
    columns = (
        *build_columns("wave", "n", "mean", "low", "high"),
        *(Column(f"answer_{code}", code) for code in codes),
        *build_columns("dont_know", "refused", headers=0),
    )
    rows = [
        (
            panel[0], n, *panel[2:], *panel[1],
            *context.numbers(place, "share_dont_know", "share_refused"),
        )
        for place, panel, n in zip(places, panels, counts, strict=True)
    ]  # fmt: skip
    return Figure(
        id=name,
        title=_title(panels, {**facts, "question": question}),
        subtitle=Phrase("strip.subtitle", facts),
        source=cite_scale(scale),
        alternative=run_on(said),
        data=Distribution(tuple(codes), panels),
        table=build_table(name, columns, rows, title=Phrase("table.strip", facts)),
    )


def _panel(context: Context, place: Place, codes: list[str]) -> Panel:
    shares = tuple(context.number(place, "share", category=code) for code in codes)
    mean, low, high = context.numbers(place, "mean", "mean.ci_low", "mean.ci_high")
    return (context.wave(place.wave).label, shares, mean, low, high)


def _title(panels: Sequence[Panel], facts: dict[str, Number | Words]) -> Phrase:
    found = list_words(
        Phrase(
            "strip.mean_hidden" if mean.value is None else "strip.mean",
            {"wave": wave, "mean": mean},
        )
        for wave, _, mean, _, _ in panels
    )
    return Phrase("strip.title", {**facts, "found": found})


def _say(panel: Panel, people: Number) -> Phrase:
    """Say the mean of one wave."""
    wave, _, mean, low, high = panel
    facts: dict[str, Number | Words] = {"wave": wave, "mean": mean, "n": people}
    if mean.value is None:
        return Phrase("strip.wave_hidden", facts)
    return Phrase("strip.wave", {**facts, "low": low, "high": high})
