"""The words of a script: those that are heard, with those that are skipped in between."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict, deque
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from narrator.witness.stream import Stream, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from narrator.manuscript.model import Place
    from narrator.script.model import Script
    from narrator.witness.source import Source

_SECOND_COPY = "repeated"
"""The rule for a file that the book names again: the source is read once."""
_MOVED = frozenset(("note",))
"""The kinds of segment that may be heard elsewhere than where they are printed."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the script: a segment, its chapter counted from 0, or what a ``rule`` skips."""

    rule: str = ""
    chapter: int = -1
    segment: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one part of the script, and where the manuscript has it."""

    text: str
    place: Place
    part: Part


def read_script(script: Script, source: Source) -> Stream[Part]:
    """Give the words of a script in the order in which they are heard.

    What is skipped stands where its place says: before what is heard next of the same file. The
    words are of the source's vocabulary.
    """
    stream: Stream[Part] = Stream(Words(source.stream.words.vocabulary))
    last: Part | None = None
    for run in _cut(script, source.files):
        part = run.part
        if part.rule and not any(map(str.isalnum, run.text)):
            continue  # a comment or a page's end without words divides no word
        if last is None or part.rule or last.rule or part.segment != last.segment:
            stream.part()
        stream.add(run.text, part)
        last = part
    return stream


def _spoken(script: Script, *, moved: bool = False) -> Iterator[Run]:
    """Give what is heard where it is printed; with ``moved``, what may be heard elsewhere."""
    for number, chapter in enumerate(script.chapters):
        for segment in chapter.segments:
            if (segment.kind in _MOVED) == moved:
                said = segment.text if any(map(str.isalnum, segment.spoken)) else ""
                yield Run(said, segment.place, Part("", number, segment.id))


def _silent(script: Script) -> Iterator[Run]:
    """Give what is not heard where it is printed: what is skipped, and notes."""
    yield from _spoken(script, moved=True)
    for each in script.skipped:
        if each.rule != _SECOND_COPY:
            yield Run(each.text, each.place, Part(each.rule))


_Key = tuple[int, int, int]
"""Where a run stands, so that runs can be ordered: its file, its paragraph, its start."""


class _Keys:
    """The keys of many runs, 24 bytes each."""

    def __init__(self, keys: Iterable[_Key]) -> None:
        self._numbers = array("q", chain.from_iterable(keys))

    def __len__(self) -> int:
        return len(self._numbers) // 3

    def __iter__(self) -> Iterator[_Key]:
        numbers = iter(self._numbers)
        return zip(numbers, numbers, numbers, strict=True)

    def __getitem__(self, at: int) -> _Key:
        file, paragraph, start = self._numbers[3 * at : 3 * at + 3]
        return file, paragraph, start


class _Order:
    """The runs of a script in the order in which they are heard.

    Small skipped runs that stand inside the text of others are ``inside``, by paragraph.
    """

    def __init__(self, script: Script, files: Mapping[str, int]) -> None:
        self.script = script
        self.files = files
        silent = sorted(_silent(script), key=self.key)
        small = [run for run in silent if run.place.start == run.place.end]
        asked = {self.key(run)[:2] for run in small}
        others = (run for run in silent if run.place.start < run.place.end)
        hosted = asked.intersection(self.key(run)[:2] for run in chain(_spoken(script), others))
        self.inside: defaultdict[tuple[int, int], deque[Run]] = defaultdict(deque)
        for run in small:
            if self.key(run)[:2] in hosted:
                self.inside[self.key(run)[:2]].append(run)
        self.silent = [
            run
            for run in silent
            if run.place.start < run.place.end or self.key(run)[:2] not in hosted
        ]
        self.before = self._place_silent()

    def key(self, run: Run) -> _Key:
        """Say where a run stands."""
        number = self.files.get(run.place.file, len(self.files))
        return number, run.place.paragraph, run.place.start

    def hosts(self) -> Iterator[Run]:
        """Give what is heard in that order, each after the silent runs that lead to it."""
        at = -1
        for at, run in enumerate(_spoken(self.script)):
            yield from self.before.get(at, ())
            yield run
        yield from self.before.get(at + 1, ())

    def _place_silent(self) -> dict[int, list[Run]]:
        """Say before which run that is heard, by its number, silent ones stand."""
        keys = _Keys(map(self.key, _spoken(self.script)))
        by_place: Sequence[int] = range(len(keys))
        if any(one > other for one, other in pairwise(keys)):
            by_place = sorted(by_place, key=keys.__getitem__)
            keys = _Keys(keys[at] for at in by_place)
        before: defaultdict[int, list[Run]] = defaultdict(list)
        for run in self.silent:
            at = bisect_left(keys, self.key(run))
            before[by_place[at] if at < len(keys) else len(keys)].append(run)
        return before


def _cut(script: Script, files: Mapping[str, int]) -> Iterator[Run]:
    """Yield the runs of a script in order, cut where something is skipped inside them."""
    order = _Order(script, files)
    last = {
        paragraph: number
        for number, paragraph in enumerate(order.key(run)[:2] for run in order.hosts())
        if paragraph in order.inside
    }
    for number, host in enumerate(order.hosts()):
        paragraph = order.key(host)[:2]
        if paragraph not in last:
            yield host
            continue
        yield from _cut_host(host, order.inside[paragraph])
        if last[paragraph] == number:
            yield from order.inside.pop(paragraph)


def _cut_host(host: Run, inside: deque[Run]) -> Iterator[Run]:
    at = host.place.start
    while inside and inside[0].place.start < host.place.end:
        skipped = inside.popleft()
        stop = max(skipped.place.start, at)
        yield replace(host, text=host.text[at - host.place.start : stop - host.place.start])
        yield skipped
        at = stop
    yield replace(host, text=host.text[at - host.place.start :]) if at > host.place.start else host
