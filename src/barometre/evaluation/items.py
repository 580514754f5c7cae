"""Each item at each wave: its mean, its shares, and who gave no answer."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from barometre.evaluation.people import list_groups
from barometre.evaluation.rows import Place, write_rows
from barometre.frames import missing_column
from barometre.questionnaire.scale import Item, Questionnaire
from barometre.statistics.estimate import FloatArray
from barometre.statistics.location import compute_mean, compute_sd
from barometre.statistics.share import (
    compute_share,
    compute_share_high,
    compute_shares,
)
from barometre.study import Study

Rows = list[dict[str, object]]

_SHOWN_KINDS = ("dont_know", "refused", "not_applicable", "skipped")


def evaluate_items(
    kept: pd.DataFrame, questionnaire: Questionnaire, *, study: Study
) -> Rows:
    """Describe every item with numeric answers, at every wave that asked it.

    Shares of answers are of the people who gave one; shares of the kinds of missing
    answers are of the people who were asked and got as far. Means by group are added
    for answers that run from less to more.
    """
    confidence = study.plan.confidence
    groups = list(list_groups(kept, study))
    rows: Rows = []
    for place, item in _items_in_use(kept, questionnaire):
        values = kept[item.id].to_numpy(dtype=float)
        kinds = kept[missing_column(item.id)].astype("str").to_numpy(dtype=object)
        is_asked = ~np.isin(kinds, ("not_asked", "broke_off"))
        for wave in study.wave_ids:
            here = is_asked & (kept["wave"] == wave).to_numpy()
            if not here.any():
                continue
            at = place.at(wave=wave)
            rows += _describe_answers(at, item, values[here], confidence)
            rows += _describe_missing(at, kinds[here], confidence)
            if item.response_format.has_range:
                for group in groups[1:]:
                    inside = values[here & group.rows]
                    where = at.at(group_by=group.group_by, group=group.group)
                    rows += write_rows(
                        where, [compute_mean(inside, confidence=confidence)]
                    )
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
    place: Place, item: Item, values: FloatArray, confidence: float
) -> Rows:
    fmt = item.response_format
    rows: Rows = []
    if fmt.has_range:
        mean = compute_mean(values, confidence=confidence)
        rows += write_rows(place, [mean, compute_sd(values)])
    if fmt.high_from is not None:
        high = compute_share_high(values, at_least=fmt.high_from, confidence=confidence)
        rows += write_rows(place, [high])
    shares = compute_shares(values, fmt.codes, confidence=confidence)
    for code, share in shares.items():
        rows += write_rows(place, [share], category=f"{code:g}")
    return rows


def _describe_missing(place: Place, kinds: "np.ndarray", confidence: float) -> Rows:
    shares = [
        compute_share(
            int((kinds == kind).sum()),
            len(kinds),
            statistic=f"share_{kind}",
            confidence=confidence,
        )
        for kind in _SHOWN_KINDS
    ]
    return write_rows(place, shares)
