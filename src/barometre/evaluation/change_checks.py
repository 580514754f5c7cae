"""Other ways to judge the same changes: resampling, permutation, Bayes factors."""

from collections.abc import Iterator
from dataclasses import replace

from barometre.evaluation.contrasts import list_changes
from barometre.evaluation.material import Material
from barometre.evaluation.people import followed_group
from barometre.evaluation.rows import write_rows
from barometre.statistics.bayes_factor import compute_bayes_factor
from barometre.statistics.bootstrap import (
    compute_bootstrap_cohens_d_av,
    compute_bootstrap_mean,
)
from barometre.statistics.estimate import Estimate, build_undefined
from barometre.statistics.pairs import Pairs, keep_pairs
from barometre.statistics.sign_flip import compute_sign_flip_p

Rows = list[dict[str, object]]
# With more people a mean is normal whatever the answers, and draws only cost time.
_MOST_PEOPLE = 5000
_RESAMPLED = ("mean_change_bootstrap", "cohens_d_av_bootstrap", "permutation_p")


def evaluate_change_checks(material: Material) -> Rows:
    """Judge each change of everyone, and of those whom the study follows, once more.

    Every draw has its own seed: the numbers hang neither on the order of the outcomes
    nor on how many there are. Above 5 000 people nothing is resampled
    (``many_people``).
    """
    followed = {("", ""), followed_group(material.study)}
    rows: Rows = []
    for change in list_changes(material):
        place = change.place
        if place.population == "all" and (place.group_by, place.group) in followed:
            pairs = keep_pairs(change.before, change.after)
            rows += write_rows(place, _check(pairs, material.confidence))
    return rows


def _check(pairs: Pairs, confidence: float) -> Iterator[Estimate]:
    if pairs.n > _MOST_PEOPLE:
        for name in _RESAMPLED:
            yield build_undefined(
                name, reason="many_people", n=pairs.n, n_missing=pairs.n_missing
            )
    else:
        yield from _resample(pairs, confidence)
    yield compute_bayes_factor(pairs)
    yield compute_bayes_factor(pairs, prior="wide")
    yield compute_bayes_factor(pairs, prior="ultrawide")


def _resample(pairs: Pairs, confidence: float) -> Iterator[Estimate]:
    yield compute_bootstrap_mean(
        pairs.change, statistic="mean_change_bootstrap", confidence=confidence
    )
    d_av = compute_bootstrap_cohens_d_av(pairs, confidence=confidence)
    yield replace(d_av, statistic="cohens_d_av_bootstrap")
    yield compute_sign_flip_p(pairs)
