"""What a book tells of words besides their letters: HTML's ``lang`` and SSML's ``phoneme``."""

from __future__ import annotations

import html
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from narrator.script.foreign import Passages, believe_passages, primary_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from narrator.manuscript.model import Mark, Pronunciation
    from narrator.script.model import Script, Segment

_SIGNS = {"#": "&num;", "!": "&excl;", "^": "&Hat;"}  # that mean something in front of others


class Inserted(NamedTuple):
    """Something to be written before a character of a text; of several, the lower rank first."""

    at: int
    rank: int
    text: str


@dataclass(frozen=True)
class Told:
    """What is told of the words of a script, by where they stand."""

    language: str
    passages: Passages
    believed: Passages
    pronunciations: dict[tuple[str, int], list[Pronunciation]] = field(repr=False)

    def foreign(self, segment: Segment) -> tuple[Mark, ...]:
        """Give the runs of a segment that are said by the rules of another language."""
        own = primary_of(self.language)
        return tuple(it for it in self.believed.marks(segment) if primary_of(it.value) != own)

    def tags(self, segment: Segment) -> list[Inserted]:
        """Give the tags that stand in a segment."""
        return [*self._languages(segment), *self._phonemes(segment)]

    def _languages(self, segment: Segment) -> Iterator[Inserted]:
        for mark in self.passages.marks(segment):
            yield Inserted(mark.start, 2, f"<span {_attribute('lang', mark.value)}>")
            yield Inserted(mark.end, -1, "</span>")

    def _phonemes(self, segment: Segment) -> Iterator[Inserted]:
        """Yield the tags of pronunciations that lie in a segment: inside those of languages."""
        place = segment.place
        for told in self.pronunciations.get((place.file, place.paragraph), ()):
            start, end = told.place.start - place.start, told.place.end - place.start
            if 0 <= start < end <= len(segment.text):
                alphabet = _attribute("alphabet", told.alphabet)
                phonemes = _attribute("ph", told.phonemes)
                yield Inserted(start, 3, f"<phoneme {alphabet} {phonemes}>")
                yield Inserted(end, -2, "</phoneme>")


def tell_words(script: Script) -> Told:
    """Gather what a script tells of its words."""
    language = script.metadata.language
    pronunciations = defaultdict(list)
    for each in script.pronunciations:
        pronunciations[each.place.file, each.place.paragraph].append(each)
    return Told(
        language,
        Passages(language, script.passages),
        Passages(language, believe_passages(script)),
        dict(pronunciations),
    )


def _attribute(name: str, value: str) -> str:
    """Write an attribute in which no sign means anything to Markdown."""
    written = html.escape(" ".join(value.split()), quote=False).replace('"', "&quot;")
    return f'{name}="{"".join(_SIGNS.get(char, char) for char in written)}"'
