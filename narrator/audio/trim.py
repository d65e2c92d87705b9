"""Where the sound in a clip begins and ends, and soft edges for it.

Engines leave different silences round what they say; they are cut off here, and the book's own
pauses take their place.
"""

from __future__ import annotations

import warnings
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from narrator.audio.clip import Clip

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydub import AudioSegment

BELOW_LOUDEST_DB = 45.0
"""Silence is this far below the loudest tenth of a second: breath and a dying vowel lie above."""
NEVER_SOUND_DBFS = -70.0
"""Below this nothing counts as sound, in the quietest clip."""
HEAD_MS, TAIL_MS = 10, 30
"""Kept before the first sound and after the last, where the clip has as much."""
FADE_IN_MS, FADE_OUT_MS = 5, 20

_STEP_MS = 5


def find_edges(clip: Clip) -> tuple[int, int]:
    """Tell the frames where the clip's sound begins and ends, a little margin included.

    Both are 0 where there is no sound.
    """
    loudest = _find_loudest(clip)
    if loudest <= NEVER_SOUND_DBFS:
        return 0, 0
    threshold = max(loudest - BELOW_LOUDEST_DB, NEVER_SOUND_DBFS)
    sound = to_pydub(clip)
    head = max(0, _leading_silence(sound, threshold) - HEAD_MS)
    tail = max(0, _leading_silence(sound.reverse(), threshold) - TAIL_MS)
    return _to_frames(head, clip.rate), len(clip.samples) - _to_frames(tail, clip.rate)


def fade_edges(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Give the samples with a soft beginning and a softer end, so that neither clicks."""
    faded = samples.copy()
    _fade(faded, _to_frames(FADE_IN_MS, rate))
    _fade(faded[::-1], _to_frames(FADE_OUT_MS, rate))
    return faded


def _fade(samples: NDArray[np.float32], frames: int) -> None:
    count = min(frames, len(samples))
    samples[:count] *= np.linspace(0, 1, count, endpoint=False, dtype=np.float32)


def _find_loudest(clip: Clip) -> float:
    """Tell the level of the loudest tenth of a second, in dB below full scale."""
    hop = max(1, clip.rate // 10)
    squares = (clip.samples / 32768.0) ** 2
    means = np.pad(squares, (0, -len(squares) % hop)).reshape(-1, hop).mean(axis=1)
    loudest = float(means.max(initial=0.0))
    return 10 * float(np.log10(loudest)) if loudest else -np.inf


def _leading_silence(sound: AudioSegment, threshold: float) -> int:
    from pydub.silence import detect_leading_silence

    return int(detect_leading_silence(sound, silence_threshold=threshold, chunk_size=_STEP_MS))


def to_pydub(clip: Clip) -> AudioSegment:
    """Give a clip as pydub has it, for edits of clips."""
    data = clip.samples.astype("<i2", copy=False).tobytes()
    return _load_pydub()(data, frame_rate=clip.rate, sample_width=2, channels=1)


def from_pydub(sound: AudioSegment) -> Clip:
    """Give what pydub made as a clip."""
    return Clip(np.frombuffer(sound.raw_data, "<i2"), int(sound.frame_rate))


@cache
def _load_pydub() -> type[AudioSegment]:
    """Import pydub without its warning that it misses an ffmpeg, which is not wanted here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    segment: type[AudioSegment] = AudioSegment
    return segment


def _to_frames(milliseconds: int, rate: int) -> int:
    return milliseconds * rate // 1000
