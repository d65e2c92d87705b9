"""The journal: what cannot be looked up in the cache — attempts, errors, time spent.

One SQLite file on this machine. It can be deleted: no clip is lost with it, only the memory of how
long clips took, which is where the plan's estimate comes from.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.cache.store import translate_os_errors
from narrator.errors import MachineError

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
"""

_RECENT = 500
"""How many attempts a measured speed is taken from."""


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
        """Write down one attempt at a job: seconds of work, seconds of sound, what went wrong."""
        speech = job.speech
        row = (job.key, job.engine, speech.voice, len(speech.text), work, audio, error)
        with self.connection:
            self.connection.execute(
                "INSERT INTO attempts (key, engine, voice, characters, work_seconds, "
                "audio_seconds, error) VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )

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
def open_journal(path: Path) -> Iterator[Journal]:
    """Open the journal, making it where there is none.

    Raises MachineError where the file cannot be written or is no journal.
    """
    with translate_os_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(_SCHEMA)
            yield Journal(connection)
    except sqlite3.Error as error:
        raise MachineError(
            f"The journal {path} cannot be used: {error}. It may be deleted; no clip is lost."
        ) from error
