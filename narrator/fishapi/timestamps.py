"""Speech with the times of its words: what the stream of events holds, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable


class AlignedText(msgspec.Struct, frozen=True):
    """A word (in Chinese a character; never punctuation), from ``start`` to ``end`` seconds."""

    text: str
    start: float
    end: float


class Alignment(msgspec.Struct, frozen=True):
    """What is known so far of a chunk's words, in seconds from the chunk's beginning."""

    audio_duration: float = 0.0
    segments: tuple[AlignedText, ...] = ()


class TimedAudio(msgspec.Struct, frozen=True, rename={"audio": "audio_base64"}):
    """One event: some sound, and what is known by now of the words of its chunk.

    ``audio`` of all events in their order is the sound. ``alignment`` is a snapshot of the whole
    chunk ``chunk_seq``: a later one of the same chunk replaces it, never adds to it. A word's time
    in the sound is ``chunk_audio_offset_sec`` and its own.
    """

    audio: bytes
    content: str = ""
    alignment: Alignment | None = None
    chunk_seq: int = 0
    chunk_audio_offset_sec: float = 0.0


@dataclass(frozen=True, slots=True)
class TimedSpeech:
    """The whole sound, and its words with their times in seconds from its beginning."""

    audio: bytes = field(repr=False)
    words: tuple[AlignedText, ...]


def gather(events: Iterable[TimedAudio]) -> TimedSpeech:
    """Put the events of one text together, by the last snapshot of each chunk."""
    sound = bytearray()
    latest: dict[int, TimedAudio] = {}
    for event in events:
        sound += event.audio
        if event.alignment is not None:
            latest[event.chunk_seq] = event
    words = (word for number in sorted(latest) for word in _place_words(latest[number]))
    return TimedSpeech(bytes(sound), tuple(words))


def _place_words(event: TimedAudio) -> Iterable[AlignedText]:
    offset = event.chunk_audio_offset_sec
    for word in event.alignment.segments if event.alignment else ():
        yield AlignedText(word.text, word.start + offset, word.end + offset)
