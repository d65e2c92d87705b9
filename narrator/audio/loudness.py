"""How loud a clip is, measured once, and the gains that follow from it.

Loudness is that of ITU-R BS.1770-4: K-weighted, in blocks of 400 ms, gated at -70 LUFS and at
10 LU below the mean of what is left. What is kept of a clip are the energies of its hops of 100 ms,
four of which make a block; so the loudness of a chapter follows from its clips' measurements, and
no sound is read again.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from narrator.audio.trim import find_edges

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from narrator.audio.clip import Clip

SILENT = -math.inf
"""The loudness of what nobody hears."""
RULES = 1
"""Part of every stored measurement: changes when a clip would be measured or trimmed otherwise."""

_HOPS_A_SECOND = 10
_HOPS_A_BLOCK = 4
_FULL_SCALE = 32768.0
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
_HISTORY_SECONDS = 0.5  # after which the weighting's memory has faded to nothing
_BLOCK = 1 << 16  # frames weighted at once

_STANDARD_RATE = 48_000
_K_STAGES = (  # BS.1770-4, tables 1 and 2, the coefficient of the longest delay first
    (
        (1.19839281085285, -2.69169618940638, 1.53512485958697),
        (0.73248077421585, -1.69065929318241, 1.0),
    ),
    ((1.0, -2.0, 1.0), (0.99007225036621, -1.99004745483398, 1.0)),
)

Energies = tuple[float, ...]
Samples64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measurement:
    """What is known of a clip without reading it again.

    ``frames`` and ``rate`` (Hz) are the whole clip's; ``start`` and ``end`` are the frames where
    its sound begins and ends (end excluded; both 0 in a silent clip). Everything else is measured
    between those two: ``peak`` (0 … 32768), ``sum_squares`` of samples scaled to ±1, and the mean
    squares of each 100 ms, ``plain`` and ``weighted`` (K-weighted), the last padded with silence.
    """

    frames: int
    rate: int
    start: int
    end: int
    peak: int
    sum_squares: float
    plain: Energies
    weighted: Energies

    def to_json(self) -> bytes:
        """Write the measurement, so that :func:`read_measurement` gives the same again."""
        return json.dumps({"rules": RULES, **asdict(self)}, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Part:
    """A measured clip in a chapter: its voice's gain in dB, the silence after it in ms."""

    measurement: Measurement
    gain_db: float = 0.0
    pause_ms: int = 0


NOTHING = Measurement(0, 24_000, 0, 0, 0, 0.0, (), ())
"""The measurement of no sound at all."""


def measure(clip: Clip) -> Measurement:
    """Measure a clip between the points where its sound begins and ends."""
    start, end = find_edges(clip)
    samples = clip.samples[start:end]
    squares = samples.astype(np.int64) ** 2  # whole numbers: the sum is exact on every machine
    return Measurement(
        frames=len(clip.samples),
        rate=clip.rate,
        start=start,
        end=end,
        peak=int(np.abs(samples.astype(np.int32)).max(initial=0)),
        sum_squares=float(squares.sum()) / _FULL_SCALE**2,
        plain=_sum_hops(squares / _FULL_SCALE**2, clip.rate),
        weighted=_sum_hops(_weight(samples / _FULL_SCALE, clip.rate) ** 2, clip.rate),
    )


def read_measurement(data: bytes) -> Measurement:
    """Read what :meth:`Measurement.to_json` wrote.

    Raises ValueError for anything else, and for a measurement made by other rules.
    """
    values: Any = json.loads(data)
    if not isinstance(values, dict) or values.pop("rules", None) != RULES:
        raise ValueError("not a measurement made by these rules")
    try:
        plain, weighted = tuple(values.pop("plain")), tuple(values.pop("weighted"))
        return Measurement(**values, plain=plain, weighted=weighted)
    except (KeyError, TypeError) as error:
        raise ValueError("not a whole measurement") from error


def integrated_loudness(parts: Iterable[Part]) -> float:
    """Tell the loudness of parts heard one after the other, in LUFS; -inf where all is silent."""
    hops = _lay_out_hops(tuple(parts))
    blocks = _mean_blocks(hops)
    loud = blocks[_to_lufs(blocks) > _ABSOLUTE_GATE]
    if not len(loud):
        return SILENT
    gate = float(_to_lufs(loud.mean())) + _RELATIVE_GATE
    return float(_to_lufs(loud[_to_lufs(loud) > gate].mean()))


def voice_gain(measurement: Measurement, target: float) -> float:
    """Tell the gain in dB that brings a voice to ``target`` LUFS, by its calibration clip."""
    return chapter_gain([Part(measurement)], target)


def chapter_gain(parts: Iterable[Part], target: float) -> float:
    """Tell the gain in dB, to a tenth, that brings a chapter to ``target`` LUFS; 0 in silence."""
    loudness = integrated_loudness(parts)
    return 0.0 if loudness == SILENT else round(target - loudness, 1)


def chapter_gain_by_rms(parts: Iterable[Part], target: float, *, silence: float = 0.0) -> float:
    """Tell the gain in dB, to a tenth, that brings a chapter to ``target`` dB RMS; 0 in silence.

    All of it counts, its pauses too, and ``silence`` seconds more. The sum is exact but for soft
    edges, and for what a limiter takes.
    """
    parts = tuple(parts)
    energy = sum(_sum_energy(part) for part in parts)
    if not energy:
        return 0.0
    return round(target - 10 * math.log10(energy / (_start_times(parts)[-1] + silence)), 1)


def _sum_energy(part: Part) -> float:
    """Sum a part's squares over its time in seconds, as loud as it is heard."""
    measured = part.measurement
    return measured.sum_squares / measured.rate * to_factor(part.gain_db) ** 2


def to_factor(decibels: float) -> float:
    """Tell what samples are multiplied by for a gain in dB."""
    return float(10.0 ** (decibels / 20.0))


def _to_lufs(energies: Samples64 | float) -> Samples64:
    """BS.1770-4, equation 2, for one channel."""
    with np.errstate(divide="ignore"):
        return np.asarray(-0.691 + 10.0 * np.log10(energies))


def _lay_out_hops(parts: Sequence[Part]) -> Samples64:
    """Put the weighted hops of all parts where they are heard, to the nearest hop.

    Where a part ends within a hop and the next begins in it, both are added up there.
    """
    starts = _start_times(parts)
    hops = np.zeros(round(starts[-1] * _HOPS_A_SECOND) + 1)
    for part, start in zip(parts, starts, strict=False):
        energies = np.array(part.measurement.weighted) * to_factor(part.gain_db) ** 2
        first = round(start * _HOPS_A_SECOND)
        room = hops[first : first + len(energies)]
        room += energies[: len(room)]
    return hops


def _start_times(parts: Sequence[Part]) -> list[float]:
    """Tell when each part begins, in seconds, and last, when all is over."""
    starts = [0.0]
    for part in parts:
        heard = (part.measurement.end - part.measurement.start) / part.measurement.rate
        starts.append(starts[-1] + heard + part.pause_ms / 1000)
    return starts


def _mean_blocks(hops: Samples64) -> Samples64:
    """Mean the hops over each 400 ms; what is shorter than that counts as one block."""
    short = max(0, _HOPS_A_BLOCK - len(hops))
    return np.convolve(np.pad(hops, (0, short)), np.full(_HOPS_A_BLOCK, 1 / _HOPS_A_BLOCK), "valid")


def _sum_hops(squares: Samples64, rate: int) -> Energies:
    """Mean the squares over each hop, kept to four digits: two thousandths of a dB."""
    hop = round(rate / _HOPS_A_SECOND)
    whole = np.pad(squares, (0, -len(squares) % hop)).reshape(-1, hop)
    return tuple(float(f"{energy:.4g}") for energy in whole.mean(axis=1))


def _weight(samples: Samples64, rate: int) -> Samples64:
    """Apply the K-weighting, block by block, each with half a second of what came before.

    It is done with the discrete Fourier transform because NumPy has that at hand; the transform
    wraps round, and what it spoils is that half second (overlap-save).
    """
    history = round(rate * _HISTORY_SECONDS)
    step = _BLOCK - history
    padded = np.pad(samples, (history, -len(samples) % step))
    blocks = [padded[begin : begin + _BLOCK] for begin in range(0, len(samples), step)]
    pieces = [_filter(block, rate)[history:] for block in blocks]
    return np.concatenate([*pieces, samples[:0]])[: len(samples)]


def _filter(block: Samples64, rate: int) -> Samples64:
    return np.fft.irfft(np.multiply(np.fft.rfft(block), _respond(rate)), _BLOCK)


@lru_cache(maxsize=2)
def _respond(rate: int) -> NDArray[np.complex128]:
    """Tell the K-weighting's response, which the standard gives as filters at 48 kHz.

    Taken at the frequencies of a block at another rate, it is the standard's own there too.
    """
    hertz = np.arange(_BLOCK // 2 + 1) * (rate / _BLOCK)
    delay = np.exp(-2j * np.pi * hertz / _STANDARD_RATE)
    shelf, high_pass = (np.polyval(top, delay) / np.polyval(low, delay) for top, low in _K_STAGES)
    return np.asarray(shelf * high_pass)
