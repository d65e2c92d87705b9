"""The account: every word that the source owes, and every word that the script says."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, Literal

from narrator.witness.compare import compare
from narrator.witness.moved import Moved, find_moved
from narrator.witness.spoken import read_script
from narrator.witness.stream import Spot
from narrator.witness.tally import SPOKEN, UNKNOWN, tally

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from narrator.manuscript.model import Skipped
    from narrator.script.model import Script
    from narrator.witness.compare import Comparison
    from narrator.witness.source import Source
    from narrator.witness.spoken import Part
    from narrator.witness.stream import Stream

FaultKind = Literal[
    "unknown",  # in the source, and neither spoken nor skipped
    "out-of-order",  # spoken, but not where it is printed
    "twice",  # spoken more often than it is printed
    "added",  # spoken, and printed nowhere
    "joined",  # two words of the source are spoken as one
    "divided",  # one word of the source is spoken as two
]
_NEIGHBOURS = 5
_EXAMPLES = 3
_SHOWN = 50
_OUTSIDE = -1  # as in the tally


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
    """How many words of a chapter are spoken, skipped and unknown. Number 0: in no chapter.

    Words that are run together or cut in two are not spoken: they are unknown. A word of the source
    is one of these, so that all chapters together have all its words.
    """

    number: int
    title: str
    spoken: int
    skipped: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one rule left out: how many words of the source in how many places, and the first.

    Words that a page does not show, as those that stand for a picture, are not counted.
    """

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
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

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
    said = read_script(script, source)
    comparison = compare(source, said)
    chapters = _chapters_of(said)
    found = _Faults(source, said, comparison, chapters)
    counts = tally(source, said, comparison, found.moved, chapters)
    return Account(
        words=counts.total(),
        chapters=tuple(_extents(script, counts)),
        skipped=tuple(_shelves(script, counts)),
        faults=tuple(found.all()),
    )


def find_faults(source: Source, script: Script) -> tuple[Fault, ...]:
    """Find what is wrong, as :func:`account_for` does, without counting what is right."""
    said = read_script(script, source)
    comparison = compare(source, said)
    if comparison.is_clean():
        return ()
    return tuple(_Faults(source, said, comparison, _chapters_of(said)).all())


def _chapters_of(said: Stream[Part]) -> array[int]:
    """Tell of each word of a script in which chapter it stands; between chapters it is in none."""
    first: dict[int, int] = {}
    ends: dict[int, int] = {}
    for start, end, part in said.origins.spans():
        if not part.rule:
            first.setdefault(part.chapter, start)
            ends[part.chapter] = end
    chapters = array("i", [_OUTSIDE]) * len(said.words)
    for chapter, start in first.items():
        chapters[start : ends[chapter]] = array("i", [chapter]) * (ends[chapter] - start)
    return chapters


def _extents(script: Script, counts: Counter[tuple[int, str]]) -> Iterator[Extent]:
    told: dict[int, Counter[str]] = {}
    for (chapter, fate), count in counts.items():
        kind = fate if fate in (SPOKEN, UNKNOWN) else "skipped"
        told.setdefault(chapter, Counter())[kind] += count
    for at, each in enumerate([*script.chapters, None]):
        of = told.get(at if each else _OUTSIDE, Counter())
        number, title = (at + 1, each.title) if each else (0, "")
        if each or of:
            yield Extent(number, title, of[SPOKEN], of["skipped"], of[UNKNOWN])


def _shelves(script: Script, counts: Counter[tuple[int, str]]) -> Iterator[Shelf]:
    words = Counter[str]()
    for (_, fate), count in counts.items():
        words[fate] += count
    places: dict[str, list[Skipped]] = {}
    for each in script.skipped:
        places.setdefault(each.rule, []).append(each)
    for rule, skipped in sorted(places.items(), key=lambda item: (-words[item[0]], item[0])):
        yield Shelf(rule, words[rule], len(skipped), tuple(skipped[:_EXAMPLES]))


class _Faults:
    """Tells of the words that differ what is wrong with them."""

    def __init__(
        self, source: Source, said: Stream[Part], comparison: Comparison, chapters: Sequence[int]
    ) -> None:
        self.source = source.stream
        self.due = source.due
        self.said = said
        self.found = comparison
        self.chapters = chapters
        self.printed = ""
        self.moved = find_moved(self.source.words, said.words, comparison)

    def all(self) -> Iterator[Fault]:
        """Give every fault, by kind, and in the order of the source."""
        moved = self.moved
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
