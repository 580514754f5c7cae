"""Where questionnaire files lie: the bank's folder, then the study's own."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from barometre.errors import Problem, QuestionnaireError

_NOT_SCALES = frozenset({"response_formats.yaml", "survey_texts.yaml"})


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file, and what messages call it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where scales, presets and formats lie; ``name`` begins their names."""

    name: str
    folder: Path
    scales: Path

    @property
    def formats(self) -> NamedFile:
        """Return the file of response formats; it may not exist."""
        return self.file("response_formats.yaml")

    def file(self, name: str) -> NamedFile:
        """Name one file of the folder."""
        return NamedFile(self.folder / name, f"{self.name}/{name}")

    def list_scales(self) -> dict[str, NamedFile]:
        """List the scale files by scale id."""
        return self._list(self.scales)

    def list_presets(self) -> dict[str, NamedFile]:
        """List the preset files by preset id."""
        return self._list(self.folder / "presets")

    def _list(self, folder: Path) -> dict[str, NamedFile]:
        found = (
            self.file(str(p.relative_to(self.folder).as_posix()))
            for p in sorted(folder.glob("*.yaml"))
        )
        return {f.path.stem: f for f in found if f.path.name not in _NOT_SCALES}


def find_bank() -> Path:
    """Find the folder ``questionnaires`` of this installation or checkout.

    Raises
    ------
    QuestionnaireError
        When the package was installed without it.
    """
    package = Path(str(files("barometre")))
    for parent in (package, package.parents[1]):
        if (parent / "questionnaires" / "response_formats.yaml").is_file():
            return parent / "questionnaires"
    raise QuestionnaireError(Problem("bank_not_found", "questionnaires"))


def list_shelves(own_scales: Path | None) -> list[Shelf]:
    """List the folders to look into; a later one wins over an earlier one."""
    bank = find_bank()
    shelves = [Shelf("questionnaires", bank, bank / "scales")]
    if own_scales is not None and own_scales.is_dir():
        shelves.append(Shelf(own_scales.name, own_scales, own_scales))
    return shelves


def list_scales(shelves: list[Shelf]) -> dict[str, NamedFile]:
    """List all scale files by scale id, the study's own winning."""
    return {k: v for shelf in shelves for k, v in shelf.list_scales().items()}


def list_presets(shelves: list[Shelf]) -> dict[str, NamedFile]:
    """List all preset files by preset id, the study's own winning."""
    return {k: v for shelf in shelves for k, v in shelf.list_presets().items()}
