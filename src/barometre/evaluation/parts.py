"""One evaluation in parts, by wave and group, that other processes can work out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from barometre.evaluation.material import Material

Rows = list[dict[str, object]]
Analysis = Callable[[Material], Rows]


@dataclass(frozen=True, slots=True)
class Part:
    """An analysis, for one sample (wave, group, population) or, with -1, for all."""

    analysis: Analysis
    sample: int = -1


# Works out every part and gives their rows in the order of the parts.
Spread = Callable[[Material, Sequence[Part]], Sequence[Rows]]


def do_part(material: Material, part: Part) -> Rows:
    """Work out one part; whoever does it comes to the same rows."""
    if part.sample < 0:
        return part.analysis(material)
    return part.analysis(replace(material, samples=[material.samples[part.sample]]))


def evaluate_in_parts(
    material: Material,
    analyses: Sequence[Analysis],
    *,
    by_sample: frozenset[Analysis],
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
    spread
        Who works the parts out.
    """
    parts = [part for one in analyses for part in _divide(one, material, by_sample)]
    done = spread(material, parts)
    rows: Rows = []
    for analysis in analyses:
        found = [
            row
            for part, part_rows in zip(parts, done, strict=True)
            if part.analysis is analysis
            for row in part_rows
        ]
        rows += _by_pair(found, material) if analysis in by_sample else found
    return rows


def _divide(
    analysis: Analysis, material: Material, by_sample: frozenset[Analysis]
) -> Iterator[Part]:
    if analysis not in by_sample:
        yield Part(analysis)
        return
    for place in range(len(material.samples)):
        yield Part(analysis, place)


def _by_pair(rows: Rows, material: Material) -> Rows:
    """Put rows pair of waves by pair of waves, samples in their order within each."""
    pairs = material.study.contrasts
    order: dict[object, int] = {pair: place for place, pair in enumerate(pairs)}
    return sorted(
        rows, key=lambda row: order.get((row["baseline_wave"], row["wave"]), -1)
    )
