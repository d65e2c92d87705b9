"""From a manuscript to a book: the stages in order, and nothing else.

::

    read ─▶ write_script ─▶ cast ─▶ make_plan ─▶ prove ─▶ run ─▶ master ─▶ bind

Data goes one way. :func:`narrate` is the whole of it; what comes before ``prove`` costs nothing,
and is :func:`narrator.preparing.prepare`.
"""

from __future__ import annotations

import itertools
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from narrator.audio.loudness import voice_gain
from narrator.audio.mastering import VOICE_LOUDNESS
from narrator.book.arrange import arrange
from narrator.book.bind import bind
from narrator.book.chapters import find_measurement, master, master_all
from narrator.book.files import BookDetails, BookText
from narrator.book.folder import choose_folder
from narrator.book.kept import drop_broken
from narrator.book.model import BookFile, ChapterCues, Cue, EncodedChapter
from narrator.book.names import name_part
from narrator.book.overlay_package import check_source
from narrator.book.recordings import MUSIC_MS, lay_bed, lay_recorded, list_cues
from narrator.book.sample import FOLDER as SAMPLE_FOLDER
from narrator.book.sample import cut_sample, find_ends
from narrator.book.writers import BY_CHAPTER, PARTABLE
from narrator.cache.shared import open_store
from narrator.cache.store import translate_os_errors
from narrator.errors import DamagedError
from narrator.preparing import JOURNAL, Options, Prepared, keep_book_cast, prepare
from narrator.queue.claims import find_claimed
from narrator.queue.crew import Crew
from narrator.queue.events import (
    BookBound,
    ChapterEncoded,
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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from narrator.cache.store import FolderStore
    from narrator.queue.plan import Plan, PlannedChapter
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
    prepared = prepare(path, options=options, settings=settings)
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
        if options.fresh:
            prepared = _take_anew(prepared, run)
        _make_folder(folder)
        _tell_cast(prepared, listen)
        outcome = _speak(prepared, run)
        keep_book_cast(prepared, store, settings)
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


@dataclass(frozen=True, slots=True)
class _Mastered:
    """The chapters to be bound, by the numbers of their files.

    ``numbers`` are those of the book's chapters that are in them, ``total`` is how many files the
    whole book has, and ``whole`` tells whether these are all. ``sample`` is one of the whole book.
    """

    chapters: Mapping[int, EncodedChapter]
    numbers: tuple[int, ...]
    total: int
    whole: bool
    sample: EncodedChapter | None = None


def _finish(
    prepared: Prepared, outcome: Outcome, folder: Path, run: _Run, confirm: Callable[[], None]
) -> Book:
    """Master and bind what was spoken."""
    mastered = _master(prepared, outcome, run)
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
    with ThreadPoolExecutor(1, "prove") as pool:
        verdict = pool.submit(prove, prepared.path, prepared.script, store)
        is_edit = len(missing) <= min(_FEW, len(plan.wanted) // 10)
        if options.fresh or not is_edit or find_price(missing, prepared.engines):
            verdict.result()
        yield verdict.result


def _take_anew(prepared: Prepared, run: _Run) -> Prepared:
    """Choose the next take of each line that may be paid for, and plan with these."""
    check_varies(prepared.engines)
    plan, options = prepared.plan, run.options
    affordable, left = split_by_price(plan.missing, prepared.engines, options.max_cost)
    if left:
        price = find_price(left, prepared.engines)
        run.listen(Notice(f"--max-cost leaves {len(left)} clips, for ${price:.2f}, as they are."))
    there = plan.cached.union(job.key for job in affordable)
    write_takes(find_beside(prepared.path, "edits"), plan.list_takes(there))
    return prepare(prepared.path, options=replace(options, fresh=False), settings=run.settings)


def _tell_cast(prepared: Prepared, listen: Listener) -> None:
    for speakers in prepared.cast.shared:
        listen(Notice(f"{' and '.join(speakers)} share a voice: the engine has too few."))
    for name in prepared.cast.absent:
        listen(Notice(f"{name} was given a voice, and does not speak in this book."))


def _make_folder(folder: Path) -> None:
    """Make the folder of the book, and see that it can be written before anything is spent."""
    with translate_os_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass


def _speak(prepared: Prepared, run: _Run) -> Outcome:
    """Make the missing clips."""
    plan, listen, max_cost = prepared.plan, run.listen, run.options.max_cost
    lines = list(plan.lines)
    done = sum(plan.cached.issuperset(line.keys) for line in lines)
    listen(Planned(len(lines), done, len(plan.missing), find_price(plan.missing, prepared.engines)))
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
    clips = sorted(outcome.present.intersection(plan.jobs))
    for path in drop_broken(store, clips, jobs=run.settings.jobs):
        run.listen(Notice(f"The clip {path} was damaged and has been removed."))
    broken = frozenset(key for key in clips if not store.has(clip_name(key)))
    spent = find_price([it for it in plan.missing if it.key in outcome.present], prepared.engines)
    there = frozenset(plan.jobs) - broken  # what failed just now is not tried again
    again = replace(prepared, plan=replace(plan, cached=there, selection=EVERYTHING))
    rest = replace(run.options, max_cost=run.options.max_cost - spent)
    mended = _speak(again, replace(run, options=rest))
    return Outcome(
        made=outcome.made + mended.made,
        audio=outcome.audio + mended.audio,
        failed=outcome.failed + mended.failed,
        present=outcome.present - broken | mended.present & broken,
        left=(*outcome.left, *mended.left),
    )


def _master(prepared: Prepared, outcome: Outcome, run: _Run) -> _Mastered:
    """Encode the chapters that are to be bound, side by side."""
    plan, present = prepared.plan, outcome.present
    gains = {voice: _find_gain(key, present, run.store) for voice, key in plan.gauges.items()}
    chosen = _choose_chapters(plan, outcome, run.options)
    count = itertools.count(1)
    cues = (_list_cues(chapter, gains, present) for chapter in chosen)
    spoken = [lay_recorded(chapter, prepared.recorded, run.store) for chapter in cues]
    laid = arrange(
        _add_sounds(spoken, prepared, run.store),
        mastering=prepared.mastering,
        own_files=prepared.credits.own_files,
        first=plan.chapters[0].number if plan.chapters else 1,
        store=run.store,
    )
    encoded = master_all(
        laid,
        store=run.store,
        rate=prepared.rate,
        formats=run.options.formats,
        mastering=prepared.mastering,
        jobs=run.settings.jobs,
        on_done=lambda done: run.listen(ChapterEncoded(next(count), len(laid), done.title)),
    )
    chapters = {chapter.number: done for chapter, done in zip(laid, encoded, strict=True)}
    whole = len(chosen) == len(plan.chapters)
    own = prepared.credits.own_files
    total = sum(own or not chapter.chapter.added for chapter in plan.chapters)
    numbers = tuple(chapter.number for chapter in chosen)
    sample = _make_sample(spoken, prepared, run) if whole and run.options.sample else None
    return _Mastered(chapters, numbers, len(chapters) if whole else total, whole, sample)


def _make_sample(
    spoken: Iterable[ChapterCues], prepared: Prepared, run: _Run
) -> EncodedChapter | None:
    """Encode the sample: what is heard first of the text itself."""
    told = {it.number: it.chapter for it in prepared.plan.chapters if it.chapter.kind == "body"}
    cues = [cue for it in spoken if it.number in told and not it.added for cue in it.cues]
    ends = find_ends(segment for chapter in told.values() for segment in chapter.segments)
    sample = cut_sample(
        cues, ends, seconds=run.options.sample, mastering=prepared.mastering, store=run.store
    )
    if not sample:
        return None
    return master(
        sample,
        store=run.store,
        rate=prepared.rate,
        formats=("mp3",),
        mastering=prepared.mastering,
    )


def _choose_chapters(plan: Plan, outcome: Outcome, options: Options) -> list[PlannedChapter]:
    """Choose what to bind: the whole book where all of it is there, else what was asked for.

    A gap, where gaps are allowed, is a clip that failed.
    """
    gaps = {failure.key for failure in outcome.failed} if options.allow_gaps else set()
    enough = outcome.present | gaps
    ready = [it for it in plan.chapters if enough.issuperset(plan.list_keys(it))]
    if len(ready) == len(plan.chapters):
        return ready
    return [chapter for chapter in ready if chapter.number in plan.chosen]


def _list_cues(
    chapter: PlannedChapter, gains: Mapping[str, float], present: frozenset[str]
) -> ChapterCues:
    """Say when each line of a chapter is heard, and how loud its voice is to be."""
    cues = (
        Cue(
            line.segment.id,
            tuple(key for key in line.keys if key in present),
            gains.get(line.voice, 0.0),
            line.segment.pause_ms,
        )
        for line in chapter.lines
    )
    told = chapter.chapter
    return ChapterCues(told.title, tuple(cues), chapter.number, told.added)


def _add_sounds(
    chapters: Iterable[ChapterCues], prepared: Prepared, store: FolderStore
) -> list[ChapterCues]:
    """Put music where it belongs: under credits, and round the whole book."""
    sounds, plan = prepared.sounds, prepared.plan
    laid = list(chapters)
    for at, chapter in enumerate(laid):
        if sounds.bed and chapter.added and chapter.cues[0].segment not in prepared.recorded:
            laid[at] = lay_bed(chapter, sounds.bed, rate=prepared.rate, store=store)
    if laid and sounds.intro and laid[0].number == plan.chapters[0].number:
        before = list_cues(sounds.intro, "intro", MUSIC_MS, store)
        laid[0] = replace(laid[0], cues=(*before, *laid[0].cues))
    if laid and sounds.outro and laid[-1].number == plan.chapters[-1].number:
        after = list_cues(sounds.outro, "outro", MUSIC_MS, store)
        laid[-1] = replace(laid[-1], cues=(*laid[-1].cues, *after))
    return laid


def _find_gain(key: str, present: frozenset[str], store: FolderStore) -> float:
    """Tell the gain that brings a voice to the book's loudness, by its calibration clip."""
    if key not in present:
        return 0.0
    store.note_use(clip_name(key))
    return voice_gain(find_measurement(key, store), VOICE_LOUDNESS)


def _bind(
    prepared: Prepared,
    mastered: _Mastered,
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
    details = BookDetails(
        metadata,
        metadata.narrator or _credit(prepared.cast.voices[NARRATOR]),
        prepared.manuscript.cover,
        mastered.total,
        run.options.part_hours,
        _list_text(prepared),
    )
    options, warn = run.options, partial(_warn, run.listen)
    work = partial(bind, chapters, folder=folder, store=run.store, on_warning=warn, confirm=confirm)
    if mastered.whole:
        made = work(details=details, formats=options.formats)
        return (*made, *_bind_sample(mastered.sample, details, folder, run))
    files: tuple[BookFile, ...] = ()
    by_chapter = BY_CHAPTER.intersection(options.formats)
    rest = PARTABLE.intersection(options.formats)
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
    """Name every segment of the script, for captions and overlays."""
    script = prepared.script
    segments = {it.id: it for chapter in script.chapters for it in chapter.segments}
    return BookText(prepared.path, segments, script.skipped)


def _warn(listen: Listener, text: str) -> None:
    listen(Notice(text))


def _credit(voice: str) -> str:
    """Say who narrates, and that nobody does: ``af_heart (kokoro, synthetic voice)``."""
    engine, _, name = voice.partition(":")
    return f"{name} ({engine}, synthetic voice)"
