"""Long sequences that take little room: packed a few items at a time, unpacked as they are read.

A book is worked on chapter by chapter, and a stage that reads one chapter needs no other in memory.
So what grows with a book's length (its chapters, lines, jobs, cues) goes from stage to stage
packed: about a fiftieth of the size of the values, so that forty hours take what one hour takes.
"""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
_Chunk = tuple[T, ...]

_QUICK = 1
"""How hard zlib tries: more makes text hardly smaller, and takes many times as long."""


class Packed(Sequence[T]):
    """A sequence that does not change, of values that are equal after pickling.

    Each look at an item gives a value that is equal to the one that was packed, not the same one.
    Two are equal if their items are; :func:`pack` makes one.
    """

    __slots__ = ("_size", "_unpacked", "chunks", "width")

    def __init__(self, chunks: tuple[bytes, ...], width: int, size: int) -> None:
        self.chunks = chunks
        self.width = width
        self._size = size
        self._unpacked: tuple[int, _Chunk[T]] | None = None

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[T]:
        return chain.from_iterable(map(_unpack, self.chunks))

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        places = range(self._size)[at]
        if isinstance(places, range):
            return pack((self[place] for place in places), by=self.width)
        number, place = divmod(places, self.width)
        return self._read_chunk(number)[place]

    def _read_chunk(self, number: int) -> _Chunk[T]:
        """Unpack a chunk, if it is not the one that was read last."""
        kept = self._unpacked  # another thread may change it meanwhile
        if kept is None or kept[0] != number:
            kept = self._unpacked = number, _unpack(self.chunks[number])
        return kept[1]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Packed | tuple):
            return NotImplemented
        return len(self) == len(other) and all(map(_is_equal, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"pack({list(self)!r}, by={self.width})"

    def __reduce__(self) -> tuple[type[Packed[T]], tuple[tuple[bytes, ...], int, int]]:
        return Packed, (self.chunks, self.width, self._size)

    def change(self, change: Callable[[T], T]) -> Packed[T]:
        """Give the sequence with each item changed; where none is, what is packed stays."""
        return Packed(
            tuple(_change_chunk(chunk, change) for chunk in self.chunks), self.width, self._size
        )


class Picked(Sequence[T]):
    """Some items of a sequence, by their places in it: 4 bytes each."""

    __slots__ = ("_items", "_places")

    def __init__(self, items: Sequence[T], places: array[int]) -> None:
        self._items = items
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[T]:
        return map(self._items.__getitem__, self._places)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        if isinstance(at, slice):
            return Picked(self._items, self._places[at])
        return self._items[self._places[at]]


class Packing(Generic[T]):
    """Packs items as they come, ``by`` so many at a time. Those that came can be read."""

    def __init__(self, by: int) -> None:
        self._by = by
        self._chunks: list[bytes] = []
        self._open: list[T] = []
        self._unpacked: tuple[int, _Chunk[T]] = -1, ()

    def __len__(self) -> int:
        return len(self._chunks) * self._by + len(self._open)

    def __iter__(self) -> Iterator[T]:
        return chain(chain.from_iterable(map(_unpack, self._chunks)), self._open)

    def __getitem__(self, at: int) -> T:
        """Give the item of a number from 0."""
        number, place = divmod(at, self._by)
        if number == len(self._chunks):
            return self._open[place]
        if self._unpacked[0] != number:
            self._unpacked = number, _unpack(self._chunks[number])
        return self._unpacked[1][place]

    def append(self, item: T) -> None:
        """Add an item behind the others."""
        self._open.append(item)
        if len(self._open) == self._by:
            self._close()

    def cut(self, length: int) -> None:
        """Forget all items but the first ``length``."""
        number, rest = divmod(length, self._by)
        if number < len(self._chunks):
            self._open = list(_unpack(self._chunks[number]))
        del self._chunks[number:], self._open[rest:]
        self._unpacked = -1, ()

    def finish(self) -> Packed[T]:
        """Give what was packed. Nothing can be added after it."""
        size = len(self)
        if self._open:
            self._close()
        return Packed(tuple(self._chunks), self._by, size)

    def _close(self) -> None:
        self._chunks.append(_pack(tuple(self._open)))
        self._open = []


def pack(items: Iterable[T], *, by: int = 1) -> Packed[T]:
    """Pack items, ``by`` so many at a time: 1 for chapters, more for what is small."""
    packing = Packing[T](by)
    for item in items:
        packing.append(item)
    return packing.finish()


def join(*parts: Sequence[T]) -> Packed[T]:
    """Lay sequences end to end, packed; what is packed one at a time already stays as it is."""
    packed = [_pack_singly(part) for part in parts]
    return Packed(tuple(chain.from_iterable(it.chunks for it in packed)), 1, sum(map(len, packed)))


def change_all(items: Sequence[T], change: Callable[[T], T]) -> Sequence[T]:
    """Give a sequence with each item changed, packed."""
    return items.change(change) if isinstance(items, Packed) else pack(map(change, items))


def _pack_singly(items: Sequence[T]) -> Packed[T]:
    return items if isinstance(items, Packed) and items.width == 1 else pack(items)


def _change_chunk(chunk: bytes, change: Callable[[T], T]) -> bytes:
    before: _Chunk[T] = _unpack(chunk)
    after = tuple(map(change, before))
    return chunk if all(map(_is_same, before, after)) else _pack(after)


def _is_same(one: object, other: object) -> bool:
    return one is other


def _is_equal(one: object, other: object) -> bool:
    return one is other or one == other


def _pack(chunk: _Chunk[Any]) -> bytes:
    file = io.BytesIO()
    _Packer(file, pickle.HIGHEST_PROTOCOL).dump(chunk)
    return zlib.compress(file.getbuffer(), _QUICK)


def _unpack(chunk: bytes) -> _Chunk[Any]:
    values: _Chunk[Any] = pickle.loads(zlib.decompress(chunk))  # noqa: S301  what we packed in this process
    return values


class _Packer(pickle.Pickler):
    """Pickles a dataclass as a call of it, which takes a third of the time of its own way."""

    def reducer_override(self, value: Any) -> Any:  # noqa: ANN401  as pickle has it
        read = _find_reader(type(value))  # type: ignore[arg-type]  # a class has a hash
        return NotImplemented if read is None else (type(value), read(value))


@cache
def _find_reader(kind: type) -> Callable[[object], tuple[Any, ...]] | None:
    """Find what gives the arguments that make an equal value; None where that is not known."""
    if not is_dataclass(kind):
        return None
    names = [field.name for field in fields(kind)]
    if len(names) > 1 and all(field.init and not field.kw_only for field in fields(kind)):
        return attrgetter(*names)
    return None
