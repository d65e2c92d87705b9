"""From a manuscript to a book: the stages in order, and nothing else.

::

    read ─▶ write_script ─▶ cast ─▶ make_plan ─▶ prove ─▶ run ─▶ master ─▶ bind

Data goes one way. :func:`narrate` is the whole of it; what comes before ``prove`` costs nothing,
and is :func:`narrator.preparing.prepare`.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from narrator.book.bind import bind
from narrator.book.files import BookDetails, BookText
from narrator.book.folder import choose_folder
from narrator.book.kept import drop_broken
from narrator.book.made_cover import make_cover, make_square
from narrator.book.names import name_part
from narrator.book.overlay_package import check_source
from narrator.book.sample import FOLDER as SAMPLE_FOLDER
from narrator.book.writers import BY_CHAPTER, PARTABLE, WITH_WORDS
from narrator.cache.shared import open_store
from narrator.cache.store import translate_os_errors
from narrator.errors import DamagedError
from narrator.mastering import Mastered, master_book
from narrator.preparing import JOURNAL, Prepared, keep_book_cast, prepare
from narrator.queue.claims import find_claimed
from narrator.queue.crew import Crew
from narrator.queue.events import (
    BookBound,
    Listener,
    Notice,
    Planned,
    Started,
    ignore,
)
from narrator.queue.job import clip_name
from narrator.queue.journal import open_journal
from narrator.queue.price import find_price, split_by_price
from narrator.queue.runner import Hire, Outcome, run_plan
from narrator.queue.selection import EVERYTHING
from narrator.queue.takes import check_varies
from narrator.script.beside import find_beside
from narrator.script.edits import write_takes
from narrator.script.model import NARRATOR
from narrator.witness import prove
from narrator.writing import tell_stale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from narrator.book.model import BookFile, EncodedChapter
    from narrator.cache.store import FolderStore
    from narrator.options import Options
    from narrator.settings import Settings

_FEW = 20
"""Clips that cost nothing and are made in less time than it takes to prove a book."""


@dataclass(frozen=True, slots=True)
class Book:
    """What a build came to: ``files`` are the finished files that now lie in ``folder``."""

    prepared: Prepared
    folder: Path
    files: tuple[BookFile, ...]
    chapters: tuple[EncodedChapter, ...]
    outcome: Outcome

    @property
    def seconds(self) -> float:
        """How long the bound chapters play."""
        return sum(chapter.frames / chapter.rate for chapter in self.chapters)


@dataclass(frozen=True, slots=True)
class _Run:
    """What one run is asked for, and what it has to work with."""

    options: Options
    settings: Settings
    store: FolderStore
    hire: Hire
    listen: Listener


def narrate(path: Path, *, options: Options, settings: Settings, listen: Listener = ignore) -> Book:
    """Turn a manuscript into a book.

    What is finished is kept whatever happens, and is not made again: running this again goes on
    where it was stopped. Clips that fail are in the book's outcome, and their chapters are left
    out unless gaps are allowed. ``listen`` gets every event of :mod:`narrator.queue.events` as it
    happens, in this thread. Raises the errors of :mod:`narrator.errors`.
    """
    open_store(settings.cache, settings.shared).begin()  # so that it keeps who speaks at once
    prepared = prepare(path, options=options, settings=settings)
    options = replace(options, max_cost=options.max_cost - prepared.asked.cost)
    folder = choose_folder(settings.output, prepared.script.metadata, path.stem)
    return make_book(prepared, folder, options=options, settings=settings, listen=listen)


def make_book(
    prepared: Prepared,
    folder: Path,
    *,
    options: Options,
    settings: Settings,
    listen: Listener = ignore,
    hire: Hire | None = None,
) -> Book:
    """Make a book of what was prepared, in a folder of its own.

    ``hire`` finds those who make the clips; left out, they work for this book alone.
    """
    if "epub" in options.formats:
        check_source(prepared.path)
    store = open_store(settings.cache, settings.shared)
    hire = hire or partial(Crew, store=store, size=settings.jobs)
    run = _Run(options, settings, store, hire, listen)
    with _proving(prepared, store, options) as confirm:
        _make_folder(folder)
        if options.fresh:
            prepared = _take_anew(prepared, run)
        _tell_cast(prepared, listen)
        outcome = _speak(prepared, run)
        keep_book_cast(prepared, store, settings)
        prepared.spoken.keep()
        try:
            book = _finish(prepared, outcome, folder, run, confirm)
        except DamagedError as error:
            listen(Notice(f"{error.what} All that was is made again."))
            mended = _mend(prepared, outcome, run)
            book = _finish(prepared, mended, folder, run, confirm)
        confirm()
    for file in book.files:
        listen(BookBound(file.path, file.kind, file.seconds, file.made))
    return book


def _finish(
    prepared: Prepared, outcome: Outcome, folder: Path, run: _Run, confirm: Callable[[], None]
) -> Book:
    """Master and bind what was spoken."""
    mastered = master_book(
        prepared,
        outcome,
        options=run.options,
        store=run.store,
        jobs=run.settings.jobs,
        listen=run.listen,
    )
    files = _bind(prepared, mastered, folder, run, confirm=confirm)
    return Book(prepared, folder, files, tuple(mastered.chapters.values()), outcome)


@contextmanager
def _proving(
    prepared: Prepared, store: FolderStore, options: Options
) -> Iterator[Callable[[], None]]:
    """Prove that no word is lost, and give what waits for the verdict.

    Where there is much to make, or anything to pay, it comes first; an edit does not wait for it
    until its file takes its place.
    """
    if options.unchecked:
        yield lambda: None
        return
    plan, missing = prepared.plan, prepared.plan.missing
    pool = ThreadPoolExecutor(1, "prove")
    try:
        verdict = pool.submit(prove, prepared.path, prepared.script, store)
        is_edit = not missing or len(missing) <= min(_FEW, len(plan.wanted) // 10)
        if options.fresh or not is_edit or find_price(missing, prepared.engines):
            verdict.result()
        yield verdict.result
    finally:  # nobody who pressed Ctrl-C waits for the proof of a long book
        pool.shutdown(wait=False, cancel_futures=True)


def _take_anew(prepared: Prepared, run: _Run) -> Prepared:
    """Choose the next take of each line that may be paid for, and plan with these."""
    check_varies(prepared.engines)
    plan, options = prepared.plan, run.options
    affordable, left = split_by_price(plan.missing, prepared.engines, options.max_cost)
    if left:
        price = find_price(left, prepared.engines)
        run.listen(Notice(f"--max-cost leaves {len(left)} clips, for ${price:.2f}, as they are."))
    there = plan.cached | {job.key for job in affordable}
    write_takes(find_beside(prepared.path, "edits"), plan.list_takes(there))
    again = replace(options, fresh=False, chat=False)
    return prepare(prepared.path, options=again, settings=run.settings)


def _tell_cast(prepared: Prepared, listen: Listener) -> None:
    for speakers in prepared.cast.shared:
        listen(Notice(f"{', '.join(speakers)} share a voice: the engine has too few."))
    for name in prepared.cast.absent:
        listen(Notice(f"{name} was given a voice, and does not speak in this book."))
    if prepared.asked.notice:
        listen(Notice(prepared.asked.notice))
    for text in prepared.stale:
        listen(Notice(f"{tell_stale(text)[0].upper()}{tell_stale(text)[1:]}."))


def _make_folder(folder: Path) -> None:
    """Make the folder of the book, and see that it can be written before anything is spent."""
    with translate_os_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass


def _speak(prepared: Prepared, run: _Run) -> Outcome:
    """Make the missing clips."""
    plan, listen, max_cost = prepared.plan, run.listen, run.options.max_cost
    price = find_price(plan.missing, prepared.engines)
    listen(Planned(*plan.counts, len(plan.missing), price))
    affordable, _ = split_by_price(plan.missing, prepared.engines, max_cost)
    for engine, clips in Counter(job.engine for job in affordable).items():
        listen(Started(engine, clips))
    if find_claimed(run.store, [job.key for job in affordable]):
        listen(Notice("Another build makes some of these clips just now. They are waited for."))
    with open_journal(run.settings.data / JOURNAL) as journal:
        return run_plan(
            plan,
            engines=prepared.engines,
            hire=run.hire,
            journal=journal,
            listen=listen,
            max_cost=max_cost,
        )


def _mend(prepared: Prepared, outcome: Outcome, run: _Run) -> Outcome:
    """Make clips again that are broken, for what money is left, and add that to the outcome."""
    plan, store = prepared.plan, run.store
    clips = sorted(key for key in outcome.present if key in plan.jobs)
    for path in drop_broken(store, clips, jobs=run.settings.jobs):
        run.listen(Notice(f"The clip {path} was damaged and has been removed."))
    broken = frozenset(key for key in clips if not store.has(clip_name(key)))
    there = frozenset(plan.jobs) - broken  # what failed just now is not tried again
    again = replace(prepared, plan=replace(plan, cached=there, selection=EVERYTHING))
    rest = replace(run.options, max_cost=run.options.max_cost - outcome.cost)
    mended = _speak(again, replace(run, options=rest))
    return Outcome(
        made=outcome.made + mended.made,
        audio=outcome.audio + mended.audio,
        failed=outcome.failed + mended.failed,
        present=frozenset(outcome.present) - broken | frozenset(mended.present) & broken,
        left=(*outcome.left, *mended.left),
        cost=outcome.cost + mended.cost,
    )


def _bind(
    prepared: Prepared,
    mastered: Mastered,
    folder: Path,
    run: _Run,
    *,
    confirm: Callable[[], None],
) -> tuple[BookFile, ...]:
    """Bind the chapters; a part of a book never takes the place of the whole.

    A part that was asked for becomes a file under a name of its own. What failed to be whole
    becomes none: its finished chapters are there where a format has a file for each.
    """
    chapters = mastered.chapters
    if not chapters:
        return ()
    metadata = prepared.script.metadata
    cover = prepared.manuscript.cover or make_cover(metadata)
    details = BookDetails(
        metadata,
        metadata.narrator or _credit(prepared.cast.voices[NARRATOR]),
        make_square(cover) if run.options.square_cover else cover,
        mastered.total,
        prepared.part_hours,
        _list_text(prepared) if WITH_WORDS.intersection(run.options.formats) else None,
    )
    options, warn = run.options, partial(_warn, run.listen)
    work = partial(bind, chapters, folder=folder, store=run.store, on_warning=warn, confirm=confirm)
    if mastered.whole:
        made = work(details=details, formats=options.formats)
        return (*made, *_bind_sample(mastered.sample, details, folder, run))
    files: tuple[BookFile, ...] = ()
    by_chapter = BY_CHAPTER.intersection(options.formats)
    rest = PARTABLE.intersection(options.formats)
    if whole := sorted(set(options.formats) - by_chapter - rest):
        warn(f"This is a part of the book, and only all of it becomes {' or '.join(whole)}.")
    if rest and options.chapters:
        part = replace(metadata, title=f"{metadata.title} ({name_part(mastered.numbers)})")
        files = work(details=replace(details, metadata=part), formats=rest)
    if by_chapter:
        files += work(details=details, formats=by_chapter)
    return files


def _bind_sample(
    sample: EncodedChapter | None, details: BookDetails, folder: Path, run: _Run
) -> tuple[BookFile, ...]:
    if not sample:
        return ()
    alone, beside = replace(details, chapters=1), folder / SAMPLE_FOLDER
    _make_folder(beside)
    files = bind({1: sample}, details=alone, folder=beside, store=run.store, formats=("mp3",))
    return tuple(replace(file, kind="sample") for file in files)


def _list_text(prepared: Prepared) -> BookText:
    """Name every segment that is heard, credits too, for captions and overlays."""
    lines = (line for chapter in prepared.plan.chapters for line in chapter.lines)
    segments = {line.segment.id: line.segment for line in lines}
    return BookText(prepared.path, segments, prepared.script.skipped)


def _warn(listen: Listener, text: str) -> None:
    listen(Notice(text))


def _credit(voice: str) -> str:
    """Say who narrates, and that nobody does: ``af_heart (kokoro synthetic voice)``.

    Without a comma, at which shelves part names.
    """
    engine, _, name = voice.partition(":")
    return f"{name} ({engine} synthetic voice)"
