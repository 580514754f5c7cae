"""Pages of a server's responses between fetches: private, whole or not at all."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from barometre.workspace.atomic import make_private_folder, open_atomically

if TYPE_CHECKING:
    import pyarrow as pa

_WHOLE = "whole.arrow"


@dataclass(frozen=True, slots=True)
class PageFolder:
    """A shelf in the study folder: ``data/pages/<wave>/<condition>/``.

    Parameters
    ----------
    folder
        ``data/pages``.
    """

    folder: Path

    def holds(self, wave: str) -> bool:
        """Tell whether anything of a wave was ever kept."""
        return any((self.folder / wave).glob("*/*.arrow"))

    def load(self, wave: str, condition: str) -> "list[pa.Table]":
        """Give the pages of a wave in the order they were read, the whole first.

        A page that cannot be read is left out: it is asked for again.
        """
        return [
            page
            for path in self._list_files(wave, condition)
            if (page := _read_page(path)) is not None
        ]

    def add(self, wave: str, condition: str, page: "pa.Table") -> None:
        """Keep a page that was just read."""
        folder = self.folder / wave / condition
        make_private_folder(folder)
        numbers = [int(path.stem) for path in folder.glob("[0-9]*.arrow")]
        _write_page(folder / f"{max(numbers, default=0) + 1:06d}.arrow", page)

    def settle(self, wave: str, condition: str, whole: "pa.Table") -> None:
        """Put one whole in the place of all the pages of a wave."""
        folder = self.folder / wave / condition
        make_private_folder(folder)
        _write_page(folder / _WHOLE, whole)
        for path in folder.glob("[0-9]*.arrow"):
            path.unlink()
        for other in (self.folder / wave).iterdir():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)

    def _list_files(self, wave: str, condition: str) -> list[Path]:
        folder = self.folder / wave / condition
        whole = [path for path in (folder / _WHOLE,) if path.is_file()]
        return [*whole, *sorted(folder.glob("[0-9]*.arrow"))]


def _read_page(path: Path) -> "pa.Table | None":
    import pyarrow as pa

    try:
        # Windows does not replace a file that is mapped.
        open_file = pa.memory_map if os.name == "posix" else pa.OSFile
        with open_file(str(path)) as file:
            return pa.ipc.open_file(file).read_all()
    except (OSError, pa.ArrowInvalid):
        return None


def _write_page(path: Path, page: "pa.Table") -> None:
    import pyarrow as pa

    # Not compressed: read again, it is mapped and takes no memory of its own.
    with (
        open_atomically(path) as file,
        pa.ipc.new_file(file, page.schema) as writer,
    ):
        writer.write_table(page)
