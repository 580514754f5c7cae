"""The answers themselves, question by question, as people gave them."""

from itertools import groupby

from barometre.evaluation.rows import Place
from barometre.questionnaire.scale import Item, Scale
from barometre.report.model import Block, Paragraph, Phrase, Section
from barometre.report.sections.answer_bars import build_bars
from barometre.report.sections.answer_strips import build_strip
from barometre.report.sections.context import Context

_MANY_ANSWERS = 8  # longer lists are drawn as distributions


def build(context: Context) -> Section:
    """Draw stacked bars for labelled answers and distributions for numbers."""
    blocks: list[Block] = []
    followed = {outcome.scale.id for outcome in context.outcomes}
    for scale in context.questionnaire.scales:
        if scale.id not in followed:
            continue
        items = [item for item in scale.items if _has_shares(context, scale, item)]
        for codes, alike in groupby(items, key=lambda i: i.response_format.codes):
            if len(codes) > _MANY_ANSWERS:
                blocks += [build_strip(context, scale, item) for item in alike]
            else:
                blocks += build_bars(context, scale, list(alike))
    if blocks:
        blocks.insert(0, Paragraph(Phrase("items.intro")))
    return Section(context.entry.id, Phrase("section.items"), tuple(blocks))


def _has_shares(context: Context, scale: Scale, item: Item) -> bool:
    """Whether the answers to a question were counted at some wave."""
    codes = item.response_format.codes
    place = Place(analysis="item", scale=scale.id, item=item.id)
    return bool(codes) and any(
        context.has(place.at(wave=wave), "share", category=str(code))
        for wave in context.study.wave_ids
        for code in codes
    )
