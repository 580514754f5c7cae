"""All rules together."""

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pandas as pd

from barometre.frames import FLAGS, empty_table
from barometre.questionnaire.scale import Questionnaire
from barometre.responses.quality import (
    duplicates,
    even_odd,
    irv,
    mahalanobis,
    no_consent,
    psychometric_synonyms,
    speeding,
    straightlining,
    too_many_missing,
)
from barometre.responses.quality.judged import Judge
from barometre.study import Study

_RULES = (
    no_consent.find,
    duplicates.find,
    speeding.find,
    straightlining.find,
    too_many_missing.find,
    irv.find,
    even_odd.find,
    mahalanobis.find,
    psychometric_synonyms.find,
)
# Rules that compare people of one wave with each other, and may have too few of them.
_JUDGES: dict[str, Judge] = {
    "irv": irv.judge_wave,
    "even_odd": even_odd.judge_wave,
    "mahalanobis": mahalanobis.judge_wave,
    "psychometric_synonyms": psychometric_synonyms.judge_wave,
}


def flag_responses(
    responses: pd.DataFrame, *, questionnaire: Questionnaire, study: Study
) -> pd.DataFrame:
    """Flag responses by consent and by every rule that the study has not turned off.

    Returns
    -------
    DataFrame
        Table 2, one row a response and rule; ``is_excluded`` is the study's decision.
    """
    find_all = partial(
        _find, responses=responses, questionnaire=questionnaire, study=study
    )
    # Rules only read, most of the time without Python's lock: they go side by side.
    with ThreadPoolExecutor() as threads:
        found = list(threads.map(find_all, _RULES))
    flags = pd.concat([one for one in found if len(one)] or [empty_table(FLAGS)])
    return flags.reset_index(drop=True)


def _find(
    find: Callable[..., pd.DataFrame],
    *,
    responses: pd.DataFrame,
    questionnaire: Questionnaire,
    study: Study,
) -> pd.DataFrame:
    return find(responses, questionnaire=questionnaire, study=study)


def find_idle_rules(
    responses: pd.DataFrame,
    *,
    questionnaire: Questionnaire,
    study: Study,
    working: Collection[tuple[str, str]] = (),
) -> dict[tuple[str, str], str]:
    """Find the rules that the study uses and that cannot work at a wave.

    Parameters
    ----------
    responses
        Table 1.
    questionnaire, study
        What was asked, and which rules are used.
    working
        Waves and rules that flagged a response: they work, and are not tried again.

    Returns
    -------
    dict
        Wave and rule to the code of the reason; such a rule has flagged no one.
    """
    actions = study.quality.model_dump()
    idle: dict[tuple[str, str], str] = {}
    for wave, here in responses.groupby("wave", sort=False):
        for rule, judge in _JUDGES.items():
            if actions[rule] == "off" or (str(wave), rule) in working:
                continue
            found = judge(here, questionnaire, study.quality)
            if found.obstacle:
                idle[str(wave), rule] = found.obstacle
    return idle
