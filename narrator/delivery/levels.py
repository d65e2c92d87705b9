"""Levels from the energies of short stretches: loudness, its range, the noise floor.

Loudness is that of ITU-R BS.1770-4, its range that of EBU Tech 3342.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from narrator.delivery.model import Curve

SILENT = -math.inf
BLOCK = 4
"""Stretches in the 400 ms over which momentary loudness is measured."""
SHORT_TERM = 30
"""Stretches in the 3 s over which short-term loudness is measured."""

_FLOOR = 5  # stretches: the half second in which a noise floor is looked for
_ABSOLUTE_GATE = -70.0
_LOUDNESS_GATE = -10.0
_RANGE_GATE = -20.0
_LOW, _HIGH = 10, 95  # percent of the short-term values that a range reaches from and to

Decibels = NDArray[np.float64]


def to_decibels(energy: float) -> float:
    """Give the level of a mean square, -inf for 0."""
    return 10.0 * math.log10(energy) if energy > 0 else SILENT


def to_lufs(energies: NDArray[np.float64]) -> Decibels:
    """Give the loudness of K-weighted mean squares, summed over channels (BS.1770-4, eq. 2)."""
    with np.errstate(divide="ignore"):
        return np.asarray(-0.691 + 10.0 * np.log10(energies))


def slide(energies: Curve, width: int) -> NDArray[np.float64]:
    """Mean the energies over every ``width`` neighbours; over all where there are fewer."""
    values = energies.astype(np.float64)
    width = min(width, len(values))
    return np.convolve(values, np.full(width, 1 / width), "valid") if width else values


def find_loudness(weighted: Curve) -> float:
    """Tell the integrated loudness in LUFS, -inf where all is silent."""
    energies = slide(weighted, BLOCK)
    loud = energies[to_lufs(energies) > _ABSOLUTE_GATE]
    if not len(loud):
        return SILENT
    gate = float(to_lufs(loud.mean())) + _LOUDNESS_GATE
    return float(to_lufs(loud[to_lufs(loud) > gate].mean()))


def find_range(weighted: Curve) -> float:
    """Tell the loudness range in LU; 0 for what is silent or shorter than 3 s."""
    if len(weighted) < SHORT_TERM:
        return 0.0
    energies = slide(weighted, SHORT_TERM)
    loud = energies[to_lufs(energies) > _ABSOLUTE_GATE]
    if not len(loud):
        return 0.0
    levels = to_lufs(loud)
    kept = levels[levels > float(to_lufs(loud.mean())) + _RANGE_GATE]
    low, high = np.percentile(kept, (_LOW, _HIGH), method="nearest")
    return float(high - low)


def find_noise_floor(plain: Curve) -> float:
    """Tell the level in dB of the quietest half second, -inf for digital silence.

    That is how the usual check for ACX finds it: what is heard where nobody speaks.
    """
    if not len(plain):
        return SILENT
    return to_decibels(float(np.min(slide(plain, _FLOOR))))
