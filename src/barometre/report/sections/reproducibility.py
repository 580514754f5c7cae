"""How to find these numbers again."""

from collections.abc import Mapping

from barometre.report.model import Paragraph, Phrase, Section, Words
from barometre.report.sections.context import Context
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import say_moment

NAMED_FACTS = (
    "software_version", "python_version", "made_at", "fetched_at", "seed",
    "study_hash", "plan_hash", "questionnaire_hash", "data_hash", "estimates_hash",
)  # fmt: skip

_MOMENTS = ("made_at", "fetched_at")


def build(context: Context) -> Section:
    """Tell versions and hashes, how many numbers there are, and how to trace one."""
    hidden = int(context.estimates["is_suppressed"].sum())
    facts = {"count": len(context.estimates), "hidden": hidden}
    table = build_table(
        "provenance",
        build_columns("fact", "value"),
        tell_provenance(context.provenance),
    )
    blocks = (
        Paragraph(Phrase("reproducibility.numbers", facts)),
        Paragraph(Phrase("reproducibility.trace", {"key": _choose_example(context)})),
        Paragraph(Phrase("reproducibility.signs")),
        table,
    )
    return Section(context.entry.id, Phrase("section.reproducibility"), blocks)


def _choose_example(context: Context) -> str:
    """Choose the key of a number that readers have seen: a change, if there is one."""
    keys = context.estimates["key"]
    changes = keys[context.estimates["statistic"] == "mean_change"]
    return str(next(iter([*changes, *keys]), ""))


def tell_provenance(provenance: Mapping[str, str]) -> tuple[tuple[Words, Words], ...]:
    """Name each fact of provenance; a name without words stands as it is."""
    return tuple(
        (
            Phrase(f"provenance.{name}") if name in NAMED_FACTS else name,
            say_moment(value) if name in _MOMENTS else value,
        )
        for name, value in provenance.items()
    )
