"""Silence at the edges goes, breath stays, nothing clicks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.audio.clip import Clip
from narrator.audio.trim import HEAD_MS, TAIL_MS, fade_edges, find_edges

RATE = 24_000


def between_silences(head, sound, tail, floor=0):
    """Put sound between silences of so many frames, with noise of a peak throughout."""
    noise = np.random.default_rng(1).integers(-floor, floor + 1, head + len(sound) + tail)
    noise[head : head + len(sound)] += sound
    return Clip(noise.astype(np.int16), RATE)


def shout(frames):
    """Make a loud sound."""
    return np.random.default_rng(2).integers(-9000, 9001, frames)


@given(st.integers(0, RATE), st.integers(2400, RATE), st.integers(0, RATE))
def test_edges(head, length, tail):
    """The edges lie at most the margin and a step of 5 ms outside the sound, never inside."""
    start, end = find_edges(between_silences(head, shout(length), tail, floor=3))
    step = RATE * 5 // 1000
    assert max(0, head - RATE * HEAD_MS // 1000 - step) <= start <= head
    assert (
        head + length
        <= end
        <= min(head + length + tail, head + length + RATE * TAIL_MS // 1000 + step)
    )


def test_breath_stays():
    """What is 40 dB below the voice is part of it, before and after."""
    breath = shout(2400) // 100
    clip = between_silences(RATE, np.concatenate([breath, shout(RATE), breath]), RATE)
    start, end = find_edges(clip)
    assert start <= RATE
    assert end >= 2 * RATE + 4800


@pytest.mark.parametrize("frames", [0, 9, RATE])
def test_nothing_to_hear(frames):
    """A clip without sound has no edges."""
    assert find_edges(between_silences(frames, shout(0), frames, floor=2)) == (0, 0)


@given(st.integers(0, 3000))
def test_fade(count):
    """A faded clip begins and ends at zero, is never louder, and is the same in its middle."""
    samples = np.ones(count, np.float32)
    faded = fade_edges(samples, RATE)
    assert np.all(samples == 1)
    assert np.all(faded <= 1)
    assert np.all(faded[120:-480] == 1)
    assert not count or faded[0] == faded[-1] == 0
