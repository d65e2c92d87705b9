"""A chapter as a stream: sound, silence, sound, silence; never all of it in memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from narrator.audio.clip import Clip, Samples
from narrator.audio.limiter import limit
from narrator.audio.loudness import Part, to_factor
from narrator.audio.tone import make_tone
from narrator.audio.trim import fade_edges

if TYPE_CHECKING:
    from numpy.typing import NDArray

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


@dataclass(frozen=True, slots=True)
class Level:
    """What clips are brought to.

    A rate in Hz, a gain in dB on top of each voice's own, and a peak in dB that nothing exceeds;
    ``tone_db`` is the level of the room tone under all of it, -inf for none.
    """

    rate: int
    gain_db: float
    ceiling_db: float
    tone_db: float = -math.inf

    def tell_tone(self) -> list[str]:
        """Tell the room tone, for a name made from content; nothing where there is none."""
        return [] if self.tone_db == -math.inf else [f"tone {self.tone_db:.1f}"]


def join(
    sounds: Iterable[Sound], read: ReadClip, level: Level, *, head: int, tail: int
) -> Iterator[Samples]:
    """Stream sounds: silence, then for each its samples and its pause, then silence.

    ``head`` and ``tail`` are frames; the tail is made longer, to whole blocks of all.
    """
    heard = 0
    for piece in _stream(sounds, read, level, head):
        yield _add_tone(piece, level, heard)
        heard += len(piece)
    yield _add_tone(_silence(tail + -(heard + tail) % BLOCK), level, heard)


def to_frames(milliseconds: int, rate: int) -> int:
    """Tell how many frames so many milliseconds are."""
    return round(milliseconds * rate / 1000)


def _stream(sounds: Iterable[Sound], read: ReadClip, level: Level, head: int) -> Iterator[Samples]:
    yield _silence(head)
    for sound in sounds:
        yield _prepare(sound, read, level)
        yield _silence(to_frames(sound.part.pause_ms, level.rate))


def _add_tone(samples: Samples, level: Level, start: int) -> Samples:
    """Lay the room tone under a piece that begins at a frame; no sum exceeds the ceiling."""
    if level.tone_db == -math.inf:
        return samples
    tone = make_tone(level.rate, level.tone_db)
    laid = samples + np.take(tone, np.arange(start, start + len(samples)), mode="wrap")
    most = int(to_factor(level.ceiling_db) * 32767)
    return np.clip(laid, -most, most).astype(np.int16)


def _prepare(sound: Sound, read: ReadClip, level: Level) -> Samples:
    """Read a clip and make of it what is heard: trimmed, faded, brought to the level."""
    measured = sound.part.measurement
    if measured.start == measured.end:
        return _silence(0)
    clip = read(sound.clip)
    kept = clip.samples[measured.start : measured.end].astype(np.float32) / np.float32(32768)
    gain = np.float32(to_factor(sound.part.gain_db + level.gain_db))
    samples = _resample(fade_edges(kept, clip.rate), clip.rate, level.rate) * gain
    return np.rint(limit(samples, level.rate, to_factor(level.ceiling_db)) * 32767).astype(np.int16)


def _resample(samples: NDArray[np.float32], rate: int, wanted: int) -> NDArray[np.float32]:
    if rate == wanted:
        return samples
    import soxr

    resampled: NDArray[np.float32] = soxr.resample(samples, rate, wanted)
    return resampled


def _silence(frames: int) -> Samples:
    return np.zeros(frames, np.int16)
