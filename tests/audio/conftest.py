"""Sounds for the tests of sound: short, and the same on every run."""

import numpy as np
import pytest

from narrator.audio.clip import clip_from_float


@pytest.fixture(scope="session")
def tone():
    """Make a tone of a frequency, a peak, a length in seconds, a rate."""

    def make(hertz=997.0, peak=0.5, seconds=1.0, rate=24_000):
        turns = 2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate
        return clip_from_float(peak * np.sin(turns), rate)

    return make


@pytest.fixture(scope="session")
def babble():
    """Make noise that swells and fades and pauses as speech does, one for each seed."""

    def make(seed=0, seconds=3.0, rate=24_000, peak=0.3):
        chance = np.random.default_rng(seed)
        levels = chance.choice([0.0, 0.1, 0.3, 1.0], size=int(seconds * 5) + 2)
        levels[0] = levels[-1] = 1.0
        count = round(seconds * rate)
        swell = np.interp(np.linspace(0, len(levels) - 1, count), range(len(levels)), levels)
        noise = np.clip(chance.standard_normal(count) / 3, -1, 1)
        return clip_from_float(peak * swell * noise, rate)

    return make
