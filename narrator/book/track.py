"""What an encoded chapter holds: its packets' sizes and where they lie. Nothing is decoded."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, replace
from os import SEEK_END
from typing import TYPE_CHECKING

import numpy as np

from narrator.book.boxes import find_box, read_box

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TABLES = "trak/mdia/minf/stbl"
_ENTRY = 8  # in ``stsd``, after its version and count
_SOUND_ENTRY = 36  # a sound entry's header and fields, before the boxes in it
_STREAM, _DECODER, _CONFIG = 3, 4, 5  # descriptors of ISO/IEC 14496-1
_FIELDS = {_STREAM: 3, _DECODER: 13}  # bytes before the descriptors within


@dataclass(frozen=True, slots=True)
class Track:
    """The sound of an m4a.

    The packets lie in the file from ``start`` to ``end``; ``sizes`` are theirs, as big-endian
    numbers of 4 bytes; ``config`` is what the decoder is told.
    """

    path: Path
    start: int
    end: int
    sizes: bytes
    config: bytes

    def without_priming(self) -> Track:
        """Leave out the first packet, which only primes the decoder."""
        (first,) = struct.unpack_from(">I", self.sizes)
        return replace(self, start=self.start + first, sizes=self.sizes[4:])


def read_track(path: Path) -> Track:
    """Read the track of an m4a of ours. Raises ValueError where the file is damaged."""
    with path.open("rb") as file:
        end = file.seek(0, SEEK_END)
        data = find_box(file, "mdat", 0, end)
        sizes, config = _read_tables(read_box(file, "moov", 0, end))
    if int(np.frombuffer(sizes, ">u4").sum(dtype=np.int64)) != data.end - data.start:
        raise ValueError("the packets are not those that the file lists")
    return Track(path, data.start, data.end, sizes, config)


def _read_tables(moov: bytes) -> tuple[bytes, bytes]:
    """Read the packets' sizes and the decoder's configuration."""
    file = io.BytesIO(moov)
    tables = find_box(file, _TABLES, 0, len(moov))
    sizes, kinds = (read_box(file, kind, tables.start, tables.end) for kind in ("stsz", "stsd"))
    return _read_sizes(sizes), _read_config(kinds)


def _read_sizes(table: bytes) -> bytes:
    """Read a ``stsz`` box: one size for all packets, or a list."""
    size, count = struct.unpack_from(">II", table, 4)
    return struct.pack(">I", size) * count if size else table[12 : 12 + 4 * count]


def _read_config(table: bytes) -> bytes:
    """Read the decoder's configuration from the one entry of a ``stsd`` box."""
    descriptors = table[_ENTRY + _SOUND_ENTRY :]
    size, kind = struct.unpack_from(">I4s", descriptors)
    if kind != b"esds":
        raise ValueError("the sound is not AAC")
    return _find_config(descriptors[12:size])


def _find_config(data: bytes) -> bytes:
    for tag, body in _split_descriptors(data):
        if tag == _CONFIG:
            return body
        if tag in _FIELDS:
            return _find_config(body[_FIELDS[tag] :])
    raise ValueError("the decoder's configuration is missing")


def _split_descriptors(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Split descriptors; their lengths have seven bits a byte, the high bit where more follow."""
    at = 0
    while at < len(data):
        tag, length, at = data[at], 0, at + 1
        while data[at] & 0x80:
            length, at = length << 7 | data[at] & 0x7F, at + 1
        length, at = length << 7 | data[at], at + 1
        yield tag, data[at : at + length]
        at += length
