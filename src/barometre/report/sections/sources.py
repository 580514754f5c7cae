"""Where the words of a scale come from, as printed under a figure."""

from collections.abc import Iterable
from typing import get_args

from barometre.questionnaire.scale import AlignmentLevel, Scale
from barometre.report.model import Phrase, Words
from barometre.report.wording import run_on

_MOST_CITED = 3
_LEVELS: tuple[str, ...] = get_args(AlignmentLevel)  # closest first


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
    closest = min(scale.alignment, key=lambda one: _LEVELS.index(one.level))
    level = Phrase(f"alignment.{closest.level}")
    return Phrase(
        "source.aligned", {**facts, "standard": closest.standard, "level": level}
    )
