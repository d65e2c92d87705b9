"""Listening to clips while others are still made, by a process that is told of each."""

from __future__ import annotations

import multiprocessing
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TYPE_CHECKING

from narrator.cache.shared import open_store
from narrator.errors import NarratorError
from narrator.proof.finding import find_in, name_finding
from narrator.proof.following import Follower
from narrator.proof.whisper import Whisper
from narrator.proof.words import Wanted
from narrator.queue.events import ClipCached, ClipMade
from narrator.queue.job import clip_name
from narrator.queue.journal import open_journal
from narrator.queue.process import begin_process, spawning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection
    from pathlib import Path

    from narrator.cache.store import FolderStore
    from narrator.proof.whisper import Ears
    from narrator.queue.events import Event, Listener
    from narrator.queue.journal import Journal
    from narrator.settings import Settings


@contextmanager
def hearing_alongside(settings: Settings, journal: Path, ears: Ears) -> Iterator[Listener]:
    """Give what is to hear a build's events: each clip that is made is listened to meanwhile.

    What is found is kept in the journal, where :func:`narrator.proof.proving.listen` finds it. Of
    what is still waiting at the end of the block, and of what could not be listened to, nothing is
    said here: it is not found there.
    """
    context = multiprocessing.get_context("spawn")
    told, tells = context.Pipe(duplex=False)
    work = context.Process(target=_work, args=(told, settings, journal, ears), daemon=True)
    with spawning():
        work.start()
    told.close()  # the other end, which is the process's alone: if that goes, nobody waits for it

    def tell(event: Event) -> None:
        if isinstance(event, ClipMade | ClipCached):
            with suppress(OSError):  # it has given up
                tells.send(event.key)

    try:
        yield tell
    finally:  # at once: what it writes is whole, or is not there
        work.kill()
        work.join()
        tells.close()


def _work(told: Connection, settings: Settings, journal: Path, ears: Ears) -> None:
    """Listen to clips, for as long as there is somebody to name them."""
    begin_process()
    waiting: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_take_in, args=(told, waiting), daemon=True).start()
    # What cannot be listened to now is tried again at the end, where the error is told.
    with suppress(NarratorError), open_journal(journal) as opened:
        ear = _Ear(open_store(settings.cache, settings.shared), opened, Whisper(ears), ears)
        while True:
            ear.hear(waiting.get())


def _take_in(told: Connection, waiting: SimpleQueue[str]) -> None:
    """Take in all that is told at once, so that who tells never waits."""
    with suppress(EOFError, OSError):
        while True:
            waiting.put(told.recv())


@dataclass(frozen=True, slots=True)
class _Ear:
    """Who listens, and where it is written what was found."""

    store: FolderStore
    journal: Journal
    whisper: Whisper
    ears: Ears
    follower: Follower = field(default_factory=Follower)

    def hear(self, key: str) -> None:
        """Listen to a clip, unless that was done before."""
        path, parts = self.store.path(clip_name(key)), self.journal.recall_clip(key)
        if parts is None or not path.is_file():
            return
        wanted = Wanted.of(parts["text"], parts["language"], parts.get("phonemes", ()))
        name = name_finding(path, wanted, self.ears.name)
        if self.journal.recall_verdict(name) is None:
            self.whisper.check_language(wanted.language)
            found = find_in(path, wanted, self.whisper, self.follower)
            self.journal.keep_verdict(name, found.to_json())
