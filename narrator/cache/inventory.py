"""An inventory of a store: every finished file with its size, its last use, and what it is part of.

It is taken into a database of SQLite's own that lies in a temporary file, so that memory stays flat
however much is kept. Files that are not named as ours are passed over, and never touched.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.cache.store import is_leftover, translate_os_errors
from narrator.errors import MachineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from narrator.cache.store import FolderStore

    ListParts = Callable[[bytes], Iterable[str]]

_REST = 60 * 60
"""Seconds after which nobody can be at work any more on what belongs to nothing."""
_OURS = re.compile(r"(v\d+-[0-9a-f]{64})\.([a-z0-9]+)")

_SCHEMA = """
CREATE TABLE files (name TEXT PRIMARY KEY, shelf TEXT, key TEXT, suffix TEXT, size INTEGER,
    used REAL) WITHOUT ROWID;
CREATE INDEX files_by_key ON files (shelf, key);
CREATE TABLE leftovers (path TEXT, size INTEGER, used REAL);
CREATE TABLE parts (owner TEXT, shelf TEXT, key TEXT);
CREATE INDEX parts_by_key ON parts (shelf, key);
CREATE INDEX parts_by_owner ON parts (owner);
"""
_SHARE_USE = """
UPDATE files SET used = (SELECT max(it.used) FROM files it
    WHERE it.shelf = files.shelf AND it.key = files.key);
UPDATE files SET used = max(used, coalesce((SELECT max(owner.used) FROM parts
    JOIN files owner ON owner.shelf = 'chapters' AND owner.key = parts.owner
    WHERE parts.shelf = files.shelf AND parts.key = files.key), 0));
"""
"""A clip or a stretch is used when a chapter is that holds it: a warm run reads only the latter."""
_ORPHANS = """
CREATE TEMP TABLE gone AS SELECT key FROM files WHERE shelf = 'chapters' AND suffix = 'json'
    AND EXISTS (SELECT 1 FROM parts WHERE owner = files.key AND shelf = 'clips')
    AND NOT EXISTS (SELECT 1 FROM parts JOIN files clip ON clip.shelf = 'clips'
        AND clip.key = parts.key AND clip.suffix = 'flac'
        WHERE parts.owner = files.key AND parts.shelf = 'clips');
CREATE INDEX gone_by_key ON gone (key);
CREATE TEMP TABLE orphans AS
SELECT name, size, used FROM files WHERE shelf = 'clips' AND suffix = 'json'
    AND NOT EXISTS (SELECT 1 FROM files it WHERE it.name = 'clips/' || files.key || '.flac')
UNION SELECT name, size, used FROM files WHERE shelf = 'chapters' AND key IN (SELECT key FROM gone)
UNION SELECT name, size, used FROM files WHERE shelf = 'chapters'
    AND suffix IN ('mp3', 'opus', 'flac')
    AND NOT EXISTS (SELECT 1 FROM files it WHERE it.name = 'chapters/' || files.key || '.json')
UNION SELECT name, size, used FROM files WHERE shelf = 'chapters'
    AND EXISTS (SELECT 1 FROM files it WHERE it.name = 'chapters/' || files.key || '.m4a')
    AND NOT EXISTS (SELECT 1 FROM parts WHERE shelf = 'chapters' AND key = files.key
        AND owner NOT IN (SELECT key FROM gone));
"""
"""What no clip at hand belongs to: measurements without a clip, chapters none of whose clips is
left, their sound without what is known of it, and stretches that are part of no chapter."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file: its name in the store, its size in bytes, when it was last used (seconds, as time's).

    What was left half-written has its path for a name.
    """

    name: str
    size: int
    used: float


@dataclass(frozen=True, slots=True)
class Inventory:
    """What lay in a store when it was looked at."""

    connection: sqlite3.Connection

    def count(self, shelf: str, suffix: str | None = None) -> tuple[int, int]:
        """Count the files of a shelf, or those with a suffix, and their bytes."""
        row = self.connection.execute(
            "SELECT count(*), coalesce(sum(size), 0) FROM files "
            "WHERE shelf = ? AND suffix = coalesce(?, suffix)",
            (shelf, suffix),
        ).fetchone()
        return int(row[0]), int(row[1])

    def count_chapters(self) -> int:
        """Count the chapters that are kept encoded: their stretches are not chapters."""
        query = (
            "SELECT count(*) FROM files WHERE shelf = 'chapters' AND suffix = 'json' AND NOT "
            "EXISTS (SELECT 1 FROM files it WHERE it.name = 'chapters/' || files.key || '.m4a')"
        )
        return int(self.connection.execute(query).fetchone()[0])

    def list_shelves(self) -> list[str]:
        """List the shelves that have files."""
        return [row[0] for row in self.connection.execute("SELECT DISTINCT shelf FROM files")]

    def find_size(self) -> int:
        """Tell how many bytes all finished files have."""
        query = "SELECT coalesce(sum(size), 0) FROM files"
        return int(self.connection.execute(query).fetchone()[0])

    def list_leftovers(self) -> Iterator[Kept]:
        """Give what killed processes left half-written, by its path."""
        for row in self.connection.execute("SELECT path, size, used FROM leftovers"):
            yield Kept(*row)

    def list_orphans(self) -> Iterator[Kept]:
        """Give what no clip at hand belongs to, and nobody has just made."""
        rows = self.connection.execute(
            "SELECT name, size, used FROM orphans WHERE used < ?", (time.time() - _REST,)
        )
        yield from (Kept(*row) for row in rows)

    def list_by_use(self, shelves: Iterable[str]) -> Iterator[Kept]:
        """Give the files of some shelves that are no orphans, the longest unused first.

        A chapter's files stand together, and a clip's.
        """
        rows = self.connection.execute(
            "SELECT name, size, used FROM files WHERE shelf IN (SELECT value FROM json_each(?)) "
            "AND name NOT IN (SELECT name FROM orphans) ORDER BY used, key",
            (json.dumps(list(shelves)),),
        )
        yield from (Kept(*row) for row in rows)

    def list_files(self, shelf: str, suffix: str) -> Iterator[Kept]:
        """Give the files of a shelf that have a suffix, by name."""
        rows = self.connection.execute(
            "SELECT name, size, used FROM files WHERE shelf = ? AND suffix = ? ORDER BY name",
            (shelf, suffix),
        )
        yield from (Kept(*row) for row in rows)


@contextmanager
def take_inventory(store: FolderStore, list_parts: ListParts) -> Iterator[Inventory]:
    """Look through a store.

    ``list_parts`` tells from the bytes of a JSON file on the shelf of chapters what it is made of,
    as names without suffix: ``clips/v1-…``. Raises MachineError where the store cannot be read, or
    there is no room for the inventory.
    """
    try:
        with closing(sqlite3.connect("")) as connection:  # a file of its own, gone when closed
            _fill(connection, store, list_parts)
            yield Inventory(connection)
    except sqlite3.Error as error:
        raise MachineError(
            f"The inventory of {store.root} cannot be taken: {error}. It needs some room where "
            "temporary files lie: free some, or set TMPDIR to another folder."
        ) from error


def _fill(connection: sqlite3.Connection, store: FolderStore, list_parts: ListParts) -> None:
    connection.executescript(_SCHEMA)
    with translate_os_errors(store.root), connection:
        for entry in _walk(store.root):
            _write_down(entry, connection)
    with connection:
        _find_parts(store, connection, list_parts)
    connection.executescript(_SHARE_USE + _ORPHANS)


def _walk(root: os.PathLike[str]) -> Iterator[os.DirEntry[str]]:
    """Give the files that lie where a store puts its own: shelf, folder, file."""
    with suppress(FileNotFoundError):
        for shelf in _list_folders(root):
            for folder in _list_folders(shelf):
                with os.scandir(folder) as entries:
                    yield from (it for it in entries if it.is_file(follow_symlinks=False))


def _list_folders(path: os.PathLike[str]) -> Iterator[os.DirEntry[str]]:
    with os.scandir(path) as entries:
        yield from (entry for entry in entries if entry.is_dir(follow_symlinks=False))


def _write_down(entry: os.DirEntry[str], connection: sqlite3.Connection) -> None:
    """Note a file as finished or as a leftover, unless it is neither or has gone."""
    with suppress(FileNotFoundError):
        found = entry.stat()
        if is_leftover(entry.name):
            if found.st_mtime < time.time() - _REST:
                row = (entry.path, found.st_size, found.st_mtime)
                connection.execute("INSERT INTO leftovers VALUES (?, ?, ?)", row)
        elif named := _OURS.fullmatch(entry.name):
            shelf = Path(entry.path).parts[-3]
            file = (f"{shelf}/{entry.name}", shelf, *named.groups(), found.st_size, found.st_mtime)
            connection.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", file)


def _find_parts(store: FolderStore, connection: sqlite3.Connection, list_parts: ListParts) -> None:
    names = connection.execute("SELECT name, key FROM files WHERE name GLOB 'chapters/*.json'")
    for name, key in names:
        with suppress(KeyError):
            parts = (part.partition("/") for part in list_parts(store.read(name)))
            connection.executemany(
                "INSERT INTO parts VALUES (?, ?, ?)", [(key, part[0], part[2]) for part in parts]
            )
