"""Files appear whole or not at all, and private ones are private from the start."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from barometre.errors import Problem, WorkspaceError

_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700
_UNFINISHED = ".part"
_CODES = {
    errno.ENOSPC: "workspace_disk_full",
    errno.EDQUOT: "workspace_disk_full",
    errno.EFBIG: "workspace_disk_full",
    errno.EROFS: "workspace_not_writable",
    errno.EACCES: "workspace_not_writable",
    errno.EPERM: "workspace_not_writable",
    errno.ENOTDIR: "workspace_not_a_folder",
    errno.EEXIST: "workspace_not_a_folder",
}


def make_private_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner only."""
    missing = [place for place in folder.parents if not place.exists()]
    try:
        for place in (*reversed(missing), folder):
            place.mkdir(exist_ok=True)
            place.chmod(_PRIVATE_FOLDER)
    except OSError as error:
        raise write_refused(folder, error) from error


def make_folder(folder: Path) -> None:
    """Make a folder for readers, if it is not there yet."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_refused(folder, error) from error


@contextmanager
def open_atomically(path: Path, *, is_private: bool = True) -> Iterator[BinaryIO]:
    """Open a file for writing that takes its name only once it is whole.

    Parameters
    ----------
    path
        The file to make or to replace; its folder exists.
    is_private
        Readable by its owner only, whatever the umask.

    Raises
    ------
    WorkspaceError
        When the disk is full or refuses; the former file is left as it was.
    """
    unfinished = _unfinished(path)
    try:
        with _create(unfinished, is_private=is_private) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise write_refused(path, error) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def write_atomically(path: Path, content: bytes, *, is_private: bool = True) -> None:
    """Write a whole file at once; as :func:`open_atomically`."""
    with open_atomically(path, is_private=is_private) as file:
        file.write(content)


@contextmanager
def unfinished_folder(parent: Path) -> Iterator[Path]:
    """Make a private folder to fill and then rename; removed when it was not."""
    unfinished = _unfinished(parent / "folder")
    make_private_folder(parent)
    try:
        make_private_folder(unfinished)
        yield unfinished
        _sync_folder(parent)
    except OSError as error:
        raise write_refused(parent, error) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def sweep_unfinished(folder: Path) -> None:
    """Remove what an interrupted run left half written."""
    for leftover in folder.rglob(f".*{_UNFINISHED}"):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            with suppress(OSError):
                leftover.unlink()


def write_refused(path: Path, error: OSError) -> WorkspaceError:
    """Say in plain words why the disk refused."""
    code = _CODES.get(error.errno or 0, "workspace_cannot_write")
    reason = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return WorkspaceError(Problem(code, str(path), reason=reason))


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}{_UNFINISHED}")


def _create(path: Path, *, is_private: bool) -> BinaryIO:
    mode = _PRIVATE_FILE if is_private else 0o666
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    if is_private:
        path.chmod(_PRIVATE_FILE)
    return os.fdopen(descriptor, "wb")


def _sync_folder(folder: Path) -> None:
    """Keep a new name through a power cut; some systems cannot open folders."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
