"""The figures that a rule may be about: each by its name, with its unit and how it is found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from narrator.delivery.model import DeliveredFile

Value = float | bool | str | tuple[str, ...] | None
"""What a figure is; None where the file does not tell."""

_SLACK = 0.1  # seconds that a last chapter may reach beyond the sound: a codec's last packet
_NUMBER = re.compile(r"^(\d{1,5})(?!\d)|_(\d{1,5})of\d+$")


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is delivered together: files, and the sizes of the pictures beside them."""

    files: tuple[DeliveredFile, ...]
    pictures: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of each file (``of_file``), or of all of them together (``of_all``)."""

    unit: str = ""
    of_file: Callable[[DeliveredFile], Value] | None = None
    of_all: Callable[[Parcel], Value] | None = None


def _length_error(file: DeliveredFile) -> float | None:
    return abs(file.stream.stated - file.sound.seconds) if file.stream.stated else None


def _count_disorder(file: DeliveredFile) -> float:
    return sum(after.start <= before.start for before, after in pairwise(file.marks))


def _count_beyond(file: DeliveredFile) -> float:
    end = file.sound.seconds
    return sum(mark.start >= end or mark.end > end + _SLACK for mark in file.marks)


def _count(values: Sequence[object]) -> float:
    return len(set(values))


def _spread(levels: Sequence[float]) -> float | None:
    return max(levels) - min(levels) if levels else None


def _find_cover(parcel: Parcel) -> tuple[int, int]:
    """Find the largest cover; 0 by 0 where there is none."""
    inside = (file.cover for file in parcel.files if file.cover)
    return max((*inside, *parcel.pictures), key=min, default=(0, 0))


def _cover_shape(parcel: Parcel) -> float | None:
    width, height = _find_cover(parcel)
    return width / height if height else None


def _list_rates(parcel: Parcel) -> list[int]:
    """List the files' rates; Opus has none of its own (RFC 7845, 5.1)."""
    return [file.sound.rate for file in parcel.files if file.stream.codec != "opus"]


def _count_missing(parcel: Parcel) -> float:
    """Count the numbers that no file has between the first and last of its kind, and repeats."""
    parts = [file for file in parcel.files if not _is_whole(file)]
    return sum(
        _count_missing_of([it.path for it in parts if it.stream.kind == kind])
        for kind in {file.stream.kind for file in parts}
    )


def _is_whole(file: DeliveredFile) -> bool:
    """Tell whether a file is a book beside the files of its chapters: it has their marks."""
    return bool(file.marks) and find_number(file.path) is None


def _count_missing_of(paths: Sequence[Path]) -> int:
    numbers = {number for path in paths if (number := find_number(path)) is not None}
    if len(paths) == 1:
        return 0
    gaps = max(numbers) - min(numbers) + 1 - len(numbers) if numbers else 0
    return gaps + len(paths) - len(numbers)


def find_number(path: Path) -> int | None:
    """Read the number in a file's name: ``01 - One.mp3``, ``9780000000002_1of10.mp3``."""
    found = _NUMBER.search(path.stem)
    return int(found[1] or found[2]) if found else None


FIGURES: dict[str, Figure] = {
    "rms": Figure("dB", lambda it: it.sound.rms),
    "peak": Figure("dB", lambda it: it.sound.peak),
    "true_peak": Figure("dBTP", lambda it: it.sound.true_peak),
    "noise_floor": Figure("dB", lambda it: it.sound.noise_floor),
    "loudness": Figure("LUFS", lambda it: it.sound.loudness),
    "range": Figure("LU", lambda it: it.sound.range_lu),
    "head": Figure("s", lambda it: it.sound.head),
    "tail": Figure("s", lambda it: it.sound.tail),
    "clipped": Figure("places", lambda it: it.sound.clipped),
    "offset": Figure("%", lambda it: it.sound.offset),
    "channels": Figure("", lambda it: it.sound.channels),
    "rate": Figure("Hz", lambda it: it.sound.rate),
    "kind": Figure("", lambda it: it.stream.kind),
    "codec": Figure("", lambda it: it.stream.codec),
    "bitrate": Figure("kbit/s", lambda it: it.stream.kilobits),
    "channel_bitrate": Figure("kbit/s", lambda it: it.stream.kilobits / it.sound.channels),
    "constant": Figure("", lambda it: it.stream.constant),
    "damaged": Figure("packets", lambda it: it.stream.damaged),
    "length_error": Figure("s", _length_error),
    "duration": Figure("min", lambda it: it.sound.seconds / 60),
    "size": Figure("MB", lambda it: it.size / 1_000_000),
    "chapters": Figure("", lambda it: len(it.marks)),
    "chapter_start": Figure("s", lambda it: it.marks[0].start if it.marks else None),
    "chapter_order": Figure("marks", _count_disorder),
    "chapter_titles": Figure("marks", lambda it: sum(not mark.title for mark in it.marks)),
    "chapter_end": Figure("marks", _count_beyond),
    "tags": Figure("", lambda it: tuple(it.tags)),
    "file_name": Figure("", lambda it: it.path.name),
    "layouts": Figure("", of_all=lambda it: _count([file.sound.channels for file in it.files])),
    "rates": Figure("", of_all=lambda it: _count(_list_rates(it))),
    "codecs": Figure("", of_all=lambda it: _count([file.stream.codec for file in it.files])),
    "albums": Figure("", of_all=lambda it: _count([file.tags.get("album") for file in it.files])),
    "loudness_spread": Figure(
        "LU", of_all=lambda it: _spread([file.sound.loudness for file in it.files])
    ),
    "rms_spread": Figure("dB", of_all=lambda it: _spread([file.sound.rms for file in it.files])),
    "missing_numbers": Figure("", of_all=_count_missing),
    "cover": Figure("px", of_all=lambda it: min(_find_cover(it))),
    "cover_shape": Figure("", of_all=_cover_shape),
}
"""Every figure by the name that rules have for it."""
