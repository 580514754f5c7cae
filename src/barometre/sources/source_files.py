"""Files that a study reads: where they are, and what they hold now."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from barometre.errors import Problem, SourceError
from barometre.file_hash import hash_file
from barometre.study import FileSource, Study


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file, named as the study names it; ``wave`` is empty for a long file."""

    path: Path
    name: str
    wave: str = ""


def list_files(
    source: FileSource, *, study: Study, study_dir: Path
) -> tuple[SourceFile, ...]:
    """List the files of a study: one long file, or those of the waves.

    A wave without a file is still to come.

    Raises
    ------
    SourceError
        When no file is named, when the waves of a long file cannot be told apart, or
        for each path that is absolute or leads nowhere.
    """
    by_wave = [
        SourceFile(study_dir / wave.file, str(wave.file), wave.id)
        for wave in study.waves
        if wave.file is not None
    ]
    _check_declaration(source, study=study, has_wave_files=bool(by_wave))
    files = by_wave
    if source.path is not None:
        only = "" if source.wave_column else study.wave_ids[0]
        files = [SourceFile(study_dir / source.path, str(source.path), only)]
    named = [(file.path, file.name) for file in files]
    if source.structure is not None:
        named.append((study_dir / source.structure, str(source.structure)))
    problems = [
        *(
            Problem("path_absolute", name)
            for _, name in named
            if Path(name).is_absolute()
        ),
        *(
            Problem("file_missing", name, folder=study_dir.name)
            for path, name in named
            if not Path(name).is_absolute() and not path.is_file()
        ),
    ]
    if problems:
        raise SourceError(*problems)
    return tuple(files)


def _check_declaration(
    source: FileSource, *, study: Study, has_wave_files: bool
) -> None:
    code = ""
    if source.path is None and not has_wave_files:
        code = "source_names_no_file"
    elif source.path is not None and has_wave_files:
        code = "source_names_path_and_files"
    elif source.path is not None and not source.wave_column and len(study.waves) > 1:
        code = "source_names_no_wave_column"
    if code:
        raise SourceError(Problem(code, "study.yaml › source"))


def hash_files(source: FileSource, *, study: Study, study_dir: Path) -> str:
    """Hash the content of every file of a study, and which wave each one is."""
    files = list_files(source, study=study, study_dir=study_dir)
    parts = [f"{file.wave} {file.name} {hash_file(file.path)}" for file in files]
    if source.structure is not None:
        parts.append(hash_file(study_dir / source.structure))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
