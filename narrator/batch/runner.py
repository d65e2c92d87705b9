"""Running a catalogue: titles side by side, one crew for all of them, and a report on each."""

from __future__ import annotations

import dataclasses
import itertools
import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from narrator.batch.report import Gate, TitleReport
from narrator.batch.workshop import HireStaff, Workshop
from narrator.book.folder import choose_folder, name_authors
from narrator.cache.shared import open_store
from narrator.errors import ManuscriptError, NarratorError
from narrator.options import Options, for_profile
from narrator.pipeline import Book, make_book
from narrator.preparing import Prepared, foresee_prepared, prepare
from narrator.queue.crew import Crew
from narrator.queue.events import ClipFailed, ClipMade, Event, Notice
from narrator.queue.price import find_price, price_bytes
from narrator.queue.threads import DaemonExecutor
from narrator.queue.work import Found, Made

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from pathlib import Path

    from narrator.batch.catalog import Catalog, Title
    from narrator.engine import Engine
    from narrator.queue.forecast import Forecast
    from narrator.queue.work import Result
    from narrator.settings import Settings

IN_HAND = 4
"""Titles at once: while one is encoded and one is bound, the next are read and being spoken."""

Watcher = Callable[["Title", Event], None]
"""Hears what happens to each title. It is called from several threads."""


def run_catalog(
    catalog: Catalog,
    *,
    settings: Settings,
    hire: HireStaff | None = None,
    watch: Watcher = lambda _title, _event: None,
) -> Generator[TitleReport]:
    """Make every title, and yield what became of each, as they end.

    One that fails does not stop the others; what would fail them all ends each of them. ``hire``
    finds the crews; left out, they work on this machine. Closing the generator stops the run.
    """
    hire = hire or partial(
        Crew, store=open_store(settings.cache, settings.shared), size=settings.jobs
    )
    with Workshop(hire) as workshop:
        batch = _Batch(catalog, settings, workshop, watch)
        pool = DaemonExecutor()  # when the run is stopped, it waits for no title
        begun = (pool.submit(batch.run, title, rank) for rank, title in _rank(catalog))
        running = set(itertools.islice(begun, IN_HAND))
        while running:
            ended, running = wait(running, return_when=FIRST_COMPLETED)
            running.update(itertools.islice(begun, len(ended)))
            for title in ended:
                yield title.result()


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What making a title would cost by itself; ``more`` is what it adds to those made before.

    Both are in US dollars.
    """

    forecast: Forecast
    more: float


def foresee_catalog(
    catalog: Catalog, *, settings: Settings
) -> Iterator[tuple[Title, Foreseen | NarratorError]]:
    """Say of each title what making it would cost, or why it cannot be made. Spends nothing."""
    counted: set[str] = set()
    for title in catalog.titles:
        try:
            yield title, _foresee(title, catalog, settings, counted)
        except NarratorError as error:
            yield title, error


def _foresee(title: Title, catalog: Catalog, settings: Settings, counted: set[str]) -> Foreseen:
    """Foresee a title; ``counted`` are the keys of clips that others make, and of its own then."""
    options, settings = make_options(title, catalog), choose_settings(title, settings)
    prepared = prepare(catalog.locate(title.manuscript), options=options, settings=settings)
    missing, engines = prepared.plan.missing, prepared.engines
    more = find_price([job for job in missing if job.key not in counted], engines)
    counted.update(job.key for job in missing)
    forecast = foresee_prepared(prepared, options=options, settings=settings)
    return Foreseen(forecast, more)


def make_options(title: Title, catalog: Catalog) -> Options:
    """Make the options with which a title is built."""
    series = {"series": title.series} if title.series else {}
    options = Options(
        voice=title.voice,
        cast=catalog.locate(title.cast) if title.cast else None,
        part_hours=title.part_hours,
        max_cost=math.inf if title.max_cost is None else title.max_cost,
        metadata={**series, **title.metadata},
    )
    if profile := catalog.find_profile(title):
        return for_profile(options, profile.master, formats=title.formats)
    return dataclasses.replace(options, formats=title.formats or options.formats)


def choose_settings(title: Title, settings: Settings) -> Settings:
    """Give the settings with the title's engine, where it has one of its own."""
    return dataclasses.replace(settings, engine=title.engine or settings.engine)


def _rank(catalog: Catalog) -> Iterator[tuple[int, Title]]:
    """Give the titles with their ranks: by priority, the highest first, then as listed."""
    return enumerate(sorted(catalog.titles, key=lambda title: -title.priority))


@dataclass
class _Account:
    """What was made and paid for a title so far, in US dollars, and what there is to know."""

    made: int = 0
    cost: float = 0.0
    notices: list[str] = dataclasses.field(default_factory=list)

    def note(self, event: Event) -> None:
        """Take down what an event says of that."""
        if isinstance(event, Notice):
            self.notices.append(event.text)
        if isinstance(event, ClipMade | ClipFailed):
            self.cost += event.cost
            self.made += isinstance(event, ClipMade)

    def add(self, result: Result, *, engines: Mapping[str, Engine]) -> None:
        """Take down a clip of which no event tells, because what asked for it has failed."""
        if not isinstance(result, Found):
            self.cost += price_bytes(result.paid, engines[result.job.engine])
            self.made += isinstance(result, Made)


class _Turns:
    """Lets each rank have its turn when all lower ones have ended theirs, or failed before."""

    def __init__(self) -> None:
        self._ended: set[int] = set()
        self._next = 0
        self._change = threading.Condition()

    def await_turn(self, rank: int) -> None:
        """Wait for the turn of a rank. They begin in their order: somebody is always on."""
        with self._change:
            self._change.wait_for(lambda: self._next == rank)

    def end(self, rank: int) -> None:
        """End the turn of a rank, if it has not ended before."""
        with self._change:
            self._ended.add(rank)
            while self._next in self._ended:
                self._next += 1
            self._change.notify_all()


@dataclass(frozen=True)
class _Batch:
    """What the titles of a run share."""

    catalog: Catalog
    settings: Settings
    workshop: Workshop
    watch: Watcher
    claims: dict[Path, tuple[Title, str]] = dataclasses.field(default_factory=dict)
    """Whose the folders are, and who wrote that."""
    turns: _Turns = dataclasses.field(default_factory=_Turns)

    def run(self, title: Title, rank: int) -> TitleReport:
        """Make one title, and report on it whatever happens."""
        start = time.monotonic()
        account = _Account()
        try:
            book = self._make(title, rank, account)
            gate = self._inspect(title, book)
            report = _report(title, book, account, gate)
        except NarratorError as error:
            report = TitleReport(title.manuscript, "failed", error=str(error))
        except Exception as error:  # noqa: BLE001  a fault of ours in one title is not the others'
            told = f"A fault of Narrator's: {error!r}. Please report it with the manuscript."
            report = TitleReport(title.manuscript, "failed", error=told)
        finally:
            self.turns.end(rank)
        wall = time.monotonic() - start
        return dataclasses.replace(report, wall=wall, made=account.made, cost=account.cost)

    def _make(self, title: Title, rank: int, account: _Account) -> Book:
        options = make_options(title, self.catalog)
        settings = choose_settings(title, self.settings)
        path = self.catalog.locate(title.manuscript)
        prepared = prepare(path, options=options, settings=settings)

        def listen(event: Event) -> None:
            account.note(event)
            self.watch(title, event)

        return make_book(
            prepared,
            self._claim_folder(title, rank, prepared),
            options=options,
            settings=settings,
            listen=listen,
            hire=partial(
                self.workshop.hire, rank=rank, late=partial(account.add, engines=prepared.engines)
            ),
        )

    def _inspect(self, title: Title, book: Book) -> Gate | None:
        """Hold what was made against the title's profile; None without one, or without files."""
        profile = self.catalog.find_profile(title)
        sounds = [file.path for file in book.files if file.is_sound]
        if not profile or not sounds:
            return None
        from narrator.delivery.gate import inspect_files

        verdict = inspect_files(sounds, profile)
        broken = tuple(it.tell() for it in verdict.failures)
        return Gate(profile.name, verdict.passed, broken)

    def _claim_folder(self, title: Title, rank: int, prepared: Prepared) -> Path:
        """Choose a title's folder. Raises ManuscriptError where another of this run has it.

        Titles choose in the order of their ranks, so that each gets the same in every run.
        """
        output, metadata = self.settings.output, prepared.script.metadata
        self.turns.await_turn(rank)
        taken = {folder: authors for folder, (_, authors) in self.claims.items()}
        if title.folder:
            folder = output / title.folder
        else:
            folder = choose_folder(output, metadata, prepared.path.stem, taken)
        other, _ = self.claims.setdefault(folder, (title, name_authors(metadata)))
        self.turns.end(rank)
        if other is not title:
            raise ManuscriptError(
                f"{title.manuscript} would be made in {folder}, as {other.manuscript} is. "
                "Give one of them another folder, or another title in its metadata."
            )
        return folder


def _report(title: Title, book: Book, account: _Account, gate: Gate | None) -> TitleReport:
    prepared, outcome = book.prepared, book.outcome
    whole = not outcome.failed and not outcome.left
    return TitleReport(
        title.manuscript,
        "incomplete" if not whole else "failed" if gate and not gate.passed else "done",
        title=prepared.script.metadata.title,
        folder=str(book.folder),
        files=tuple(str(file.path) for file in book.files),
        chapters=len(book.chapters),
        seconds=book.seconds,
        clips=len(prepared.plan.wanted),
        failed=tuple(f"Segment {', '.join(it.segments)}: {it.reason}" for it in outcome.failed),
        left=len(outcome.left),
        voices=dict(prepared.cast.voices),
        notices=(*prepared.manuscript.notices, *account.notices),
        gate=gate,
        error=_tell_next(book, gate),
    )


def _tell_next(book: Book, gate: Gate | None) -> str:
    """Say what to do about what is missing of a book, or does not pass."""
    if book.outcome.failed:
        return "Some clips failed. Run the batch again to try them once more; the rest is kept."
    if book.outcome.left:
        price = find_price(book.outcome.left, book.prepared.engines)
        return (
            f"max_cost stopped it: the rest costs ${price:.2f}. Run again to go on: the limit "
            "holds for each run anew."
        )
    if gate and not gate.passed:
        return f"It is made and kept, and does not pass the technical check {gate.profile!r}."
    return ""
