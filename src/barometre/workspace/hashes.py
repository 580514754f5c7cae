"""SHA-256 of what goes in and what comes out."""

import hashlib
import json
from collections.abc import Iterable
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
    return {
        (
            path.relative_to(folder).as_posix()
            if path.is_relative_to(folder)
            else path.as_posix()
        ): hash_file(path)
        for path in sorted(paths)
    }
