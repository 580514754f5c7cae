"""All rules together."""

import pandas as pd

from barometre.frames import FLAGS, empty_table
from barometre.questionnaire.scale import Questionnaire
from barometre.responses.quality import (
    duplicates,
    no_consent,
    speeding,
    straightlining,
    too_many_missing,
)
from barometre.study import Study

_RULES = (
    no_consent.find,
    duplicates.find,
    speeding.find,
    straightlining.find,
    too_many_missing.find,
)


def flag_responses(
    responses: pd.DataFrame, *, questionnaire: Questionnaire, study: Study
) -> pd.DataFrame:
    """Flag responses by consent and by every rule that the study has not turned off.

    Returns
    -------
    DataFrame
        Table 2, one row a response and rule; ``is_excluded`` is the study's decision.
    """
    found = [
        find(responses, questionnaire=questionnaire, study=study) for find in _RULES
    ]
    flags = pd.concat([one for one in found if len(one)] or [empty_table(FLAGS)])
    return flags.reset_index(drop=True)
