"""From responses to estimates: the pure composition of every statistic."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pandas as pd

from barometre.evaluation.calibration import check_margins
from barometre.evaluation.change import evaluate_change
from barometre.evaluation.change_checks import evaluate_change_checks
from barometre.evaluation.chosen import evaluate_chosen
from barometre.evaluation.comparison import evaluate_comparison
from barometre.evaluation.descriptives import evaluate_descriptives
from barometre.evaluation.dimensionality import evaluate_dimensionality
from barometre.evaluation.few_places import evaluate_few_places
from barometre.evaluation.invariance import evaluate_invariance
from barometre.evaluation.items import evaluate_items
from barometre.evaluation.material import Material, gather
from barometre.evaluation.missing_people import (
    evaluate_missing_people,
    evaluate_worst_case,
)
from barometre.evaluation.norms import evaluate_norms
from barometre.evaluation.participation import count_participation
from barometre.evaluation.parts import (
    Analysis,
    Rows,
    Spread,
    evaluate_in_parts,
)
from barometre.evaluation.people import check_comparison
from barometre.evaluation.planned import adjust_planned
from barometre.evaluation.quality import evaluate_quality
from barometre.evaluation.reliability import evaluate_reliability
from barometre.evaluation.reliability_models import evaluate_reliability_models
from barometre.evaluation.retest import evaluate_retest
from barometre.evaluation.retrospective import evaluate_retrospective
from barometre.evaluation.territories import evaluate_territories
from barometre.evaluation.tolerant_links import evaluate_tolerant_links
from barometre.evaluation.trajectory import evaluate_trajectory
from barometre.evaluation.unlinked import evaluate_unlinked
from barometre.evaluation.weighting import evaluate_weighting
from barometre.frames import ESTIMATES, build_table, check_table
from barometre.questionnaire.scale import Questionnaire
from barometre.study import KnownShare, Study

__all__ = ["Evaluation", "evaluate"]

# Each reads the material and gives rows of the estimates table. Those of the core
# follow from closed formulas; the others draw resamples, impute or fit models.
_CORE: tuple[Analysis, ...] = (
    evaluate_quality,
    evaluate_items,
    evaluate_descriptives,
    evaluate_reliability,
    evaluate_retest,
    evaluate_change,
    evaluate_retrospective,
    evaluate_chosen,
    evaluate_norms,
    evaluate_unlinked,
    evaluate_comparison,
    evaluate_worst_case,
    evaluate_territories,
    evaluate_weighting,
    evaluate_tolerant_links,
)
_FULL: tuple[Analysis, ...] = (
    evaluate_dimensionality,
    evaluate_invariance,
    evaluate_reliability_models,
    evaluate_change_checks,
    evaluate_few_places,
    evaluate_trajectory,
    evaluate_missing_people,
)
# Each sample (wave, group, population) by itself: other processes can take some.
_BY_SAMPLE = frozenset({evaluate_descriptives, evaluate_change, evaluate_change_checks})
_MANY_RESPONSES = 20_000
# Each planned outcome by itself.
_BY_OUTCOME = frozenset({evaluate_missing_people})


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Tables 5 and 6."""

    estimates: pd.DataFrame
    participation: pd.DataFrame


def evaluate(
    study: Study,
    questionnaire: Questionnaire,
    *,
    responses: pd.DataFrame,
    flags: pd.DataFrame,
    links: pd.DataFrame,
    asked: pd.DataFrame | None = None,
    spread: Spread | None = None,
    margins: Sequence[KnownShare] = (),
) -> Evaluation:
    """Work out every estimate of a study.

    Parameters
    ----------
    study, questionnaire
        What was asked, and what was planned.
    responses, flags, links
        Tables 1 to 3.
    asked
        Rows of table 6 on who was invited and reminded, where the source knows.
    spread
        Who works out its parts; here and now by default. The result is the same.
    margins
        What is known of the population, where weights are fitted to it.

    Returns
    -------
    Evaluation
        Estimates at full precision, nothing withheld yet: what a reader sees passes
        ``disclosure`` first.

    Raises
    ------
    StudyError
        When no response is in one of the groups that the study compares, or where the
        margins have other categories than the responses or cannot be reached.
    """
    check_comparison(responses, study)
    check_margins(responses, margins, study)
    material = gather(
        study,
        questionnaire,
        responses=responses,
        flags=flags,
        links=links,
        margins=margins,
    )
    analyses = _CORE if study.analyses == "core" else (*_CORE, *_FULL)
    with ThreadPoolExecutor(1) as aside:
        counted = aside.submit(
            count_participation,
            study,
            responses=responses,
            kept=material.kept,
            asked=asked,
        )
        if spread is None:
            rows = [row for found in _analyse(material, analyses) for row in found]
        else:
            rows = evaluate_in_parts(
                material,
                analyses,
                by_sample=_BY_SAMPLE,
                by_outcome=_BY_OUTCOME,
                spread=spread,
            )
    estimates = adjust_planned(build_table(rows, ESTIMATES), study, questionnaire)
    check_table(estimates, ESTIMATES)
    return Evaluation(estimates, counted.result())


def _analyse(material: Material, analyses: Sequence[Analysis]) -> Iterator[Rows]:
    """Do one analysis after the other; closed formulas on many answers side by side.

    They spend their time in arrays there, without Python's lock. With fewer answers
    threads would only wait for each other.
    """
    if len(material.kept) < _MANY_RESPONSES:
        yield from (analyse(material) for analyse in analyses)
        return
    with ThreadPoolExecutor() as threads:
        yield from threads.map(lambda analyse: analyse(material), _CORE)
    yield from (analyse(material) for analyse in analyses[len(_CORE) :])
