"""The journal: what cannot be looked up in the cache — attempts, errors, time spent.

One SQLite file on this machine. It can be deleted: no clip is lost with it, only the memory of how
long clips took, which is where the plan's estimate comes from, of what failed, of what the
names of clips are made of, by which the plan tells why one is missing, and of what was heard when
clips were listened to.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from narrator.cache.store import translate_os_errors
from narrator.errors import MachineError
from narrator.queue.job import list_parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from narrator.queue.job import Job

_SCHEMA = """
CREATE TABLE IF NOT EXISTS attempts (
    at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    key TEXT NOT NULL,
    engine TEXT NOT NULL,
    voice TEXT NOT NULL,
    characters INTEGER NOT NULL,
    work_seconds REAL NOT NULL,
    audio_seconds REAL NOT NULL,
    error TEXT
);
CREATE INDEX IF NOT EXISTS attempts_by_engine ON attempts (engine, at);
CREATE INDEX IF NOT EXISTS attempts_by_key ON attempts (key);
CREATE TABLE IF NOT EXISTS clips (key TEXT PRIMARY KEY, text TEXT NOT NULL, parts TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS verdicts (name TEXT PRIMARY KEY, found TEXT NOT NULL) WITHOUT ROWID;
"""

_NOWHERE = "file::memory:"

_PATIENCE = 30
"""Seconds to wait for others who write to the journal."""

_RECENT = 500
"""How many attempts a measured speed is taken from."""
_MOST_COMPARED = 20_000
"""Among how many clips of about its length one is looked for that says nearly the same."""


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast an engine was here: seconds for each character, of work and of sound."""

    work: float
    audio: float


@dataclass(frozen=True, slots=True)
class Journal:
    """An open journal."""

    connection: sqlite3.Connection

    def record(self, job: Job, *, work: float, audio: float, error: str | None = None) -> None:
        """Write down one attempt at a job: seconds of work, seconds of sound, what went wrong.

        Of a clip that was made, what its name is made of is written down too.
        """
        speech = job.speech
        row = (job.key, job.engine, speech.voice, len(speech.text), work, audio, error)
        with self.connection:
            self.connection.execute(
                "INSERT INTO attempts (key, engine, voice, characters, work_seconds, "
                "audio_seconds, error) VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            if error is None:
                parts = json.dumps(list_parts(job), ensure_ascii=False)
                self.connection.execute(
                    "INSERT OR REPLACE INTO clips VALUES (?, ?, ?)", (job.key, speech.text, parts)
                )

    def recall_clips(self, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Give clips that were made, by key and by what their names are made of.

        Those that say just this text come first, then those of about its length, the last made
        first.
        """
        tables = self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if ("clips",) not in tables:  # an older journal, only opened to be looked at
            return
        rows = self.connection.execute(
            "SELECT key, parts FROM clips WHERE length(text) BETWEEN ? AND ? "
            "ORDER BY text = ? DESC, rowid DESC LIMIT ?",
            (len(text) * 0.6, len(text) * 1.7, text, _MOST_COMPARED),
        )
        for key, parts in rows:
            yield key, json.loads(parts)

    def recall_clip(self, key: str) -> dict[str, Any] | None:
        """Give what a clip's name is made of, or None where it is not known that it was made."""
        row = self.connection.execute("SELECT parts FROM clips WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        parts: dict[str, Any] = json.loads(row[0])
        return parts

    def list_failed(self) -> frozenset[str]:
        """Give the keys of the clips that failed when they were last tried."""
        return frozenset(self.recall_failures())

    def recall_failures(self) -> dict[str, str]:
        """Give why clips failed when they were last tried, by their keys."""
        rows = self.connection.execute(
            "SELECT key, error FROM attempts AS it WHERE error IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM attempts WHERE key = it.key AND rowid > it.rowid)"
        )
        return {key: str(error) for key, error in rows}

    def recall_verdict(self, name: str) -> str | None:
        """Give what was found when a clip was listened to, or None where it was not yet."""
        row = self.connection.execute(
            "SELECT found FROM verdicts WHERE name = ?", (name,)
        ).fetchone()
        return None if row is None else str(row[0])

    def keep_verdict(self, name: str, found: str) -> None:
        """Write down what was found in a clip."""
        with self.connection:
            self.connection.execute("INSERT OR REPLACE INTO verdicts VALUES (?, ?)", (name, found))

    def measure_speed(self, engine: str) -> Speed | None:
        """Tell how fast an engine lately was here, or None where it has made nothing yet."""
        row = self.connection.execute(
            "SELECT sum(work_seconds) / sum(characters), sum(audio_seconds) / sum(characters) "
            "FROM (SELECT * FROM attempts WHERE engine = ? AND error IS NULL AND characters > 0 "
            "ORDER BY rowid DESC LIMIT ?)",
            (engine, _RECENT),
        ).fetchone()
        return None if row[0] is None else Speed(*row)


@contextmanager
def open_journal(path: Path, *, look_only: bool = False) -> Iterator[Journal]:
    """Open the journal, making it where there is none.

    With ``look_only`` nothing is made or written: where there is no journal, you get an empty one
    that is nowhere. Raises MachineError where the file cannot be used or is no journal.
    """
    with translate_os_errors(path):
        address = _find_address(path) if look_only else _make_address(path)
    try:
        with closing(sqlite3.connect(address, timeout=_PATIENCE, uri=True)) as connection:
            if not look_only:
                _make_ready(connection)
            elif address == _NOWHERE:
                connection.executescript(_SCHEMA)
            yield Journal(connection)
    except sqlite3.Error as error:
        raise MachineError(
            f"The journal {path} cannot be used: {error}. It may be deleted; no clip is lost."
        ) from error


def _make_ready(connection: sqlite3.Connection) -> None:
    """Make the tables, where there are none.

    Where several begin a journal at once, SQLite does not wait until one has made the log, as it
    waits everywhere else: https://www.sqlite.org/wal.html, section 9.
    """
    try:
        _make_tables(connection)
    except sqlite3.OperationalError:
        import tenacity

        again = tenacity.retry(
            retry=tenacity.retry_if_exception_type(sqlite3.OperationalError),
            wait=tenacity.wait_random(0.01, 0.1),
            stop=tenacity.stop_after_delay(_PATIENCE),
            reraise=True,
        )
        again(_make_tables)(connection)


def _make_tables(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executescript(_SCHEMA)


def _make_address(path: Path) -> str:
    """Tell SQLite's address of a journal to write, in a folder that is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.absolute().as_uri()


def _find_address(path: Path) -> str:
    """Tell SQLite's address of a journal to look at, if there is one.

    A file beside which no write-ahead log lies is whole and at rest. Only as immutable is it read
    without making such a log, which a folder that may not be written would refuse.
    See https://www.sqlite.org/uri.html.
    """
    if not path.is_file() or path.stat().st_size == 0:
        return _NOWHERE
    in_use = path.with_name(f"{path.name}-wal").exists()
    return f"{path.absolute().as_uri()}?{'mode=ro' if in_use else 'immutable=1'}"
