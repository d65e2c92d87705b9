"""The boxes of an MP4 file (ISO/IEC 14496-12): finding them, and making them."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from os import SEEK_END
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_LARGE = 2**32
_HEADER = 8
_LARGE_HEADER = 16


@dataclass(frozen=True, slots=True)
class Box:
    """Where a box lies: its kind, the offset of its contents, and the offset where it ends."""

    kind: bytes
    start: int
    end: int


def find_boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """Find the boxes that lie side by side from ``start`` to ``end``.

    Raises ValueError where a box reaches beyond ``end``: the file was cut short, or is no MP4.
    """
    while start < end:
        file.seek(start)
        header = file.read(_LARGE_HEADER)
        if len(header) < _HEADER:
            raise ValueError("the file ends within a box")
        size, kind = struct.unpack(">I4s", header[:_HEADER])
        contents = start + _HEADER
        if size == 1 and len(header) == _LARGE_HEADER:
            size, contents = struct.unpack(">Q", header[_HEADER:])[0], start + _LARGE_HEADER
        if start + size > end or contents > start + size:
            raise ValueError("the file is cut short within a box")
        yield Box(kind, contents, start + size)
        start += size


def check_whole(path: Path) -> None:
    """Raise ValueError where a file does not end where its last box does."""
    with path.open("rb") as file:
        for _ in find_boxes(file, 0, file.seek(0, SEEK_END)):
            pass


def find_box(file: BinaryIO, path: str, start: int, end: int) -> Box:
    """Find the first box at a path of kinds: ``moov/trak/mdia``. Raises ValueError without one."""
    kind, _, rest = path.partition("/")
    for box in find_boxes(file, start, end):
        if box.kind == kind.encode():
            return find_box(file, rest, box.start, box.end) if rest else box
    raise ValueError(f"the file has no box {kind!r}")


def read_box(file: BinaryIO, path: str, start: int, end: int) -> bytes:
    """Read the contents of the first box at a path. Raises ValueError where there is none."""
    box = find_box(file, path, start, end)
    file.seek(box.start)
    return file.read(box.end - box.start)


def make_box(kind: str, *contents: bytes | bytearray) -> bytes:
    """Make a box of its contents."""
    size = _HEADER + sum(map(len, contents))
    return b"".join((struct.pack(">I4s", size, kind.encode("latin-1")), *contents))


def make_full_box(
    kind: str, *contents: bytes | bytearray, version: int = 0, flags: int = 0
) -> bytes:
    """Make a box that begins with its version and flags."""
    return make_box(kind, struct.pack(">I", version << 24 | flags), *contents)


@dataclass(frozen=True, slots=True)
class Split:
    """A box with a gap in it: ``gap`` bytes that are too many to hold, and come from elsewhere."""

    before: bytes
    gap: int
    after: bytes

    def __len__(self) -> int:
        return len(self.before) + self.gap + len(self.after)


def split_box(kind: str, *before: bytes, around: Split, after: Iterable[bytes] = ()) -> Split:
    """Make a box in which something stands that has a gap, and whole boxes before and after it."""
    rest = b"".join((around.after, *after))
    size = _HEADER + sum(map(len, before)) + len(around.before) + around.gap + len(rest)
    header = struct.pack(">I4s", size, kind.encode("latin-1"))
    return Split(b"".join((header, *before, around.before)), around.gap, rest)


def make_data_header(size: int) -> bytes:
    """Make what stands before ``size`` bytes of media."""
    if size + _HEADER < _LARGE:
        return struct.pack(">I4s", size + _HEADER, b"mdat")
    return struct.pack(">I4sQ", 1, b"mdat", size + _LARGE_HEADER)


def make_descriptor(tag: int, *contents: bytes) -> bytes:
    """Make a descriptor of ISO/IEC 14496-1 of at most 127 bytes."""
    body = b"".join(contents)
    return struct.pack(">BB", tag, len(body)) + body
