"""Values of a book's blocks by their places, packed chapter by chapter."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from narrator.packed import Packed, pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")

Place = tuple[int, int]
"""A chapter and a block of it, by their numbers, both counted from 0."""


class ByPlace(Mapping[Place, T]):
    """What some blocks have, in order: ``chapters`` has for each chapter what its blocks have.

    It is quick where one goes through it in order, whatever is asked for.
    """

    def __init__(self, chapters: Packed[dict[int, T]]) -> None:
        self.chapters = chapters

    def __getitem__(self, place: Place) -> T:
        chapter, block = place
        if not 0 <= chapter < len(self.chapters):
            raise KeyError(place)
        return self.chapters[chapter][block]

    def __iter__(self) -> Iterator[Place]:
        for number, chapter in enumerate(self.chapters):
            for block in chapter:
                yield number, block

    def __len__(self) -> int:
        return sum(map(len, self.chapters))


def group_by_place(items: Iterable[tuple[Place, T]], chapters: int) -> ByPlace[T]:
    """Give values, which come in order, by their places in so many chapters."""
    return ByPlace(pack(_group(items, chapters)))


def _group(items: Iterable[tuple[Place, T]], chapters: int) -> Iterator[dict[int, T]]:
    done = 0
    for number, inside in groupby(items, key=lambda item: item[0][0]):
        yield from ({} for _ in range(done, number))
        yield {place[1]: value for place, value in inside}
        done = number + 1
    yield from ({} for _ in range(done, chapters))
