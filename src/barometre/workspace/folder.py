"""Where things are in a study folder."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Workspace:
    """A study folder, as ``barometre new`` makes it."""

    folder: Path

    @property
    def study_file(self) -> Path:
        """What the study is."""
        return self.folder / "study.yaml"

    @property
    def own_scales(self) -> Path:
        """Scales that the study adds or puts in place of the bank's."""
        return self.folder / "scales"

    @property
    def key_file(self) -> Path:
        """Key of the pseudonyms; outside ``data/`` so that it can be kept apart."""
        return self.folder / "secret.key"

    @property
    def data(self) -> Path:
        """Answers and what is derived from them; private."""
        return self.folder / "data"

    @property
    def raw(self) -> Path:
        """Write-once snapshots, wave by wave."""
        return self.data / "raw"

    @property
    def pages(self) -> Path:
        """Pages of a server's responses, so that only what is new is asked for."""
        return self.data / "pages"

    @property
    def lock_file(self) -> Path:
        """Held by the process at work."""
        return self.data / ".lock"

    @property
    def record_file(self) -> Path:
        """What the last run read and made."""
        return self.data / "run.json"

    @property
    def published_file(self) -> Path:
        """Which survey on the server belongs to which wave."""
        return self.data / "published.json"

    @property
    def calendar_file(self) -> Path:
        """Which occurrence of each task of the calendar was last done."""
        return self.data / "calendar.json"

    @property
    def purge_file(self) -> Path:
        """That answers were deleted, when and what; there is none before that."""
        return self.data / "purge.json"

    @property
    def plan_file(self) -> Path:
        """The plan as it was when the first answers came."""
        return self.data / "plan.json"

    @property
    def reports(self) -> Path:
        """What people read."""
        return self.folder / "reports"

    def table(self, name: str) -> Path:
        """Name the Parquet file of a table."""
        return self.data / f"{name}.parquet"

    def relative(self, path: Path) -> str:
        """Name a file by its place in the study folder, when it lies there."""
        if path.is_relative_to(self.folder):
            return path.relative_to(self.folder).as_posix()
        return path.as_posix()
