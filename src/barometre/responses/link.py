"""Which responses of different waves come from one person, and how that is known."""

from typing import TYPE_CHECKING

import pandas as pd

from barometre.frames import LINKS
from barometre.questionnaire.scale import Questionnaire
from barometre.responses.columns import RESPONDENT_ID, UNLINKED_PREFIX
from barometre.responses.one_slip import forgive_one_slip
from barometre.responses.respondents import DUPLICATE_MARK
from barometre.study import Study

if TYPE_CHECKING:
    from typing import Literal

    Method = Literal["token", "column", "exact_code", "none"]

_NO = 0
_METHOD: "dict[str, Method]" = {
    "token": "token",
    "column": "column",
    "code": "exact_code",
    "none": "none",
}


def derive_links(
    responses: pd.DataFrame, study: Study, *, questionnaire: Questionnaire
) -> pd.DataFrame:
    """Name the person behind each response, or no one.

    A token or a column of the source names its person; of several responses to one
    wave only the main one is linked. A self-generated code links where it is unique in
    its wave: the same code twice may be two people, and neither is linked. A response
    that names no one is linked to nothing, nor is one whose author answered no when
    asked whether answers may be linked.

    Returns
    -------
    DataFrame
        Table 3: ``respondent_id``, ``wave``, ``person_id`` (missing when not linked),
        ``tolerant_person_id`` and ``method``.
    """
    names = responses[RESPONDENT_ID]
    is_further = names.str.contains(DUPLICATE_MARK, regex=False)
    is_linked = ~is_further & ~names.str.startswith(UNLINKED_PREFIX)
    if study.respondent.by == "code":
        first = names.str.replace(rf"{DUPLICATE_MARK}.*", "", regex=True)
        shared = pd.DataFrame({"name": first, "wave": responses["wave"]})
        is_linked &= ~shared.duplicated(keep=False)
    if study.respondent.by == "none":
        is_linked &= False
    for item in questionnaire.items.values():
        if item.on_no == "skip_sgic":
            is_linked &= responses[item.id].ne(_NO)
    method = _METHOD[study.respondent.by]
    people = names.where(is_linked)
    return pd.DataFrame(
        {
            RESPONDENT_ID: names,
            "wave": responses["wave"],
            "person_id": people,
            "tolerant_person_id": forgive_one_slip(people, responses),
            "method": pd.Series(method, index=names.index, dtype="str").where(
                is_linked, "none"
            ),
        }
    )[LINKS.column_names]
