"""A store that many machines share: ``s3://bucket/narrator``, or wherever else fsspec reaches.

Clips lie there, casts, and who says what, each once for all machines. Clips in use have a copy in
a folder of this machine, where work that is derived from clips stays too: it can be made again.
What fsspec knows is listed at https://filesystem-spec.readthedocs.io.
"""

from __future__ import annotations

import hashlib
import itertools
import math
import posixpath
import threading
import time
import uuid
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from narrator.cache.leases import Lease, name_owner
from narrator.cache.store import PARTIAL, FolderStore, replacing
from narrator.errors import MachineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator
    from pathlib import Path

    from fsspec import AbstractFileSystem

_KEPT = "clips"
"""The shelf whose files never change: a copy of one is as good as the file."""
_CLAIMS = "claims"
"""Where the leases lie of files in the making."""
SHELVES = frozenset((_KEPT, "casts", "speech", "chat"))
"""What is worth sharing: it was paid for, or decides what has to be."""

_LATELY = 60.0
"""Seconds for which a listing is believed: the titles of a batch share one."""
_AT_ONCE = 200
"""Files fetched in one go: enough to keep a network busy, few enough to hold their names."""
_WHOLE_AT_ONCE = frozenset(("s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oci", "oss"))
"""Protocols by which a file appears only when all of it has arrived."""


def open_store(folder: Path, shared: str = "") -> FolderStore:
    """Open the store in a folder of this machine or, where one is named, the one at a URL."""
    if not shared:
        return FolderStore(folder)
    name = hashlib.sha256(shared.encode()).hexdigest()[:12]
    return SharedStore(folder / "shared" / name, shared.rstrip("/"))


@dataclass(frozen=True, slots=True)
class SharedStore(FolderStore):
    """A store at a URL, with copies in the folder ``root``; with ``copies`` off it keeps none.

    All methods raise MachineError where the other end refuses, UsageError where the URL is of a
    kind that is not installed.
    """

    url: str = ""
    copies: bool = True

    def known(self, shelf: str) -> frozenset[str]:
        """Tell the names of all finished files of a shelf, wherever they were made."""
        if shelf not in SHELVES:
            return FolderStore.known(self, shelf)
        with _reaching(self.url) as (files, base):
            found = files.find(posixpath.join(base, shelf))
        leaves = (posixpath.basename(path) for path in found)
        return frozenset(f"{shelf}/{leaf}" for leaf in leaves if not leaf.startswith(PARTIAL))

    def look(self, shelf: str) -> Container[str]:
        """Give what tells of a name whether it is known: as listed not long ago, or made here."""
        return _list_lately(self.url, shelf).see(self) if shelf in SHELVES else super().look(shelf)

    def learn(self, name: str) -> None:
        """Take notice that another process has finished a file."""
        _list_lately(self.url, name.partition("/")[0]).add(name)

    @contextmanager
    def leasing(self, key: str) -> Iterator[None]:
        """Be the only machine that makes the files of a key: see :mod:`narrator.cache.leases`."""
        lease = self._lease(key)
        with _reaching(self.url):
            lease.take()
        try:
            with lease.renewing():
                yield
        finally:
            with _reaching(self.url):
                lease.give_back()

    def find_leased(self, keys: Collection[str]) -> frozenset[str]:
        """Find those of the keys whose files another machine is making at this moment."""
        with _reaching(self.url) as (files, base):
            there = {posixpath.basename(path) for path in files.find(posixpath.join(base, _CLAIMS))}
            return frozenset(it for it in there.intersection(keys) if self._lease(it).is_anothers())

    def _lease(self, key: str) -> Lease:
        with _reaching(self.url) as (files, base):
            return Lease(files, posixpath.join(base, _CLAIMS, key), name_owner(self.root))

    def secure(self, name: str) -> bool:
        """Tell whether a file is finished there; one that has only a copy here is sent again."""
        if not _is_shared(name):
            return FolderStore.has(self, name)
        with _reaching(self.url) as (files, base):
            there = bool(files.isfile(_far(base, name)))
        if there or not self._has_copy(name):
            return there
        self._send(name, FolderStore.path(self, name).read_bytes())
        return True

    def has(self, name: str) -> bool:
        """Tell whether a file of that name is finished, here or there."""
        if not _is_shared(name):
            return FolderStore.has(self, name)
        if self._has_copy(name):
            return True
        with _reaching(self.url) as (files, base):
            return bool(files.isfile(_far(base, name)))

    def path(self, name: str) -> Path:
        """Tell where the file of that name is, fetched if it has to be, or where it would be."""
        path = FolderStore.path(self, name)
        if _is_shared(name) and not self._has_copy(name):
            with suppress(FileNotFoundError), _reaching(self.url) as (files, base):
                data = files.cat_file(_far(base, name))
                with replacing(path) as partial:
                    partial.write_bytes(data)
        return path

    def fetch(self, names: Iterable[str]) -> None:
        """Fetch the files that are not here yet, many at a time."""
        wanted = (name for name in names if _is_shared(name))
        missing = (name for name in wanted if not self._has_copy(name))
        while some := list(itertools.islice(missing, _AT_ONCE)):
            with _reaching(self.url) as (files, base):
                far = {_far(base, name): name for name in some}
                found = files.cat(list(far), on_error="omit")
            for path, data in found.items():
                with replacing(FolderStore.path(self, far[path])) as partial:
                    partial.write_bytes(data)

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes under a name: there first, so that what is here is there."""
        if _is_shared(name):
            self._send(name, data)
        if self.copies or not _is_shared(name):
            FolderStore.put(self, name, data)

    @contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        """Give a path to write to; the file gets its name when the block ends without an error."""
        with replacing(FolderStore.path(self, name)) as partial:
            yield partial
            if _is_shared(name):
                self._send(name, partial.read_bytes())

    def drop(self, name: str) -> None:
        """Forget a file, here and there."""
        FolderStore.drop(self, name)
        _list_lately(self.url, name.partition("/")[0]).forget(name)
        if _is_shared(name):
            with suppress(FileNotFoundError), _reaching(self.url) as (files, base):
                files.rm_file(_far(base, name))

    def _send(self, name: str, data: bytes) -> None:
        try:
            with _reaching(self.url) as (files, base):
                _write_whole(files, _far(base, name), data)
            _list_lately(self.url, name.partition("/")[0]).add(name)
        except FileNotFoundError as error:
            raise MachineError(
                f"The cache {self.url} is nowhere: {error}. Make it, or name another."
            ) from error

    def _has_copy(self, name: str) -> bool:
        return name.startswith(f"{_KEPT}/") and FolderStore.path(self, name).is_file()


class _Listing:
    """What was there when somebody last looked, which is soon; all threads and titles share it.

    A file that another machine made since is found when it is to be made.
    """

    def __init__(self, shelf: str) -> None:
        self._shelf = shelf
        self._names: set[str] = set()
        self._listed = -math.inf
        self._lock = threading.Lock()

    def see(self, store: SharedStore) -> _Listing:
        """Look again if the last time is long ago."""
        with self._lock:
            if time.monotonic() - self._listed > _LATELY:
                self._names = set(store.known(self._shelf))
                self._listed = time.monotonic()
        return self

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def add(self, name: str) -> None:
        """Note a file that was made here."""
        self._names.add(name)

    def forget(self, name: str) -> None:
        """Note a file that was dropped here."""
        self._names.discard(name)


@cache
def _list_lately(url: str, shelf: str) -> _Listing:
    _ = url
    return _Listing(shelf)


def _is_shared(name: str) -> bool:
    return name.partition("/")[0] in SHELVES


def _far(base: str, name: str) -> str:
    """Tell where a file lies there: spread over folders as it is here."""
    shelf, _, leaf = name.partition("/")
    return posixpath.join(base, shelf, leaf.partition("-")[2][:2] or "00", leaf)


def _write_whole(files: AbstractFileSystem, path: str, data: bytes) -> None:
    """Write a file so that it is seen whole or not at all."""
    protocols = {files.protocol} if isinstance(files.protocol, str) else set(files.protocol)
    if protocols & _WHOLE_AT_ONCE:
        files.pipe_file(path, data)
        return
    folder = posixpath.dirname(path)
    partial = posixpath.join(folder, f"{PARTIAL}{uuid.uuid4().hex}")
    files.makedirs(folder, exist_ok=True)
    files.pipe_file(partial, data)
    files.mv(partial, path)


@cache
def _connect(url: str) -> tuple[AbstractFileSystem, str]:
    from fsspec.core import url_to_fs

    # A listing that fsspec remembers is not what other machines have made since.
    files, base = url_to_fs(url, use_listings_cache=False)
    return files, str(base)


@contextmanager
def _reaching(url: str) -> Iterator[tuple[AbstractFileSystem, str]]:
    """Reach a store at a URL; tell what refuses in one of our errors, but for what is not there."""
    try:
        yield _connect(url)
    except (FileNotFoundError, MachineError):
        raise
    except (ImportError, ValueError) as error:
        raise UsageError(
            f"{url} cannot be used as a cache: {error}. pip install 'narrator[cluster]' has S3; "
            "for other stores install what fsspec names."
        ) from error
    except Exception as error:
        raise MachineError(
            f"The cache {url} cannot be reached: {error}. What was finished is kept: mend that, "
            "then run the same command again."
        ) from error
