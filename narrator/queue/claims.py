"""Claims: one process makes a clip, and others that want it wait until it has.

A claim is a lock of the system (flock) on an empty file, so it goes with its process, whatever ends
that: nobody ever waits for the dead.
"""

from __future__ import annotations

import errno
import fcntl
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from narrator.cache.store import translate_os_errors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from narrator.cache.store import FolderStore

_HAS_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)


@contextmanager
def claiming(store: FolderStore, key: str) -> Iterator[None]:
    """Be the only one, of all threads and processes with this store, that makes the clip of a key.

    Waits for whoever is at it, on this machine and, where the store is shared, on others. On a disk
    that has no locks everybody goes on: then a clip may be made twice, and is right all the same.
    Raises MachineError where the folder cannot be written.
    """
    path = store.root / "claims" / key
    with translate_os_errors(path):
        handle = _lock(path)
    try:
        with store.leasing(key):
            yield
    finally:
        path.unlink(missing_ok=True)  # while it is held: who waits for it sees that it is gone
        os.close(handle)


def find_claimed(store: FolderStore, keys: Collection[str]) -> frozenset[str]:
    """Find those of the keys whose clips others are making at this moment, here or elsewhere."""
    folder = store.root / "claims"
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    here = frozenset(key for key in there.intersection(keys) if _is_held(folder / key))
    return here | store.find_leased(keys)


def _is_held(path: Path) -> bool:
    """Tell whether somebody holds a claim: that of a killed process stays, held by nobody."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError as error:
            if error.errno not in _HAS_NO_LOCKS:
                raise
    return False


def _lock(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _wait_for_lock(handle)
            if os.fstat(handle).st_nlink:  # else its last holder removed it: a lock on no name
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _wait_for_lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError as error:
        if error.errno not in _HAS_NO_LOCKS:
            raise
