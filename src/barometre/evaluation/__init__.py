"""From responses to estimates: the pure composition of every statistic."""

from dataclasses import dataclass

import pandas as pd

from barometre.evaluation.change import evaluate_change
from barometre.evaluation.descriptives import evaluate_descriptives
from barometre.evaluation.items import evaluate_items
from barometre.evaluation.outcomes import derive_outcome_columns, list_outcomes
from barometre.evaluation.participation import count_participation
from barometre.evaluation.people import check_comparison, keep_responses, list_samples
from barometre.evaluation.planned import adjust_planned
from barometre.evaluation.reliability import analyse_items, write_reliability
from barometre.frames import ESTIMATES, build_table, check_table
from barometre.questionnaire.scale import Questionnaire
from barometre.scoring import key_answers
from barometre.study import Study

__all__ = ["Evaluation", "evaluate"]


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
) -> Evaluation:
    """Work out every estimate of a study.

    Parameters
    ----------
    study, questionnaire
        What was asked, and what was planned.
    responses, flags, links
        Tables 1 to 3.

    Returns
    -------
    Evaluation
        Estimates at full precision, nothing withheld yet: what a reader sees passes
        ``disclosure`` first.

    Raises
    ------
    StudyError
        When no response is in one of the groups that the study compares.
    """
    check_comparison(responses, study)
    kept = keep_responses(responses, flags, links)
    samples, confidence = list_samples(kept, study), study.plan.confidence
    outcomes = list_outcomes(questionnaire)
    scores = derive_outcome_columns(kept, questionnaire)
    analyses = analyse_items(
        kept,
        key_answers(kept, questionnaire),
        samples=samples,
        outcomes=outcomes,
        confidence=confidence,
    )
    rows = [
        *evaluate_items(kept, questionnaire, samples=samples, confidence=confidence),
        *evaluate_descriptives(
            scores, samples=samples, outcomes=outcomes, confidence=confidence
        ),
        *write_reliability(analyses, outcomes),
        *evaluate_change(
            kept,
            scores,
            samples=samples,
            outcomes=outcomes,
            analyses=analyses,
            study=study,
        ),
    ]
    estimates = adjust_planned(build_table(rows, ESTIMATES), study, questionnaire)
    check_table(estimates, ESTIMATES)
    return Evaluation(
        estimates, count_participation(study, responses=responses, kept=kept)
    )
