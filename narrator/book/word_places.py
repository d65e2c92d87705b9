"""Where the words of segments stand in a page as it is written, found by the words themselves.

What the page holds is known: its segments, and what was skipped under a rule, each with its place.
Put in order, they are the page's letters, so that one follows the other; what does not follow is
looked for further on only if it is long enough to be no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from narrator.book.page_source import PageSource, keep_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from narrator.manuscript.model import Skipped
    from narrator.script.model import Segment

_SURE = 16
"""Letters that are hardly twice on the next pages."""
_FAR = 4000
"""Letters after which nothing is looked for any more."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Letters that follow each other; ``segment`` is empty where they are skipped."""

    segment: str
    letters: str


def find_words(
    page: PageSource, segments: Iterable[Segment], skipped: Iterable[Skipped]
) -> dict[str, tuple[int, int]]:
    """Tell where in the page's source each segment stands, by its name; only what is found."""
    found: dict[str, tuple[int, int]] = {}
    lost: set[str] = set()
    cursor = 0
    for run in _list_runs(segments, skipped):
        at = _find(page.letters, run.letters, cursor)
        if at >= 0:
            cursor = at + len(run.letters)
            first = found.get(run.segment, (at, 0))[0]
            found[run.segment] = (first, cursor)
        else:
            lost.add(run.segment)
    there = {name: it for name, it in found.items() if name and name not in lost}
    ranges: dict[str, tuple[int, int]] = {}
    last = 0
    for name, letters in sorted(there.items(), key=lambda it: it[1]):
        start, end = page.find_range(*letters)
        ranges[name] = (max(start, last), end)  # a sign between two belongs to the first
        last = end
    return ranges


def _find(letters: str, wanted: str, cursor: int) -> int:
    if letters.startswith(wanted, cursor):
        return cursor
    if len(wanted) < _SURE:
        return -1
    return letters.find(wanted, cursor, cursor + _FAR + len(wanted))


def _list_runs(segments: Iterable[Segment], skipped: Iterable[Skipped]) -> Iterator[_Run]:
    """Put what the page holds in order; what was skipped within a segment divides it."""
    beside = sorted(skipped, key=lambda it: (it.place.paragraph, it.place.start))
    by_paragraph = {
        number: list(group) for number, group in groupby(beside, lambda it: it.place.paragraph)
    }
    spoken = sorted(segments, key=lambda it: (it.place.paragraph, it.place.start))
    numbers = {it.place.paragraph for it in spoken} | set(by_paragraph)
    grouped = {
        number: list(group) for number, group in groupby(spoken, lambda it: it.place.paragraph)
    }
    for number in sorted(numbers):
        runs = _list_paragraph(grouped.get(number, []), by_paragraph.get(number, []))
        yield from (run for run in runs if run.letters)


def _list_paragraph(segments: Sequence[Segment], skipped: Sequence[Skipped]) -> Iterator[_Run]:
    waiting = list(skipped)
    for segment in segments:
        start, at = segment.place.start, 0
        aligned = len(segment.text) == segment.place.end - start
        while waiting and waiting[0].place.start < (segment.place.end if aligned else start + 1):
            cut = max(at, waiting[0].place.start - start)
            yield _Run(segment.id, keep_letters(segment.text[at:cut]))
            yield _Run("", keep_letters(waiting.pop(0).text))
            at = cut
        yield _Run(segment.id, keep_letters(segment.text[at:]))
    yield from (_Run("", keep_letters(it.text)) for it in waiting)
