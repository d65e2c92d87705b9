"""The account: every word that the source owes, and every word that the script says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, Literal

from narrator.witness.compare import compare
from narrator.witness.moved import Moved, find_moved
from narrator.witness.spoken import read_script
from narrator.witness.stream import Spot, count_in, count_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from narrator.manuscript.model import Skipped
    from narrator.script.model import Script
    from narrator.witness.compare import Comparison
    from narrator.witness.source import Source
    from narrator.witness.spoken import Run
    from narrator.witness.stream import Stream

FaultKind = Literal[
    "unknown",  # in the source, and neither spoken nor skipped
    "out-of-order",  # spoken, but not where it is printed
    "twice",  # spoken more often than it is printed
    "added",  # spoken, and printed nowhere
    "joined",  # two words of the source are spoken as one
    "divided",  # one word of the source is spoken as two
]
SERIOUS: frozenset[FaultKind] = frozenset(("unknown", "out-of-order", "twice", "added"))
"""What a book is not built with. Words that are joined or divided are heard, and all of them: a
drop cap stands apart from its word, and a heading's number close to its title."""
_NEIGHBOURS = 5
_EXAMPLES = 3
_SHOWN = 50
_OUTSIDE = -1


@dataclass(frozen=True, slots=True)
class Fault:
    """Words that are not as they should be. ``chapter`` counts from 1; 0 is outside of all.

    ``words`` are the first 50 of them, ``count`` is how many there are. ``file`` and ``line`` tell
    where the source has them or would have them, ``before`` and ``after`` what stands around them
    there, ``segment`` which segment of the script is next to them.
    """

    kind: FaultKind
    words: str
    count: int
    chapter: int
    file: str
    line: int
    before: str
    after: str
    segment: str = ""


@dataclass(frozen=True, slots=True)
class Extent:
    """How many words of a chapter are spoken, skipped and unknown. Number 0: in no chapter."""

    number: int
    title: str
    spoken: int
    skipped: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one rule left out: how many words in how many places, and the first of these."""

    rule: str
    words: int
    places: int
    examples: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What became of every word of a manuscript. ``words`` is how many the witness counts."""

    words: int
    chapters: tuple[Extent, ...]
    skipped: tuple[Shelf, ...]
    faults: tuple[Fault, ...]

    @property
    def failures(self) -> tuple[Fault, ...]:
        """The faults for which the manuscript does not pass."""
        return tuple(fault for fault in self.faults if fault.kind in SERIOUS)

    @property
    def spoken_words(self) -> int:
        """How many words are spoken."""
        return sum(chapter.spoken for chapter in self.chapters)

    @property
    def skipped_words(self) -> int:
        """How many words are skipped under a rule."""
        return sum(chapter.skipped for chapter in self.chapters)

    @property
    def unknown_words(self) -> int:
        """How many words are neither spoken nor skipped."""
        return sum(chapter.unknown for chapter in self.chapters)


def account_for(source: Source, script: Script) -> Account:
    """Compare a source with the script that was made of it."""
    said = read_script(script, source.files)
    comparison = compare(source, said)
    chapters = _chapters_of(said)
    faults = tuple(_Faults(source, said, comparison, chapters).all())
    due = bytearray(
        edge for edge, is_due in zip(source.stream.edges, source.due, strict=True) if is_due
    )
    return Account(
        words=count_words(due),
        chapters=tuple(_extents(script, said, chapters, faults)),
        skipped=tuple(_shelves(script)),
        faults=faults,
    )


def find_faults(source: Source, script: Script) -> tuple[Fault, ...]:
    """Find what is wrong, as :func:`account_for` does, without counting what is right."""
    said = read_script(script, source.files)
    comparison = compare(source, said)
    if comparison.is_clean():
        return ()
    return tuple(_Faults(source, said, comparison, _chapters_of(said)).all())


def _chapters_of(said: Stream[Run]) -> list[int]:
    """Tell of each word of a script in which chapter it stands; between chapters it is in none."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for at, run in enumerate(said.origins):
        if not run.rule:
            first.setdefault(run.chapter, at)
            last[run.chapter] = at
    chapters = [_OUTSIDE] * len(said.words)
    for chapter, start in first.items():
        end = last[chapter] + 1
        chapters[start:end] = [chapter] * (end - start)
    return chapters


def _extents(
    script: Script, said: Stream[Run], chapters: Sequence[int], faults: Sequence[Fault]
) -> Iterator[Extent]:
    spoken: Counter[int] = Counter()
    skipped: Counter[int] = Counter()
    for edge, run, chapter in zip(said.edges, said.origins, chapters, strict=True):
        counts = skipped if run.rule else spoken
        counts[chapter] += count_words((edge,))
    unknown = Counter[int]()
    for fault in faults:
        if fault.kind == "unknown":
            unknown[fault.chapter - 1] += fault.count
    for at, each in enumerate(script.chapters):
        yield Extent(at + 1, each.title, spoken[at], skipped[at], unknown[at])
    if skipped[_OUTSIDE] or unknown[_OUTSIDE]:
        yield Extent(0, "", 0, skipped[_OUTSIDE], unknown[_OUTSIDE])


def _shelves(script: Script) -> Iterator[Shelf]:
    words: Counter[str] = Counter()
    places: Counter[str] = Counter()
    examples: dict[str, list[Skipped]] = {}
    for each in script.skipped:
        words[each.rule] += count_in(each.text)
        places[each.rule] += 1
        examples.setdefault(each.rule, []).append(each)
    for rule, count in sorted(words.items(), key=lambda item: (-item[1], item[0])):
        yield Shelf(rule, count, places[rule], tuple(examples[rule][:_EXAMPLES]))


class _Faults:
    """Tells of the words that differ what is wrong with them."""

    def __init__(
        self, source: Source, said: Stream[Run], comparison: Comparison, chapters: Sequence[int]
    ) -> None:
        self.source = source.stream
        self.due = source.due
        self.said = said
        self.found = comparison
        self.chapters = chapters
        self.printed = ""

    def all(self) -> Iterator[Fault]:
        """Give every fault, by kind, and in the order of the source."""
        moved = find_moved(self.source.words, self.said.words, self.found)
        for odd in self.found.lost:
            for words in _runs(odd.words, without=moved.lost):
                yield self._fault("unknown", self.source, words, words[0], odd.beside)
        for odd in self.found.extra:
            kind = self._name(odd.words, moved)
            yield self._fault(kind, self.said, odd.words, odd.beside, odd.words[0])
        for here, there in self.found.joined:
            yield self._fault("joined", self.source, (here - 1, here), here, there)
        for here, there in self.found.divided:
            yield self._fault("divided", self.said, (there - 1, there), here, there)

    def _name(self, words: Sequence[int], moved: Moved) -> FaultKind:
        if moved.extra.issuperset(words):
            return "out-of-order"
        self.printed = self.printed or f" {' '.join(self.source.words)} "
        start = " ".join(self.said.words[at] for at in words[:_NEIGHBOURS])
        return "twice" if f" {start} " in self.printed else "added"

    def _fault(
        self, kind: FaultKind, stream: Stream[Any], words: Sequence[int], here: int, there: int
    ) -> Fault:
        """Describe a fault; ``here`` is its place in the source, ``there`` in the script."""
        at = min(here, len(self.source.words) - 1)
        spot = self.source.origins[at] if at >= 0 else Spot("", 0)
        near = min(there, len(self.said.words) - 1)
        start, end = (words[0], words[-1] + 1) if stream is self.source else (here, here)
        return Fault(
            kind=kind,
            words=stream.text(words[:_SHOWN]),
            count=len(words),
            chapter=self.chapters[near] + 1 if near >= 0 else 0,
            file=spot.file,
            line=spot.line,
            before=self._text_around(range(start - 1, -1, -1)),
            after=self._text_around(range(end, len(self.source.words))),
            segment=self.said.origins[near].segment if near >= 0 else "",
        )

    def _text_around(self, numbers: Iterable[int]) -> str:
        """Give the first few words of some that are due, in the order of the source."""
        due = (number for number in numbers if self.due[number])
        return self.source.text(sorted(islice(due, _NEIGHBOURS)))


def _runs(numbers: Iterable[int], *, without: Collection[int] = ()) -> Iterator[list[int]]:
    """Divide numbers where some are to be left out."""
    for out, run in groupby(numbers, key=without.__contains__):
        if not out:
            yield list(run)
