"""The tally: what became of each word of the source, so that the numbers add up to all of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from narrator.witness.stream import APART, EACH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from narrator.witness.compare import Comparison
    from narrator.witness.moved import Moved
    from narrator.witness.source import Source
    from narrator.witness.spoken import Part
    from narrator.witness.stream import Stream

SPOKEN = ""
UNKNOWN = "?"

Fate = tuple[int, str]
"""The chapter in which a word is found, and SPOKEN, UNKNOWN or the rule that skips it."""


def tally(
    source: Source, said: Stream[Part], found: Comparison, moved: Moved, chapters: Sequence[int]
) -> Counter[Fate]:
    """Count the words of a source by what became of them.

    ``chapters`` tells of each word of the script in which chapter it stands. What markup cuts in
    two is one word, unless something else becomes of its parts, as of a note's sign at its end.
    """
    regrouped = set(_regrouped(source.stream.edges, found))
    beside = {at: odd.beside for odd in found.lost for at in odd.words}

    def fate(here: int) -> Fate:
        there = beside.get(here, found.partners[here])
        if not chapters or there < 0:
            return -1, UNKNOWN
        chapter = chapters[min(there, len(chapters) - 1)]
        if here in beside:
            return chapter, SPOKEN if here in moved.lost else UNKNOWN
        return chapter, UNKNOWN if here in regrouped else said.origins[there].rule or SPOKEN

    counts: Counter[Fate] = Counter()
    last: Fate | None = None
    for at, due in enumerate(source.due):
        if due:
            new = fate(at)
            counts[new] += new != last or source.stream.edges[at] in (APART, EACH)
            last = new
    return counts


def _regrouped(edges: Sequence[int], found: Comparison) -> Iterator[int]:
    """Yield the numbers of all parts of the words that are run together or cut in two."""
    for at in (*(each for here, _ in found.joined for each in (here - 1, here)),
               *(here for here, _ in found.divided)):  # fmt: skip
        start, end = at, at + 1
        while start > 0 and edges[start] not in (APART, EACH):
            start -= 1
        while end < len(edges) and edges[end] not in (APART, EACH):
            end += 1
        yield from range(start, end)
