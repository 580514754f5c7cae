"""Too few answers to what was asked."""

import numpy as np
import pandas as pd

from barometre.frames import missing_column
from barometre.questionnaire.scale import Questionnaire
from barometre.responses.columns import decoded_items
from barometre.responses.quality.flags import build_flags
from barometre.study import Study

# Not answering a question that was not asked, or does not apply, is no omission.
_NOT_OMITTED = ("not_asked", "not_applicable")


def find(
    responses: pd.DataFrame, *, questionnaire: Questionnaire, study: Study
) -> pd.DataFrame:
    """Flag responses whose share of items without an answer is above the limit.

    Skipped, don't know, refused and broken off all count as without an answer; items
    not asked or not applicable are left out. ``value`` is the share.
    """
    n_asked = np.zeros(len(responses))
    n_answered = np.zeros(len(responses))
    for item in decoded_items(questionnaire):
        kinds = responses[missing_column(item)]
        n_answered += kinds.isna().to_numpy(dtype=bool)
        n_asked += ~kinds.isin(_NOT_OMITTED).to_numpy(dtype=bool)
    share = np.divide(
        n_asked - n_answered, n_asked, out=np.zeros(len(responses)), where=n_asked > 0
    )
    is_flagged = share > study.quality.missing_share
    if study.quality.too_many_missing == "off":
        is_flagged = np.zeros(len(responses), dtype=bool)
    return build_flags(
        responses,
        is_flagged,
        rule="too_many_missing",
        value=share,
        threshold=study.quality.missing_share,
        is_excluded=study.quality.too_many_missing == "exclude",
    )
