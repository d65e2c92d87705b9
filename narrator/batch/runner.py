"""Running a catalogue: titles side by side, one crew for all of them, and a report on each."""

from __future__ import annotations

import dataclasses
import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from narrator.batch.report import Gate, TitleReport
from narrator.batch.workshop import Workshop
from narrator.book.folder import choose_folder
from narrator.cache.shared import open_store
from narrator.errors import ManuscriptError, NarratorError
from narrator.pipeline import Book, make_book
from narrator.preparing import Options, Prepared, for_profile, foresee, prepare
from narrator.queue.crew import Crew
from narrator.queue.events import Event, Notice
from narrator.queue.price import find_price

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from narrator.batch.catalog import Catalog, Title
    from narrator.queue.forecast import Forecast
    from narrator.queue.runner import Hire
    from narrator.settings import Settings

IN_HAND = 4
"""Titles at once: while one is encoded and one is bound, the next are read and being spoken."""

Watcher = Callable[["Title", Event], None]
"""Hears what happens to each title. It is called from several threads."""


def run_catalog(
    catalog: Catalog,
    *,
    settings: Settings,
    hire: Hire | None = None,
    watch: Watcher = lambda _title, _event: None,
) -> Iterator[TitleReport]:
    """Make every title, and yield what became of each, as they end.

    One that fails does not stop the others; what would fail them all ends each of them. ``hire``
    finds the crews; left out, they work on this machine.
    """
    hire = hire or partial(
        Crew, store=open_store(settings.cache, settings.shared), size=settings.jobs
    )
    with Workshop(hire) as workshop:
        batch = _Batch(catalog, settings, workshop, watch)
        pool = ThreadPoolExecutor(IN_HAND, "title")
        try:
            tasks = [pool.submit(batch.run, title, rank) for rank, title in _rank(catalog)]
            for task in as_completed(tasks):
                yield task.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def foresee_catalog(
    catalog: Catalog, *, settings: Settings
) -> Iterator[tuple[Title, Forecast | NarratorError]]:
    """Say of each title what making it would cost, or why it cannot be made. Spends nothing."""
    for title in catalog.titles:
        try:
            yield (
                title,
                foresee(
                    catalog.locate(title.manuscript),
                    options=make_options(title, catalog),
                    settings=choose_settings(title, settings),
                ),
            )
        except NarratorError as error:
            yield title, error


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


@dataclass(frozen=True)
class _Batch:
    """What the titles of a run share."""

    catalog: Catalog
    settings: Settings
    workshop: Workshop
    watch: Watcher
    claims: dict[Path, Title] = dataclasses.field(default_factory=dict)
    lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    def run(self, title: Title, rank: int) -> TitleReport:
        """Make one title, and report on it whatever happens."""
        start = time.monotonic()
        notices: list[str] = []
        try:
            book = self._make(title, rank, notices)
            gate = self._inspect(title, book)
            report = _report(title, book, tuple(notices), gate)
        except NarratorError as error:
            report = TitleReport(title.manuscript, "failed", error=str(error))
        except Exception as error:  # noqa: BLE001  a fault of ours in one title is not the others'
            told = f"A fault of Narrator's: {error!r}. Please report it with the manuscript."
            report = TitleReport(title.manuscript, "failed", error=told)
        return dataclasses.replace(report, wall=time.monotonic() - start)

    def _make(self, title: Title, rank: int, notices: list[str]) -> Book:
        options = make_options(title, self.catalog)
        settings = choose_settings(title, self.settings)
        path = self.catalog.locate(title.manuscript)
        prepared = prepare(path, options=options, settings=settings)

        def listen(event: Event) -> None:
            if isinstance(event, Notice):
                notices.append(event.text)
            self.watch(title, event)

        return make_book(
            prepared,
            self._claim_folder(title, prepared),
            options=options,
            settings=settings,
            listen=listen,
            hire=partial(self.workshop.hire, rank=rank),
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

    def _claim_folder(self, title: Title, prepared: Prepared) -> Path:
        """Choose a title's folder. Raises ManuscriptError where another of this run has it."""
        output, metadata = self.settings.output, prepared.script.metadata
        with self.lock:
            if title.folder:
                folder = output / title.folder
            else:
                folder = choose_folder(output, metadata, prepared.path.stem)
            other = self.claims.setdefault(folder, title)
        if other is not title:
            raise ManuscriptError(
                f"{title.manuscript} would be made in {folder}, as {other.manuscript} is. "
                "Give one of them another folder, or another title in its metadata."
            )
        return folder


def _report(title: Title, book: Book, notices: tuple[str, ...], gate: Gate | None) -> TitleReport:
    prepared, outcome = book.prepared, book.outcome
    made = [job for job in prepared.plan.missing if job.key in outcome.present]
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
        made=outcome.made,
        failed=tuple(f"Segment {', '.join(it.segments)}: {it.reason}" for it in outcome.failed),
        left=len(outcome.left),
        cost=find_price(made, prepared.engines),
        voices=dict(prepared.cast.voices),
        notices=(*prepared.manuscript.notices, *notices),
        gate=gate,
        error=_tell_next(book, gate),
    )


def _tell_next(book: Book, gate: Gate | None) -> str:
    """Say what to do about what is missing of a book, or does not pass."""
    if book.outcome.failed:
        return "Some clips failed. Run the batch again to try them once more; the rest is kept."
    if book.outcome.left:
        price = find_price(book.outcome.left, book.prepared.engines)
        return f"max_cost stopped it: the rest costs ${price:.2f}. Raise max_cost and run again."
    if gate and not gate.passed:
        return f"It is made and kept, and does not pass the technical check {gate.profile!r}."
    return ""
