"""A chapter as a stream: sound, silence, sound, silence; never all of it in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from narrator.audio.clip import Clip, Samples
from narrator.audio.limiter import limit
from narrator.audio.loudness import Part, to_factor
from narrator.audio.trim import fade_edges

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEAD_MS = 500
"""The silence that opens a chapter."""
TAIL_MS = 100
"""The silence that ends it, after its last pause. The encoder's tail must fall into silence."""
BLOCK = 1024
"""A chapter is a whole number of these frames, as AAC counts, so that chapters can be laid end to
end without a gap in the count."""

ReadClip = Callable[[str], Clip]


@dataclass(frozen=True, slots=True)
class Sound:
    """A clip in a chapter, by its name; an empty name is silence alone."""

    clip: str
    part: Part


def join(
    sounds: Iterable[Sound], read: ReadClip, *, rate: int, gain_db: float, ceiling_db: float
) -> Iterator[Samples]:
    """Stream a chapter: the head's silence, for each sound its samples and its pause, the tail.

    ``gain_db`` is the chapter's and comes on top of each voice's; nothing is louder than
    ``ceiling_db`` below full scale.
    """
    heard = 0
    for piece in _stream(sounds, read, rate=rate, gain_db=gain_db, ceiling_db=ceiling_db):
        heard += len(piece)
        yield piece
    tail = _to_frames(TAIL_MS, rate)
    yield _silence(tail + -(heard + tail) % BLOCK)


def _stream(
    sounds: Iterable[Sound], read: ReadClip, *, rate: int, gain_db: float, ceiling_db: float
) -> Iterator[Samples]:
    yield _silence(_to_frames(HEAD_MS, rate))
    for sound in sounds:
        gain = to_factor(sound.part.gain_db + gain_db)
        yield _prepare(sound, read, rate=rate, gain=gain, ceiling=to_factor(ceiling_db))
        yield _silence(_to_frames(sound.part.pause_ms, rate))


def _prepare(sound: Sound, read: ReadClip, *, rate: int, gain: float, ceiling: float) -> Samples:
    """Read a clip and make of it what is heard: trimmed, faded, at the book's rate and level."""
    measured = sound.part.measurement
    if measured.start == measured.end:
        return _silence(0)
    clip = read(sound.clip)
    kept = clip.samples[measured.start : measured.end].astype(np.float32) / np.float32(32768)
    samples = _resample(fade_edges(kept, clip.rate), clip.rate, rate) * np.float32(gain)
    return np.rint(limit(samples, rate, ceiling) * 32767).astype(np.int16)


def _resample(samples: NDArray[np.float32], rate: int, wanted: int) -> NDArray[np.float32]:
    if rate == wanted:
        return samples
    import soxr

    resampled: NDArray[np.float32] = soxr.resample(samples, rate, wanted)
    return resampled


def _silence(frames: int) -> Samples:
    return np.zeros(frames, np.int16)


def _to_frames(milliseconds: int, rate: int) -> int:
    return round(milliseconds * rate / 1000)
