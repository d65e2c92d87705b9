"""Meters: sound goes in piece by piece, its figures come out; no more than seconds are held."""

from __future__ import annotations

import math
from array import array
from collections import deque
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from narrator.delivery.levels import (
    SILENT,
    find_loudness,
    find_noise_floor,
    find_range,
    to_decibels,
)
from narrator.delivery.model import Sound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from narrator.delivery.model import Curve

Samples = NDArray[np.float32]
Samples64 = NDArray[np.float64]

FULL_SCALE = 32767 / 32768
"""A sample from here up is as high as 16 bits go."""
RUN = 3
"""So many samples at full scale one after the other are clipped sound, not one high peak."""

_WINDOWS = 10  # fine windows, of 10 ms, in a stretch
_STRETCHES = 20  # in what is measured at once: 2 s
_EDGE = 60 * 100  # fine windows kept of each end: a minute
_HEARD = -60.0  # dB: what is below it is room, whatever the room is like
_ABOVE_FLOOR = 10.0  # dB above the noise floor is sound, where the floor is higher
_OVERSAMPLING = 4
_REACH = 12  # samples on each side that the interpolation looks at


def design_weighting(rate: int) -> Samples64:
    """Give the K-weighting as two second-order sections for a rate in Hz.

    BS.1770-4 tabulates its filters for 48 kHz. These are the analogue prototypes whose bilinear
    transform gives those tables; at another rate they give the same curve but for the warping near
    half that rate, some hundredths of a LU.
    """
    return np.array([_design_shelf(rate), _design_high_pass(rate)])


def _design_shelf(rate: int) -> list[float]:
    """Give the filter for what a head does: 4 dB more above 1.7 kHz."""
    k = math.tan(math.pi * 1681.974450955533 / rate)
    quality, high = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    scale = 1 + k / quality + k * k
    top = (high + band * k / quality + k * k, 2 * (k * k - high), high - band * k / quality + k * k)
    low = (scale, 2 * (k * k - 1), 1 - k / quality + k * k)
    return [value / scale for value in (*top, *low)]


def _design_high_pass(rate: int) -> list[float]:
    k = math.tan(math.pi * 38.13547087602444 / rate)
    quality = 0.5003270373238773
    scale = 1 + k / quality + k * k
    return [1.0, -2.0, 1.0, 1.0, 2 * (k * k - 1) / scale, (1 - k / quality + k * k) / scale]


class SoundMeter:
    """Measures sound of so many channels at ``rate`` Hz as it is decoded."""

    def __init__(self, rate: int, channels: int) -> None:
        self._rate, self._channels = rate, channels
        self._window = max(1, round(rate / 100))
        self._stretch = self._window * _WINDOWS
        self._waiting: list[Samples] = []
        self._held = 0
        self._frames = 0
        self._squares = 0.0
        self._sums = np.zeros(channels)
        self._energies = EnergyMeter(rate, channels, self._stretch)
        self._edges = EdgeMeter()
        self._clipping = ClippingMeter(channels)
        self._true_peak = TruePeakMeter(channels)

    def add(self, samples: Samples) -> None:
        """Take the next samples: a row for each channel, full scale at ±1."""
        self._waiting.append(samples)
        self._held += samples.shape[1]
        if self._held >= self._stretch * _STRETCHES:
            held = np.concatenate(self._waiting, axis=1)
            whole = self._held - self._held % self._stretch
            self._measure(held[:, :whole])
            self._waiting, self._held = [held[:, whole:]], self._held - whole

    def finish(self) -> Sound:
        """Measure what is left, and give the figures. Raises ValueError where there is no sound."""
        if self._held:
            self._measure(np.concatenate(self._waiting, axis=1))
        if not self._frames:
            raise ValueError("there is no sound in it")
        plain, weighted, peaks = self._energies.curves()
        floor = find_noise_floor(plain)
        head, tail = self._edges.find(max(_HEARD, floor + _ABOVE_FLOOR))
        peak = float(peaks.max())
        return Sound(
            channels=self._channels,
            rate=self._rate,
            frames=self._frames,
            rms=to_decibels(self._squares / (self._frames * self._channels)),
            peak=_level(peak),
            true_peak=_level(max(peak, self._true_peak.finish())),
            noise_floor=floor,
            loudness=find_loudness(weighted),
            range_lu=find_range(weighted),
            head=min(head * self._window / self._rate, self._frames / self._rate),
            tail=min(tail * self._window / self._rate, self._frames / self._rate),
            clipped=self._clipping.finish(),
            offset=float(np.abs(self._sums).max() / self._frames) * 100,
            step=self._stretch / self._rate,
            plain=plain,
            weighted=weighted,
            peaks=peaks,
        )

    def _measure(self, samples: Samples) -> None:
        block = samples.astype(np.float64)
        squares = block * block
        self._frames += block.shape[1]
        self._squares += float(squares.sum())
        self._sums += block.sum(axis=1)
        peaks = _highest(np.abs(samples), self._stretch)
        self._energies.add(block, squares, peaks)
        self._edges.add(_mean_windows(squares, self._window))
        self._clipping.add(samples, float(peaks.max(initial=0.0)))
        self._true_peak.add(block)


class EnergyMeter:
    """Keeps the mean squares of every stretch, plain and K-weighted, and its highest sample."""

    def __init__(self, rate: int, channels: int, stretch: int) -> None:
        self._stretch = stretch
        self._sections = design_weighting(rate)
        self._state = np.zeros((2, channels, 2))
        self._plain, self._weighted, self._peaks = array("f"), array("f"), array("f")

    def add(self, block: Samples64, squares: Samples64, peaks: Samples) -> None:
        """Take samples, their squares, and the peaks of their stretches."""
        from scipy.signal import sosfilt

        weighted, self._state = sosfilt(self._sections, block, axis=-1, zi=self._state)
        whole = block.shape[1] // self._stretch  # a last part is too short to tell a level
        if not whole and not self._plain:
            whole = 1
        plain = _mean_windows(squares, self._stretch)
        loud = _mean_windows(weighted * weighted, self._stretch) * len(block)
        self._plain.extend(plain[:whole])
        self._weighted.extend(loud[:whole])
        self._peaks.extend(peaks[:whole])
        if len(peaks) > whole:
            self._peaks[-1] = max(self._peaks[-1], float(peaks[-1]))

    def curves(self) -> tuple[Curve, Curve, Curve]:
        """Give plain and weighted energies, which are summed over channels, and peaks."""
        plain, weighted, peaks = (
            np.frombuffer(values, np.float32)
            for values in (self._plain, self._weighted, self._peaks)
        )
        return plain, weighted, peaks


class EdgeMeter:
    """Keeps the levels of the first and the last minute, in windows of 10 ms."""

    def __init__(self) -> None:
        self._head = array("f")
        self._tail: deque[float] = deque(maxlen=_EDGE)

    def add(self, windows: Samples64) -> None:
        """Take the mean squares of the next windows."""
        self._head.extend(windows[: max(0, _EDGE - len(self._head))])
        self._tail.extend(windows.tolist())

    def find(self, threshold: float) -> tuple[int, int]:
        """Tell how many windows at each end are below a threshold in dB, a minute at the most."""
        energy = 10 ** (threshold / 10)
        return _count_quiet(self._head, energy), _count_quiet(reversed(self._tail), energy)


class ClippingMeter:
    """Counts the places where at least :data:`RUN` samples in a row are at full scale."""

    def __init__(self, channels: int) -> None:
        self._runs = 0
        self._open = np.zeros((channels, RUN), bool)  # the last samples, where they were that high

    def add(self, samples: Samples, peak: float) -> None:
        """Take the next samples, and how high the highest is."""
        if peak < FULL_SCALE:
            self._open[:] = False
            return
        for channel, row in enumerate(np.abs(samples) >= FULL_SCALE):
            joined = np.concatenate([self._open[channel], row])
            runs = joined[RUN:] & joined[RUN - 1 : -1] & joined[RUN - 2 : -2]
            self._runs += int(np.count_nonzero(runs & ~joined[:-RUN]))
            self._open[channel] = joined[-RUN:]

    def finish(self) -> int:
        """Tell how many there were."""
        return self._runs


class TruePeakMeter:
    """Finds the highest value between samples, by interpolating three (BS.1770-4, annex 2).

    A place is interpolated only where it could be higher than what was found before.
    """

    def __init__(self, channels: int) -> None:
        from scipy.signal import firwin

        length = 2 * _REACH * _OVERSAMPLING
        window = ("kaiser", 7.0)
        self._taps = firwin(length + 1, 1 / _OVERSAMPLING, window=window) * _OVERSAMPLING
        phases = [np.abs(self._taps[start::_OVERSAMPLING]).sum() for start in range(_OVERSAMPLING)]
        self._most = float(max(phases))
        self._before = np.zeros((channels, 2 * _REACH))
        self._peak = 0.0

    def add(self, block: Samples64) -> None:
        """Take the next samples."""
        reach = 2 * _REACH
        padded = np.concatenate([self._before, block], axis=1)
        self._before = padded[:, -reach:]
        size = 2048
        starts = range(0, padded.shape[1] - reach, size)
        parts = [padded[:, start : start + size + reach] for start in starts]
        highest = [float(np.abs(part).max()) for part in parts]
        for place in np.argsort(highest)[::-1]:
            if highest[place] * self._most <= self._peak:
                return
            self._peak = max(self._peak, self._interpolate(parts[place]))

    def finish(self) -> float:
        """Tell the highest value."""
        self.add(np.zeros((len(self._before), 2 * _REACH)))
        return self._peak

    def _interpolate(self, part: Samples64) -> float:
        from scipy.signal import upfirdn

        values = upfirdn(self._taps, part, up=_OVERSAMPLING, axis=-1)
        known = values[:, len(self._taps) - 1 : _OVERSAMPLING * (part.shape[1] - 1) + 1]
        return float(np.abs(known).max(initial=0.0))


def _level(peak: float) -> float:
    return 20 * math.log10(peak) if peak > 0 else SILENT


def _mean_windows(squares: Samples64, size: int) -> Samples64:
    """Mean the squares of every window over its samples and channels; a last part by itself."""
    means = squares.mean(axis=0)
    starts = np.arange(0, len(means), size)
    counts = np.minimum(size, len(means) - starts)
    return np.asarray(np.add.reduceat(means, starts) / counts)


def _highest(samples: Samples, size: int) -> Samples:
    highest = samples.max(axis=0)
    return np.asarray(np.maximum.reduceat(highest, np.arange(0, len(highest), size)))


def _count_quiet(windows: Iterable[float], energy: float) -> int:
    count = 0
    for value in windows:
        if value > energy:
            break
        count += 1
    return count
