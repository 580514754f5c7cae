"""Where the words of a scale come from, as printed under a figure."""

from collections.abc import Iterable

from barometre.questionnaire.scale import Scale
from barometre.report.model import Phrase, Words
from barometre.report.wording import run_on

_MOST_CITED = 3


def cite_scales(scales: Iterable[Scale]) -> Words:
    """Cite each scale once; beyond three, the table of measures is pointed to."""
    cited = {scale.id: scale for scale in scales}
    if len(cited) > _MOST_CITED:
        return Phrase("source.see_measures")
    return run_on([cite_scale(scale) for scale in cited.values()])


def cite_scale(scale: Scale) -> Phrase:
    """Say what a scale follows, how closely, and under which licence it stands."""
    facts: dict[str, Words] = {
        "scale": scale.title,
        "version": str(scale.version),
        "licence": scale.licence.texts,
    }
    if not scale.alignment:
        return Phrase("source.own", facts)
    closest = scale.alignment[0]
    level = Phrase(f"alignment.{closest.level}")
    return Phrase(
        "source.aligned", {**facts, "standard": closest.standard, "level": level}
    )
