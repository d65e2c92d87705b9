"""A finished m4b seen through a window: whole, but of its sound's packets only the last are listed.

FFmpeg keeps an index of every packet that a file lists, 3 MB of it for each hour. Given this to
read, it finds the chapters, the lengths and the end of the sound where they are in the file itself.
The list of all packets is checked here, a piece at a time.
"""

from __future__ import annotations

import io
import struct
from os import SEEK_END
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from narrator.book.boxes import Box, find_box, find_boxes, make_box, make_full_box
from narrator.book.moov import CHUNK, make_chunk_runs, sum_chunks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

_TABLES = ("trak", "mdia", "minf", "stbl")
_OFFSETS = {b"stco": ">u4", b"co64": ">u8"}
_SHOWN = 4  # chunks
_LONGEST = 2**30
"""How many frames one packet is said to last in place of those that are not listed."""
_FIELDS = 8  # of a table: version, flags and a count


class Window(io.RawIOBase):
    """An m4b of ours, to be read by FFmpeg. Raises ValueError where its packets do not add up."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._at = 0
        with path.open("rb") as file:
            self._end = file.seek(0, SEEK_END)
            moov = find_box(file, "moov", 0, self._end)
            file.seek(0)
            self._head = file.read(moov.start - _FIELDS) + _narrow_moov(file, moov, self._end)
        self._rest = moov.end
        filler = self._rest - len(self._head)
        if filler:
            self._head += struct.pack(">I4s", filler, b"free")
        self._file = path.open("rb")

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that one may go to any place in it."""
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place, from the start, from here, or from the end."""
        self._at = offset + (0, self._at, self._end)[whence]
        return self._at

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Read what is at this place: the narrowed head, what fills its room, or the file."""
        wanted = len(buffer)
        if self._at < len(self._head):
            data = self._head[self._at : self._at + wanted]
        elif self._at < self._rest:
            data = bytes(min(wanted, self._rest - self._at))
        else:
            self._file.seek(self._at)
            data = self._file.read(wanted)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            self._file.close()
        super().close()


def _narrow_moov(file: BinaryIO, moov: Box, end: int) -> bytes:
    """Copy the ``moov`` box with the last packets; whole where no filler has room."""
    tables = find_box(file, "/".join(_TABLES), moov.start, moov.end)
    boxes = {box.kind: box for box in find_boxes(file, tables.start, tables.end)}
    narrowed = make_box("moov", *_copy(file, moov, _TABLES, _narrow(file, boxes, end)))
    room = moov.end - moov.start + _FIELDS - len(narrowed)
    return narrowed if room >= _FIELDS else make_box("moov", _read(file, moov))


def _copy(
    file: BinaryIO, box: Box, way: tuple[str, ...], tables: Mapping[bytes, bytes]
) -> Iterator[bytes]:
    """Copy the boxes in a box; those in the first at the end of the way give way to ``tables``."""
    for child in list(find_boxes(file, box.start, box.end)):
        kind = child.kind.decode("latin-1")
        if way and kind == way[0]:
            yield make_box(kind, *_copy(file, child, way[1:], tables))
            way = ("",)
        elif not way and child.kind in tables:
            yield tables[child.kind]
        else:
            yield make_box(kind, _read(file, child))


def _narrow(file: BinaryIO, boxes: Mapping[bytes, Box], end: int) -> dict[bytes, bytes]:
    """Make the tables of the last packets, and check that all of them add up to ``end``."""
    missing = {b"stsz", b"stts", b"stsc"} - boxes.keys()
    (offsets,) = boxes.keys() & _OFFSETS or (b"",)
    if missing or not offsets:
        raise ValueError("the file does not list its packets")
    packets, each = _read_times(_read(file, boxes[b"stts"]))
    starts = np.frombuffer(_read(file, boxes[offsets])[_FIELDS:], _OFFSETS[offsets])
    _check_chunks(file, boxes, starts, packets, end)
    skipped = max(0, len(starts) - _SHOWN)
    kept = packets - skipped * CHUNK
    file.seek(boxes[b"stsz"].end - 4 * kept)
    shown = starts[skipped:]
    return {
        b"stts": _make_times(packets - kept, kept, each),
        b"stsc": make_chunk_runs(kept),
        b"stsz": make_full_box("stsz", struct.pack(">II", 0, kept), file.read(4 * kept)),
        offsets: make_full_box(
            offsets.decode(), struct.pack(">I", len(shown)), np.ascontiguousarray(shown).tobytes()
        ),
    }


def _check_chunks(
    file: BinaryIO, boxes: Mapping[bytes, Box], starts: NDArray[Any], packets: int, end: int
) -> None:
    """Check that chunks begin where those before them end, and that the last ends the file."""
    sizes = boxes[b"stsz"]
    runs = make_box("stsc", _read(file, boxes[b"stsc"]))
    if runs != make_chunk_runs(packets) or sizes.end - sizes.start != 12 + 4 * packets:
        raise ValueError("the length is told in several ways")
    file.seek(sizes.start + 12)
    ends = np.append(starts[1:], end).astype(np.int64)
    sums = sum_chunks(file, packets)
    if len(sums) != len(starts) or (starts.astype(np.int64) + sums != ends).any():
        raise ValueError("the packets are not where the file says that they are")


def _read_times(table: bytes) -> tuple[int, int]:
    """Tell how many packets there are, and how many frames each lasts."""
    if len(table) != _FIELDS * 2:
        raise ValueError("the length is told in several ways")
    packets, each = struct.unpack_from(">II", table, _FIELDS)
    return packets, each


def _make_times(skipped: int, kept: int, each: int) -> bytes:
    """Say how long the packets last, the first of them as long as all that are not listed."""
    whole, rest = divmod(skipped * each, _LONGEST)
    runs = [(whole, each + _LONGEST), (1, each + rest), (kept - whole - 1, each)]
    listed = [struct.pack(">II", *run) for run in runs if run[0]]
    return make_full_box("stts", struct.pack(">I", len(listed)), *listed)


def _read(file: BinaryIO, box: Box) -> bytes:
    file.seek(box.start)
    return file.read(box.end - box.start)
