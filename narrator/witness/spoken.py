"""The words of a script: those that are heard, with those that are skipped in between."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from narrator.witness.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from narrator.manuscript.model import Place, Skipped
    from narrator.script.model import Script, Segment

_SECOND_COPY = "repeated"
"""The rule for a file that the book names again: the source is read once."""
_MOVED = frozenset(("note",))
"""The kinds of segment that may be heard elsewhere than where they are printed."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Text of the script: ``chapter`` counts from 0; spoken text has no ``rule``."""

    text: str
    place: Place
    rule: str = ""
    chapter: int = -1
    segment: str = ""


def read_script(script: Script, files: Mapping[str, int]) -> Stream[Run]:
    """Give the words of a script in the order in which they are heard.

    What is skipped stands where its place says: before what is heard next of the same file.
    ``files`` gives each file's number in reading order.
    """
    stream: Stream[Run] = Stream()
    heard: Run | None = None
    for run in _cut(script, files):
        if run.rule and not any(map(str.isalnum, run.text)):
            continue  # a comment or a page's end without words divides no word
        if heard is None or run.rule or heard.rule or run.segment != heard.segment:
            stream.part()
        stream.add(run.text, run)
        heard = run
    return stream


def _spoken(script: Script) -> Iterator[Run]:
    for number, chapter in enumerate(script.chapters):
        for segment in chapter.segments:
            if segment.kind not in _MOVED:
                yield _spoken_run(segment, number)


def _silent(script: Script) -> list[Run]:
    """Give what is not heard where it is printed: what is skipped, and notes."""
    moved = [
        _spoken_run(segment, number)
        for number, chapter in enumerate(script.chapters)
        for segment in chapter.segments
        if segment.kind in _MOVED
    ]
    skipped = (each for each in script.skipped if each.rule != _SECOND_COPY)
    return [*moved, *map(_skipped_run, skipped)]


def _spoken_run(segment: Segment, chapter: int) -> Run:
    said = segment.text if any(map(str.isalnum, segment.spoken)) else ""
    return Run(said, segment.place, "", chapter, segment.id)


def _skipped_run(skipped: Skipped) -> Run:
    return Run(skipped.text, skipped.place, skipped.rule)


class _Order:
    """The runs of a script, each with the small skipped runs that stand inside its text."""

    def __init__(self, script: Script, files: Mapping[str, int]) -> None:
        self.files = files
        self.spoken = list(_spoken(script))
        silent = sorted(_silent(script), key=self.key)
        long = [run for run in silent if run.place.start < run.place.end]
        paragraphs = {self.key(run)[:2] for run in (*self.spoken, *long)}
        inside = [run for run in silent if run.place.start == run.place.end]
        self.inside: defaultdict[tuple[int, int], deque[Run]] = defaultdict(deque)
        for run in inside:
            if self.key(run)[:2] in paragraphs:
                self.inside[self.key(run)[:2]].append(run)
        alone = (run for run in inside if self.key(run)[:2] not in paragraphs)
        self.silent = sorted((*long, *alone), key=self.key)

    def key(self, run: Run) -> tuple[int, int, int]:
        """Say where a run stands, so that runs can be ordered."""
        number = self.files.get(run.place.file, len(self.files))
        return number, run.place.paragraph, run.place.start

    def hosts(self) -> list[Run]:
        """Give what is heard in that order, each after the silent runs that lead to it."""
        keys = [self.key(run) for run in self.spoken]
        by_place = sorted(range(len(keys)), key=lambda at: keys[at])
        keys.sort()
        before: defaultdict[int, list[Run]] = defaultdict(list)
        for run in self.silent:
            at = bisect_left(keys, self.key(run))
            before[by_place[at] if at < len(keys) else len(keys)].append(run)
        ordered = [each for at, run in enumerate(self.spoken) for each in (*before[at], run)]
        return ordered + before[len(keys)]


def _cut(script: Script, files: Mapping[str, int]) -> Iterator[Run]:
    """Yield the runs of a script in order, cut where something is skipped inside them."""
    order = _Order(script, files)
    hosts = order.hosts()
    last = {order.key(run)[:2]: number for number, run in enumerate(hosts)}
    for number, host in enumerate(hosts):
        paragraph = order.key(host)[:2]
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
