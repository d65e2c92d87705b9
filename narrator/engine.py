"""The port that every engine stands behind: what the core knows of engines, and all it knows.

To add an engine: a class with the members of :class:`Engine`, a row in ``narrator.engines`` (or an
entry point of the group ``narrator.engines`` in a package of your own), and a test class that
inherits the contract suite in ``tests/engines/contract.py``.
"""

from __future__ import annotations

import math
import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from narrator.audio.clip import Clip

Age = Literal["child", "young", "adult", "old", ""]
Gender = Literal["female", "male", ""]
Workers = Literal["processes", "threads"]


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of an engine. ``rank`` orders an engine's voices by quality, 0 the best."""

    engine: str
    name: str
    language: str
    gender: Gender = ""
    rank: int = 0
    description: str = ""

    @property
    def id(self) -> str:
        """The voice's full name, ``engine:name``."""
        return f"{self.engine}:{self.name}"


@dataclass(frozen=True, slots=True)
class Speech:
    """What an engine is asked to say.

    ``phonemes`` are words of the text in order, each with the phonemes to say it by, or "" for one
    that is said as ever though its like is not: :func:`place_phonemes` finds them. ``foreign`` are
    words in another language in the same way, each with the tag of that language or "".
    ``seed`` comes from the job's name: an engine that draws random numbers draws them from it, so
    that the same job sounds the same.
    """

    text: str
    voice: str
    language: str
    direction: str | None = None
    speed: float = 1.0
    seed: int = 0
    phonemes: tuple[tuple[str, str], ...] = ()
    foreign: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """What one clip in the making takes of a machine: processors, GPUs, bytes of memory."""

    cpus: float = 1.0
    gpus: float = 0.0
    memory: int = 0

    def __str__(self) -> str:
        """Say it to people."""
        parts = [f"{self.cpus:g} processors"]
        parts += [f"{self.gpus:g} GPUs"] if self.gpus else []
        parts += [f"{self.memory / 2**30:.1f} GiB of memory"] if self.memory else []
        return ", ".join(parts)

    def count_rooms(self, there: Mapping[str, float]) -> int:
        """Tell for how many clips at once there is room, in resources as Ray names them."""
        wanted = {"CPU": self.cpus, "GPU": self.gpus, "memory": self.memory}
        rooms = [int(there.get(name, 0) // much) for name, much in wanted.items() if much]
        return min(rooms, default=1)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do.

    ``longest_text`` is in characters; ``price`` in US dollars for a million UTF-8 bytes;
    ``workers`` says whether it computes here (processes) or waits (threads); ``rate`` is in Hz;
    ``deterministic`` tells whether the same job always gives the same samples, ``varies`` whether
    another take of the same words sounds otherwise; ``at_once`` how many jobs it takes at a time
    where that is not for the user to say; it may change while the engine works; ``phonemes`` is the
    alphabet in which it takes them for words, ``ipa`` or ``arpabet``, "" where it takes none;
    ``served`` is how many of those are worked on side by side, the rest being next in line;
    ``reads_numbers`` tells whether it says numbers of every language well from their figures;
    ``foreign`` lists the languages that it says rightly within a text of another; ``needs`` is what
    a clip takes of a machine, by which a cluster finds room for it.
    """

    languages: tuple[str, ...]
    longest_text: int
    rate: int
    workers: Workers = "processes"
    price: float = 0.0
    directions: bool = False
    deterministic: bool = True
    varies: bool = False
    at_once: int | None = None
    phonemes: str = ""
    reads_numbers: bool = False
    served: int | None = None
    foreign: tuple[str, ...] = ()
    needs: Needs = Needs()


@dataclass(frozen=True, slots=True)
class Retry:
    """An engine asks again, in ``wait`` seconds, after ``attempt`` attempts, and why."""

    attempt: int
    wait: float
    reason: str


@dataclass(slots=True)
class Notes:
    """What an engine tells while it speaks: what is tried again, and the bytes that are paid for.

    ``paid`` is None where it told of no payment; ``asked`` are the seconds that its requests took
    without what they waited for, None where it told of none; ``most`` are the bytes that may be
    paid for before nothing is asked for again.
    """

    retries: list[Retry] = field(default_factory=list)
    paid: int | None = None
    asked: float | None = None
    most: float = math.inf


_NOTES: ContextVar[Notes | None] = ContextVar("notes", default=None)


def note_retry(retry: Retry) -> None:
    """Say, inside :meth:`Engine.speak`, that something is tried again: whoever listens is told."""
    if notes := _NOTES.get():
        notes.retries.append(retry)


def note_payment(speech: Speech) -> None:
    """Say, inside :meth:`Engine.speak`, that an answer has come that is to be paid for."""
    if notes := _NOTES.get():
        notes.paid = (notes.paid or 0) + count_bytes(speech)


def may_pay_again(speech: Speech) -> bool:
    """Tell, inside :meth:`Engine.speak`, whether there is money for one more answer."""
    notes = _NOTES.get()
    return notes is None or (notes.paid or 0) + count_bytes(speech) <= notes.most


def note_request(seconds: float) -> None:
    """Say, inside :meth:`Engine.speak`, how long a request took from when it was let in."""
    if notes := _NOTES.get():
        notes.asked = (notes.asked or 0.0) + seconds


@contextmanager
def taking_notes(most: float = math.inf) -> Iterator[Notes]:
    """Give what fills with what engines tell in this block and thread; ``most`` is as in it."""
    notes = Notes(most=most)
    token = _NOTES.set(notes)
    try:
        yield notes
    finally:
        _NOTES.reset(token)


def count_bytes(speech: Speech) -> int:
    """Count the UTF-8 bytes of what is to be said: what network engines are paid for.

    A direction is sent too, in brackets.
    """
    direction = f"[{speech.direction}] " if speech.direction else ""
    return len(f"{direction}{speech.text}".encode())


def place_phonemes(
    text: str, phonemes: Iterable[tuple[str, str]]
) -> Iterator[tuple[int, int, str]]:
    """Yield where words that have phonemes start and end in a text, and what those are."""
    position = 0
    for words, said in phonemes:
        found = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)").search(text, position)
        if found:
            position = found.end()
            if said:
                yield *found.span(), said


def share_phonemes(
    parts: Sequence[str], phonemes: Iterable[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield for each part of a text the words in it that have phonemes, in order."""
    left = [pair for pair in phonemes if any(pair[0] in part for part in parts)]
    for part in parts:
        position = taken = 0
        for words, _ in left:
            found = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)").search(part, position)
            if not found:
                break
            position, taken = found.end(), taken + 1
        own, left = left[:taken], left[taken:]
        said = {words for words, phonemes in own if phonemes}
        yield tuple(pair for pair in own if pair[0] in said)


def list_voices(engine: Engine, wanted: Iterable[str] = ()) -> list[Voice]:
    """List an engine's voices, and those among the wanted names that it knows without listing them.

    A wanted name is bare, or ``engine:name``; those of other engines are passed over. An engine
    whose voices are too many to list has a method ``find_voice(name) -> Voice | None``.
    """
    voices = list(engine.voices())
    find = getattr(engine, "find_voice", None)
    for name in dict.fromkeys(wanted):
        bare = name.removeprefix(f"{engine.name}:")
        listed = any(name in (voice.id, voice.name) for voice in voices)
        if find and bare and ":" not in bare and not listed and (voice := find(bare)):
            voices.append(voice)
    return voices


class Engine(Protocol):
    """A speech engine.

    Creating one is cheap: models load at the first :meth:`speak`, before which it can be pickled,
    and so sent to a worker. One that waits for others may have a method ``stop()``: after it, what
    has not begun fails at once, and nothing is tried again.
    """

    @property
    def name(self) -> str:
        """The name that people choose it by."""
        ...

    def capabilities(self) -> Capabilities:
        """Tell what the engine can do."""
        ...

    def voices(self) -> tuple[Voice, ...]:
        """List the voices, the default first."""
        ...

    def identity(self, voice: str) -> dict[str, str]:
        """Name everything of engine, model and voice that the ear can hear, for a job's name.

        Cheap: no model is loaded. Raises ModelMissingError where the model is not at hand.
        """
        ...

    def speak(self, speech: Speech) -> Clip:
        """Say all of the text: a text too long for the engine is split inside, never cut.

        Raises SpeechError where this text cannot be said, EngineError where none can.
        """
        ...
