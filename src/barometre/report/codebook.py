"""The data dictionary: every question, with its answers, its key and its sources."""

from barometre.questionnaire.scale import Item, Questionnaire, Text
from barometre.report.model import Phrase, Table, Words
from barometre.report.sections.sources import cite_scale
from barometre.report.sections.tables import build_columns, build_table


def build_codebook(questionnaire: Questionnaire) -> Table:
    """List the questions in the order of the questionnaire, one a row."""
    return build_table(
        "codebook",
        build_columns(
            "item", "question", "scale", "answers", "reading", "model", "scoring",
            "source",
        ),
        [
            (
                item.id,
                item.text,
                scale.title,
                say_answers(item),
                Phrase("cell.reversed" if item.reverse_keyed else "cell.as_asked"),
                Phrase(f"measurement_model.{scale.measurement_model}"),
                Phrase(f"scoring_method.{scale.scoring.method}"),
                cite_scale(scale),
            )
            for scale in questionnaire.scales
            for item in scale.items
        ],
    )  # fmt: skip


def say_answers(item: Item) -> Words:
    """Write the answers that a question allows."""
    labels = item.labels or item.response_format.labels
    if labels:
        pairs = {
            language: "\N{NO-BREAK SPACE}; ".join(
                f"{code} = {words.get(language)}" for code, words in labels.items()
            )
            for language in ("fr", "en")
        }
        return Text(fr=pairs["fr"], en=pairs["en"].replace("\N{NO-BREAK SPACE};", ";"))
    if item.response_format.type == "integer_scale":
        return _say_range(item)
    return Phrase(f"format_type.{item.response_format.type}")


def _say_range(item: Item) -> Phrase:
    ends = item.end_labels
    facts: dict[str, Words] = {
        "low": f"{item.response_format.low:.0f}",
        "high": f"{item.response_format.high:.0f}",
    }
    if ends is None:
        return Phrase("answers_allowed.range", facts)
    words = {"low_words": ends.min, "high_words": ends.max}
    return Phrase("answers_allowed.range_with_words", {**facts, **words})
