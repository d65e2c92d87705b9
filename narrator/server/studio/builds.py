"""Builds that the page began: one at a time, in a thread, with what becomes of each for all to see.

What is shown is one value that is replaced as the build goes on: a window that comes late, or comes
back, sees the same as one that was there from the beginning.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Literal, TypedDict

from pydantic import Field
from starlette.exceptions import HTTPException

from narrator.book.bind import FORMATS
from narrator.book.folder import choose_folder
from narrator.delivery.profile import list_profiles, read_profile
from narrator.errors import NarratorError
from narrator.options import Options, for_profile
from narrator.pipeline import make_book
from narrator.preparing import JOURNAL, prepare
from narrator.queue.events import (
    BookBound,
    ChapterEncoded,
    ClipCached,
    ClipFailed,
    ClipMade,
    Notice,
    Planned,
)
from narrator.queue.journal import open_journal
from narrator.server.schema import Wire

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator, Sequence

    from narrator.queue.events import Event, Listener
    from narrator.server.studio.book import Library
    from narrator.server.studio.shelf import Title
    from narrator.settings import Settings

_log = logging.getLogger(__name__)

State = Literal["running", "stopping", "stopped", "done", "failed"]


class BuildRequest(Wire):
    """What is to be built."""

    formats: Annotated[list[str], Field(min_length=1, max_length=20)]
    chapters: list[Annotated[int, Field(ge=1)]] | None = None
    """Only these, by number; left out, all."""
    profile: str = ""
    """For whom the files are made as they want them; empty for a listener."""
    max_cost: Annotated[float, Field(ge=0)] = 0.0
    """The most to spend, in US dollars: what the page showed."""
    listen: bool = False
    """Whether to listen back to what is made instead of making more."""
    proof: bool = False
    """Whether to listen to each clip as it is made, and in the end to what was not heard yet."""


class Failure(TypedDict):
    """Lines whose clip could not be made."""

    segments: list[str]
    reason: str


class Progress(TypedDict):
    """How far a build is. Of ``lines``, ``done`` have all their clips; ``left`` seconds of work.

    ``step`` says in a word what is done just now, and ``proof`` whether somebody listens meanwhile;
    ``error`` why it ended before its end.
    """

    state: State
    step: str
    proof: bool
    lines: int
    done: int
    made: int
    failures: list[Failure]
    notices: list[str]
    files: list[str]
    error: str


class _StoppedError(NarratorError):
    """Somebody asked for it to stop; what is finished is kept."""


@dataclass
class Build:
    """One build, running or over."""

    progress: Progress
    changed: int = 0
    """Counts the changes of ``progress``."""
    clips: set[str] = field(default_factory=set)
    """Clips that are there since the book was told of them last."""

    def update(self, **changes: object) -> None:
        """Replace what is shown."""
        self.progress = {**self.progress, **changes}  # type: ignore[typeddict-item]
        self.changed += 1

    @property
    def is_over(self) -> bool:
        """Whether nothing happens any more."""
        return self.progress["state"] in ("stopped", "done", "failed")


class Builds:
    """All builds by book, of which each has one at a time."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._builds: dict[str, Build] = {}
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def begin(self, title: Title, request: BuildRequest) -> Build:
        """Begin to build a book. Raises HTTPException: 400, 409 where it is being built."""
        for name in request.formats:
            if name not in FORMATS:
                raise HTTPException(400, f"There is no format {name!r}.")
        make_options(request.profile, request.formats)  # raises before anything is begun
        with self._lock:
            known = self._builds.get(title.id)
            if known and not known.is_over:
                raise HTTPException(409, "This book is being built already.")
            build = self._builds[title.id] = Build(_begin_progress(proof=request.proof))
        work = self._listen_back if request.listen else self._make
        thread = threading.Thread(
            target=self._run, args=(title, build, lambda: work(title, build, request)), daemon=True
        )
        self._threads = [it for it in self._threads if it.is_alive()] + [thread]
        thread.start()
        return build

    def find(self, title: Title) -> Build | None:
        """Find the build of a book that runs, or ran last."""
        return self._builds.get(title.id)

    def stop(self, title: Title) -> None:
        """Ask a build to stop: what is in hand is finished and kept."""
        build = self.find(title)
        if build and build.progress["state"] == "running":
            build.update(state="stopping")

    def close(self) -> None:
        """Stop all, and wait for a moment."""
        for build in self._builds.values():
            if not build.is_over:
                build.update(state="stopping")
        for thread in self._threads:
            thread.join(timeout=_GRACE)

    async def follow(self, title: Title) -> AsyncGenerator[Progress | None]:
        """Give the progress of a book's build whenever it changes; None now and then otherwise."""
        seen: tuple[Build | None, int] = (None, -1)
        quiet = 0.0
        while True:
            build = self.find(title)
            now = (build, build.changed if build else 0)
            if now != seen and build:
                seen, quiet = now, 0.0
                yield build.progress
            elif quiet >= _QUIET:
                quiet = 0.0
                yield None
            await asyncio.sleep(_LOOK)
            quiet += _LOOK

    def _run(self, title: Title, build: Build, work: Callable[[], None]) -> None:
        try:
            work()
        except _StoppedError:
            build.update(state="stopped", step="")
        except NarratorError as error:
            build.update(state="failed", step="", error=str(error))
        except Exception:  # noqa: BLE001  nobody is above a thread to be told
            _log.exception("A build failed.")
            build.update(
                state="failed", step="", error="A fault of ours, which is in the server's log."
            )
        else:
            build.update(state="done", step="")
        finally:
            self._library.forget(title)
            build.changed += 1

    def _make(self, title: Title, build: Build, request: BuildRequest) -> None:
        settings = self._library.settings
        options = replace(
            make_options(request.profile, request.formats),
            chapters=frozenset(request.chapters) if request.chapters else None,
            max_cost=request.max_cost,
        )
        prepared = prepare(title.path, options=options, settings=settings)
        folder = choose_folder(settings.output, prepared.script.metadata, title.path.stem)
        with _hearing(settings, proof=request.proof) as hear:

            def tell(event: Event) -> None:
                hear(event)
                self._hear(title, build, event)

            book = make_book(prepared, folder, options=options, settings=settings, listen=tell)
        self._tell_clips(title, build)
        notices = build.progress["notices"]
        if book.outcome.left:
            notices = [*notices, f"{len(book.outcome.left)} clips are left: they cost more."]
        build.update(files=[file.path.name for file in book.files], notices=notices)
        if request.proof:
            self._listen_back(title, build, request)

    def _listen_back(self, title: Title, build: Build, _: BuildRequest) -> None:
        """Have Whisper listen to every clip that it has not heard yet."""
        from narrator.proof.proving import Desk, prove_book
        from narrator.proof.whisper import Whisper, find_ears

        settings = self._library.settings
        view = self._library.look(title, again=True)
        ears = find_ears(settings.models, None)
        done = 0

        def note(clips: int) -> None:
            nonlocal done
            _check(build)
            done += 0 if clips else 1
            lines = clips or build.progress["lines"]
            build.update(step="listening", lines=lines, done=done)

        with open_journal(settings.data / JOURNAL) as journal:
            whisper = Whisper(ears, jobs=settings.jobs)
            desk = Desk(self._library.store, journal, ears, whisper, settings.jobs, note)
            prove_book(view.plan, desk)

    def _hear(self, title: Title, build: Build, event: Event) -> None:
        """Take in what happened. Raises where somebody wants it to stop."""
        told = build.progress
        match event:
            case Planned():
                build.update(step="speaking", lines=event.segments, done=event.done)
            case ClipMade() | ClipCached():
                build.clips.add(event.key)
                made = told["made"] + isinstance(event, ClipMade)
                build.update(done=told["done"] + event.segments, made=made)
            case ClipFailed():
                failure = Failure(segments=list(event.segments), reason=event.reason)
                build.update(failures=[*told["failures"], failure][-_MOST:])
            case ChapterEncoded():
                build.update(step=f"mastering chapter {event.number} of {event.count}")
            case BookBound():
                build.update(step="binding", files=[*told["files"], event.path.name])
            case Notice():
                build.update(notices=[*told["notices"], event.text][-_MOST:])
            case _:
                pass
        if len(build.clips) >= _TELL_EVERY:
            self._tell_clips(title, build)
        _check(build)

    def _tell_clips(self, title: Title, build: Build) -> None:
        self._library.note_clips(title, build.clips)
        build.clips = set()


_GRACE = 5.0
"""Seconds that a build has to end with the server."""
_LOOK = 0.2
"""Seconds between two looks whether a build goes on."""
_QUIET = 10.0
"""Seconds after which a sign of life is sent."""
_MOST = 100
"""Failures and notices that are shown."""
_TELL_EVERY = 8


@contextmanager
def _hearing(settings: Settings, *, proof: bool) -> Iterator[Listener]:
    """Give who hears a build's events and listens to each clip; without ``proof``, nobody does."""
    if not proof:
        yield lambda _: None
        return
    from narrator.proof.alongside import hearing_alongside
    from narrator.proof.whisper import find_ears

    with hearing_alongside(settings, settings.data / JOURNAL, find_ears(settings.models)) as hear:
        yield hear


def make_options(profile: str, formats: Sequence[str]) -> Options:
    """Make the options for whom a book is made; a profile may want more to be said.

    Raises HTTPException 400 for one that there is not.
    """
    options = Options(formats=tuple(formats))
    if not profile:
        return options
    if profile not in list_profiles():
        raise HTTPException(400, f"There is no profile {profile[:40]!r}.")
    return for_profile(options, read_profile(profile).master, formats=formats)


def _check(build: Build) -> None:
    if build.progress["state"] == "stopping":
        raise _StoppedError("It was stopped. Building goes on where it was.")


def _begin_progress(*, proof: bool) -> Progress:
    return Progress(
        state="running",
        step="reading",
        proof=proof,
        lines=0,
        done=0,
        made=0,
        failures=[],
        notices=[],
        files=[],
        error="",
    )
