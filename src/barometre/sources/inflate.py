"""Files read through gzip where their name says so."""

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from barometre.errors import Problem, SourceError


@contextmanager
def open_inflated(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading in any order.

    A gzipped one is held in memory: a copy on disk would hold names and tokens.
    """
    if path.suffix != ".gz":
        with path.open("rb") as stream:
            yield stream
        return
    try:
        content = gzip.decompress(path.read_bytes())
    except (OSError, EOFError):
        raise SourceError(Problem("file_unreadable", path.name)) from None
    yield io.BytesIO(content)
