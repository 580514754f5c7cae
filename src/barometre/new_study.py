"""Study folders made from nothing: one to fill in, one to look at."""

from importlib.resources import files
from pathlib import Path

from barometre.errors import Problem, StudyError
from barometre.messages import Language, render_message
from barometre.workspace.atomic import (
    make_folder,
    make_private_folder,
    write_atomically,
)
from barometre.workspace.folder import Workspace
from barometre.workspace.secret_key import make_key

_TEMPLATES = Path(str(files("barometre"))) / "demo"
DEMO_STUDY = _TEMPLATES / "study.yaml"
_KEPT_OUT = "data/\ndata-in/\nsecret.key\n.prefect/\nreports/\n"


def make_study_folder(folder: Path, *, language: Language) -> Workspace:
    """Make a study folder to fill in; it runs as it is, with invented people.

    Raises
    ------
    StudyError
        When the folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError(Problem("cli_folder_taken", str(folder)))
    study = (_TEMPLATES / f"new_study.{language}.yaml").read_bytes()
    _fill(folder, study, language)
    return Workspace(folder)


def make_demo_folder(folder: Path, *, language: Language) -> Workspace:
    """Make the folder of the embedded study; one that is there already is left.

    Raises
    ------
    StudyError
        When the folder holds something else.
    """
    workspace = Workspace(folder)
    study = DEMO_STUDY.read_bytes()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        is_demo = (
            workspace.study_file.is_file()
            and workspace.study_file.read_bytes() == study
        )
        if not is_demo:
            raise StudyError(Problem("cli_folder_taken", str(folder)))
    else:
        _fill(folder, study, language)
    return workspace


def _fill(folder: Path, study: bytes, language: Language) -> None:
    workspace = Workspace(folder)
    for place in (folder, workspace.own_scales):
        make_folder(place)
    for place in (folder / "data-in", workspace.reports):
        make_private_folder(place)
    make_key(workspace.key_file)
    write_atomically(folder / ".gitignore", _KEPT_OUT.encode(), is_private=False)
    about_scales = render_message("study_own_scales", language)
    write_atomically(
        workspace.own_scales / "README.md",
        f"{about_scales}\n".encode(),
        is_private=False,
    )
    # Last: a folder with a study.yaml is a whole one.
    write_atomically(workspace.study_file, study, is_private=False)
