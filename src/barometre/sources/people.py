"""What stands for people in place of what names them."""

from collections.abc import Sequence

import pyarrow as pa

from barometre.questionnaire.scale import Questionnaire
from barometre.responses.codes import missing_codes_of
from barometre.responses.columns import NEAR_CODES, RESPONDENT_ID, code_elements
from barometre.sources.pseudonym import pseudonymise, pseudonymise_nearly
from barometre.study import Study

# Of a shorter code too little is left to tell people apart.
_FEWEST_ELEMENTS = 3


def make_pseudonyms(
    named: Sequence[pa.Array], *, study: Study, questionnaire: Questionnaire, key: bytes
) -> dict[str, pa.Array]:
    """Make the pseudonym of each response, and what a code would be with one slip.

    Parameters
    ----------
    named
        The column of tokens, or the elements of a self-generated code.
    study, questionnaire
        How people are known, and which answers to an element are none.
    key
        Secret of the study.

    Returns
    -------
    dict
        ``respondent_id``, null where no one is named; for a self-generated code of
        three elements or more ``near_codes`` too.
    """
    if study.respondent.by != "code":
        return {RESPONDENT_ID: pseudonymise(named, key=key, is_code=False)}
    elements = code_elements(questionnaire)
    none = [frozenset(missing_codes_of(item, study)) for item in elements.values()]
    no_answer = none if len(none) == len(named) else ()
    whole = pseudonymise(named, key=key, is_code=True, no_answer=no_answer)
    if len(named) < _FEWEST_ELEMENTS:
        return {RESPONDENT_ID: whole}
    return {
        RESPONDENT_ID: whole,
        NEAR_CODES: pseudonymise_nearly(named, key=key, no_answer=no_answer),
    }
