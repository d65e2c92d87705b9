"""A book in several files: chapters are gathered into parts of so many hours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from narrator.book.model import EncodedChapter

_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Part:
    """Chapters that become one file; ``number`` counts from 1 to ``total``."""

    chapters: tuple[EncodedChapter, ...]
    number: int = 1
    total: int = 1

    def entitle(self, title: str) -> str:
        """Give the part's title, the book's where there is only one: ``Emma (part 1 of 2)``."""
        return f"{title} (part {self.number} of {self.total})" if self.total > 1 else title


def split_parts(
    chapters: Iterable[EncodedChapter], hours: float = 0.0, *, most: float = math.inf
) -> tuple[Part, ...]:
    """Split a book, at least one chapter, so that no part is longer than ``hours``, 0 for never.

    Chapters stay whole: one that is longer is a part of its own. No part has more than ``most``.
    """
    groups: list[list[EncodedChapter]] = [[]]
    for chapter in chapters:
        is_full = 0 < hours * _HOUR < _sum_seconds([*groups[-1], chapter])
        if groups[-1] and (is_full or len(groups[-1]) >= most):
            groups.append([])
        groups[-1].append(chapter)
    return tuple(Part(tuple(group), number, len(groups)) for number, group in enumerate(groups, 1))


def _sum_seconds(chapters: Sequence[EncodedChapter]) -> float:
    return sum(chapter.frames / chapter.rate for chapter in chapters)
