"""What the survey had otherwise than the questionnaire, and what it weighs on."""

from barometre.report.model import Block, Cell, Paragraph, Phrase, Section, Words
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import question_words
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import list_words
from barometre.responses.columns import group_columns

_PLACE = ["wave", "kind", "language", "expected", "found"]


def build(context: Context) -> Section:
    """List the differences about what this report shows; nothing without any."""
    rows = [_build_row(context, place, items) for place, items in _gather(context)]
    blocks: tuple[Block, ...] = ()
    if rows:
        blocks = (
            Paragraph(Phrase("survey_differences.intro"), "caution"),
            build_table(
                "survey_differences",
                build_columns(
                    "wave", "concerned", "what_differs", "language",
                    "questionnaire_says", "survey_says", headers=2,
                ),
                rows,
            ),
        )  # fmt: skip
    return Section(context.entry.id, Phrase("section.survey_differences"), blocks)


def _gather(
    context: Context,
) -> list[tuple[tuple[str, ...], list[tuple[str, str]]]]:
    """Put together items of which the same is to be said, in the order found."""
    shown = {outcome.scale.id for outcome in context.outcomes}
    broken_down = set(group_columns(context.study))
    gathered: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for row in context.drift.to_dict("records"):
        scale, item = str(row["scale"]), str(row["item"])
        if not scale or scale in shown or item in broken_down:
            place = tuple(str(row[name]) for name in _PLACE)
            gathered.setdefault(place, []).append((scale, item))
    return list(gathered.items())


def _build_row(
    context: Context, place: tuple[str, ...], concerned: list[tuple[str, str]]
) -> tuple[Cell, ...]:
    wave, kind, language, expected, found = place
    return (
        context.wave(wave).label,
        list_words(_name(context, scale, item) for scale, item in concerned),
        Phrase(f"survey_differences.{kind}"),
        Phrase(f"survey_differences.language_{language or 'all'}"),
        expected,
        found,
    )


def _name(context: Context, scale_id: str, item_id: str) -> Words:
    if not scale_id:
        return Phrase("survey_differences.whole_survey")
    scale = context.questionnaire.scale(scale_id)
    return question_words(scale, item_id) if item_id else scale.title
