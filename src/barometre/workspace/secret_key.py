"""The study's key: without it, nobody can tie a pseudonym to a person."""

import hashlib
import os
import secrets
from pathlib import Path

from barometre.errors import Problem, WorkspaceError
from barometre.workspace.atomic import write_atomically

_BYTES = 32


def make_key(key_file: Path) -> bytes:
    """Make the key of a study, readable by its owner only."""
    key = secrets.token_bytes(_BYTES)
    write_atomically(key_file, f"{key.hex()}\n".encode())
    return key


def read_key(key_file: Path) -> bytes:
    """Read the key of a study.

    Raises
    ------
    WorkspaceError
        When the key is missing, damaged, or others than its owner can read it.
    """
    if not key_file.is_file():
        raise WorkspaceError(Problem("workspace_key_missing", str(key_file)))
    # Windows has no group and other bits; its folders carry the rights.
    if os.name == "posix" and key_file.stat().st_mode & 0o077:
        file = str(key_file)
        raise WorkspaceError(Problem("workspace_key_open", file, file=file))
    try:
        key = bytes.fromhex(key_file.read_text("ascii"))
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise WorkspaceError(Problem("workspace_key_damaged", str(key_file)))
    return key


def key_id(key: bytes) -> str:
    """Name a key without giving it away: to see that pseudonyms share one key."""
    return hashlib.sha256(b"barometre key id" + key).hexdigest()[:12]
