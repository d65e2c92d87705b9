"""What binding works on: cues before a chapter is encoded, spans after. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cue:
    """When a segment is heard: its clips one after the other, then its pause.

    ``clips`` are names in the store, without shelf and suffix; more than one where the engine had
    to be asked in pieces, none where nothing could be made. ``gain_db`` is the voice's.
    """

    segment: str
    clips: tuple[str, ...]
    gain_db: float = 0.0
    pause_ms: int = 0


@dataclass(frozen=True, slots=True)
class ChapterCues:
    """A chapter to be mastered: its place in the book, and whether it is credits."""

    title: str
    cues: tuple[Cue, ...]
    number: int = 0
    added: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """From which frame to which a segment is heard, counted from its chapter's first; end excluded.

    In a :class:`Timeline`: counted from the book's first.
    """

    segment: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EncodedChapter:
    """A chapter that lies encoded in the store: as mp3 under ``key``, as AAC under ``stretches``.

    ``frames`` at ``rate`` Hz are what is heard; ``packets`` are those of its AAC, 0 where it has
    none: one more than the sound fills, since the first only primes the decoder.
    """

    title: str
    key: str
    rate: int
    frames: int
    packets: int
    stretches: tuple[str, ...]
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True)
class TimedChapter:
    """A chapter in the finished book, in frames from the book's first; end excluded."""

    title: str
    start: int
    end: int
    heard: Sequence[Span]
    """Its segments, counted from its own first frame."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """Its segments, counted from the book's first frame."""
        return tuple(
            Span(it.segment, self.start + it.start, self.start + it.end) for it in self.heard
        )


@dataclass(frozen=True, slots=True)
class Timeline:
    """When everything in a finished m4b is heard, in frames at ``rate`` Hz."""

    rate: int
    frames: int
    chapters: tuple[TimedChapter, ...]


@dataclass(frozen=True, slots=True)
class BookFile:
    """A finished file: its kind (``m4b``, ``vtt``, ``sample``, ...), its bytes, how long it plays.

    ``made`` tells whether this run wrote it, or found it as it should be.
    """

    path: Path
    kind: str
    seconds: float
    size: int
    made: bool

    @property
    def is_sound(self) -> bool:
        """Whether it is a file of sound, and not one beside it."""
        return self.kind in ("m4b", "mp3", "opus", "flac", "wav")
