"""What a file holds, in one short text."""

import hashlib
import os
from pathlib import Path

# A stage hashes what it made, the next one what it reads: the same file, untouched.
_known: dict[tuple[Path, int, int, int], str] = {}


def hash_file(path: Path) -> str:
    """Compute the SHA-256 of a file, in hexadecimal.

    Within one process a file is read once, for as long as it stays the same file, with
    the same size and the same time to the nanosecond.
    """
    with path.open("rb") as file:
        found = os.fstat(file.fileno())
        stamp = (path.absolute(), found.st_ino, found.st_size, found.st_mtime_ns)
        if stamp not in _known:
            _known[stamp] = hashlib.file_digest(file, "sha256").hexdigest()
    return _known[stamp]
