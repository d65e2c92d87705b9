"""Recordings are cut where they are quiet, and edited without a click."""

import numpy as np
import pytest

from narrator.audio.clip import Clip
from narrator.audio.recording import LONGEST, cut_pieces, fade, lay_under

RATE = 8_000


def talk(seconds, gap_at=()):
    """Make noise with half a second of silence at some seconds."""
    samples = np.random.default_rng(1).integers(-3000, 3000, round(seconds * RATE)).astype(np.int16)
    for at in gap_at:
        samples[round(at * RATE) : round((at + 0.5) * RATE)] = 0
    return Clip(samples, RATE)


def in_frames(clip, size=1000):
    """Give a clip as a decoder does."""
    for start in range(0, len(clip.samples), size):
        yield Clip(clip.samples[start : start + size], clip.rate)


def test_pieces_are_the_whole():
    """Pieces laid end to end are the recording, and each ends within a silence."""
    whole = talk(150, gap_at=(50, 95, 140))
    pieces = list(cut_pieces(in_frames(whole)))
    assert (np.concatenate([it.samples for it in pieces]) == whole.samples).all()
    assert all(it.seconds <= LONGEST for it in pieces)
    ends = np.cumsum([it.seconds for it in pieces])[:-1]
    assert [int(end) for end in ends] == [50, 95]


def test_a_part():
    """Of a recording only what was asked for is given, to the frame."""
    whole = talk(10)
    (piece,) = cut_pieces(in_frames(whole), 2.0, 3.5)
    assert (piece.samples == whole.samples[2 * RATE : 7 * RATE // 2]).all()
    assert list(cut_pieces(in_frames(whole), 20.0)) == []


def test_fade():
    """A fade begins and ends in silence, and leaves the middle as it was."""
    clip = Clip(np.full(4 * RATE, 10_000, np.int16), RATE)
    soft = fade(clip, seconds=1.0).samples
    assert np.abs(soft[[0, -1]]).max() < 100
    assert (soft[3 * RATE // 2 : 5 * RATE // 2] == 10_000).all()
    assert fade(clip, seconds=1.0, ends=False).samples[-1] == 10_000


@pytest.mark.parametrize("seconds", [0.7, 9.0])
def test_bed(seconds):
    """A bed is as long as the voice, whatever its own length and rate, and lies so far below it."""
    voice = Clip(np.zeros(4 * RATE, np.int16), RATE)
    bed = Clip(np.full(round(seconds * 44_100), 8_000, np.int16), 44_100)
    mixed = lay_under(voice, bed, gain_db=-20, fade_seconds=0.5)
    assert (len(mixed.samples), mixed.rate) == (4 * RATE, RATE)
    middle = mixed.samples[2 * RATE : 3 * RATE]
    assert float(np.median(middle)) == pytest.approx(800, abs=10)
