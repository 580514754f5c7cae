"""What every analysis starts from: kept responses, scores, samples, reliability."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from barometre.evaluation.item_analyses import Analyses, analyse_items
from barometre.evaluation.outcomes import (
    Outcome,
    derive_outcome_columns,
    list_outcomes,
)
from barometre.evaluation.people import Sample, keep_responses, list_samples
from barometre.questionnaire.scale import Questionnaire
from barometre.scoring import key_answers
from barometre.study import KnownShare, Study


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What an analysis may read; it changes nothing of it.

    Parameters
    ----------
    study, questionnaire
        What was asked, and what was planned.
    kept
        Responses the study keeps, with ``person`` and ``is_flagged``.
    keyed
        Their answers by item, reversed where the item is; in the order of ``kept``.
    scores
        One column per outcome, in the order of ``kept``.
    samples
        Who may stand behind a number, by wave, group and population.
    outcomes
        What can change.
    analyses
        Item analysis by wave and outcome.
    margins
        What is known of the population that weights are fitted to.
    focus
        The planned outcome to keep to, where several processes take one each.
    working_rules
        Waves and rules that flagged a response.
    """

    study: Study
    questionnaire: Questionnaire
    kept: pd.DataFrame
    keyed: pd.DataFrame
    scores: pd.DataFrame
    samples: list[Sample]
    outcomes: list[Outcome]
    analyses: Analyses
    margins: Sequence[KnownShare] = ()
    focus: str = ""
    working_rules: frozenset[tuple[str, str]] = frozenset()

    @property
    def confidence(self) -> float:
        """Level of every interval."""
        return self.study.plan.confidence


def gather(
    study: Study,
    questionnaire: Questionnaire,
    *,
    responses: pd.DataFrame,
    flags: pd.DataFrame,
    links: pd.DataFrame,
    margins: Sequence[KnownShare] = (),
) -> Material:
    """Work out once what several analyses need."""
    kept = keep_responses(responses, flags, links)
    keyed = key_answers(kept, questionnaire)
    samples, outcomes = list_samples(kept, study), list_outcomes(questionnaire)
    return Material(
        study=study,
        questionnaire=questionnaire,
        kept=kept,
        keyed=keyed,
        scores=derive_outcome_columns(kept, questionnaire),
        samples=samples,
        outcomes=outcomes,
        analyses=analyse_items(
            kept,
            keyed,
            samples=samples,
            outcomes=outcomes,
            confidence=study.plan.confidence,
        ),
        margins=tuple(margins),
        working_rules=_list_working_rules(flags),
    )


def _list_working_rules(flags: pd.DataFrame) -> frozenset[tuple[str, str]]:
    pairs = flags[["wave", "rule"]].drop_duplicates()
    return frozenset(
        (str(wave), str(rule))
        for wave, rule in zip(pairs["wave"], pairs["rule"], strict=True)
    )
