"""The limiter holds the ceiling and leaves alone what is below it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from narrator.audio.limiter import LOOK_AHEAD_MS, limit

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
