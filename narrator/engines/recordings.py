"""Recordings of a voice that is to be cloned: sound files, each with what is said in it.

::

    voices/
      mara/
        one.wav
        one.txt

A recording that would make a bad voice is refused before anything is paid for.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from narrator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from narrator.audio.clip import Clip

SUFFIXES = (".wav", ".mp3", ".flac")
SHORTEST, LONGEST = 10.0, 30.0
"""Seconds that a recording should have: Fish Audio's own advice."""

_MOST_CLIPPED = 0.001
_LEAST_DISTANCE_DB = 20.0
_WINDOW_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Recording:
    """A sound file as it is, and the words in it."""

    audio: bytes = field(repr=False)
    text: str

    @property
    def name(self) -> str:
        """The SHA-256 of sound and words, in hex."""
        return hashlib.sha256(self.audio + b"\0" + self.text.encode()).hexdigest()


def list_names(folder: Path) -> tuple[str, ...]:
    """List the voices of a folder, by name; none where there is no folder."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.iterdir() if any(_list_files(path))))


def read_recordings(folder: Path) -> tuple[Recording, ...]:
    """Read one voice's recordings, in the order of their names, and check each.

    Raises UsageError where one has no text beside it, cannot be read, is too short or too long,
    clipped, or noisy.
    """
    return tuple(_read(path) for path in _list_files(folder))


def _list_files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)


def _read(path: Path) -> Recording:
    from narrator.audio.codec import decode

    beside = path.with_suffix(".txt")
    if not beside.is_file():
        raise UsageError(f"{path} has no text: write what is said in it into {beside.name}.")
    audio = path.read_bytes()
    try:
        clip = decode(audio)
    except ValueError as error:
        raise UsageError(f"{path} cannot be read as sound: {error}. Record it again.") from error
    if problem := find_problem(clip):
        raise UsageError(f"{path} {problem}.")
    return Recording(audio, _read_text(beside))


def _read_text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8. Save it as that.") from error
    if not text:
        raise UsageError(f"{path} is empty: write what is said in the recording.")
    return text


def find_problem(clip: Clip) -> str:
    """Tell what speaks against a recording as the pattern of a voice; empty where nothing does."""
    if not SHORTEST <= clip.seconds <= LONGEST:
        return f"plays for {clip.seconds:.1f} s; {SHORTEST:.0f} to {LONGEST:.0f} are wanted"
    samples = clip.samples.astype(np.float64) / 32768
    if np.mean(np.abs(samples) > 0.999) > _MOST_CLIPPED:
        return "is clipped: record it again, quieter"
    if _measure_distance(samples, clip.rate) < _LEAST_DISTANCE_DB:
        return "is noisy: between the words it is hardly quieter than in them"
    return ""


def _measure_distance(samples: NDArray[np.float64], rate: int) -> float:
    """Tell how far the loud windows stand above the quiet ones, in dB."""
    size = int(_WINDOW_SECONDS * rate)
    windows = samples[: len(samples) // size * size].reshape(-1, size)
    levels = 10 * np.log10(np.mean(windows**2, axis=1) + 1e-12)
    quiet, loud = np.percentile(levels, (5, 95))
    return float(loud - quiet)
