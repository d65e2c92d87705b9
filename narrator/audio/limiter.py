"""A peak limiter that looks ahead. It works on one clip: clips stand between silences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOOK_AHEAD_MS = 10
"""How long before a peak the level begins to give way, and how long after it it comes back."""


def limit(samples: NDArray[np.float32], rate: int, ceiling: float) -> NDArray[np.float32]:
    """Give the samples with no peak above ``ceiling``; the same array where none is.

    The gain that each sample needs is spread to its neighbours by a minimum, then smoothed by a
    mean over the same width, which cannot rise above any minimum within it.
    """
    peaks = np.abs(samples)
    if not len(samples) or float(peaks.max()) <= ceiling:
        return samples
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    width = 2 * (rate * LOOK_AHEAD_MS // 1000) + 1
    needed = ceiling / np.maximum(peaks, ceiling)
    gain = uniform_filter1d(minimum_filter1d(needed, width), width)
    limited: NDArray[np.float32] = np.clip(samples * gain, -ceiling, ceiling)
    return limited
