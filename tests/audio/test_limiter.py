"""The limiter holds the ceiling and leaves alone what is below it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from movement import measure_movement

from narrator.audio.join import Level, Sound, join
from narrator.audio.limiter import LOOK_AHEAD_MS, limit
from narrator.audio.loudness import Part, measure

RATE = 24_000


@given(st.integers(0, 2**32), st.floats(0.1, 1.0), st.floats(0.1, 8.0), st.integers(1, 4000))
def test_ceiling(seed, ceiling, peak, count):
    """Nothing comes out above the ceiling, however loud it went in."""
    samples = np.random.default_rng(seed).uniform(-peak, peak, count).astype(np.float32)
    limited = limit(samples, RATE, ceiling)
    assert limited.shape == samples.shape
    assert np.abs(limited).max() <= np.float32(ceiling)


def test_below():
    """A clip below the ceiling is the same clip."""
    samples = np.full(1000, 0.5, np.float32)
    assert limit(samples, RATE, 0.5) is samples


def test_far_from_the_peak():
    """One peak changes only what is near it."""
    samples = np.full(RATE, 0.25, np.float32)
    samples[12_000] = 1.0
    limited = limit(samples, RATE, 0.5)
    changed = np.flatnonzero(limited != samples)
    near = 2 * RATE * LOOK_AHEAD_MS // 1000 + 1
    assert limited[12_000] == 0.5
    assert 12_000 - near <= changed.min() <= changed.max() <= 12_000 + near


def speak_in_a_room(babble, gain=4.0):
    """Give speech that is far too loud, with the room's noise at -55 dB between the words."""
    room = np.random.default_rng(3).normal(0, 10 ** (-55 / 20), 10 * RATE)
    return (gain * babble(seconds=10).samples / 32768 + room).astype(np.float32)


def pump(samples, ceiling):
    """Limit as what pumps does: down at once, and back in a third of a second."""
    needed = ceiling / np.maximum(np.abs(samples), ceiling)
    gain, fade = np.ones_like(samples), np.exp(-1 / (0.3 * RATE))
    for at in range(1, len(samples)):
        gain[at] = min(needed[at], 1 - (1 - gain[at - 1]) * fade)
    return samples * gain


def test_no_pumping(babble):
    """Peaks give way by themselves: between the words, the room stays as loud as it was."""
    speech = speak_in_a_room(babble)
    moved = measure_movement(speech, limit(speech, RATE, 0.4), RATE, 0.4)
    assert moved.deepest < -3
    assert 0.05 < moved.held < 0.6
    assert moved.apart < 0.01


def test_pumping_is_found(babble):
    """The same measure finds a limiter that comes back slowly."""
    speech = speak_in_a_room(babble)
    assert measure_movement(speech, pump(speech, 0.4), RATE, 0.4).apart > 3


def test_levelling_does_not_move(babble):
    """A chapter has one gain from its first sound to its last, whatever is loud in it."""
    clips = dict(enumerate(babble(seed, peak=peak) for seed, peak in enumerate((0.9, 0.05, 0.9))))
    sounds = [Sound(name, Part(measure(clip), 0.0, 300)) for name, clip in clips.items()]
    quiet, loud = (
        np.concatenate([*join(sounds, clips.get, Level(RATE, gain, -6.0), head=0, tail=0)])
        for gain in (-12.0, 3.0)
    )
    free = quiet * 10 ** (15 / 20) / 32768
    moved = measure_movement(free, loud / 32768, RATE, 10 ** (-6 / 20))
    assert moved.deepest < -3
    assert moved.apart < 0.2
