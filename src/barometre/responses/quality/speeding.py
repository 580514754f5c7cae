"""Answers given much faster than others gave them."""

import numpy as np
import pandas as pd

from barometre.questionnaire.scale import Questionnaire
from barometre.responses.quality.flags import build_flags
from barometre.study import Study


def find(
    responses: pd.DataFrame,
    *,
    questionnaire: Questionnaire,
    study: Study,
) -> pd.DataFrame:
    """Flag complete responses faster than a share of their wave's median duration.

    The median is that of complete responses. Responses without a duration, and
    incomplete ones, whose duration is short for another reason, are never flagged.

    References
    ----------
    Greszki, Meyer & Schoen (2015), Public Opinion Quarterly 79(2), 471-503:
    thresholds relative to the median. https://doi.org/10.1093/poq/nfu058
    """
    is_complete = responses["is_complete"]
    seconds = responses["duration_seconds"].where(is_complete)
    median = seconds.groupby(responses["wave"], sort=False).transform("median")
    threshold = (median * study.quality.speeding_share).to_numpy(dtype=float)
    value = seconds.to_numpy(dtype=float)
    is_flagged = value < threshold
    if study.quality.speeding == "off":
        is_flagged = np.zeros(len(responses), dtype=bool)
    return build_flags(
        responses,
        is_flagged,
        rule="speeding",
        value=value,
        threshold=threshold,
        is_excluded=study.quality.speeding == "exclude",
    )
