"""What is still as it was: inputs and outputs, by their content and nothing else.

This is read on every run, so it imports no library of tables or numbers.
"""

import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from barometre import __version__
from barometre.file_hash import hash_file
from barometre.report.folder import reports_folder
from barometre.workspace.folder import Workspace
from barometre.workspace.hashes import hash_files, hash_tree, hash_value

_PACKAGE = Path(__file__).parents[1]


@cache
def compute_program_hash() -> str:
    """Hash the code and all versions, so that a corrected rule is applied at once."""
    return hash_value(
        {
            "versions": find_versions(),
            **hash_tree(_PACKAGE, "**/*.py"),
            **hash_tree(_PACKAGE, "**/*.yaml"),
        }
    )


def find_versions() -> dict[str, str]:
    """Find the versions that numbers depend on, without importing what they name."""
    libraries = ("numpy", "pandas", "pyarrow", "scipy")
    return {
        "barometre": __version__,
        "python": platform.python_version(),
        **{library: version(library) for library in libraries},
    }


def compute_input_hashes(
    workspace: Workspace, *, source_files: Iterable[str]
) -> dict[str, str]:
    """Hash all that a run reads: study, own scales, bank, report files, source."""
    own_files = [workspace.study_file, workspace.key_file]
    own_files += workspace.own_scales.glob("**/*.yaml")
    own_files += (workspace.folder / name for name in source_files)
    return {
        **hash_files(workspace.folder, (path for path in own_files if path.is_file())),
        "questionnaires": hash_value(hash_tree(_find_questionnaires(), "**/*.yaml")),
        "reports": compute_report_files_hash(),
        "program": compute_program_hash(),
    }


def compute_report_files_hash() -> str:
    """Hash the texts, templates and definitions that reports are drawn from."""
    return hash_value(hash_tree(reports_folder()))


def are_intact(workspace: Workspace, outputs: Mapping[str, str]) -> bool:
    """Tell whether each file is there as it was made."""
    return all(
        (workspace.folder / name).is_file()
        and hash_file(workspace.folder / name) == sha256
        for name, sha256 in outputs.items()
    )


def _find_questionnaires() -> Path:
    """Find the bank: inside the package in a wheel, beside it in a checkout."""
    inside = _PACKAGE / "questionnaires"
    return inside if inside.is_dir() else _PACKAGE.parents[1] / "questionnaires"
