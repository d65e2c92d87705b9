"""Room tone: the quiet of a room, for those to whom digital silence sounds like a fault."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SECONDS = 8
"""How long the tone plays before it comes round again: too long to be heard as a pattern."""
_LOWEST, _HIGHEST = 40.0, 8_000.0  # Hz
_SEED = 1873


@lru_cache(maxsize=4)
def make_tone(rate: int, level_db: float) -> NDArray[np.int32]:
    """Make room tone of so many dB RMS, to be repeated: its end goes on where it begins.

    Each frequency has less energy than the one below, as in rooms; the phases come from a generator
    whose numbers are the same everywhere. It is a whole number of periods of all of them, so there
    is no seam.
    """
    count = rate * _SECONDS
    hertz = np.fft.rfftfreq(count, 1 / rate)
    there = (hertz >= _LOWEST) & (hertz <= _HIGHEST)
    turns = np.random.PCG64(_SEED).random_raw(len(hertz)) / 2**64
    spectrum = np.where(there, 1 / np.sqrt(np.maximum(hertz, 1)), 0) * np.exp(2j * np.pi * turns)
    wave = np.fft.irfft(spectrum, count)
    wave *= 10 ** (level_db / 20) / np.sqrt(np.mean(wave**2))
    return np.rint(wave * 32767).astype(np.int32)
