"""From codes of a source to wide responses: an answer, or the kind of missing."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from barometre.errors import Problem, ResponseError
from barometre.frames import missing_column
from barometre.questionnaire.missing import MISSING_KINDS
from barometre.questionnaire.scale import Questionnaire
from barometre.responses.about import About, read_about
from barometre.responses.blanks import Answers, explain_blanks
from barometre.responses.codes import codes_of
from barometre.responses.columns import (
    NEAR_CODES,
    RESPONDENT_ID,
    SOURCE_ROW,
    asked_order,
    find_column,
)
from barometre.responses.decode_column import (
    ANSWERED,
    BLANK,
    UNEXPECTED,
    DecodedColumn,
    decode_column,
)
from barometre.responses.groups import read_groups
from barometre.responses.places import find_places
from barometre.responses.respondents import name_respondents
from barometre.responses.structure import Place, read_structure
from barometre.study import CodedSource, Study

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

_KIND_TYPE = pd.CategoricalDtype(list(MISSING_KINDS))


@dataclass(frozen=True, slots=True)
class DecodedWave:
    """Responses of one wave, and what reading them took.

    ``counts`` has one row per wave, item and rule that changed or explained a cell
    (``blank_skipped`` and the like for blanks), with ``n`` cells.
    """

    frame: pd.DataFrame
    problems: tuple[Problem, ...]
    counts: pd.DataFrame


@dataclass(frozen=True)
class DecodedResponses:
    """Responses of every wave, wide, and the count of every rule applied."""

    waves: tuple[pd.DataFrame, ...]
    counts: pd.DataFrame

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The responses of all waves under each other."""
        return pd.concat(self.waves, ignore_index=True)


def decode_responses(
    raw: "Mapping[str, pa.Table]",
    *,
    study: Study,
    questionnaire: Questionnaire,
    structures: Mapping[str, bytes] | None = None,
) -> DecodedResponses:
    """Decode every wave and put them under each other, in the order of the study.

    Parameters
    ----------
    raw
        Raw responses by wave, all text.
    structures
        LimeSurvey structure files by wave, where there are any.

    Raises
    ------
    ResponseError
        With every problem of every wave.
    """
    known = structures or {}

    def decode(wave: str) -> DecodedWave:
        return decode_wave(
            raw[wave],
            wave=wave,
            study=study,
            questionnaire=questionnaire,
            structure=known.get(wave),
        )

    # Most of the work holds no lock of Python's: waves go side by side.
    with ThreadPoolExecutor() as threads:
        decoded = list(
            threads.map(decode, (wave for wave in study.wave_ids if wave in raw))
        )
    problems = [problem for wave in decoded for problem in wave.problems]
    if problems:
        raise ResponseError(*problems)
    return DecodedResponses(
        waves=tuple(wave.frame for wave in decoded),
        counts=pd.concat([wave.counts for wave in decoded], ignore_index=True),
    )


def decode_wave(
    raw: "pa.Table",
    *,
    wave: str,
    study: Study,
    questionnaire: Questionnaire,
    structure: bytes | None = None,
) -> DecodedWave:
    """Decode one wave; problems are listed, and nothing is guessed.

    Cells with a problem are missing in the frame, which is then of no use but to see
    the rest.
    """
    source = study.source
    about = read_about(raw, wave=wave, study=study)
    named = name_respondents(about, wave=wave, study=study)
    columns = _decode_items(raw, about, wave, study, questionnaire)
    groups = read_groups(raw, study=study, items=columns)
    places = _find_places(structure, columns, study)
    order = sorted(columns, key=lambda item: _rank(places.get(item)))
    kinds = explain_blanks(
        Answers(
            numbers={item: columns[item].numbers for item in order},
            kinds={item: columns[item].kinds for item in order},
            is_complete=about.is_complete,
            last_page=about.last_page,
            places=places,
        ),
        questionnaire=questionnaire,
        blank=source.blank if isinstance(source, CodedSource) else "skipped",
    )
    frame = pd.DataFrame(
        {
            RESPONDENT_ID: named.respondent_ids,
            "wave": pd.Series(wave, index=named.respondent_ids.index, dtype="str"),
            SOURCE_ROW: about.source_rows,
            "is_complete": about.is_complete,
            "duration_seconds": about.duration_seconds,
            **_dated(about),
            **_near_codes(raw),
            **{name: group.names for name, group in groups.items()},
            **about.weights,
            **dict(_item_columns(columns, kinds)),
        },
        copy=False,
    )
    stripped = {name: group.n_stripped for name, group in groups.items()}
    problems = (problem for column in columns.values() for problem in column.problems)
    return DecodedWave(
        frame=frame,
        problems=(*about.problems, *named.problems, *problems),
        counts=_count_rules(columns, kinds, stripped, wave),
    )


def _near_codes(raw: "pa.Table") -> dict[str, pd.Series]:
    """Give what a self-generated code would be with one slip, where there is one."""
    if NEAR_CODES not in raw.column_names:
        return {}
    return {NEAR_CODES: raw[NEAR_CODES].to_pandas().astype("str").fillna("")}


def _dated(about: About) -> dict[str, pd.Series]:
    """Give the day of each response; nothing where the source dates none."""
    if np.isnat(about.answered_at).all():
        return {}
    times = pd.Series(about.answered_at)
    return {"answered_on": times.dt.strftime("%Y-%m-%d").astype("str")}


def _decode_items(
    raw: "pa.Table", about: About, wave: str, study: Study, questionnaire: Questionnaire
) -> dict[str, DecodedColumn]:
    """Decode each item in the order asked; one that has no column is all blank."""
    n = raw.num_rows
    decoded: dict[str, DecodedColumn] = {}
    for item_id in asked_order(questionnaire):
        column = find_column(item_id, study)
        if column in raw.column_names:
            decoded[item_id] = decode_column(
                raw[column],
                codes_of(questionnaire.items[item_id], study),
                source_rows=about.source_rows,
                where=f"{wave} › {item_id}",
            )
        else:
            nothing = np.full(n, np.nan)
            decoded[item_id] = DecodedColumn(nothing, np.full(n, BLANK), {})
    return decoded


def _find_places(
    structure: bytes | None, items: Iterable[str], study: Study
) -> Mapping[str, Place]:
    """Find each item in the structure file, by its column."""
    if structure is None:
        return {}
    return find_places(read_structure(structure), items, study)


def _rank(place: Place | None) -> tuple[int, int]:
    """Rank items as the survey asks them; an item it does not have comes first."""
    return (-1, 0) if place is None else place.position


def _item_columns(
    columns: Mapping[str, DecodedColumn], kinds: "Mapping[str, NDArray[np.int8]]"
) -> Iterator[tuple[str, object]]:
    for item, column in columns.items():
        # A cell that could not be read has no kind: the run stops on its problem.
        codes = np.where(kinds[item] == UNEXPECTED, ANSWERED, kinds[item])
        yield item, column.numbers
        yield (
            missing_column(item),
            pd.Categorical.from_codes(codes, dtype=_KIND_TYPE, validate=False),
        )


def _count_rules(
    columns: Mapping[str, DecodedColumn],
    kinds: "Mapping[str, NDArray[np.int8]]",
    stripped: Mapping[str, int],
    wave: str,
) -> pd.DataFrame:
    """Count the cells that each rule changed, and each explanation of a blank.

    A breakdown stands among the items, with the cells that lost spaces.
    """
    rows = [(wave, name, "spaces", n) for name, n in stripped.items() if n]
    rows += [
        (wave, item, rule, n)
        for item, column in columns.items()
        for rule, n in (*column.rules.items(), *_count_blanks(column, kinds[item]))
    ]
    return pd.DataFrame(rows, columns=["wave", "item", "rule", "n"])


def _count_blanks(
    column: DecodedColumn, explained: "NDArray[np.int8]"
) -> Iterator[tuple[str, int]]:
    times = np.bincount(explained[column.kinds == BLANK], minlength=len(MISSING_KINDS))
    for kind, n in zip(MISSING_KINDS, times.tolist(), strict=True):
        if n:
            yield f"blank_{kind}", n
