"""Real data beside the project: put in a study folder and read from there."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from barometre.frames import LINKS, check_responses, check_table
from barometre.load_study import check_study, load_study
from barometre.questionnaire.load import load_questionnaire
from barometre.questionnaire.scale import Questionnaire
from barometre.responses.decode import DecodedResponses, decode_responses
from barometre.responses.link import derive_links
from barometre.sources import fetch_waves
from barometre.sources.source import RawWave
from barometre.study import Study

STUDIES = Path(__file__).parent
SHARED = STUDIES.parents[1].parent / "shared"
FILES = {
    "dutch_panel": {"panel.csv": "data/vu_trust_panel_2021/vu_trust_long.csv"},
    "us_panel": {"panel.csv.gz": "data/gss_panel06/gss_panel06_long.csv.gz"},
    "limesurvey_222795": {
        "export.csv": "limesurvey/exports/export_responses.csv_code_short_all.csv",
        "survey.lss": "limesurvey/survey_222795.lss",
    },
}

needs_real_data = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real data of ../shared are not here"
)


@dataclass(frozen=True)
class RealStudy:
    """A study read from its source to its links."""

    folder: Path
    study: Study
    questionnaire: Questionnaire
    raw: dict[str, RawWave]
    decoded: DecodedResponses
    links: pd.DataFrame

    @property
    def responses(self) -> pd.DataFrame:
        return self.decoded.frame

    def wave(self, wave: str) -> pd.DataFrame:
        return self.responses[self.responses["wave"] == wave]

    def kinds(self, wave: str, item: str) -> dict[str, int]:
        """Count the kinds of missing of an item; answered ones are left out."""
        counted = self.wave(wave)[f"{item}__missing"].value_counts()
        return {str(kind): n for kind, n in counted.items() if n}


def place_study(
    name: str, folder: Path, *, files: dict[str, str] | None = None
) -> Path:
    """Copy a study folder and put its data beside it, as a user would."""
    study_dir = folder / name
    shutil.copytree(STUDIES / name, study_dir)
    data = study_dir / "data-in"
    data.mkdir()
    for inside, outside in (files or FILES[name]).items():
        (data / inside).symlink_to(SHARED / outside)
    return study_dir


def read_study(name: str, folder: Path) -> RealStudy:
    study_dir = place_study(name, folder)
    study_file = study_dir / "study.yaml"
    study = load_study(study_file)
    questionnaire = load_questionnaire(
        study.questionnaire, own_scales=study_dir / "scales"
    )
    check_study(study, questionnaire, study_file)
    raw = fetch_study(study, questionnaire, study_dir)
    decoded = decode_study(study, questionnaire, raw)
    check_responses(decoded.frame, questionnaire)
    links = derive_links(decoded.frame, study, questionnaire=questionnaire)
    check_table(links, LINKS)
    return RealStudy(study_dir, study, questionnaire, raw, decoded, links)


def fetch_study(
    study: Study, questionnaire: Questionnaire, study_dir: Path
) -> dict[str, RawWave]:
    waves = fetch_waves(
        study.source,
        study=study,
        questionnaire=questionnaire,
        study_dir=study_dir,
        key=b"a key of these tests",
    )
    return {raw.wave: raw for raw in waves}


def decode_study(
    study: Study, questionnaire: Questionnaire, raw: dict[str, RawWave]
) -> DecodedResponses:
    return decode_responses(
        {wave: one.responses for wave, one in raw.items()},
        study=study,
        questionnaire=questionnaire,
        structures={wave: one.structure for wave, one in raw.items() if one.structure},
    )
