"""Before anything is spent: a manuscript is read, scripted, cast and planned.

::

    read ─▶ write_script ─▶ cast ─▶ make_plan

:func:`prepare` is all of it; :func:`foresee` tells what a build would cost, :func:`check` what
becomes of every word.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from narrator.audio.mastering import LISTEN, Mastering
from narrator.book.bind import FORMATS
from narrator.cache.shared import open_store
from narrator.engine import list_voices
from narrator.engines import make_engine
from narrator.errors import UsageError
from narrator.manuscript import Manuscript, Reading, read, read_reading
from narrator.manuscript.details import read_details, with_details
from narrator.queue.forecast import Forecast, forecast
from narrator.queue.journal import open_journal
from narrator.queue.plan import Plan, make_plan
from narrator.queue.selection import Selection, check_selection
from narrator.script import Cast, Script, cast_voices, doubt, read_cast, write_script
from narrator.script.beside import find_beside
from narrator.script.cast_file import read_aliases
from narrator.script.credits import NO_CREDITS, Credits, find_gap, read_credits, with_credits
from narrator.script.edits import read_takes
from narrator.script.kept_cast import keep_cast, recall_cast
from narrator.script.kept_spoken import SpokenBook
from narrator.script.lexicon import join_lexicons
from narrator.script.lexicon_file import lexicon_of, read_lexicon
from narrator.script.line_edits import edit_lines, merge_speakers, read_line_edits
from narrator.script.model import NARRATOR
from narrator.script.pauses import read_pauses
from narrator.script.sounds import (
    NO_SOUNDS,
    Recording,
    Sounds,
    find_recorded,
    leave_unspoken,
    read_sounds,
)
from narrator.witness import Account, account_for, read_source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from narrator.cache.store import FolderStore
    from narrator.delivery.profile import Master
    from narrator.engine import Engine
    from narrator.script.pauses import Pauses
    from narrator.settings import Settings

JOURNAL = "journal.sqlite"


@dataclass(frozen=True, slots=True)
class Options:
    """What one build is asked for.

    ``voice`` is the narrator's; ``cast`` a cast file, which is otherwise looked for beside the
    manuscript; ``lexicon`` a file of how words are said, likewise; ``threshold`` the confidence,
    0 to 1, below which the narrator reads a line;
    ``chapters``, ``segments`` and ``speakers`` the only ones to make, ``entries`` (in small
    letters) the words of the lexicon whose segments alone are made, and ``failed`` only what
    failed when it was last tried; ``reading`` what is read out, as ``name=value``, before what
    ``book.toml`` beside the manuscript says; ``part_hours`` how long a file of the whole book may
    be before it is made in parts, 0 for any length; ``recast`` chooses voices anew instead of
    leaving everybody the one they had; ``fresh`` asks for another take of every line to be made;
    ``max_cost`` is the most US dollars to spend; ``allow_gaps`` binds a book although segments of
    it failed; ``unchecked`` builds it although words of the manuscript would be lost, moved or
    doubled; ``metadata`` is what is known better than the manuscript has it, by the names of
    :data:`narrator.manuscript.details.NAMES`; ``mastering`` is what the finished sound is to be;
    ``credits`` which are said where the book's own file says nothing of them; ``sample`` the
    seconds of a sample to be cut from the book, 0 for none; ``square_cover`` makes the cover one.
    """

    voice: str | None = None
    cast: Path | None = None
    lexicon: Path | None = None
    threshold: float = 0.0
    chapters: frozenset[int] | None = None
    segments: frozenset[str] | None = None
    speakers: frozenset[str] | None = None
    entries: frozenset[str] | None = None
    failed: bool = False
    reading: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("m4b", "mp3")
    part_hours: float = 0.0
    recast: bool = False
    fresh: bool = False
    max_cost: float = math.inf
    allow_gaps: bool = False
    unchecked: bool = False
    metadata: Mapping[str, Any] = field(default_factory=dict)
    mastering: Mastering = LISTEN
    credits: Credits = NO_CREDITS
    sample: float = 0.0
    square_cover: bool = False


def for_profile(
    options: Options, master: Master, *, formats: Sequence[str] | None = None
) -> Options:
    """Give the options for files as a profile wants them.

    ``formats`` are those that somebody asked for; without them, the profile's are made. Raises
    UsageError where the profile wants some that nobody can make.
    """
    wanted = tuple(formats or master.formats or options.formats)
    if unknown := [name for name in wanted if name not in FORMATS]:
        raise UsageError(
            f"The profile wants the format {unknown[0]}, which cannot be made. "
            f"Add --format with some of: {', '.join(FORMATS)}."
        )
    said = Credits(
        opening=master.credits,
        closing=master.credits,
        disclosure=master.disclosure,
        own_files=master.own_files,
    )
    return replace(
        options,
        mastering=master.mastering,
        credits=said,
        sample=master.sample,
        square_cover=master.square_cover,
        formats=wanted,
    )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A manuscript with all that can be known of its book before anything is spent.

    ``script`` is the manuscript's alone, and what is proven; ``plan`` has the ``credits`` too.
    ``recorded`` has the segments that ``sounds`` are heard in place of: a recording for the first
    of each run, None for the others.
    """

    path: Path
    manuscript: Manuscript
    script: Script
    cast: Cast
    engines: Mapping[str, Engine]
    plan: Plan
    reading: Reading
    spoken: SpokenBook
    credits: Credits = NO_CREDITS
    sounds: Sounds = NO_SOUNDS
    recorded: Mapping[str, Recording | None] = field(default_factory=dict)
    mastering: Mastering = LISTEN
    stale: tuple[str, ...] = ()
    """The words of line edits whose lines the book does not have any more."""
    unedited: Script | None = None
    """The script before the line edits, by whose words they find their lines."""

    @property
    def rate(self) -> int:
        """The book's sample rate in Hz: its narrator's, so that one more voice changes nothing."""
        return self.engines[self.cast.voices[NARRATOR].partition(":")[0]].capabilities().rate


@dataclass(frozen=True, slots=True)
class Written:
    """A manuscript and its script, before people's edits: the half that takes long.

    ``book`` is the settings file beside it, whether there is one or not; ``spoken`` what is kept of
    how its chapters are said.
    """

    manuscript: Manuscript
    script: Script
    reading: Reading
    pauses: Pauses
    book: Path
    spoken: SpokenBook


def foresee(path: Path, *, options: Options, settings: Settings) -> Forecast:
    """Say what a build would make and what that would cost. Spends nothing, makes nothing."""
    return foresee_prepared(
        prepare(path, options=options, settings=settings), options=options, settings=settings
    )


def foresee_prepared(prepared: Prepared, *, options: Options, settings: Settings) -> Forecast:
    """Say what a build of what was prepared would make, and what that would cost."""
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
    told["notices"] = [*prepared.manuscript.notices, *map(tell_stale, prepared.stale)]
    return told


def tell_stale(text: str) -> str:
    """Say that a line edit has no line any more."""
    return f"the edits file changes {text!r}, which is no line of this book"


def write(path: Path, *, options: Options, settings: Settings) -> Written:
    """Read a manuscript and write its script, as :func:`prepare` does first."""
    book = find_beside(path, "book")
    reading = read_reading(book, options.reading)
    details = {**read_details(book), **options.metadata}
    manuscript = with_details(read(path, reading), details, path)
    pauses = read_pauses(book)
    store = open_store(settings.cache, settings.shared)
    spoken = SpokenBook(manuscript.metadata, store)
    script = write_script(manuscript, pauses=pauses, spoken=spoken)
    return Written(manuscript, script, reading, pauses, book, spoken)


def prepare(
    path: Path, *, options: Options, settings: Settings, written: Written | None = None
) -> Prepared:
    """Read, script, cast and plan: everything that costs nothing and changes nothing.

    ``written`` is the script of the manuscript, where it was written before.
    """
    written = written or write(path, options=options, settings=settings)
    manuscript = written.manuscript
    store = open_store(settings.cache, settings.shared)
    names = read_aliases(options.cast or find_beside(path, "cast"))
    edits = find_beside(path, "edits")
    script, stale = edit_lines(written.script, read_line_edits(edits))
    script = with_lexicon(merge_speakers(script, names), path, options.lexicon)
    script = doubt(script, options.threshold)
    given = _given_voices(path, manuscript, options)
    engines = _make_engines(given, settings)
    cast = cast_voices(
        script.speakers,
        [voice for engine in engines.values() for voice in list_voices(engine, given.values())],
        language=script.metadata.language,
        given=given,
        kept={} if options.recast else recall_cast(store, script.metadata, _name_voices(settings)),
        engine=settings.engine,
    )
    wanted = read_credits(written.book, options.credits)
    sounds = read_sounds(written.book)
    told = with_credits(script, wanted, pauses=written.pauses)
    recorded = find_recorded(told, sounds, written.book)
    plan = make_plan(
        leave_unspoken(told, recorded),
        voices=cast.voices,
        engines=engines,
        known=store.known("clips"),
        selection=_select(told, options, settings),
        takes={(names.get(it[0], it[0]), *it[1:]): n for it, n in read_takes(edits).items()},
        fresh=options.fresh,
    )
    if notice := find_gap(script.metadata, wanted):
        manuscript = replace(manuscript, notices=(*manuscript.notices, notice))
    return Prepared(
        path=path,
        manuscript=manuscript,
        script=script,
        cast=cast,
        engines=engines,
        plan=plan,
        reading=written.reading,
        spoken=written.spoken,
        credits=wanted,
        sounds=sounds,
        recorded=recorded,
        mastering=_choose_mastering(options, sounds),
        stale=tuple(it.text for it in stale),
        unedited=written.script,
    )


def _choose_mastering(options: Options, sounds: Sounds) -> Mastering:
    if sounds.room_tone is None:
        return options.mastering
    return replace(options.mastering, room_tone=sounds.room_tone)


def check(path: Path, *, options: Options) -> tuple[Script, Account]:
    """Write the script of a manuscript, and account in it for every word of the source."""
    reading = read_reading(find_beside(path, "book"), options.reading)
    script = with_lexicon(write_script(read(path, reading)), path, options.lexicon)
    return script, account_for(read_source(path, script), script)


def with_lexicon(script: Script, path: Path, asked: Path | None) -> Script:
    """Give a script how its words are said: the file asked for or beside it, then its own."""
    beside = find_beside(path, "lexicon")
    file = asked or (beside if beside.is_file() else None)
    near = [read_lexicon(file)] if file else []
    return replace(script, lexicon=join_lexicons([*near, lexicon_of(script.pronunciations)]))


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


def _name_voices(settings: Settings) -> str:
    """Name whose voices a cast is made of: an engine's, and for a server's, which."""
    return " ".join(filter(None, (settings.engine, settings.base_url, settings.server_label)))


def keep_book_cast(prepared: Prepared, store: FolderStore, settings: Settings) -> None:
    """Keep who has which voice, under every name that the text gives them."""
    script, chosen = prepared.script, prepared.cast.chosen
    names = {speaker.name: (speaker.name, *speaker.aliases) for speaker in script.speakers}
    voices = {alias: voice for name, voice in chosen.items() for alias in names.get(name, (name,))}
    keep_cast(store, script.metadata, _name_voices(settings), voices)


def _select(script: Script, options: Options, settings: Settings) -> Selection:
    """Choose the lines that are to be made."""
    failed = None
    if options.failed:
        with open_journal(settings.data / JOURNAL, look_only=True) as journal:
            failed = journal.list_failed()
    selection = Selection(
        options.chapters, options.segments, options.speakers, failed, options.entries
    )
    check_selection(selection, script)
    return selection
