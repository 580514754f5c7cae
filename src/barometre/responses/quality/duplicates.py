"""Further responses of the same person at the same wave."""

import numpy as np
import pandas as pd

from barometre.questionnaire.scale import Questionnaire
from barometre.responses.columns import RESPONDENT_ID
from barometre.responses.quality.flags import build_flags
from barometre.responses.respondents import DUPLICATE_MARK
from barometre.study import Study


def find(
    responses: pd.DataFrame,
    *,
    questionnaire: Questionnaire,
    study: Study,
) -> pd.DataFrame:
    """Flag the second and further responses of a person; ``value`` is their number.

    Two people can make the same self-generated code, so such responses are flagged
    and never excluded.
    """
    names = responses[RESPONDENT_ID]
    is_marked = names.str.contains(DUPLICATE_MARK, regex=False).to_numpy(dtype=bool)
    number = names[is_marked].str.extract(rf"{DUPLICATE_MARK}(\d+)$", expand=False)
    times = np.zeros(len(names))
    times[is_marked] = pd.to_numeric(number).to_numpy(dtype=float, na_value=0.0)
    excludes = study.quality.duplicate in ("exclude_later", "exclude_earlier")
    return build_flags(
        responses,
        times > 1,
        rule="duplicate",
        value=times,
        threshold=1.0,
        is_excluded=excludes and study.respondent.by != "code",
    )
