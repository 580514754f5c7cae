"""A study folder that several machines share: a disk, or object storage.

The folder is copied here, worked on, and put back: whoever reads it meanwhile sees the
last good state. The address is one that fsspec knows (``file://``, ``s3://``, ...).
"""

import json
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from barometre.errors import BarometreError, Problem, StudyError, WorkspaceError
from barometre.file_hash import hash_file
from barometre.workspace.atomic import make_private_folder

_LOCK = ".barometre-lock"
_UNFINISHED = ".part"
# Of a machine that went away in the middle; it is longer than any run.
_LEASE = timedelta(hours=6)
# The record of what was made comes after what was made, as it does on a disk.
_LAST = ("manifest.json", "run.json", "calendar.json")
_STAY = (".prefect", _LOCK, ".lock")


@dataclass(frozen=True, slots=True)
class _Store:
    """A place in a file system of fsspec."""

    files: Any
    root: str
    address: str

    def place(self, name: str) -> str:
        return f"{self.root.rstrip('/')}/{name}"


def is_shared(address: str) -> bool:
    """Tell an address of fsspec from a folder of this machine."""
    return "://" in address


@contextmanager
def borrow_study(address: str) -> Iterator[Path]:
    """Give a study folder on this machine: itself, or a private copy put back.

    Parameters
    ----------
    address
        A folder, or an address of fsspec. One machine at a time works on it.

    Raises
    ------
    StudyError
        When there is no study at the address.
    WorkspaceError
        When another machine is at work, the store does not answer, or its lock was
        taken over meanwhile. Nothing is put back after an error: what was there
        stays as it was.
    """
    if not is_shared(address):
        yield Path(address)
        return
    store = _open(address)
    with _hold(store) as token, tempfile.TemporaryDirectory() as place:
        folder = Path(place) / PurePosixPath(store.root).name
        before = _told(store, _copy_here, store, folder)
        yield folder
        _told(store, _check_held, store, token)
        _told(store, _put_back, store, folder, before)


def _open(address: str) -> _Store:
    from fsspec.core import url_to_fs

    try:
        files, root = url_to_fs(address)
    except (ImportError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise WorkspaceError(
            Problem("shared_unknown", address, reason=reason)
        ) from None
    return _Store(files, root, address)


def _told(store: _Store, work: Any, *arguments: Any) -> Any:
    """Do what needs the store; say plainly when it fails.

    Each kind of store has errors of its own, which need not be those of a disk.
    """
    try:
        return work(*arguments)
    except BarometreError:
        raise
    except Exception as error:
        reason = type(error).__name__
        raise WorkspaceError(
            Problem("shared_failed", store.address, reason=reason)
        ) from error


@contextmanager
def _hold(store: _Store) -> Iterator[str]:
    """Hold the lock of a store; one left by a dead process here is no obstacle."""
    lock, token = store.place(_LOCK), secrets.token_hex(8)
    _told(store, _take, store, lock, token)
    try:
        yield token
    finally:
        with suppress(Exception):
            if _read_lock(store).get("token") == token:
                store.files.rm_file(lock)


def _take(store: _Store, lock: str, token: str) -> None:
    now = datetime.now(UTC)
    content = {
        "token": token,
        "machine": socket.gethostname(),
        "process": os.getpid(),
        "since": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "until": (now + _LEASE).isoformat(),
    }
    _check_study(store)
    held = _read_lock(store)
    if held and not _is_over(held, now):
        raise WorkspaceError(
            Problem(
                "shared_locked",
                store.address,
                machine=held.get("machine", "?"),
                since=held.get("since", "?"),
                until=held.get("until", "?"),
            )
        )
    if held:
        store.files.rm_file(lock)
    try:
        with store.files.open(lock, "xb") as file:
            file.write(json.dumps(content).encode())
    except FileExistsError:
        pass  # Another machine was faster: the check below says so.
    except (ValueError, NotImplementedError):
        # This kind of store cannot refuse: the last to write holds it.
        store.files.pipe_file(lock, json.dumps(content).encode())
    _check_held(store, token)


def _check_study(store: _Store) -> None:
    """Refuse a place without a study before anything is made there, even a bucket."""
    store.files.invalidate_cache()
    if not store.files.exists(store.place("study.yaml")):
        raise StudyError(Problem("study_not_found", store.address))


def _read_lock(store: _Store) -> dict[str, Any]:
    store.files.invalidate_cache()
    try:
        content = json.loads(store.files.cat_file(store.place(_LOCK)))
    except FileNotFoundError:
        return {}
    except ValueError:
        return {"machine": "?"}
    return content if isinstance(content, dict) else {"machine": "?"}


def _is_over(held: dict[str, Any], now: datetime) -> bool:
    try:
        until = datetime.fromisoformat(held["until"])
    except (KeyError, TypeError, ValueError):
        return False
    is_ours = held.get("machine") == socket.gethostname()
    return now > until or (is_ours and not _is_alive(held.get("process")))


def _is_alive(process: object) -> bool:
    if not isinstance(process, int):
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _check_held(store: _Store, token: str) -> None:
    held = _read_lock(store)
    if held.get("token") != token:
        raise WorkspaceError(
            Problem(
                "shared_locked",
                store.address,
                machine=held.get("machine", "?"),
                since=held.get("since", "?"),
                until=held.get("until", "?"),
            )
        )


def _copy_here(store: _Store, folder: Path) -> dict[str, str]:
    """Copy the study here, private; give the hash of each file."""
    make_private_folder(folder)
    found = store.files.find(store.root)
    for path in found:
        name = str(path).removeprefix(store.root).lstrip("/")
        if _is_left(name):
            continue
        target = folder / name
        make_private_folder(target.parent)
        store.files.get_file(path, str(target))
        target.chmod(0o600)
    _drop_unfinished(folder)
    return _hash(folder)


def _drop_unfinished(folder: Path) -> None:
    """Drop snapshots that a machine which went away had not put back whole."""
    for snapshot in folder.glob("data/raw/*/*/"):
        if not (snapshot / "manifest.json").is_file():
            shutil.rmtree(snapshot)


def _put_back(store: _Store, folder: Path, before: dict[str, str]) -> None:
    """Put back what is new or changed, then remove what is gone."""
    after = _hash(folder)
    changed = [name for name, sha in after.items() if before.get(name) != sha]
    # A purge is told before anything else: no machine brings answers back.
    order = sorted(
        changed, key=lambda name: (not name.endswith("purge.json"), _rank(name), name)
    )
    for name in order:
        _put(store, folder, name)
    for name in before.keys() - after.keys():
        store.files.rm_file(store.place(name))


def _put(store: _Store, folder: Path, name: str) -> None:
    """Put a file back whole or not at all, with its rights where the store has any."""
    target = store.place(name)
    unfinished = f"{target}{_UNFINISHED}"
    store.files.makedirs(target.rpartition("/")[0], exist_ok=True)
    if "file" in store.files.protocol:
        for inner in [*PurePosixPath(name).parents][:-1]:
            Path(store.place(str(inner))).chmod((folder / inner).stat().st_mode)
    store.files.put_file(str(folder / name), unfinished)
    if "file" in store.files.protocol:
        Path(unfinished).chmod((folder / name).stat().st_mode)
    store.files.mv(unfinished, target)


def _rank(name: str) -> int:
    last = PurePosixPath(name).name
    return _LAST.index(last) + 1 if last in _LAST else 0


def _hash(folder: Path) -> dict[str, str]:
    names = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file()
    }
    return {name: hash_file(path) for name, path in names.items() if not _is_left(name)}


def _is_left(name: str) -> bool:
    return name.endswith(_UNFINISHED) or any(
        part in _STAY for part in PurePosixPath(name).parts
    )
