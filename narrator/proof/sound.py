"""What the sound of a clip tells without its words: silence, noise, an abrupt end, whose voice."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from narrator.audio.clip import Clip

    Floats = NDArray[np.float64]

_STEP = 0.01
"""Seconds from one frame to the next; each is twice as long."""
_QUIET_DB = 35.0
"""How far below the loudest a frame is in which nobody speaks."""
_VOICED_DB = 20.0
"""How far below the loudest a frame may be that tells of the voice."""
_BANDS = 24
_LOWEST_HZ, _HIGHEST_HZ = 100.0, 10_500.0
_NOISE_HZ = 7000.0
"""Up to where a spectrum is looked at for noise: above, speech has none but that."""
_FLAT = 0.35
"""The flatness of a spectrum, from 0 for a tone to 1 for noise, above which a frame is noise."""
_HIGH_HZ = (4000.0, 7500.0)
"""Where noise is loud, and speech only for the moment of a consonant."""
_KEPT = 40
"""Frames over which a level is kept by noise and by no consonant; a fifth may lie below it."""
_SILENT_DB = -90.0


@dataclass(frozen=True, slots=True)
class Sound:
    """What was found in a clip.

    ``seconds`` is how long it sounds between its edges, ``loudness`` the level there and
    ``clipped`` the part of its samples at full scale; ``pause`` the longest silence inside, in
    seconds, ``hiss`` the longest noise, and ``high`` the highest level that its high sounds keep,
    against the loudest, in dB. ``floor`` is how far the quietest frames lie below the
    loudest, and ``end`` the last, in dB. ``voice`` is the shape of the spectrum, in dB a band.
    """

    seconds: float
    loudness: float
    clipped: float
    pause: float
    hiss: float
    high: float
    floor: float
    end: float
    voice: tuple[float, ...]


def examine(clip: Clip, start: int, end: int) -> Sound:
    """Examine a clip that sounds from the frame ``start`` to ``end``."""
    samples = clip.samples[start:end] / 32768.0
    frames = _cut_frames(samples, clip.rate)
    levels = _find_levels(frames)
    loudest = float(np.percentile(levels, 95))
    spectra = np.abs(np.fft.rfft(frames * np.hanning(frames.shape[1]), axis=1)) ** 2 + 1e-12
    hertz = np.asarray(np.fft.rfftfreq(frames.shape[1], 1 / clip.rate), np.float64)
    return Sound(
        seconds=round(len(samples) / clip.rate, 3),
        loudness=round(float(10 * np.log10(np.mean(samples**2) + 1e-12)), 2) if len(samples) else 0,
        clipped=round(float(np.mean(np.abs(samples) > 0.998)), 5) if len(samples) else 0.0,
        pause=_find_longest(levels < loudest - _QUIET_DB),
        hiss=_find_longest(_find_noise(spectra, hertz) & (levels > loudest - _QUIET_DB)),
        high=_find_kept(spectra, hertz),
        floor=round(loudest - float(np.percentile(levels, 5)), 2),
        end=round(loudest - _level_of(clip.samples[-round(clip.rate * 0.02) :] / 32768.0), 2),
        voice=_describe_voice(spectra[levels > loudest - _VOICED_DB], hertz),
    )


def _cut_frames(samples: Floats, rate: int) -> Floats:
    """Cut overlapping frames; there is at least one."""
    step = round(rate * _STEP)
    short = max(0, 2 * step - len(samples))
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(samples, (0, short)), 2 * step)
    return np.asarray(windows[::step])


def _find_levels(frames: Floats) -> Floats:
    return np.asarray(np.maximum(10 * np.log10((frames**2).mean(axis=1) + 1e-12), _SILENT_DB))


def _level_of(samples: Floats) -> float:
    return float(_find_levels(samples.reshape(1, -1))[0]) if len(samples) else _SILENT_DB


def _find_longest(held: NDArray[np.bool_]) -> float:
    """Tell for how many seconds on end something holds."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], held.astype(np.int8), [0]))))
    return round(float((edges[1::2] - edges[::2]).max(initial=0)) * _STEP, 2)


def _find_kept(spectra: Floats, hertz: Floats) -> float:
    """Find the highest level that high sounds keep, in dB against the loudest frames."""
    high = (hertz >= _HIGH_HZ[0]) & (hertz < _HIGH_HZ[1])
    loudest = np.percentile(spectra.sum(axis=1), 95)
    levels = np.maximum(10 * np.log10(spectra[:, high].sum(axis=1) / loudest + 1e-12), _SILENT_DB)
    windows = np.lib.stride_tricks.sliding_window_view(levels, min(_KEPT, len(levels)))
    return round(float(np.percentile(windows, 20, axis=1).max()), 1)


def _find_noise(spectra: Floats, hertz: Floats) -> NDArray[np.bool_]:
    """Tell which frames have a flat spectrum: the geometric mean by the arithmetic one."""
    heard = spectra[:, (hertz > _LOWEST_HZ) & (hertz < _NOISE_HZ)]
    return np.asarray(np.exp(np.log(heard).mean(axis=1)) / heard.mean(axis=1) > _FLAT)


def _describe_voice(spectra: Floats, hertz: Floats) -> tuple[float, ...]:
    """Give the level of each band, in dB, against the mean of all."""
    if not len(spectra):
        return (0.0,) * _BANDS
    edges = np.geomspace(_LOWEST_HZ, min(_HIGHEST_HZ, 0.94 * hertz[-1]), _BANDS + 1)
    places = np.searchsorted(hertz, edges)
    bands = [
        10 * np.log10(spectra[:, a : max(b, a + 1)].mean(axis=1) + 1e-12).mean()
        for a, b in itertools.pairwise(places)
    ]
    return tuple(round(float(band - np.mean(bands)), 2) for band in bands)
