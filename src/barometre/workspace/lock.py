"""One run at a time in a study folder."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from barometre.errors import Problem, WorkspaceError
from barometre.workspace.atomic import make_private_folder, write_refused


@contextmanager
def lock_folder(lock_file: Path) -> Iterator[None]:
    """Hold the lock of a study while working in it.

    The system gives the lock back when its process ends, however it ends: a file
    left by a dead process is no obstacle.

    Raises
    ------
    WorkspaceError
        When another process holds it, with its number and since when.
    """
    make_private_folder(lock_file.parent)
    with _open(lock_file) as file:
        if not _take(file):
            raise WorkspaceError(_held(lock_file))
        file.truncate(0)
        file.write(f"{os.getpid()} {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _open(lock_file: Path) -> TextIO:
    try:
        file = lock_file.open("a", encoding="utf-8")
        lock_file.chmod(0o600)
    except OSError as error:
        raise write_refused(lock_file, error) from error
    return file


def _held(lock_file: Path) -> Problem:
    process, _, since = lock_file.read_text("utf-8").strip().partition(" ")
    return Problem(
        "workspace_locked",
        str(lock_file.parent.parent),
        process=process or "?",
        since=since or "?",
    )


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 20

    def _take(file: TextIO) -> bool:
        # Beyond the text: Windows locks from the current position, and what it has
        # locked others cannot read.
        os.lseek(file.fileno(), _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(file: TextIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
