"""A clip: sound in memory, as an engine gave it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Mono sound: ``samples`` are 16-bit, ``rate`` is in Hz."""

    samples: Samples = field(repr=False)
    rate: int

    @property
    def seconds(self) -> float:
        """How long the clip plays."""
        return len(self.samples) / self.rate


def clip_from_float(samples: NDArray[np.floating], rate: int) -> Clip:
    """Make a clip from samples in -1.0 … 1.0; what lies outside is held at full scale."""
    scaled = np.rint(np.clip(samples, -1.0, 1.0) * 32767.0)
    return Clip(scaled.astype(np.int16), rate)
