"""A store: files under names that never change their meaning, in a folder of this machine.

A name is ``shelf/key.suffix``: ``clips/v1-3f….flac``. A file appears under its name only when it is
whole: it is written beside its place, flushed to the disk, then moved. So what a store knows is
finished, whatever was killed and when.
"""

from __future__ import annotations

import errno
import os
import re
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.errors import MachineError

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator

PARTIAL = ".partial-"
"""How the name of a file begins that is being written. It is never known, and may be deleted."""

_LEFTOVER = re.compile(re.escape(PARTIAL) + r"[a-z0-9_]{8}(\.[^.]*)?")
"""What :func:`tempfile.mkstemp` makes of that beginning and a suffix."""

_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class FolderStore:
    """A store in a folder, safe for many processes at once. The folder is made when needed."""

    root: Path

    def begin(self) -> None:
        """Make the folder, as who only looks at a book does not.

        Where that cannot be, the first clip that is to be kept says so.
        """
        with suppress(OSError):
            self.root.mkdir(parents=True, exist_ok=True)

    def known(self, shelf: str) -> frozenset[str]:
        """Tell the names of all finished files of a shelf. Raises MachineError as writing does."""
        with translate_os_errors(self.root):
            return frozenset(_list_names(self.root / shelf, shelf))

    def look(self, shelf: str) -> Container[str]:
        """Give what tells of a name whether it is known, without listing all that are."""
        return _Finished(str(self.root / shelf))

    def has(self, name: str) -> bool:
        """Tell whether a file of that name is finished."""
        return self.path(name).is_file()

    def learn(self, name: str) -> None:
        """Take notice that another process has finished a file. Who looks in a folder sees it."""

    @contextmanager
    def leasing(self, key: str) -> Iterator[None]:
        """Be the only machine that makes the files of a key. A folder is this machine's alone."""
        _ = key
        yield

    def find_leased(self, keys: Collection[str]) -> frozenset[str]:
        """Find those of the keys whose files another machine is making. None has this folder."""
        _ = keys
        return frozenset()

    def secure(self, name: str) -> bool:
        """Tell whether a file is finished where all who share the store find it."""
        return self.has(name)

    def path(self, name: str) -> Path:
        """Tell where the file of that name is, or would be. Look, do not write: see :meth:`put`."""
        shelf, _, leaf = name.partition("/")
        return self.root / shelf / _fan_out(leaf) / leaf

    def read(self, name: str) -> bytes:
        """Read a finished file. Raises KeyError where there is none."""
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError:
            raise KeyError(name) from None

    def fetch(self, names: Iterable[str]) -> None:
        """See that files are at hand that are soon to be read. In a folder they are."""

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes under a name; a file of that name is replaced."""
        with self.writing(name) as path:
            path.write_bytes(data)

    @contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        """Give a path to write to; the file gets its name when the block ends without an error."""
        with replacing(self.path(name)) as partial:
            yield partial

    def drop(self, name: str) -> None:
        """Forget a file; nothing happens where there is none."""
        self.path(name).unlink(missing_ok=True)

    def note_use(self, name: str) -> None:
        """Date a file to now if its date is a day old: it is by its date that pruning goes."""
        path = self.path(name)
        with suppress(OSError):  # a store that may not be written to is not pruned by us either
            if path.stat().st_mtime < time.time() - _DAY:
                os.utime(path)


@dataclass(frozen=True, slots=True)
class _Finished:
    """The names of the finished files of a shelf in a folder, each looked for when asked about."""

    folder: str

    def __contains__(self, name: object) -> bool:
        leaf = str(name).rpartition("/")[2]
        return os.path.isfile(f"{self.folder}/{_fan_out(leaf)}/{leaf}")  # noqa: PTH113  ten times as quick


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path beside ``path`` to write to; it takes the place of ``path`` when the block ends.

    Where the block raises, ``path`` stays as it was. The suffix is kept, so that a writer that goes
    by it is at home. A symbolic link is followed, and what is no file, such as a pipe, is given to
    be written straight. Raises MachineError where the machine refuses.
    """
    with translate_os_errors(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if path.exists() and not path.is_file():
            yield path
            return
        target = Path(os.path.realpath(path))
        partial = _start_partial(target)
        try:
            yield partial
            _flush(partial)
            partial.chmod(0o644)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)


def is_leftover(name: str) -> bool:
    """Tell whether a file's name is one of those that we write to before a file is whole."""
    return _LEFTOVER.fullmatch(name) is not None


def _start_partial(target: Path) -> Path:
    """Make an empty file beside the target, where no file lies any more that a crash left."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with os.scandir(target.parent) as entries:
        for entry in entries:
            _sweep(entry)
    handle, name = tempfile.mkstemp(suffix=target.suffix, prefix=PARTIAL, dir=target.parent)
    os.close(handle)
    return Path(name)


def _sweep(entry: os.DirEntry[str]) -> None:
    """Remove a file of ours that a killed process left: nobody writes to one for a day."""
    if not is_leftover(entry.name):
        return
    with suppress(OSError):  # another process swept it, or it is not ours to remove
        if entry.is_file(follow_symlinks=False) and entry.stat().st_mtime < time.time() - _DAY:
            Path(entry).unlink()


@contextmanager
def translate_os_errors(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into a MachineError that names the file and what to do."""
    try:
        yield
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0)
        folder = Path(error.filename).parent if error.filename else path.parent
        where = path if advice is None else folder
        raise MachineError(
            f"{where}: {error.strerror or error}. {advice or 'Choose another place.'}"
        ) from error


def _out_of_space() -> str:
    return "Free some space and run the same command again: what was finished is kept."


_ADVICE = {
    errno.ENOSPC: _out_of_space(),
    errno.EDQUOT: _out_of_space(),
    errno.EACCES: "Choose a folder that you may write to.",
    errno.EPERM: "Choose a folder that you may write to.",
    errno.EROFS: "Choose a folder that you may write to.",
    errno.EMFILE: "Close other programs, or allow more open files with ulimit -n.",
    errno.ENFILE: "Close other programs, or allow more open files with ulimit -n.",
    errno.ENOTDIR: "A file is where a folder is needed: choose another place.",
    errno.EEXIST: "A file is where a folder is needed: choose another place.",
}


def _fan_out(leaf: str) -> str:
    """Spread files over 256 folders, by the two characters that follow the version prefix."""
    return leaf.partition("-")[2][:2] or "00"


def _list_names(shelf_folder: Path, shelf: str) -> Iterator[str]:
    with suppress(FileNotFoundError):
        for folder in _scan(shelf_folder):
            for entry in _scan(folder) if folder.is_dir(follow_symlinks=False) else ():
                if entry.name.startswith(PARTIAL):
                    _sweep(entry)
                else:
                    yield f"{shelf}/{entry.name}"


def _scan(folder: Path | os.DirEntry[str]) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)


def _flush(path: Path) -> None:
    """Have the disk hold the bytes before the name: a name must never outlive its bytes."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
