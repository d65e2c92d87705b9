"""The shelf: a folder of manuscripts that the studio keeps, or that people keep themselves.

What is put on it by the page gets a folder of its own, so that two books of one name lie apart and
each has the plain files beside it that the command line uses.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import count, islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from narrator.book.folder import make_slug
from narrator.cache.store import replacing, translate_os_errors
from narrator.errors import MachineError, ManuscriptError
from narrator.manuscript.folder import LISTS
from narrator.manuscript.folder import SUFFIXES as MARKDOWN
from narrator.manuscript.readers import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIXES = (".epub", ".md", ".markdown", ".txt", ".text")
"""What is taken for a manuscript by its name; whether it is one, reading tells."""
_DEEPEST = 5
_MOST = 2000
"""How deep and how many manuscripts are looked for, in a folder that may be anybody's."""
_NOT_BOOKS = ("readme", "changelog", "license")


@dataclass(frozen=True, slots=True)
class Title:
    """A manuscript on the shelf. ``id`` is made of its place there, and names no path."""

    id: str
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of manuscripts, which is made when the first is put into it."""

    root: Path

    def list_titles(self) -> tuple[Title, ...]:
        """List the manuscripts in the folder, and in the folders in it, some deep, by name."""
        titles = (self._describe(path) for path in _list_manuscripts(self.root))
        return tuple(sorted(titles, key=lambda title: (title.name.casefold(), title.id)))

    def find(self, identity: str) -> Title:
        """Find a manuscript. Raises HTTPException 404 where there is none."""
        for title in self.list_titles():
            if title.id == identity:
                return title
        raise HTTPException(404, "There is no such book on the shelf any more.")

    def add(self, name: str, data: bytes) -> Title:
        """Put a manuscript on the shelf that can be read as one; its name is made safe.

        Raises ManuscriptError where it cannot be read, which leaves nothing behind; MachineError.
        """
        given = PurePosixPath(name.replace("\\", "/"))
        suffix = given.suffix.lower()
        if suffix not in SUFFIXES:
            raise ManuscriptError(
                f"{given.name or 'This'} is no manuscript. Open an EPUB (.epub), Markdown (.md) or "
                "plain text (.txt)."
            )
        folder = self._make_folder(make_slug(given.stem, "book"))
        path = folder / f"{folder.name}{suffix}"
        try:
            with replacing(path) as partial:
                partial.write_bytes(data)
            read(path)
        except (ManuscriptError, MachineError) as error:
            path.unlink(missing_ok=True)
            folder.rmdir()
            raise ManuscriptError(str(error).replace(str(path), given.name)) from error
        return self._describe(path)

    def _make_folder(self, slug: str) -> Path:
        """Make a folder that was not there, under a number where the name is taken."""
        with translate_os_errors(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            for number in count(1):
                folder = self.root / (slug if number == 1 else f"{slug}-{number}")
                try:
                    folder.mkdir()
                except FileExistsError:
                    continue
                return folder
        raise AssertionError  # pragma: no cover  numbers do not end

    def _describe(self, path: Path) -> Title:
        place = path.relative_to(self.root).as_posix()
        identity = hashlib.sha256(place.encode()).hexdigest()[:12]
        return Title(identity, path.stem, path)


def _list_manuscripts(root: Path) -> Iterator[Path]:
    if root.is_dir():
        yield from islice(_list_in(root, _DEEPEST), _MOST)


def _list_in(folder: Path, depth: int) -> Iterator[Path]:
    """Give the manuscripts of a folder, and of those in it, which no link leads out of.

    A folder of several Markdown files is a manuscript itself, but for the shelf.
    """
    entries = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    found = [path for path in entries if _is_manuscript(path)]
    is_listed = any((folder / name).is_file() for name in LISTS)
    in_one = len(found) > 1 and all(path.suffix.lower() in MARKDOWN for path in found)
    if depth < _DEEPEST and (is_listed or in_one):
        yield folder
        return
    yield from found
    for path in entries:
        if depth and path.is_dir() and not path.is_symlink():
            yield from _list_in(path, depth - 1)


def _is_manuscript(path: Path) -> bool:
    is_named = path.suffix.lower() in SUFFIXES and path.stem.lower() not in _NOT_BOOKS
    return is_named and not path.name.startswith(".") and path.is_file()
