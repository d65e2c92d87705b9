"""The plan: which clips a script needs, which of them the cache knows, which are missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from narrator.engine import Engine, Speech
from narrator.queue.job import Job, clip_name, make_job
from narrator.script.segments import split_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

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


@dataclass(frozen=True, slots=True)
class Line:
    """A segment and the clips that say it, in order.

    There are none where there is nothing to say, and several where the text is longer than the
    engine takes. ``voice`` is ``engine:name``.
    """

    segment: Segment
    voice: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedChapter:
    """A chapter with its lines. ``number`` counts the spoken chapters from 1."""

    number: int
    chapter: ScriptChapter
    lines: tuple[Line, ...]

    def clip_keys(self) -> Iterator[str]:
        """Give the clips of the chapter in order, one as often as it is heard."""
        for line in self.lines:
            yield from line.keys


@dataclass(frozen=True)
class Plan:
    """What a book needs.

    ``gauges`` are the clips that tell how loud a voice is, by voice; ``cached`` the keys that the
    cache knows; ``selected`` the chapters to be made.
    """

    chapters: tuple[PlannedChapter, ...]
    jobs: Mapping[str, Job]
    gauges: Mapping[str, str]
    cached: frozenset[str]
    selected: frozenset[int]

    @cached_property
    def wanted(self) -> tuple[Job, ...]:
        """The jobs of the selected chapters, each once, in order."""
        chosen = (chapter for chapter in self.chapters if chapter.number in self.selected)
        keys = dict.fromkeys(key for chapter in chosen for key in self.list_keys(chapter))
        return tuple(self.jobs[key] for key in keys)

    def list_keys(self, chapter: PlannedChapter) -> Iterator[str]:
        """Give the clips that a chapter needs: its voices' gauges first, then its own in order."""
        for voice in dict.fromkeys(line.voice for line in chapter.lines if line.keys):
            yield self.gauges[voice]
        yield from chapter.clip_keys()

    @cached_property
    def missing(self) -> tuple[Job, ...]:
        """The wanted jobs whose clips nobody has made yet."""
        return tuple(job for job in self.wanted if job.key not in self.cached)

    @cached_property
    def waiting(self) -> Mapping[str, tuple[Line, ...]]:
        """The lines of the selected chapters that wait for a missing clip, by its key, in order."""
        waiting: dict[str, list[Line]] = {job.key: [] for job in self.missing}
        for line in self.lines:
            for key in dict.fromkeys(line.keys):
                if key in waiting:
                    waiting[key].append(line)
        return {key: tuple(lines) for key, lines in waiting.items()}

    @property
    def lines(self) -> Iterator[Line]:
        """The lines of the selected chapters, in order."""
        for chapter in self.chapters:
            if chapter.number in self.selected:
                yield from chapter.lines


def make_plan(
    script: Script,
    *,
    voices: Mapping[str, str],
    engines: Mapping[str, Engine],
    known: Collection[str],
    chapters: frozenset[int] | None = None,
) -> Plan:
    """Plan a script.

    ``voices`` gives each speaker's voice as ``engine:name``, ``known`` the names in the store's
    shelf of clips, ``chapters`` the numbers of those to be made (None: all).
    """
    planner = _Planner(script.metadata.language, voices, engines)
    planned = tuple(
        PlannedChapter(number, chapter, tuple(planner.plan_line(s) for s in chapter.segments))
        for number, chapter in enumerate(script.chapters, 1)
    )
    gauges = planner.plan_gauges()
    cached = frozenset(key for key in planner.jobs if clip_name(key) in known)
    every = frozenset(range(1, len(planned) + 1))
    return Plan(planned, planner.jobs, gauges, cached, every if chapters is None else chapters)


class _Planner:
    """Makes jobs, each once, asking an engine for a voice's identity only once."""

    def __init__(
        self, language: str, voices: Mapping[str, str], engines: Mapping[str, Engine]
    ) -> None:
        self.language = language
        self.voices = voices
        self.engines = engines
        self.jobs: dict[str, Job] = {}
        self._identities: dict[str, dict[str, str]] = {}
        self._accents = {v.id: v.language for e in engines.values() for v in e.voices()}

    def plan_line(self, segment: Segment) -> Line:
        voice = self.voices[segment.speaker]
        engine = self.engines[voice.partition(":")[0]]
        can = engine.capabilities()
        direction = segment.direction if can.directions else None
        parts = split_text(segment.spoken, can.longest_text) if _has_words(segment.spoken) else []
        return Line(segment, voice, tuple(self._plan_job(voice, text, direction) for text in parts))

    def plan_gauges(self) -> dict[str, str]:
        """Plan the calibration clip of every voice that has a line."""
        text = _CALIBRATION.get(_primary(self.language), _CALIBRATION_ENGLISH)
        return {voice: self._plan_job(voice, text, None) for voice in list(self._identities)}

    def _plan_job(self, voice: str, text: str, direction: str | None) -> str:
        name, _, bare = voice.partition(":")
        if voice not in self._identities:
            self._identities[voice] = self.engines[name].identity(bare)
        speech = Speech(text, bare, self._choose_language(voice), direction)
        job = make_job(self.engines[name], self._identities[voice], speech)
        self.jobs.setdefault(job.key, job)
        return job.key

    def _choose_language(self, voice: str) -> str:
        """Take the voice's own accent where it is one of the book's language.

        An American voice says the same in a British book as in an American one: they share a clip.
        """
        accent = self._accents.get(voice, self.language)
        return accent if _primary(accent) == _primary(self.language) else self.language


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


def _has_words(text: str) -> bool:
    return re.search(r"\w", text) is not None
