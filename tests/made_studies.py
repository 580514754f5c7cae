"""Small studies and questionnaires, made by hand for the tests of reading."""

from pathlib import Path
from typing import Any

import pyarrow as pa

from barometre.questionnaire.scale import (
    Item,
    Questionnaire,
    ResponseFormat,
    Scale,
    Scoring,
    Text,
)
from barometre.responses.decode import DecodedWave, decode_wave
from barometre.sources import fetch_waves
from barometre.sources.pseudonym import pseudonymise_nearly
from barometre.sources.source import RawWave
from barometre.study import Study

KEY = b"a secret of this test"
WORDS = Text(fr="Mots", en="Words")
TEN = ResponseFormat(
    id="f_0_10", min=0, max=10, missing={98: "dont_know", 99: "refused"}
)
FOUR = ResponseFormat(
    id="f_four",
    type="ordinal",
    labels=dict.fromkeys(range(1, 5), WORDS),
    missing={97: "not_applicable", 98: "dont_know", 99: "refused"},
)
WHOLE = ResponseFormat(id="f_int", type="integer", min=0, missing={98: "dont_know"})
NUMBER = ResponseFormat(id="f_number", type="number", min=0, max=500)
GENDER = ResponseFormat(
    id="f_gender", type="nominal", labels=dict.fromkeys((1, 2, 3), WORDS)
)
FREE = ResponseFormat(id="f_text", type="text")


def make_item(name: str, answers: ResponseFormat = TEN, **more: Any) -> Item:
    return Item(id=name, text=WORDS, response_format=answers, **more)


def make_scale(name: str, *items: Item, **more: Any) -> Scale:
    return Scale(
        **{
            "id": name,
            "title": WORDS,
            "measurement_model": "reflective",
            "scoring": Scoring(method="mean"),
            "items": items,
            **more,
        }
    )


def make_questionnaire(*scales: Scale, **more: Any) -> Questionnaire:
    return Questionnaire(id="made", title=WORDS, scales=scales, **more)


def make_study(
    *,
    waves: tuple[str, ...] = ("t0",),
    files: dict[str, str] | None = None,
    source: dict[str, Any] | None = None,
    **more: Any,
) -> Study:
    """A study that reads files; without a path it is only decoded, never fetched."""
    return Study.model_validate(
        {
            "id": "made",
            "title": {"fr": "Étude", "en": "Study"},
            "questionnaire": "made",
            "source": {"kind": "export_file", **(source or {})},
            "waves": [
                {
                    "id": wave,
                    "label": {"fr": wave, "en": wave},
                    "file": (files or {}).get(wave),
                }
                for wave in waves
            ],
            **more,
        }
    )


def fetch(study: Study, questionnaire: Questionnaire, folder: Path) -> list[RawWave]:
    return list(
        fetch_waves(
            study.source,
            study=study,
            questionnaire=questionnaire,
            study_dir=folder,
            key=KEY,
        )
    )


def make_raw(
    columns: dict[str, list[str]], *, people: list[str] | None = None
) -> pa.Table:
    """A raw wave by hand: one pseudonym a row unless they are given."""
    n = len(next(iter(columns.values())))
    return pa.table(
        {
            "respondent_id": people or [f"p{row}" for row in range(n)],
            "source_row": [str(row + 2) for row in range(n)],
            **columns,
        }
    )


def decode(
    columns: dict[str, list[str]],
    questionnaire: Questionnaire,
    *,
    people: list[str] | None = None,
    study: Study | None = None,
    structure: bytes | None = None,
) -> DecodedWave:
    return decode_wave(
        make_raw(columns, people=people),
        wave="t0",
        study=study or make_study(),
        questionnaire=questionnaire,
        structure=structure,
    )


def make_near_codes(*codes: str) -> list[str | None]:
    """Say of codes of four letters what each would be with one letter left out."""
    columns = [pa.array([code[place] for code in codes]) for place in range(4)]
    return pseudonymise_nearly(columns, key=KEY).to_pylist()
