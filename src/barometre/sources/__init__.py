"""The ways in: one module a kind of source, chosen by the study."""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from barometre.questionnaire.scale import Questionnaire
from barometre.sources.source import NoShelf, PageShelf, RawWave
from barometre.study import (
    FileSource,
    LimeSurveySource,
    Study,
    SyntheticSource,
)

__all__ = ["PageShelf", "RawWave", "fetch_waves", "fingerprint"]

AnySource = FileSource | SyntheticSource | LimeSurveySource


def fetch_waves(
    source: AnySource,
    *,
    study: Study,
    questionnaire: Questionnaire,
    study_dir: Path,
    key: bytes,
    shelf: PageShelf | None = None,
    waves: Sequence[str] = (),
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
    shelf
        Where pages of a server are kept between fetches; nowhere by default.
    waves
        Waves that are wanted; a server is asked for no other.

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
    from barometre.sources.limesurvey.fetch import fetch_waves as fetch_surveys

    return fetch_surveys(
        source,
        study=study,
        questionnaire=questionnaire,
        study_dir=study_dir,
        key=key,
        shelf=shelf or NoShelf(),
        waves=waves,
    )


def fingerprint(source: AnySource, study_dir: Path, *, study: Study) -> str:
    """Hash what a source holds now, without reading any answer.

    Same hash, same responses: a run with nothing new can stop here. Neither pandas
    nor pyarrow is loaded. A server has none: nothing cheaper than looking tells whether
    a response was edited or deleted, so it is always looked at.
    """
    if isinstance(source, FileSource):
        from barometre.sources.source_files import hash_files

        return hash_files(source, study=study, study_dir=study_dir)
    if isinstance(source, SyntheticSource):
        return hashlib.sha256(source.model_dump_json().encode()).hexdigest()
    return secrets.token_hex(16)
