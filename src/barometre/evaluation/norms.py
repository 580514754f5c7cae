"""Local figures that may stand beside national ones, on the same base and scale."""

from collections.abc import Iterator
from dataclasses import replace

from barometre.evaluation.material import Material
from barometre.evaluation.rows import Place, write_rows
from barometre.evaluation.tally import Count, tally_answers
from barometre.frames import missing_column
from barometre.questionnaire.norm import Norm
from barometre.questionnaire.scale import Item, Scale
from barometre.statistics.estimate import Estimate, build_undefined
from barometre.statistics.location import compute_mean
from barometre.statistics.share import compute_share

Rows = list[dict[str, object]]

FEWEST_PEOPLE = 30
_ON_TEN = (0, 10)
# Answers of four that are counted, by the figure they are counted for.
_COUNTED_OF_FOUR = {
    "share_works_well": (3, 4),
    "share_not_well": (1, 2),
    "share_trust4": (3, 4),
}
_FOUR = (1, 4)


def evaluate_norms(material: Material) -> Rows:
    """Work out the local side of each national figure, at the first wave that asked.

    Only where the scale names the figure and may be compared, the figure's wording is
    graded exact or close and its own confidence is not low, and the item has the range
    the figure is about. Shares keep don't know and refused in their base, as their
    sources do. Later waves are left out: a national figure is a backdrop to where
    people start, never a target of what they become. Below 30 people there is a row
    without number.
    """
    rows: Rows = []
    for norm, scale, item in list_comparable(material):
        tally = tally_answers(
            material.kept[item.id], material.kept[missing_column(item.id)]
        )
        for sample in material.samples:
            if sample.group_by or sample.population != "all":
                continue
            count = tally.count(sample.rows)
            if not count.n_answered:
                continue
            place = Place(
                analysis="item", scale=scale.id, item=item.id, wave=sample.wave
            )
            local = _measure(norm, count, material.confidence)
            rows += write_rows(place, [local], category=norm.id)
            break
    return rows


def list_comparable(material: Material) -> Iterator[tuple[Norm, Scale, Item]]:
    """List the figures that may be compared, the latest of each kind for an item."""
    latest: dict[tuple[str, str], tuple[Norm, Scale, Item]] = {}
    for norm in sorted(material.questionnaire.norms, key=lambda one: one.year):
        item = material.questionnaire.items.get(norm.item)
        if item is None or item.id not in material.kept.columns:
            continue
        scale = material.questionnaire.scale_of(item.id)
        is_named = norm.id in scale.norms and scale.benchmarkable is True
        if is_named and norm.may_be_compared and _has_range(norm, item):
            latest[norm.item, norm.statistic] = (norm, scale, item)
    yield from latest.values()


def _has_range(norm: Norm, item: Item) -> bool:
    """Whether the item's answers are those the figure is about."""
    answers = item.response_format
    if not answers.has_range:
        return False
    ends = (answers.low, answers.high)
    if norm.statistic in ("mean_0_10", "share_high_6_10"):
        return ends == _ON_TEN
    return norm.statistic in _COUNTED_OF_FOUR and ends == _FOUR


def _measure(norm: Norm, count: Count, confidence: float) -> Estimate:
    is_mean = norm.statistic == "mean_0_10"
    kinds = count.kinds_named("dont_know", "refused")
    n = count.n_answered + (0 if is_mean else kinds)
    name = "benchmark_mean" if is_mean else "benchmark_share"
    if n < FEWEST_PEOPLE:
        return build_undefined(name, reason="below_30_no_benchmark", n=n)
    if is_mean:
        mean = compute_mean(count.distinct, people=count.people, confidence=confidence)
        return replace(mean, statistic=name)
    counted = sum(
        int(people)
        for value, people in zip(count.distinct, count.people, strict=True)
        if _is_counted(norm, float(value))
    )
    share = compute_share(counted, n, confidence=confidence)
    return replace(share, statistic=name)


def _is_counted(norm: Norm, value: float) -> bool:
    if norm.statistic == "share_high_6_10":
        return value >= 6
    return value in _COUNTED_OF_FOUR[norm.statistic]
