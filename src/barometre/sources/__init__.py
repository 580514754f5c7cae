"""The ways in: one module a kind of source, chosen by the study."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from barometre.errors import Problem, SourceError
from barometre.questionnaire.scale import Questionnaire
from barometre.sources.source import RawWave
from barometre.study import (
    FileSource,
    LimeSurveySource,
    Study,
    SyntheticSource,
)

__all__ = ["RawWave", "fetch_waves", "fingerprint"]

AnySource = FileSource | SyntheticSource | LimeSurveySource


def fetch_waves(
    source: AnySource,
    *,
    study: Study,
    questionnaire: Questionnaire,
    study_dir: Path,
    key: bytes,
) -> Iterator[RawWave]:
    """Read every wave that has arrived, first to last.

    Parameters
    ----------
    source
        Where the responses are.
    study, questionnaire
        What is read: only declared columns are copied.
    study_dir
        Folder that paths of the study start from.
    key
        Secret of the study, for the pseudonyms.

    Raises
    ------
    SourceError
        With every problem of every file, before any wave is handed over.
    """
    if isinstance(source, FileSource):
        from barometre.sources.export_file import fetch_waves as fetch_files

        return fetch_files(
            source,
            study=study,
            questionnaire=questionnaire,
            study_dir=study_dir,
            key=key,
        )
    if isinstance(source, SyntheticSource):
        from barometre.sources.synthetic import fetch_waves as invent_waves

        return invent_waves(source, study=study, questionnaire=questionnaire, key=key)
    raise _not_in_this_version()


def fingerprint(source: AnySource, study_dir: Path, *, study: Study) -> str:
    """Hash what a source holds now, without reading any answer.

    Same hash, same responses: a run with nothing new can stop here. Neither pandas
    nor pyarrow is loaded.
    """
    if isinstance(source, FileSource):
        from barometre.sources.source_files import hash_files

        return hash_files(source, study=study, study_dir=study_dir)
    if isinstance(source, SyntheticSource):
        return hashlib.sha256(source.model_dump_json().encode()).hexdigest()
    raise _not_in_this_version()


def _not_in_this_version() -> SourceError:
    return SourceError(Problem("limesurvey_not_yet", "study.yaml › source"))
