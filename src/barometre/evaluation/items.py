"""Each item at each wave: its mean, its shares, and who gave no answer."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pandas as pd

from barometre.evaluation.material import Material
from barometre.evaluation.rows import Place, write_rows
from barometre.evaluation.tally import Count, Tally, tally_answers
from barometre.frames import missing_column
from barometre.questionnaire.missing import MISSING_KINDS
from barometre.questionnaire.scale import Item, Questionnaire
from barometre.statistics.estimate import Estimate
from barometre.statistics.location import compute_mean, compute_sd
from barometre.statistics.share import (
    compute_share,
    compute_share_high,
    compute_shares,
)

Rows = list[dict[str, object]]

_SHOWN_KINDS = ("dont_know", "refused", "not_applicable", "skipped")


def evaluate_items(material: Material) -> Rows:
    """Describe every item with numeric answers, at every wave that asked it.

    Shares of answers are of the people who gave one; shares of the kinds of missing
    answers are of the people who were asked and got as far. Means by group are added
    for answers that run from less to more.
    """
    kept, confidence = material.kept, material.confidence
    with_flags = [sample for sample in material.samples if sample.population == "all"]
    everyone = [sample for sample in with_flags if not sample.group_by]
    groups = [sample for sample in with_flags if sample.group_by]
    rows: Rows = []
    in_use = list(_items_in_use(kept, material.questionnaire))

    def tally_item(used: tuple[Place, Item]) -> Tally:
        name = used[1].id
        return tally_answers(kept[name], kept[missing_column(name)])

    # Counting holds no lock of Python's: items go side by side.
    with ThreadPoolExecutor() as threads:
        tallies = list(threads.map(tally_item, in_use))
    for (place, item), tally in zip(in_use, tallies, strict=True):
        for sample in everyone:
            count = tally.count(sample.rows)
            if not count.n_asked:
                continue
            at = place.at(wave=sample.wave)
            rows += _describe_answers(at, item, count, confidence)
            rows += _describe_missing(at, count, confidence)
            if not item.response_format.has_range:
                continue
            for group in groups:
                if group.wave == sample.wave:
                    where = at.at(group_by=group.group_by, group=group.group)
                    inside = tally.count(group.rows)
                    rows += write_rows(where, [_compute_mean(inside, confidence)])
    return rows


def _items_in_use(
    kept: pd.DataFrame, questionnaire: Questionnaire
) -> Iterator[tuple[Place, Item]]:
    for scale in questionnaire.scales:
        if scale.sensitivity in ("pseudonym", "free_text"):
            continue
        for item in scale.items:
            if item.id in kept.columns and item.response_format.is_numeric:
                yield Place(analysis="item", scale=scale.id, item=item.id), item


def _describe_answers(
    place: Place, item: Item, count: Count, confidence: float
) -> Rows:
    fmt, values, people = item.response_format, count.distinct, count.people
    rows: Rows = []
    if fmt.has_range:
        mean = _compute_mean(count, confidence)
        rows += write_rows(place, [mean, compute_sd(values, people=people)])
    if fmt.high_from is not None:
        high = compute_share_high(
            values, at_least=fmt.high_from, people=people, confidence=confidence
        )
        rows += write_rows(place, [high])
    shares = compute_shares(values, fmt.codes, people=people, confidence=confidence)
    for code, share in shares.items():
        rows += write_rows(place, [share], category=f"{code:g}")
    return rows


def _compute_mean(count: Count, confidence: float) -> Estimate:
    return compute_mean(count.distinct, people=count.people, confidence=confidence)


def _describe_missing(place: Place, count: Count, confidence: float) -> Rows:
    n_by_kind = dict(zip(MISSING_KINDS, count.kinds.tolist(), strict=True))
    shares = [
        compute_share(
            n_by_kind[kind],
            count.n_asked,
            statistic=f"share_{kind}",
            confidence=confidence,
        )
        for kind in _SHOWN_KINDS
    ]
    return write_rows(place, shares)
