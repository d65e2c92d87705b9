"""A book as the page shows it: chapters, lines with who says them, what is made, what it costs."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypedDict

from narrator.cache.shared import open_store
from narrator.options import Options
from narrator.preparing import JOURNAL, Prepared, prepare
from narrator.queue.forecast import forecast
from narrator.queue.job import clip_name
from narrator.queue.journal import open_journal
from narrator.queue.price import find_price
from narrator.script.beside import find_beside
from narrator.script.model import NARRATOR
from narrator.writing import Written, tell_stale, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from narrator.cache.store import FolderStore
    from narrator.queue.forecast import Forecast
    from narrator.queue.plan import Line, Plan
    from narrator.server.studio.shelf import Title
    from narrator.settings import Settings

BESIDE = ("cast", "lexicon", "edits")
"""The plain files that say who says what, and how."""
SURE = 0.8
"""The confidence below which somebody should look at who is said to speak."""
MOST_LINES = 200
"""Lines that are given at once."""


class LineRow(TypedDict):
    """A line of the script; ``index`` counts from 0 through the whole book.

    ``state`` is ``made``, ``missing``, ``failed`` or ``silent``, for a line without words;
    ``spoken`` is empty where it is what is printed.
    """

    index: int
    segment: str
    chapter: int
    kind: str
    speaker: str
    confidence: float
    by: str
    text: str
    spoken: str
    direction: str
    pause_ms: int
    voice: str
    take: int
    state: str
    ends: str


class ChapterRow(TypedDict):
    """A chapter: ``first`` is the index of its first line."""

    number: int
    title: str
    kind: str
    first: int
    lines: int
    missing: int


class SpeakerRow(TypedDict):
    """A speaker; ``given`` tells whether somebody chose the voice."""

    name: str
    aliases: list[str]
    lines: int
    gender: str
    voice: str
    given: bool
    sample: str


class Cost(TypedDict):
    """What is to be made: ``price`` in US dollars, ``seconds`` of work, None where not known."""

    clips: int
    price: float
    seconds: float | None


class BookRow(TypedDict):
    """A book: what stands around its lines."""

    id: str
    revision: str
    title: str
    authors: list[str]
    language: str
    file: str
    lines: int
    chapters: list[ChapterRow]
    speakers: list[SpeakerRow]
    cost: Cost
    audio_seconds: float | None
    clips: int
    skipped: dict[str, int]
    notices: list[str]
    marks: dict[str, list[int]]


@dataclass(frozen=True)
class View:
    """A book as it stood when it was looked at, under its ``revision``."""

    title: Title
    revision: str
    written: Written
    prepared: Prepared
    failed: Mapping[str, str]
    """Why clips failed when they were last tried, by key."""

    @property
    def plan(self) -> Plan:
        """The plan of the whole book."""
        return self.prepared.plan

    @cached_property
    def lines(self) -> tuple[tuple[int, Line], ...]:
        """All lines in order, each with the number of its chapter."""
        return tuple((it.number, line) for it in self.plan.chapters for line in it.lines)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each segment stands among the lines."""
        return {line.segment.id: index for index, (_, line) in enumerate(self.lines)}

    def tell_state(self, line: Line) -> str:
        """Say whether a line is made, or why not."""
        if not line.keys:
            return "silent"
        if self.plan.cached.issuperset(line.keys):
            return "made"
        return "failed" if any(key in self.failed for key in line.keys) else "missing"

    def describe_lines(self, first: int, count: int) -> list[LineRow]:
        """Describe some lines of the book."""
        last = min(first + min(count, MOST_LINES), len(self.lines))
        return [self.describe_line(index) for index in range(max(first, 0), last)]

    def describe_line(self, index: int) -> LineRow:
        """Describe a line."""
        chapter, line = self.lines[index]
        segment = line.segment
        return LineRow(
            index=index,
            segment=segment.id,
            chapter=chapter,
            kind=segment.kind,
            speaker=segment.speaker,
            confidence=round(segment.confidence, 2),
            by=segment.by,
            text=segment.text,
            spoken=segment.spoken if segment.spoken != segment.text else "",
            direction=segment.direction or "",
            pause_ms=segment.pause_ms,
            voice=line.voice,
            take=line.take,
            state=self.tell_state(line),
            ends=segment.after,
        )

    def list_unsure(self) -> Iterator[int]:
        """Give the lines whose speaker is not sure."""
        for index, (_, line) in enumerate(self.lines):
            segment = line.segment
            guessed = segment.speaker != NARRATOR and segment.confidence < SURE
            if guessed or segment.by == "unsure":
                yield index


class Library:
    """The books that were opened, each looked at again where its files have changed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.lock = threading.RLock()
        """Held while a book is looked at, and while its files are changed."""
        self.findings: dict[tuple[str, int, int], str] = {}
        """The names of what proof found in clips, by their keys, dates and sizes: reading them all
        to name them takes long."""
        self._written: dict[str, tuple[str, Written]] = {}
        self._views: dict[str, View] = {}

    @property
    def store(self) -> FolderStore:
        """Where the clips are."""
        return open_store(self.settings.cache, self.settings.shared)

    def look(self, title: Title, *, again: bool = False) -> View:
        """Give a book as it is now; with ``again``, what is made is looked up too."""
        with self.lock:
            revision = find_revision(title.path)
            view = self._views.get(title.id)
            if view is None or view.revision != revision:
                written = self._write(title)
                view = self.prepare(title, title.path, written, revision)
            elif again:
                view = replace(
                    view,
                    prepared=replace(view.prepared, plan=self._look_up(view.plan)),
                    failed=self._recall_failures(),
                )
            self._keep(view)
            return view

    def prepare(self, title: Title, path: Path, written: Written, revision: str) -> View:
        """Plan a book with the files beside ``path``."""
        prepared = prepare(path, options=Options(), settings=self.settings, written=written)
        return View(title, revision, written, prepared, self._recall_failures())

    def note_clips(self, title: Title, keys: Iterable[str]) -> None:
        """Note that clips are there now, without looking."""
        with self.lock:
            if view := self._views.get(title.id):
                plan = replace(view.plan, cached=frozenset(view.plan.cached).union(keys))
                self._keep(replace(view, prepared=replace(view.prepared, plan=plan)))

    def forget(self, title: Title) -> None:
        """Look at a book anew the next time, with engines that have stopped for nobody."""
        with self.lock:
            self._views.pop(title.id, None)

    def describe(self, view: View) -> BookRow:
        """Describe a book."""
        script = view.prepared.script
        told = self._forecast(view)
        price = find_price(view.plan.missing, view.prepared.engines)  # to be spent, so not rounded
        failed = (i for i, (_, line) in enumerate(view.lines) if view.tell_state(line) == "failed")
        return BookRow(
            id=view.title.id,
            revision=view.revision,
            title=script.metadata.title,
            authors=list(script.metadata.authors),
            language=script.metadata.language,
            file=view.title.path.name,
            lines=len(view.lines),
            chapters=list(_list_chapters(view)),
            speakers=list(_list_speakers(view)),
            cost=Cost(clips=told["missing"], price=price, seconds=told["work_seconds"]),
            audio_seconds=told["audio_seconds"],
            clips=told["clips"],
            skipped=told["skipped"],
            notices=[*view.prepared.manuscript.notices, *map(tell_stale, view.prepared.stale)],
            marks={"unsure": list(view.list_unsure()), "failed": list(failed)},
        )

    def _forecast(self, view: View) -> Forecast:
        with open_journal(self.settings.data / JOURNAL, look_only=True) as journal:
            return forecast(
                view.plan,
                view.prepared.script,
                voices=view.prepared.cast.voices,
                engines=view.prepared.engines,
                speed_of=journal.measure_speed,
                workers=self.settings.jobs,
            )

    def _write(self, title: Title) -> Written:
        """Give the script of a manuscript, which is kept as long as its file stays as it is."""
        stamp = _stamp(title.path)
        known = self._written.get(title.id)
        if known is None or known[0] != stamp:
            known = stamp, write(title.path, options=Options(), settings=self.settings)
        self._written.pop(title.id, None)
        self._written[title.id] = known
        return known[1]

    def _keep(self, view: View) -> None:
        """Keep the books that were looked at last."""
        self._views.pop(view.title.id, None)
        self._views[view.title.id] = view
        for kept in (self._views, self._written):
            while len(kept) > _MOST_OPEN:
                kept.pop(next(iter(kept)))

    def _look_up(self, plan: Plan) -> Plan:
        known = self.store.look("clips")
        return replace(plan, cached=frozenset(key for key in plan.jobs if clip_name(key) in known))

    def _recall_failures(self) -> dict[str, str]:
        with open_journal(self.settings.data / JOURNAL, look_only=True) as journal:
            return journal.recall_failures()


_MOST_OPEN = 4
"""Books that are kept in memory at once."""


def find_revision(path: Path) -> str:
    """Name the state of a manuscript and of the files beside it."""
    state = hashlib.sha256(_stamp(path).encode())
    for kind in BESIDE:
        beside = find_beside(path, kind)
        state.update(b"\0" + (beside.read_bytes() if beside.is_file() else b""))
    return state.hexdigest()[:16]


def _stamp(path: Path) -> str:
    """Tell the state of a manuscript, and of what is said about reading it."""
    book = find_beside(path, "book")
    files = sorted(path.rglob("*.*")) if path.is_dir() else [path]
    told = [
        f"{it}:{it.stat().st_mtime_ns}:{it.stat().st_size}"
        for it in files
        if it.is_file() and it.suffix != ".toml"
    ]
    return "\n".join([*told, book.read_text(encoding="utf-8") if book.is_file() else ""])


def _list_chapters(view: View) -> Iterator[ChapterRow]:
    first = 0
    for chapter in view.plan.chapters:
        missing = (view.tell_state(line) in ("missing", "failed") for line in chapter.lines)
        yield ChapterRow(
            number=chapter.number,
            title=chapter.chapter.title,
            kind=chapter.chapter.kind,
            first=first,
            lines=len(chapter.lines),
            missing=sum(missing),
        )
        first += len(chapter.lines)


def _list_speakers(view: View) -> Iterator[SpeakerRow]:
    cast = view.prepared.cast
    samples: dict[str, str] = {}
    for _, line in view.lines:
        if line.keys and len(line.segment.text) > len(samples.get(line.segment.speaker, "")) < 40:
            samples[line.segment.speaker] = line.segment.text
    for speaker in view.prepared.script.speakers:
        yield SpeakerRow(
            name=speaker.name,
            aliases=list(speaker.aliases),
            lines=speaker.segments,
            gender=speaker.gender,
            voice=cast.voices[speaker.name],
            given=speaker.name not in cast.chosen,
            sample=samples.get(speaker.name, ""),
        )
