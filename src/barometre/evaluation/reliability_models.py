"""Reliability that needs resamples or a model, wave by wave."""

from collections.abc import Iterator
from dataclasses import replace

from barometre.evaluation.item_analyses import list_answers
from barometre.evaluation.material import Material
from barometre.evaluation.rows import Place, write_rows
from barometre.statistics.bootstrap import compute_bootstrap_alpha
from barometre.statistics.estimate import Estimate, FloatArray
from barometre.statistics.item_moments import compute_item_moments
from barometre.statistics.omega_hierarchical import compute_omega_hierarchical
from barometre.statistics.ordinal_alpha import compute_ordinal_alpha
from barometre.statistics.pairwise_alpha import compute_pairwise_alpha

Rows = list[dict[str, object]]

_FEWEST_ITEMS = 3


def evaluate_reliability_models(material: Material) -> Rows:
    """Add to each reflective score of three items or more what takes longer to have.

    Alpha on pairs and by resampling, ordinal alpha, omega hierarchical. What is too
    shaky to be shown is a row without number that says why.
    """
    found = list_answers(
        material.kept,
        material.keyed,
        samples=material.samples,
        outcomes=material.outcomes,
    )
    rows: Rows = []
    for wave, outcome, answers in found:
        if answers.shape[1] < _FEWEST_ITEMS:
            continue
        place = Place(
            analysis="reliability",
            scale=outcome.scale,
            subscale=outcome.subscale,
            wave=wave,
        )
        rows += write_rows(place, _analyse(answers, material.confidence))
    return rows


def _analyse(answers: FloatArray, confidence: float) -> Iterator[Estimate]:
    yield compute_pairwise_alpha(answers, confidence=confidence)
    resampled = compute_bootstrap_alpha(answers, confidence=confidence)
    yield replace(resampled, statistic="cronbach_alpha_bootstrap", method="bca_5000")
    yield compute_ordinal_alpha(answers)
    yield compute_omega_hierarchical(compute_item_moments(answers))
