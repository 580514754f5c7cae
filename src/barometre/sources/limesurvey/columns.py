"""Columns of a server's export: which are kept, and nobody named among them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from barometre.errors import SourceError
from barometre.questionnaire.scale import Questionnaire
from barometre.responses.columns import NEAR_CODES, RESPONDENT_ID, SOURCE_ROW
from barometre.sources.check_headers import check_headers
from barometre.sources.expected_columns import ExpectedColumns
from barometre.sources.limesurvey.changes import TRACES
from barometre.sources.limesurvey.errors import refuse
from barometre.sources.limesurvey.export import RESPONSE_ID
from barometre.sources.limesurvey.participants import Participants
from barometre.sources.people import make_pseudonyms
from barometre.sources.personal_data import check_group
from barometre.sources.pseudonym import name_unlinked
from barometre.study import LimeSurveySource, Study

_ATTRIBUTE = re.compile(r"attribute_\d+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What every survey of a study is read with."""

    source: LimeSurveySource
    study: Study
    questionnaire: Questionnaire
    expected: ExpectedColumns
    key: bytes

    @property
    def attributes(self) -> tuple[str, ...]:
        """Declared columns that stand in the participant table."""
        return tuple(
            sorted(name for name in self.expected.columns if _ATTRIBUTE.fullmatch(name))
        )


def hide_people(
    page: pa.Table, aliases: Mapping[str, str], reading: Reading, *, where: str
) -> pa.Table:
    """Keep declared columns and traces; put a pseudonym in the place of who it was.

    Raises
    ------
    LimeSurveyError
        When the study knows people by a token, and the survey keeps none.
    """
    expected = reading.expected
    by_column = {column: name for name, column in aliases.items()}
    named = page.rename_columns(
        [by_column.get(name, name) for name in page.column_names]
    )
    kept = [name for name in expected.copied(named.column_names) if name not in TRACES]
    traces = [name for name in TRACES if name in named.column_names]
    hidden = _name_people(named, reading, where=where)
    return pa.table(
        [*hidden.values(), *named.select([RESPONSE_ID, *traces, *kept]).columns],
        names=[*hidden, RESPONSE_ID, *traces, *kept],
    )


def _name_people(
    page: pa.Table, reading: Reading, *, where: str
) -> Mapping[str, pa.Array]:
    people, study = reading.expected.people, reading.study
    if not people:
        return {RESPONDENT_ID: pa.nulls(page.num_rows, pa.string())}
    if study.respondent.by != "code" and people[0] not in page.column_names:
        raise refuse("limesurvey_no_token", where, column=people[0])
    return make_pseudonyms(
        [page[column].combine_chunks() for column in people],
        study=study,
        questionnaire=reading.questionnaire,
        key=reading.key,
    )


def arrange(
    table: pa.Table, participants: Participants, reading: Reading, *, wave: str
) -> pa.Table:
    """Put the pseudonym and the response id first, then the declared columns."""
    joined = participants.join(table)
    kept = reading.expected.copied(joined.column_names)
    ids = joined[RESPONSE_ID]
    names = name_unlinked(joined[RESPONDENT_ID], ids, wave=wave)
    near = [NEAR_CODES] if NEAR_CODES in joined.column_names else []
    return pa.table(
        [names, ids, *joined.select([*near, *kept]).columns],
        names=[RESPONDENT_ID, SOURCE_ROW, *near, *kept],
    )


def check_columns(
    table: pa.Table, header: Sequence[str], reading: Reading, *, where: str
) -> None:
    """Check that what the study looks for is there, and that no breakdown is a name.

    Raises
    ------
    SourceError
        With every column at fault.
    """
    expected = reading.expected
    present = list(dict.fromkeys((*header, *table.column_names, *expected.people)))
    problems = check_headers({where: present}, expected)
    for column in expected.groups:
        if column in table.column_names:
            problems += check_group(table[column], name=column, where=where)
    if problems:
        raise SourceError(*problems)
