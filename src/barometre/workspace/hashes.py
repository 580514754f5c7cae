"""SHA-256 of what goes in and what comes out."""

import hashlib
import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from barometre.file_hash import hash_file


def hash_value(value: object) -> str:
    """Compute the SHA-256 of a value that JSON can write."""
    content = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(content.encode()).hexdigest()


def hash_tree(folder: Path, pattern: str = "**/*") -> dict[str, str]:
    """Compute the SHA-256 of each file of a folder, by its path in that folder."""
    return hash_files(folder, (path for path in folder.glob(pattern) if path.is_file()))


def hash_files(folder: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Compute the SHA-256 of each file, by its path in a folder when it lies there."""
    listed = sorted(paths)
    names = [
        path.relative_to(folder).as_posix()
        if path.is_relative_to(folder)
        else path.as_posix()
        for path in listed
    ]
    # Hashing holds no lock of Python's: large files go side by side.
    with ThreadPoolExecutor() as threads:
        return dict(zip(names, threads.map(hash_file, listed), strict=True))
