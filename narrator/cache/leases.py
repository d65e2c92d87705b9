"""Leases: who makes a file of a shared store says so there, and others wait.

A lease is an object with its owner and the time at which it ends. It is made by a write that fails
where one is: S3 and Google's stores let one of many succeed, and so does a folder. While the owner
lives, it is renewed long before it ends. Of stores for which fsspec has no such write two owners
may both succeed; so they may where an owner does not reach the store for as long as a lease lasts,
where two find a dead owner's at the same moment, and where machines' clocks differ by minutes. Then
a file is made twice, and is right all the same.
"""

from __future__ import annotations

import json
import math
import os
import posixpath
import socket
import threading
import time
import uuid
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fsspec import AbstractFileSystem

LASTS = 120.0
"""Seconds that a lease lasts; nobody waits longer for the dead."""
_RENEWALS = 4
"""How often a lease is renewed in the time that it lasts: three may fail."""
_LOOK = 0.5
"""Seconds between two looks at somebody else's lease."""
_WRITING = 1.0
"""Seconds in which a file that is no lease may become one: a folder shows it before it is full."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease at a path of a store, for an owner: a folder of a machine, in which others wait."""

    files: AbstractFileSystem
    path: str
    owner: str

    @contextmanager
    def renewing(self) -> Iterator[None]:
        """Keep it from ending for as long as the block lasts, once it is taken."""
        done = threading.Event()
        renewer = threading.Thread(target=self._renew_until, args=(done,), daemon=True)
        renewer.start()
        try:
            yield
        finally:
            done.set()
            renewer.join()  # else it might come back after it is gone

    def _renew_until(self, done: threading.Event) -> None:
        """Renew it again and again; one that has ended, or is another's, is lost for good."""
        until = time.time() + LASTS
        while not done.wait(LASTS / _RENEWALS) and time.time() < until:
            with suppress(Exception):  # whatever a store raises that cannot be reached just now
                if self._read()[0] != self.owner:
                    return
                until = time.time() + LASTS
                _write_over(self.files, self.path, self._tell(until))

    def take(self) -> None:
        """Have it, as soon as nobody else does. An older one of the same owner is a dead one's."""
        while not self._create():
            owner, until = self._read()
            if owner == self.owner or until < time.time():
                self._remove()
            elif until < math.inf:
                time.sleep(_LOOK)

    def is_anothers(self) -> bool:
        """Tell whether another owner has it at this moment."""
        owner, until = self._read()
        return owner not in ("", self.owner) and until > time.time()

    def give_back(self) -> None:
        """Let others have it, unless somebody has it already, because it had ended."""
        if self._read()[0] == self.owner:
            self._remove()

    def _remove(self) -> None:
        with suppress(FileNotFoundError):
            self.files.rm_file(self.path)

    def _create(self) -> bool:
        try:
            _write_new(self.files, self.path, self._tell(time.time() + LASTS))
        except OSError as error:
            if not _is_refusal(error):
                raise
            return False
        return True

    def _tell(self, until: float) -> bytes:
        return json.dumps({"owner": self.owner, "until": until}).encode()

    def _read(self) -> tuple[str, float]:
        """Read who has it until when: nobody where it is gone; what is no lease ends soon."""
        try:
            told = json.loads(self.files.cat_file(self.path))
            return str(told["owner"]), float(told["until"])
        except FileNotFoundError:
            return "", math.inf
        except (ValueError, TypeError, KeyError):
            return "", self._find_date() + _WRITING

    def _find_date(self) -> float:
        """Tell when the file was written last, where it can have been seen before it was full."""
        if "file" not in self.files.protocol:
            return 0.0
        with suppress(OSError):
            return Path(self.path).stat().st_mtime
        return 0.0


def name_owner(folder: object) -> str:
    """Name a folder of this machine, as no folder of another machine is named."""
    return f"{socket.gethostname()} {uuid.getnode():x} {folder}"


def _write_new(files: AbstractFileSystem, path: str, data: bytes) -> None:
    """Write a file that is not there yet. Raises FileExistsError where it is."""
    if "file" not in files.protocol:
        files.pipe_file(path, data, mode="create")
        return
    files.makedirs(posixpath.dirname(path), exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def _write_over(files: AbstractFileSystem, path: str, data: bytes) -> None:
    """Write a file in place of one that is there, so that nobody sees half of it."""
    if "file" not in files.protocol:
        files.pipe_file(path, data)
        return
    partial = Path(f"{path}.{uuid.uuid4().hex}")
    partial.write_bytes(data)
    partial.replace(path)


def _is_refusal(error: OSError) -> bool:
    """Tell whether a write failed because something is there: S3 says so in words of its own."""
    return isinstance(error, FileExistsError) or any(
        word in f"{error} {error.__cause__}"
        for word in ("PreconditionFailed", "pre-conditions", "ConditionalRequestConflict")
    )
