"""How a limiter moves the level, and how sharp a sound is: what pumping and clicks are made of."""

from dataclasses import dataclass

import numpy as np

WINDOW_MS = 10
NEAR_MS = 40
"""What is nearer to a peak than this may give way with it: an ear takes it for the peak itself."""
_FLOOR = 1e-6
"""The mean square, -60 dB, below which a window is silent and tells nothing."""


@dataclass(frozen=True)
class Movement:
    """What a limiter did: gains in dB, of windows of 10 ms.

    ``deepest`` is the furthest that it went down, ``held`` the share of time in which it held
    anything back, ``apart`` how far the level moved away from any peak. That last one is pumping:
    a room between the words that grows quieter and louder with them.
    """

    deepest: float
    held: float
    apart: float


def measure_movement(before, after, rate, ceiling):
    """Compare a sound with what a limiter made of it; ``ceiling`` is the highest sample of that."""
    width = rate * WINDOW_MS // 1000
    count = len(before) // width
    loud = np.abs(before[: count * width]).reshape(count, width).max(axis=1) > ceiling
    near = np.convolve(loud, np.ones(2 * NEAR_MS // WINDOW_MS + 1), "same") > 0
    first, second = (
        (sound[: count * width].astype(float) ** 2).reshape(count, width).mean(axis=1)
        for sound in (before, after)
    )
    told = (first > _FLOOR) & (second > 0)
    gains = np.zeros(count)
    gains[told] = 10 * np.log10(second[told] / first[told])
    return Movement(
        deepest=float(gains.min(initial=0)),
        held=float(np.mean(gains < -0.1)),
        apart=float(np.abs(gains[~near]).max(initial=0)),
    )


def find_clicks(sound, rate, spans):
    """Tell how sharp the sound is in each span: its sharpest bend, of the usual one of all spans.

    A bend is the second difference of samples. Noise has some of 5 times the usual, a click of
    hundreds.
    """
    edge = rate * 6 // 100  # so far may a chapter of another codec lie from the timeline
    bends = [np.abs(np.diff(sound[begin + edge : end - edge], 2)) for begin, end in spans]
    usual = np.sqrt(np.mean(np.concatenate(bends) ** 2))
    return [float(each.max() / usual) for each in bends]
