"""Leases: who makes a file of a shared store says so there, and others wait.

A lease is an object with its owner and the time at which it ends. It is made by a write that fails
where one is: S3 and Google's stores let one of many succeed, and so does a folder. Of stores for
which fsspec has no such write two owners may both succeed; so they may where an owner takes longer
than a lease lasts, where two find a dead owner's at the same moment, and where machines' clocks
differ by minutes. Then a file is made twice, and is right all the same.
"""

from __future__ import annotations

import json
import math
import os
import posixpath
import socket
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

LASTS = 120.0
"""Seconds that a lease lasts; nobody waits longer for the dead."""
_LOOK = 0.5
"""Seconds between two looks at somebody else's lease."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease at a path of a store, for an owner: a folder of a machine, in which others wait."""

    files: AbstractFileSystem
    path: str
    owner: str

    def take(self) -> None:
        """Have it, as soon as nobody else does. An older one of the same owner is a dead one's."""
        while not self._create():
            owner, until = self._read()
            if owner == self.owner or until < time.time():
                self._remove()
            elif owner:
                time.sleep(_LOOK)

    def give_back(self) -> None:
        """Let others have it, unless somebody has it already, because it had ended."""
        if self._read()[0] == self.owner:
            self._remove()

    def _remove(self) -> None:
        with suppress(FileNotFoundError):
            self.files.rm_file(self.path)

    def _create(self) -> bool:
        told = {"owner": self.owner, "until": time.time() + LASTS}
        try:
            _write_new(self.files, self.path, json.dumps(told).encode())
        except OSError as error:
            if not _is_refusal(error):
                raise
            return False
        return True

    def _read(self) -> tuple[str, float]:
        """Read who has it until when: nobody where it is gone; what is no lease has ended."""
        try:
            told = json.loads(self.files.cat_file(self.path))
            return str(told["owner"]), float(told["until"])
        except FileNotFoundError:
            return "", math.inf
        except (ValueError, TypeError, KeyError):
            return "", 0.0


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


def _is_refusal(error: OSError) -> bool:
    """Tell whether a write failed because something is there: S3 says so in words of its own."""
    return isinstance(error, FileExistsError) or any(
        word in f"{error} {error.__cause__}"
        for word in ("PreconditionFailed", "pre-conditions", "ConditionalRequestConflict")
    )
