"""What is known of a finished file after it was decoded once. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Curve = NDArray[np.float32]
"""One value for each stretch of about 100 ms."""


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """The figures of decoded sound; levels are in dB below full scale, -inf for silence.

    ``rms``, ``peak``, ``true_peak`` (dBTP) and ``noise_floor`` are of samples as they are,
    ``loudness`` (LUFS) and ``range_lu`` of K-weighted ones. ``head`` and ``tail`` are seconds
    before the first and after the last sound. ``clipped`` counts places at full scale, ``offset``
    is the mean of the samples in percent of full scale. ``plain`` and ``weighted`` are the mean
    squares of each ``step`` seconds, ``peaks`` their highest samples.
    """

    channels: int
    rate: int
    frames: int
    rms: float
    peak: float
    true_peak: float
    noise_floor: float
    loudness: float
    range_lu: float
    head: float
    tail: float
    clipped: int
    offset: float
    step: float
    plain: Curve = field(repr=False)
    weighted: Curve = field(repr=False)
    peaks: Curve = field(repr=False)

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return self.frames / self.rate


@dataclass(frozen=True, slots=True)
class Stream:
    """How the sound lies in its file.

    ``kilobits`` are those of a second, ``constant`` whether every one has as many, None where the
    codec does not tell. ``stated`` is the length in seconds that the file claims, 0 where it
    claims none; ``damaged`` counts packets that cannot be decoded, and places where some are
    missing.
    """

    kind: str
    codec: str
    kilobits: float
    constant: bool | None
    stated: float
    damaged: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter's mark: its title, where it starts and ends, in seconds."""

    title: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """A finished file as it was found. ``cover`` is its width and height, None without one."""

    path: Path
    size: int
    stream: Stream
    sound: Sound
    marks: tuple[Mark, ...]
    tags: Mapping[str, str]
    cover: tuple[int, int] | None
