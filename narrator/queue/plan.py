"""The plan: which clips a script needs, which of them the cache knows, which are missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from narrator.engine import Engine, Speech, share_phonemes
from narrator.packed import Packed, pack
from narrator.queue.job import Job, clip_name, make_job
from narrator.queue.jobs import Gathering, Jobs, Keys
from narrator.queue.selection import EVERYTHING, Selection
from narrator.script.edits import name_line
from narrator.script.foreign import Passages, believe_passages
from narrator.script.lexicon import Taker
from narrator.script.segments import split_at_pauses, split_text
from narrator.script.spoken import speak_as

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterator, Mapping, Sequence

    from narrator.script.edits import LineName
    from narrator.script.foreign import Foreign
    from narrator.script.lexicon import Entry, Phonemes
    from narrator.script.model import Script, ScriptChapter, Segment

_CALIBRATION = {
    "de": "Der Wind drehte gegen Abend, und niemand an Bord sprach noch ein Wort.",
    "es": "Al caer la tarde cambió el viento, y nadie a bordo dijo una palabra más.",
    "fr": "Le vent tourna vers le soir, et personne à bord ne dit plus un mot.",
    "it": "Verso sera il vento girò, e nessuno a bordo disse più una parola.",
    "pt": "Ao cair da tarde o vento mudou, e ninguém a bordo disse mais nada.",
}
_CALIBRATION_ENGLISH = (
    "Towards evening the wind went round, and nobody on board spoke another word."
)
"""What every voice says once, so that its loudness is known before any book is. Fixed for ever."""


_FIGURE = re.compile("[0-9]")
_NO_LINE: LineName = ("", None, "")


@dataclass(frozen=True, slots=True)
class Line:
    """A segment and the clips that say it, in order.

    There are none where there is nothing to say, and several where the text is longer than the
    engine takes, or was to be said in several ``parts``. ``voice`` is ``engine:name``, ``take`` the
    number of the take, from 1, ``entries`` those of the lexicon that change how it is said.
    """

    segment: Segment
    voice: str
    keys: tuple[str, ...]
    take: int = 1
    entries: tuple[Entry, ...] = ()
    parts: int = 1


@dataclass(frozen=True, slots=True)
class PlannedChapter:
    """A chapter with its lines. ``number`` counts the manuscript's that are spoken from 1."""

    number: int
    chapter: ScriptChapter
    lines: tuple[Line, ...]

    def clip_keys(self) -> Iterator[str]:
        """Give the clips of the chapter in order, one as often as it is heard."""
        for line in self.lines:
            yield from line.keys


@dataclass(frozen=True, slots=True)
class _Sums:
    """What a plan tells of all of its chosen lines together."""

    chosen: frozenset[int]
    missing: Sequence[Job]
    lines: int
    done: int


@dataclass(frozen=True)
class Plan:
    """What a book needs.

    ``gauges`` are the clips that tell how loud a voice is, by voice; ``cached`` the keys that the
    cache knows; ``selection`` says which lines are to be made.
    """

    chapters: Sequence[PlannedChapter]
    jobs: Jobs
    gauges: Mapping[str, str]
    cached: Keys | frozenset[str]
    selection: Selection = EVERYTHING

    @property
    def chosen(self) -> frozenset[int]:
        """The numbers of the chapters that have lines to be made."""
        return self._sums.chosen

    @property
    def missing(self) -> Sequence[Job]:
        """The wanted jobs whose clips nobody has made yet."""
        return self._sums.missing

    @property
    def counts(self) -> tuple[int, int]:
        """How many lines are chosen, and how many of these have all of their clips."""
        return self._sums.lines, self._sums.done

    @cached_property
    def wanted(self) -> Sequence[Job]:
        """The jobs of the chosen lines, each once, in order."""
        return self.jobs.pick(key for _, lines in self._choose() for key in self._list_keys(lines))

    def list_keys(self, chapter: PlannedChapter) -> Iterator[str]:
        """Give the clips that a chapter needs: its voices' gauges first, then its own in order."""
        return self._list_keys(chapter.lines)

    def _list_keys(self, lines: Sequence[Line]) -> Iterator[str]:
        for voice in dict.fromkeys(line.voice for line in lines if line.keys):
            yield self.gauges[voice]
        for line in lines:
            yield from line.keys

    @cached_property
    def _sums(self) -> _Sums:
        """What is told of all lines, from one walk through the book."""
        chosen: set[int] = set()
        missing: dict[str, None] = {}
        count = done = 0
        for chapter, lines in self._choose():
            if lines:
                chosen.add(chapter.number)
            left = {key for key in self._list_keys(lines) if key not in self.cached}
            missing |= dict.fromkeys(key for key in self._list_keys(lines) if key in left)
            count += len(lines)
            done += sum(left.isdisjoint(line.keys) for line in lines) if left else len(lines)
        return _Sums(frozenset(chosen), self.jobs.pick(missing), count, done)

    def list_takes(self, there: Collection[str]) -> dict[LineName, int]:
        """List the takes of the chosen lines that are not the first.

        Left out are lines that need a clip besides those that are ``there``.
        """
        return {
            name_line(line.segment): line.take
            for line in self.lines
            if line.take > 1 and all(key in there for key in line.keys)
        }

    @property
    def lines(self) -> Iterator[Line]:
        """The chosen lines, in order."""
        for _, lines in self._choose():
            yield from lines

    def _choose(self) -> Iterator[tuple[PlannedChapter, tuple[Line, ...]]]:
        """Give each chapter with those of its lines that are to be made."""
        for chapter in self.chapters:
            yield chapter, self.selection.choose(chapter, self.gauges)


def make_plan(  # noqa: PLR0913 — all that was chosen, by name
    script: Script,
    *,
    voices: Mapping[str, str],
    engines: Mapping[str, Engine],
    known: Container[str],
    selection: Selection = EVERYTHING,
    takes: Mapping[LineName, int] | None = None,
    splits: Mapping[LineName, int] | None = None,
    fresh: bool = False,
) -> Plan:
    """Plan a script.

    ``voices`` gives each speaker's voice as ``engine:name``, ``known`` the names in the store's
    shelf of clips, ``selection`` which lines are to be made, ``takes`` the take to be heard, where
    it is not the first, ``splits`` in how many parts a line is said. With ``fresh``, lines that are
    to be made and are there already get the next take, where that would sound otherwise; unless
    takes that were asked for before are still missing: then those are to be made first.
    """
    planner = _Planner(script, voices, engines, takes or {}, known)
    planner.splits = splits or {}
    planned = planner.plan_chapters(script)
    if fresh:
        lines = [line for chapter in planned for line in selection.choose(chapter, {})]
        planner.takes = {**planner.takes, **planner.raise_takes(lines, known)}
        planned = planner.plan_chapters(script)
    gauges = planner.plan_gauges()
    jobs, cached = planner.jobs.finish()
    return Plan(planned, jobs, gauges, cached, selection)


class _Planner:
    """Makes jobs, each once, asking an engine for a voice's identity only once."""

    def __init__(
        self,
        script: Script,
        voices: Mapping[str, str],
        engines: Mapping[str, Engine],
        takes: Mapping[LineName, int],
        known: Container[str],
    ) -> None:
        self.language = script.metadata.language
        self.passages = Passages(self.language, believe_passages(script))
        self.voices = voices
        self.engines = engines
        self.takes = takes
        self.splits: Mapping[LineName, int] = {}
        self.lexicon = script.lexicon
        self.jobs = Gathering(known)
        self._abilities = {name: engine.capabilities() for name, engine in engines.items()}
        self._identities: dict[str, dict[str, str]] = {}
        self._accents = {v.id: v.language for e in engines.values() for v in e.voices()}

    def plan_chapters(self, script: Script) -> Packed[PlannedChapter]:
        return pack(
            PlannedChapter(chapter.number, chapter, tuple(map(self.plan_line, chapter.segments)))
            for chapter in script.chapters
        )

    def plan_line(self, segment: Segment, take: int = 0) -> Line:
        voice = self.voices[segment.speaker]
        engine = voice.partition(":")[0]
        can = self._abilities[engine]
        direction = segment.direction if can.directions else None
        taker = Taker(engine, can.phonemes)
        name = name_line(segment) if self.takes or self.splits else _NO_LINE
        said = self._choose_text(segment, reads_numbers=can.reads_numbers)
        worded = self.lexicon.word(segment, self.language, taker, said)
        split = self.splits.get(name, 1)
        parts = _split(worded.text, can.longest_text, split) if _has_words(worded.text) else []
        number = (take or self.takes.get(name, 1)) if can.varies else 1
        phonemes = share_phonemes(parts, worded.phonemes)
        foreign = share_phonemes(parts, self.passages.find(segment, worded.text, can.foreign))
        keys = tuple(
            self._plan_job(voice, text, direction, number, (own, other))
            for text, own, other in zip(parts, phonemes, foreign, strict=True)
        )
        return Line(segment, voice, keys, number, worded.entries, split)

    def _choose_text(self, segment: Segment, *, reads_numbers: bool) -> str:
        """Give an engine that reads a language's numbers better than our rules the figures.

        The rules know English; of other languages only the numbers' own words, not their endings.
        What somebody wrote to be said is said.
        """
        if not reads_numbers or _primary(self.language) == "en" or not _FIGURE.search(segment.text):
            return segment.spoken
        ruled = speak_as(segment.text, segment.kind, self.language)
        return speak_as(segment.text, segment.kind) if ruled == segment.spoken else segment.spoken

    def raise_takes(self, lines: Sequence[Line], known: Container[str]) -> dict[LineName, int]:
        """Give the next take of every line whose clips are there.

        None are given where clips are missing that were asked for as another take before.
        """
        if any(line.take > 1 and not _is_there(line, known) for line in lines):
            return {}
        return {
            name_line(line.segment): self._find_next(line, known)
            for line in lines
            if line.keys and _is_there(line, known)
        }

    def _find_next(self, line: Line, known: Container[str]) -> int:
        """Find the first take after a line's that is not there; its own where none differs."""
        after = self.plan_line(line.segment, line.take + 1)
        while after.take > line.take and _is_there(after, known):
            after = self.plan_line(line.segment, after.take + 1)
        return after.take

    def plan_gauges(self) -> dict[str, str]:
        """Plan the calibration clip of every voice that has a line."""
        text = _CALIBRATION.get(_primary(self.language), _CALIBRATION_ENGLISH)
        return {voice: self._plan_job(voice, text, None) for voice in list(self._identities)}

    def _plan_job(
        self,
        voice: str,
        text: str,
        direction: str | None,
        take: int = 1,
        said: tuple[Phonemes, Foreign] = ((), ()),
    ) -> str:
        name, _, bare = voice.partition(":")
        if voice not in self._identities:
            self._identities[voice] = self.engines[name].identity(bare)
        language = self._choose_language(voice)
        phonemes, foreign = said
        speech = Speech(text, bare, language, direction, phonemes=phonemes, foreign=foreign)
        job = make_job(self.engines[name], self._identities[voice], speech, take)
        self.jobs.add(job)
        return job.key

    def _choose_language(self, voice: str) -> str:
        """Take the voice's own accent where it is one of the book's language.

        An American voice says the same in a British book as in an American one: they share a clip.
        """
        accent = self._accents.get(voice, self.language)
        return accent if _primary(accent) == _primary(self.language) else self.language


def _split(text: str, longest: int, parts: int) -> list[str]:
    """Split a text that is to be said in parts, and where it is longer than the engine takes."""
    return [piece for part in split_at_pauses(text, parts) for piece in split_text(part, longest)]


def _is_there(line: Line, known: Container[str]) -> bool:
    return all(clip_name(key) in known for key in line.keys)


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


def _has_words(text: str) -> bool:
    return re.search(r"\w", text) is not None
