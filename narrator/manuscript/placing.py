"""Notes where they are heard: at their reference, at the paragraph's end or at the chapter's."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from narrator.manuscript.model import Block, Chapter, Mark, Place, Skipped
from narrator.manuscript.page import has_words
from narrator.packed import Packed, pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from narrator.manuscript.reading import Reading

_DIVIDED = ("paragraph", "quote", "item")
_SIGNS = " .:()[]*†‡§¶–—-"  # what stands around a note's number, or in its place
_LEAD = " ,.:)]–—-"


def place_notes(
    chapters: Iterable[Chapter],
    skipped: Iterable[Skipped],
    notes: Mapping[str, Sequence[Block]],
    reading: Reading,
) -> tuple[Packed[Chapter], tuple[Skipped, ...]]:
    """Put the notes where the reading wants them; each is heard once, where it is first named.

    The blocks of ``notes`` are among ``skipped``, and leave it as they are placed.
    """
    placing = _Placing(notes if reading.notes != "skip" else {}, reading)
    placed = pack(replace(c, blocks=tuple(placing.through(c.blocks))) for c in chapters)
    left = [each for each in skipped if each.rule != "note" or each.place not in placing.heard]
    return placed, (*left, *placing.signs)


@dataclass
class _Placing:
    """One walk through the book: which notes have been heard."""

    notes: Mapping[str, Sequence[Block]]
    reading: Reading
    signs: list[Skipped] = field(default_factory=list)
    heard: set[Place] = field(default_factory=set)
    done: set[str] = field(default_factory=set)

    def through(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Yield the blocks of a chapter with the notes among them."""
        late: list[Block] = []
        for block in blocks:
            points = [mark for mark in block.marks if mark.kind == "note"]
            bare = replace(block, marks=_without_points(block)) if points else block
            if self.reading.notes == "reference" and block.kind in _DIVIDED:
                yield from self._divided(bare, points)
                continue
            yield bare
            told = [each for point in points for each in self._note(point.value)]
            if self.reading.notes == "chapter":
                late += told
            else:
                yield from told
        yield from late

    def _divided(self, block: Block, points: Iterable[Mark]) -> Iterator[Block]:
        """Yield a block in parts, with each note after the words that it is about."""
        done = 0
        for point in points:
            told = list(self._note(point.value))
            at = max(done, _outside_quotes(block.text, point.start))
            if told and has_words(block.text[done:at]):
                yield _part(block, done, at)
                done = at
            yield from told
        if has_words(block.text[done:]):
            yield _part(block, done, len(block.text))

    def _note(self, value: str) -> Iterator[Block]:
        """Yield the blocks of a note, and after them those of the notes that it names."""
        key, _, sign = value.rpartition(" ")
        if key in self.done:
            return
        self.done.add(key)
        below: list[str] = []
        for block in self.notes.get(key, ()):
            if has_words(block.text):
                self.heard.add(block.place)
                yield self._spoken(block, sign)
            sign = ""
            below += [mark.value for mark in block.marks if mark.kind == "note"]
        for each in below:
            yield from self._note(each)

    def _spoken(self, block: Block, sign: str) -> Block:
        """Give a note's block without the sign that it begins with."""
        sign = sign.strip(_SIGNS)
        start = len(block.text) - len(block.text.lstrip(_SIGNS))
        if sign and re.match(rf"{re.escape(sign)}(?!\w)", block.text[start:]):
            place = replace(block.place, start=start, end=start + len(sign))
            self.signs.append(Skipped("note-marker", sign, place))
            start += len(sign)
        else:
            start = 0
        start = len(block.text) - len(block.text[start:].lstrip(_LEAD))
        part = _part(replace(block, marks=_without_points(block)), start, len(block.text))
        if not self.reading.notes_speaker:
            return part
        tag = Mark("tag", 0, 0, f"{self.reading.notes_speaker} (note)")
        return replace(part, marks=(tag, *part.marks))


def _without_points(block: Block) -> tuple[Mark, ...]:
    return tuple(mark for mark in block.marks if mark.kind != "note")


def _outside_quotes(text: str, at: int) -> int:
    """Move a point within a quotation to its end, so that nobody is cut short by a note."""
    before = text[:at]
    if before.count("“") > before.count("”"):
        end = text.find("”", at) + 1
        at = end or at
    while 0 < at < len(text) and not text[at].isspace():
        at += 1
    return at


def _part(block: Block, start: int, end: int) -> Block:
    """Give a part of a block, with its own place and marks."""
    text = block.text[start:end]
    start += len(text) - len(text.lstrip())
    end = start + len(text.strip())
    if (start, end) == (0, len(block.text)):
        return block
    marks = (
        replace(mark, start=max(mark.start, start) - start, end=min(mark.end, end) - start)
        for mark in block.marks
        if mark.start < end and (mark.end > start or mark.start == mark.end >= start)
    )
    place = block.place.within(start, end)
    return replace(block, text=text.strip(), marks=tuple(marks), place=place)
