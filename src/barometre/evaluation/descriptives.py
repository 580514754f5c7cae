"""Level of each outcome at each wave, for everyone and for each group."""

from barometre.evaluation.material import Material
from barometre.evaluation.outcomes import Outcome
from barometre.evaluation.rows import Place, restate, write_rows
from barometre.evaluation.tally import Count, tally_scores
from barometre.statistics.estimate import Estimate
from barometre.statistics.location import compute_mean, compute_median, compute_sd
from barometre.statistics.share import compute_floor_and_ceiling

Rows = list[dict[str, object]]


def evaluate_descriptives(material: Material) -> Rows:
    """Describe every outcome of every sample at its wave.

    A wave where nobody has the outcome is left out.
    """
    outcomes, scores = material.outcomes, material.scores
    tallies = {outcome.name: tally_scores(scores[outcome.name]) for outcome in outcomes}
    rows: Rows = []
    for sample in material.samples:
        for outcome in outcomes:
            count = tallies[outcome.name].count(sample.rows)
            if not count.n_answered:
                continue
            place = Place(
                analysis="descriptive",
                scale=outcome.scale,
                subscale=outcome.subscale,
                item=outcome.item,
                wave=sample.wave,
                group_by=sample.group_by,
                group=sample.group,
                population=sample.population,
            )
            rows += write_rows(place, _describe(count, outcome, material.confidence))
    return rows


def _describe(count: Count, outcome: Outcome, confidence: float) -> list[Estimate]:
    values, people = count.distinct, count.people
    mean = compute_mean(values, people=people, confidence=confidence)
    return [
        mean,
        *restate(mean, outcome, is_difference=False),
        compute_sd(values, people=people),
        compute_median(values, people=people),
        *compute_floor_and_ceiling(
            values,
            low=outcome.low,
            high=outcome.high,
            people=people,
            confidence=confidence,
        ),
    ]
