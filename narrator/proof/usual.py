"""What clips of a voice have in common, which one that is faulty has not.

It is taken from most of them, so that some bad ones do not spoil the rule that they are judged by.
A voice that says little is judged by what all voices of its engine have in common, as far as that
is the engine's: how quiet its silences are, say, and not how loud or fast somebody speaks.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from narrator.proof.finding import Finding
    from narrator.proof.sound import Sound

    Floats = NDArray[np.float64]

_FEW = 12
"""Clips below which nothing is said of what they have in common."""
_FEW_FOR_SHAPES = 60
"""The same for how far the shapes of spectra lie from their voice's, which have many sides."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the spectra of a voice lie: their mean, their inverse covariance, and of how many."""

    mean: Floats
    inverse: Floats
    count: int

    def measure(self, sound: Sound) -> float:
        """Tell how far a clip's spectrum lies from the voice's, in standard deviations a band.

        A mean of few clips is not sure itself: that much nearer all others are.
        """
        far = _measure(np.array([sound.voice]) - self.mean, self.inverse)
        return float(far[0]) / math.sqrt(1 + 1 / self.count)


@dataclass(frozen=True, slots=True)
class Usual:
    """What clips have in common.

    ``loudness``, in dB, and ``seconds``, the two numbers of a line, are None where they are those
    of several voices; ``shape`` is None where too few clips tell it.
    """

    pause: float
    hiss: float
    high: float
    floor: float
    end: float
    loudness: float | None
    seconds: tuple[float, float] | None
    shape: Shape | None = None


def learn_all(voices: Mapping[str, Iterable[Finding]]) -> dict[str, Usual | None]:
    """Learn what the clips of each voice (``engine:name``) have in common; None where too few."""
    engines: dict[str, dict[str, list[Finding]]] = defaultdict(dict)
    for voice, findings in voices.items():
        engine = voice.partition(":")[0]
        engines[engine][voice] = [it for it in findings if it.sound and it.sound.seconds]
    return {voice: it for them in engines.values() for voice, it in _learn_engine(them).items()}


def find_usual(findings: Iterable[Finding]) -> Usual | None:
    """Find what the clips of one voice have in common; None where they are too few."""
    return learn_all({"": findings})[""]


def _learn_engine(voices: Mapping[str, Sequence[Finding]]) -> dict[str, Usual | None]:
    everybody = [it for findings in voices.values() for it in findings]
    shared = _summarise(everybody)
    if shared:
        shared = replace(shared, loudness=None, seconds=None)
    shapes = _find_shapes({voice: _list_sounds(them) for voice, them in voices.items()})
    learnt: dict[str, Usual | None] = {}
    for voice, findings in voices.items():
        own = _summarise(findings)
        learnt[voice] = replace(own, shape=shapes.get(voice)) if own else shared
    return learnt


def _list_sounds(findings: Iterable[Finding]) -> list[Sound]:
    return [it.sound for it in findings if it.sound]


def _summarise(findings: Collection[Finding]) -> Usual | None:
    sounds = _list_sounds(findings)
    if len(sounds) < _FEW:
        return None
    return Usual(
        pause=float(np.percentile([it.pause for it in sounds], 75)),
        hiss=float(np.percentile([it.hiss for it in sounds], 75)),
        high=float(np.percentile([it.high for it in sounds], 75)),
        floor=float(np.percentile([it.floor for it in sounds], 25)),
        end=float(np.median([it.end for it in sounds])),
        loudness=float(np.median([it.loudness for it in sounds])),
        seconds=_fit_seconds([it.letters for it in findings], sounds),
    )


def _fit_seconds(counts: Iterable[int], sounds: Iterable[Sound]) -> tuple[float, float]:
    """Fit how long a voice takes: a start, and a time for each letter; twice, without the odd."""
    letters = np.array([*counts], float)
    seconds = np.array([sound.seconds for sound in sounds])
    start, each = 0.1, float(np.median(seconds / np.maximum(letters, 1)))
    for _ in range(2):
        kept = np.abs(seconds - start - each * letters) < 0.3 * (0.5 + start + each * letters)
        if np.count_nonzero(kept) < _FEW or np.ptp(letters[kept]) == 0:
            break
        each, start = (float(it) for it in np.polyfit(letters[kept], seconds[kept], 1))
    return max(0.05, start), max(0.001, each)


def _find_shapes(voices: Mapping[str, Sequence[Sound]]) -> dict[str, Shape]:
    """Find the shape of each voice that says enough.

    How spectra vary round their mean depends on what is said more than on who says it: one with
    many clips tells that by itself, the others all together.
    """
    shapes = {
        voice: np.array([sound.voice for sound in sounds])
        for voice, sounds in voices.items()
        if len(sounds) >= _FEW
    }
    if sum(map(len, shapes.values())) < _FEW_FOR_SHAPES:
        return {}
    together = _fit_shapes(shapes)
    many = {voice: it for voice, it in shapes.items() if len(it) >= _FEW_FOR_SHAPES}
    alone = [_fit_shapes({voice: it}) for voice, it in many.items()]
    return {voice: it for fitted in (together, *alone) for voice, it in fitted.items()}


def _fit_shapes(shapes: Mapping[str, Floats]) -> dict[str, Shape]:
    """Find the means of voices, and one inverse covariance; twice, without the farthest."""
    means = {voice: np.median(them, axis=0) for voice, them in shapes.items()}
    bands = next(iter(means.values())).shape[0]
    inverse: Floats = np.eye(bands)
    for _ in range(2):
        off = {voice: them - means[voice] for voice, them in shapes.items()}
        far = {voice: _measure(them, inverse) for voice, them in off.items()}
        limit = 2.0 * float(np.median(np.concatenate([*far.values()])))
        kept = {voice: them[far[voice] <= limit] for voice, them in shapes.items()}
        means |= {voice: np.median(them, axis=0) for voice, them in kept.items() if len(them)}
        rest = np.concatenate([them - means[voice] for voice, them in kept.items()])
        inverse = np.asarray(np.linalg.inv(np.cov(rest.T) + 0.5 * np.eye(bands)))
    return {voice: Shape(means[voice], inverse, len(them)) for voice, them in shapes.items()}


def _measure(off: Floats, inverse: Floats) -> Floats:
    """Tell how far shapes lie from a mean: Mahalanobis' distance, a band."""
    squares = np.einsum("ij,jk,ik->i", off, inverse, off) / off.shape[1]
    return np.sqrt(np.asarray(squares, np.float64))
