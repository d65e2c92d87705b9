"""From a manuscript to a book: the stages in order, and nothing else.

::

    read ─▶ write_script ─▶ cast ─▶ make_plan ─▶ prove ─▶ run ─▶ master ─▶ bind

Data goes one way. :func:`narrate` is the whole of it, :func:`prepare` the half that costs nothing.
"""

from __future__ import annotations

import itertools
import math
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from narrator.audio.loudness import voice_gain
from narrator.book.bind import bind
from narrator.book.chapters import LOUDNESS, find_measurement, master_all
from narrator.book.files import BookDetails
from narrator.book.folder import choose_folder
from narrator.book.kept import drop_broken
from narrator.book.model import BookFile, ChapterCues, Cue, EncodedChapter
from narrator.book.names import name_part
from narrator.cache.shared import open_store
from narrator.cache.store import translate_os_errors
from narrator.engine import list_voices
from narrator.engines import make_engine
from narrator.errors import DamagedError
from narrator.manuscript import Manuscript, Reading, read, read_reading
from narrator.manuscript.details import read_details, with_details
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
from narrator.queue.forecast import Forecast, forecast
from narrator.queue.job import clip_name
from narrator.queue.journal import open_journal
from narrator.queue.plan import Plan, PlannedChapter, make_plan
from narrator.queue.price import find_price, split_by_price
from narrator.queue.runner import Hire, Outcome, run_plan
from narrator.queue.selection import EVERYTHING, Selection, check_selection
from narrator.queue.takes import check_varies
from narrator.script import Cast, Script, cast_voices, doubt, read_cast, write_script
from narrator.script.beside import find_beside
from narrator.script.edits import read_takes, write_takes
from narrator.script.kept_cast import keep_cast, recall_cast
from narrator.script.model import NARRATOR
from narrator.witness import Account, account_for, prove, read_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from narrator.cache.store import FolderStore
    from narrator.engine import Engine
    from narrator.settings import Settings

JOURNAL = "journal.sqlite"
_FEW = 20
"""Clips that cost nothing and are made in less time than it takes to prove a book."""


@dataclass(frozen=True, slots=True)
class Options:
    """What one build is asked for.

    ``voice`` is the narrator's; ``cast`` a cast file, which is otherwise looked for beside the
    manuscript; ``threshold`` the confidence, 0 to 1, below which the narrator reads a line;
    ``chapters``, ``segments`` and ``speakers`` the only ones to make, and ``failed`` only what
    failed when it was last tried; ``reading`` what is read out, as ``name=value``, before what
    ``book.toml`` beside the manuscript says; ``recast`` chooses voices anew instead of leaving
    everybody the one they had; ``fresh`` asks for another take of every line to be made;
    ``max_cost`` is the most US dollars to spend; ``allow_gaps`` binds a book although segments of
    it failed; ``unchecked`` builds it although words of the manuscript would be lost, moved or
    doubled; ``metadata`` is what is known better than the manuscript has it, by the names of
    :data:`narrator.manuscript.details.NAMES`.
    """

    voice: str | None = None
    cast: Path | None = None
    threshold: float = 0.0
    chapters: frozenset[int] | None = None
    segments: frozenset[str] | None = None
    speakers: frozenset[str] | None = None
    failed: bool = False
    reading: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("m4b", "mp3")
    recast: bool = False
    fresh: bool = False
    max_cost: float = math.inf
    allow_gaps: bool = False
    unchecked: bool = False
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A manuscript with all that can be known of its book before anything is spent."""

    path: Path
    manuscript: Manuscript
    script: Script
    cast: Cast
    engines: Mapping[str, Engine]
    plan: Plan
    reading: Reading

    @property
    def rate(self) -> int:
        """The book's sample rate in Hz: its narrator's, so that one more voice changes nothing."""
        return self.engines[self.cast.voices[NARRATOR].partition(":")[0]].capabilities().rate


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
    store = open_store(settings.cache, settings.shared)
    hire = hire or partial(Crew, store=store, size=settings.jobs)
    run = _Run(options, settings, store, hire, listen)
    with _proving(prepared, store, options) as confirm:
        if options.fresh:
            prepared = _take_anew(prepared, options, settings)
        _make_folder(folder)
        _tell_cast(prepared, listen)
        outcome = _speak(prepared, run)
        _keep_cast(prepared, store, settings)
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
    chapters = _master(prepared, outcome, run)
    files = _bind(prepared, chapters, folder, run, confirm=confirm)
    return Book(prepared, folder, files, tuple(chapters.values()), outcome)


def foresee(path: Path, *, options: Options, settings: Settings) -> Forecast:
    """Say what a build would make and what that would cost. Spends nothing, makes nothing."""
    prepared = prepare(path, options=options, settings=settings)
    with open_journal(settings.data / JOURNAL, look_only=True) as journal:
        told = forecast(
            prepared.plan,
            prepared.script,
            voices=prepared.cast.voices,
            engines=prepared.engines,
            speed_of=journal.measure_speed,
            workers=settings.jobs,
            max_cost=options.max_cost,
        )
    told["reading"] = prepared.reading.as_words()
    told["notices"] = list(prepared.manuscript.notices)
    return told


def prepare(path: Path, *, options: Options, settings: Settings) -> Prepared:
    """Read, script, cast and plan: everything that costs nothing and changes nothing."""
    reading = read_reading(find_beside(path, "book"), options.reading)
    details = {**read_details(find_beside(path, "book")), **options.metadata}
    manuscript = with_details(read(path, reading), details, path)
    script = doubt(write_script(manuscript), options.threshold)
    given = _given_voices(path, manuscript, options)
    engines = _make_engines(given, settings)
    store = open_store(settings.cache, settings.shared)
    cast = cast_voices(
        script.speakers,
        [voice for engine in engines.values() for voice in list_voices(engine, given.values())],
        language=script.metadata.language,
        given=given,
        kept={} if options.recast else recall_cast(store, script.metadata, _name_voices(settings)),
        engine=settings.engine,
    )
    plan = make_plan(
        script,
        voices=cast.voices,
        engines=engines,
        known=store.known("clips"),
        selection=_select(script, options, settings),
        takes=read_takes(find_beside(path, "edits")),
        fresh=options.fresh,
    )
    return Prepared(path, manuscript, script, cast, engines, plan, reading)


def check(path: Path, *, options: Options) -> tuple[Script, Account]:
    """Write the script of a manuscript, and account in it for every word of the source."""
    reading = read_reading(find_beside(path, "book"), options.reading)
    script = write_script(read(path, reading))
    return script, account_for(read_source(path, script), script)


def _given_voices(path: Path, manuscript: Manuscript, options: Options) -> dict[str, str]:
    """Collect the voices that somebody chose: front matter, then the cast file, then the option."""
    beside = find_beside(path, "cast")
    file = options.cast or (beside if beside.is_file() else None)
    return {
        **manuscript.voices,
        **(read_cast(file) if file else {}),
        **({NARRATOR: options.voice} if options.voice else {}),
    }


def _make_engines(given: Mapping[str, str], settings: Settings) -> dict[str, Engine]:
    """Make the book's engine, and every other that a chosen voice belongs to."""
    others = [voice.partition(":")[0] for voice in given.values() if ":" in voice]
    names = dict.fromkeys([settings.engine, *others])
    return {name: make_engine(name, settings) for name in names}


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


def _name_voices(settings: Settings) -> str:
    """Name whose voices a cast is made of: an engine's, and for a server's, which."""
    return " ".join(filter(None, (settings.engine, settings.base_url, settings.server_label)))


def _keep_cast(prepared: Prepared, store: FolderStore, settings: Settings) -> None:
    """Keep who has which voice, under every name that the text gives them."""
    script, chosen = prepared.script, prepared.cast.chosen
    names = {speaker.name: (speaker.name, *speaker.aliases) for speaker in script.speakers}
    voices = {alias: voice for name, voice in chosen.items() for alias in names.get(name, (name,))}
    keep_cast(store, script.metadata, _name_voices(settings), voices)


def _take_anew(prepared: Prepared, options: Options, settings: Settings) -> Prepared:
    """Choose the next take of each line that may be paid for, and plan with these."""
    check_varies(prepared.engines)
    plan = prepared.plan
    affordable, _ = split_by_price(plan.missing, prepared.engines, options.max_cost)
    there = plan.cached.union(job.key for job in affordable)
    write_takes(find_beside(prepared.path, "edits"), plan.list_takes(there))
    return prepare(prepared.path, options=replace(options, fresh=False), settings=settings)


def _select(script: Script, options: Options, settings: Settings) -> Selection:
    """Choose the lines that are to be made."""
    failed = None
    if options.failed:
        with open_journal(settings.data / JOURNAL, look_only=True) as journal:
            failed = journal.list_failed()
    selection = Selection(options.chapters, options.segments, options.speakers, failed)
    check_selection(selection, script)
    return selection


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


def _master(prepared: Prepared, outcome: Outcome, run: _Run) -> dict[int, EncodedChapter]:
    """Encode the chapters that are to be bound, side by side, and give them by number."""
    plan, present = prepared.plan, outcome.present
    gains = {voice: _find_gain(key, present, run.store) for voice, key in plan.gauges.items()}
    chosen = _choose_chapters(plan, outcome, run.options)
    count = itertools.count(1)
    encoded = master_all(
        [_list_cues(chapter, gains, present) for chapter in chosen],
        store=run.store,
        rate=prepared.rate,
        formats=run.options.formats,
        jobs=run.settings.jobs,
        on_done=lambda done: run.listen(ChapterEncoded(next(count), len(chosen), done.title)),
    )
    return {chapter.number: done for chapter, done in zip(chosen, encoded, strict=True)}


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
    return ChapterCues(chapter.chapter.title, tuple(cues))


def _find_gain(key: str, present: frozenset[str], store: FolderStore) -> float:
    """Tell the gain that brings a voice to the book's loudness, by its calibration clip."""
    if key not in present:
        return 0.0
    store.note_use(clip_name(key))
    return voice_gain(find_measurement(key, store), LOUDNESS)


def _bind(
    prepared: Prepared,
    chapters: Mapping[int, EncodedChapter],
    folder: Path,
    run: _Run,
    *,
    confirm: Callable[[], None],
) -> tuple[BookFile, ...]:
    """Bind the chapters; a part of a book never takes the place of the whole.

    A part that was asked for becomes an m4b under a name of its own. What failed to be whole
    becomes none: its finished chapters are there as mp3.
    """
    if not chapters:
        return ()
    metadata = prepared.script.metadata
    count = len(prepared.plan.chapters)
    details = BookDetails(
        metadata,
        metadata.narrator or _credit(prepared.cast.voices[NARRATOR]),
        prepared.manuscript.cover,
        count,
    )
    options, warn = run.options, partial(_warn, run.listen)
    work = partial(bind, chapters, folder=folder, store=run.store, on_warning=warn, confirm=confirm)
    if len(chapters) == count:
        return work(details=details, formats=options.formats)
    files: tuple[BookFile, ...] = ()
    if "m4b" in options.formats and options.chapters:
        part = replace(metadata, title=f"{metadata.title} ({name_part(chapters)})")
        files = work(details=replace(details, metadata=part), formats=["m4b"])
    if "mp3" in options.formats:
        files += work(details=details, formats=["mp3"])
    return files


def _warn(listen: Listener, text: str) -> None:
    listen(Notice(text))


def _credit(voice: str) -> str:
    """Say who narrates, and that nobody does: ``af_heart (kokoro, synthetic voice)``."""
    engine, _, name = voice.partition(":")
    return f"{name} ({engine}, synthetic voice)"
