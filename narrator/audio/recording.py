"""Sounds from anybody's files: read a piece at a time, trimmed, faded, laid under a voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from narrator.audio.clip import Clip
from narrator.audio.trim import from_pydub, to_pydub

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from narrator.audio.clip import Samples

LONGEST = 60
"""The most seconds of a piece: a recording is cut where it is quietest before that."""
_LOOK = 20  # seconds at the end of a piece in which the quietest place is looked for
_WINDOW = 0.1  # seconds


def cut_pieces(clips: Iterable[Clip], start: float = 0.0, end: float = 0.0) -> Iterator[Clip]:
    """Give a recording in pieces of at most :data:`LONGEST` seconds; laid end to end they are it.

    Only what lies between ``start`` and ``end`` seconds is given; an ``end`` of 0 is its own. What
    is held in memory is two pieces at the most.
    """
    held: list[Samples] = []
    rate = count = 0
    for clip in _between(clips, start, end):
        rate = clip.rate
        held.append(clip.samples)
        count += len(clip.samples)
        while count > LONGEST * rate:
            whole = np.concatenate(held)
            border = _find_quiet(whole[: LONGEST * rate], rate)
            yield Clip(whole[:border], rate)
            held, count = [whole[border:]], len(whole) - border
    if count:
        yield Clip(np.concatenate(held), rate)


def fade(clip: Clip, *, seconds: float, begins: bool = True, ends: bool = True) -> Clip:
    """Let a clip come and go in so many seconds, or in half of it where it is shorter."""
    sound = to_pydub(clip)
    milliseconds = min(round(seconds * 1000), len(sound) // 2)
    if begins and milliseconds:
        sound = sound.fade_in(milliseconds)
    if ends and milliseconds:
        sound = sound.fade_out(milliseconds)
    return from_pydub(sound)


def lay_under(voice: Clip, bed: Clip, *, gain_db: float, fade_seconds: float) -> Clip:
    """Mix a bed under a voice, as long as the voice: repeated or cut, softly begun and ended.

    The mix has the voice's rate. ``gain_db`` is the bed's.
    """
    sound = to_pydub(voice)
    under = to_pydub(_resample(bed, voice.rate)).apply_gain(gain_db)
    times = -(-len(sound) // max(1, len(under)))
    long = from_pydub((under * times)[: len(sound)])
    return from_pydub(sound.overlay(to_pydub(fade(long, seconds=fade_seconds))))


def _resample(clip: Clip, rate: int) -> Clip:
    if clip.rate == rate:
        return clip
    import soxr

    return Clip(soxr.resample(clip.samples, clip.rate, rate), rate)


def _between(clips: Iterable[Clip], start: float, end: float) -> Iterator[Clip]:
    """Leave out what lies before ``start`` and after ``end``."""
    at = 0
    for clip in clips:
        first = max(0, round(start * clip.rate) - at)
        last = round(end * clip.rate) - at if end else len(clip.samples)
        if first < min(last, len(clip.samples)):
            yield Clip(clip.samples[first:last], clip.rate)
        at += len(clip.samples)
        if end and at >= end * clip.rate:
            return


def _find_quiet(samples: Samples, rate: int) -> int:
    """Find the frame in the last seconds round which it is quietest."""
    window = round(_WINDOW * rate)
    first = max(0, len(samples) - _LOOK * rate)
    looked = samples[first:].astype(np.float64)
    windows = looked[: len(looked) // window * window].reshape(-1, window)
    return first + int((windows**2).mean(axis=1).argmin()) * window + window // 2
