"""Before anything is spent: a manuscript is written as a script, cast and planned.

::

    write ─▶ revise ─▶ cast ─▶ make_plan

:func:`prepare` is all of it; :func:`foresee` tells what a build would cost.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from narrator.audio.mastering import LISTEN, Mastering
from narrator.cache.shared import open_store
from narrator.chat.labels import NOT_ASKED, Asked
from narrator.engine import list_voices
from narrator.engines import make_engine
from narrator.queue.forecast import ChatForecast, Forecast, forecast
from narrator.queue.journal import open_journal
from narrator.queue.plan import Plan, make_plan
from narrator.queue.selection import Selection, check_selection
from narrator.script import Cast, Script, cast_voices, read_cast
from narrator.script.beside import find_beside
from narrator.script.book_file import read_part_hours
from narrator.script.cast_file import read_aliases
from narrator.script.casting import count_talks
from narrator.script.credits import NO_CREDITS, Credits, find_gap, read_credits, with_credits
from narrator.script.edits import read_splits, read_takes
from narrator.script.foreign import tell_slips, tell_unspoken
from narrator.script.kept_cast import keep_cast, recall_cast
from narrator.script.model import NARRATOR
from narrator.script.sounds import (
    NO_SOUNDS,
    Recording,
    Sounds,
    find_recorded,
    leave_unspoken,
    read_sounds,
)
from narrator.writing import Written, find_cast, revise, tell_stale, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from narrator.cache.store import FolderStore
    from narrator.engine import Engine
    from narrator.manuscript import Manuscript, Reading
    from narrator.options import Options
    from narrator.script.edits import LineName
    from narrator.script.kept_spoken import SpokenBook
    from narrator.settings import Settings

JOURNAL = "journal.sqlite"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A manuscript with all that can be known of its book before anything is spent.

    ``script`` is the manuscript's alone, and what is proven; ``plan`` has the ``credits`` too.
    ``recorded`` has the segments that ``sounds`` are heard in place of: a recording for the first
    of each run, None for the others. No file of the whole book plays longer than ``part_hours``, 0
    for any length.
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
    part_hours: float = 0.0
    stale: tuple[str, ...] = ()
    """The words of line edits whose lines the book does not have any more."""
    unedited: Script | None = None
    """The script before the line edits, by whose words they find their lines."""
    asked: Asked = NOT_ASKED
    """What a chat model was asked about unsure lines, or could be."""

    @property
    def rate(self) -> int:
        """The book's sample rate in Hz: its narrator's, so that one more voice changes nothing."""
        return self.engines[self.cast.voices[NARRATOR].partition(":")[0]].capabilities().rate


def foresee(path: Path, *, options: Options, settings: Settings) -> Forecast:
    """Say what a build would make and what that would cost. Spends nothing, makes nothing."""
    options = replace(options, chat=False)
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
    told["notices"] = [
        *prepared.manuscript.notices,
        *_tell_foreign(prepared),
        *map(tell_stale, prepared.stale),
    ]
    asked = prepared.asked
    if asked.chunks:
        told["chat"] = ChatForecast(
            lines=asked.lines,
            chunks=asked.chunks,
            tokens=asked.tokens,
            price=round(asked.price, 4),
        )
    return told


def _tell_foreign(prepared: Prepared) -> Iterator[str]:
    """Say of each engine that speaks which passages it says in the book's language."""
    used = dict.fromkeys(voice.partition(":")[0] for voice in prepared.cast.voices.values())
    for name in used:
        spoken = prepared.engines[name].capabilities().foreign
        yield from filter(None, [tell_unspoken(prepared.script, name, spoken)])
    yield from filter(None, [tell_slips(prepared.script)])


def prepare(
    path: Path, *, options: Options, settings: Settings, written: Written | None = None
) -> Prepared:
    """Read, script, cast and plan: everything that costs nothing and changes nothing.

    ``written`` is the script of the manuscript, where it was written before.
    """
    written = written or write(path, options=options, settings=settings)
    manuscript = written.manuscript
    script, stale = revise(path, written.script, options)
    store = open_store(settings.cache, settings.shared)
    file = find_cast(path, options)
    given = _given_voices(manuscript, options, file)
    engines = _make_engines(given, settings)
    before = {} if options.recast else recall_cast(store, script.metadata, _name_voices(settings))
    cast = _cast(script, given, engines, before, settings.engine)
    wanted = read_credits(written.book, options.credits)
    sounds = read_sounds(written.book)
    told = with_credits(script, wanted, pauses=written.pauses)
    recorded = find_recorded(told, sounds, written.book)
    plan = make_plan(
        leave_unspoken(told, recorded),
        voices=cast.voices,
        engines=engines,
        known=store.look("clips"),
        selection=_select(told, options, settings),
        takes=_name_lines(read_takes(find_beside(path, "edits")), file),
        splits=_name_lines(read_splits(find_beside(path, "edits")), file),
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
        part_hours=_choose_part_hours(options, written.book),
        stale=stale,
        unedited=written.script,
        asked=written.asked,
    )


def _cast(
    script: Script,
    given: Mapping[str, str],
    engines: Mapping[str, Engine],
    before: Mapping[str, str],
    engine: str,
) -> Cast:
    """Give everybody a voice: the one that somebody chose, else the one they had ``before``."""
    voices = [voice for it in engines.values() for voice in list_voices(it, given.values())]
    return cast_voices(
        script.speakers,
        voices,
        language=script.metadata.language,
        given=given,
        kept=before,
        engine=engine,
        talks=count_talks(script),
    )


def _name_lines(numbers: Mapping[LineName, int], cast: Path | None) -> dict[LineName, int]:
    """Give what was chosen line by line: that of a speaker's other names is the speaker's."""
    names = read_aliases(cast) if cast else {}
    return {(names.get(line[0], line[0]), *line[1:]): number for line, number in numbers.items()}


def _choose_mastering(options: Options, sounds: Sounds) -> Mastering:
    if sounds.room_tone is None:
        return options.mastering
    return replace(options.mastering, room_tone=sounds.room_tone)


def _choose_part_hours(options: Options, book: Path) -> float:
    """Take what was asked for, else what the book's own file says, else the profile's."""
    said = read_part_hours(book)
    wanted = options.part_hours if options.part_hours is not None else said
    return options.usual_part_hours if wanted is None else wanted


def _given_voices(manuscript: Manuscript, options: Options, cast: Path | None) -> dict[str, str]:
    """Collect the voices that somebody chose: front matter, then the cast file, then the option."""
    return {
        **manuscript.voices,
        **(read_cast(cast) if cast else {}),
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
