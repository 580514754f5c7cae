"""What changes the study was large enough to see."""

from barometre.evaluation.people import followed_group
from barometre.evaluation.planned import find_worthwhile
from barometre.evaluation.rows import Place
from barometre.report.findings import say_unit
from barometre.report.model import Block, Number, Paragraph, Phrase, Words
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.wording import list_words

_SMALLEST = "minimum_detectable_change"


def say_detectable(context: Context) -> list[Block]:
    """Say the smallest change that each planned outcome could show, if it is known."""
    if not context.study.contrasts:
        return []
    seen = [
        (outcome, place)
        for outcome in context.outcomes_of("primary", "secondary")
        for place in (_place(context, outcome),)
        if context.number(place, _SMALLEST).value is not None
    ]
    if not seen:
        return []
    named = [_say_one(context, outcome, place) for outcome, place in seen]
    blocks: list[Block] = [
        Paragraph(Phrase("design.detectable", {"names": list_words(named)}))
    ]
    short = [
        outcome.label for outcome, place in seen if _is_short(context, outcome, place)
    ]
    if short:
        facts = {"names": list_words(short)}
        blocks.append(Paragraph(Phrase("design.too_small", facts), "caution"))
    return blocks


def _place(context: Context, outcome: Outcome) -> Place:
    earlier, later = context.study.contrasts[0]
    group_by, group = followed_group(context.study)
    return outcome.place(
        "power", baseline_wave=earlier, wave=later, group_by=group_by, group=group
    )


def _say_one(context: Context, outcome: Outcome, place: Place) -> Phrase:
    on_hundred = outcome.measured.has_pomp
    statistic = f"{_SMALLEST}_pomp" if on_hundred else _SMALLEST
    digits = 1 if on_hundred else None
    smallest = context.number(place, statistic, decimals=digits)
    facts: dict[str, Number | Words] = {
        "outcome": outcome.label,
        "change": smallest,
        "unit": say_unit(smallest, on_hundred=on_hundred),
        "n": context.number(place, _SMALLEST, field="n"),
    }
    return Phrase("design.detectable_one", facts)


def _is_short(context: Context, outcome: Outcome, place: Place) -> bool:
    worthwhile = find_worthwhile(context.study, outcome.measured)
    smallest = context.number(place, _SMALLEST).value
    return worthwhile is not None and smallest is not None and smallest > worthwhile
