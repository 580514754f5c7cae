"""No agreement to answer: such answers are in no result."""

import numpy as np
import pandas as pd

from barometre.questionnaire.scale import Questionnaire
from barometre.responses.quality.flags import build_flags
from barometre.study import Study

CONSENT_ITEM = "consent_answer"
_NO = 0.0


def find(
    responses: pd.DataFrame, *, questionnaire: Questionnaire, study: Study
) -> pd.DataFrame:
    """Flag and exclude responses of people who said no to answering.

    A questionnaire without the item ``consent_answer`` flags nobody; a consent that
    was left blank is no refusal. The study cannot turn this rule off: without explicit
    consent, opinions may not be used (GDPR, article 9).
    """
    if CONSENT_ITEM in responses.columns:
        given = responses[CONSENT_ITEM].to_numpy(dtype=float)
    else:
        given = np.full(len(responses), np.nan)
    return build_flags(
        responses,
        given == _NO,
        rule="no_consent",
        value=given,
        threshold=1.0,
        is_excluded=True,
    )
