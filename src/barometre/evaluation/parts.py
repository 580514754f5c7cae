"""One evaluation in parts, by wave and group, that other processes can work out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from barometre.evaluation.material import Material
from barometre.evaluation.people_at_start import list_followed_outcomes

Rows = list[dict[str, object]]
Analysis = Callable[[Material], Rows]
_Shared = TypeVar("_Shared")
_Item = TypeVar("_Item")
_Found = TypeVar("_Found")


class Spread(Protocol):
    """Does a function for each item, in other processes too; results in order.

    The function gets ``shared``, the same for all, and its item. It has a name that
    another process can import, and whoever calls it comes to the same result.
    """

    def __call__(
        self,
        function: Callable[[_Shared, _Item], _Found],
        shared: _Shared,
        items: Sequence[_Item],
        /,
    ) -> Sequence[_Found]:
        """Begin with the first items; give what came of each, in their order."""


@dataclass(frozen=True, slots=True)
class Part:
    """An analysis, for one sample (wave, group, population), one outcome, or all."""

    analysis: Analysis
    sample: int = -1
    focus: str = ""


def do_part(material: Material, part: Part) -> Rows:
    """Work out one part; whoever does it comes to the same rows."""
    if part.focus:
        return part.analysis(replace(material, focus=part.focus))
    if part.sample < 0:
        return part.analysis(material)
    return part.analysis(replace(material, samples=[material.samples[part.sample]]))


def evaluate_in_parts(
    material: Material,
    analyses: Sequence[Analysis],
    *,
    by_sample: frozenset[Analysis],
    by_outcome: frozenset[Analysis],
    spread: Spread,
) -> Rows:
    """Work out analyses part by part; the rows come in the order of the direct run.

    Parameters
    ----------
    material
        What the analyses read.
    analyses
        In order.
    by_sample
        Those that write the rows of each sample from that sample alone, pair of waves
        by pair of waves where they compare two.
    by_outcome
        Those that take planned outcomes one by one, pair of waves by pair of waves, and
        keep to ``focus``.
    spread
        Who works the parts out.
    """
    parts = [
        part
        for one in analyses
        for part in _divide(one, material, by_sample, by_outcome)
    ]
    # What is divided least takes longest: it begins first.
    parts.sort(key=lambda part: (part.sample, not part.focus))
    done = spread(do_part, material, parts)
    rows: Rows = []
    for analysis in analyses:
        found = [
            row
            for part, part_rows in zip(parts, done, strict=True)
            if part.analysis is analysis
            for row in part_rows
        ]
        is_divided = analysis in by_sample | by_outcome
        rows += _by_pair(found, material) if is_divided else found
    return rows


def _divide(
    analysis: Analysis,
    material: Material,
    by_sample: frozenset[Analysis],
    by_outcome: frozenset[Analysis],
) -> Iterator[Part]:
    if analysis in by_outcome:
        for outcome in list_followed_outcomes(material):
            yield Part(analysis, focus=outcome.name)
    elif analysis in by_sample:
        for place in range(len(material.samples)):
            yield Part(analysis, place)
    else:
        yield Part(analysis)


def _by_pair(rows: Rows, material: Material) -> Rows:
    """Put rows pair of waves by pair of waves, samples in their order within each."""
    pairs = material.study.contrasts
    order: dict[object, int] = {pair: place for place, pair in enumerate(pairs)}
    return sorted(
        rows, key=lambda row: order.get((row["baseline_wave"], row["wave"]), -1)
    )
