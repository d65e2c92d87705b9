"""Text as it comes, cut into what is spoken at once: a sentence at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from narrator.script.segments import sentence_ends, split_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SPEAKER = re.compile(r"<\|speaker:(\d{1,3})\|>")

_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160)], " ")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_CERTAIN = 3
"""Letters that must be seen after a sentence's end before it is one: "no." may be "no. 5"."""
_WINDOW = 4
"""In texts of so many pieces or more, only the beginning is looked at for the first cut."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is spoken at once, and by which of the request's speakers, counted from 0."""

    text: str
    speaker: int = 0


class Splitter:
    """Cuts text that comes bit by bit into sentences, none longer than ``limit`` characters.

    ``clean`` leaves out of a piece what is not to be said. Nothing else is lost but white space,
    control characters, speaker tags, and what holds no letter and no digit.
    """

    def __init__(self, limit: int, clean: Callable[[str], str] = str) -> None:
        self._limit = limit
        self._clean = clean
        self._pending = ""
        self._speaker = 0

    def feed(self, text: str) -> list[Piece]:
        """Take more text, and give the pieces that are certain to be whole."""
        *turns, (self._speaker, rest) = self._take_turns(text)
        whole = [piece for speaker, said in turns for piece in self._cut(said, speaker)]
        end = max((at for at in _ends(rest) if at + _CERTAIN <= len(rest.rstrip())), default=0)
        certain, self._pending = rest[:end], rest[end:]
        heads = list(self._take_heads())
        return [*whole, *self._cut(certain, self._speaker), *self._to_pieces(heads, self._speaker)]

    def drain(self) -> list[Piece]:
        """Give what is left: nothing follows, or it is wanted now."""
        turns = self._take_turns("")
        self._speaker = turns[-1][0]
        self._pending = ""
        return [piece for speaker, said in turns for piece in self._cut(said, speaker)]

    def _take_turns(self, text: str) -> list[tuple[int, str]]:
        """Give the text that has not been spoken yet, by speaker; the last turn may go on."""
        first, *tagged = SPEAKER.split(self._pending + text.translate(_CONTROLS))
        numbers = [int(number) for number in tagged[::2]]
        return [(self._speaker, first), *zip(numbers, tagged[1::2], strict=True)]

    def _take_heads(self) -> Iterator[str]:
        """Take pieces from the beginning of a sentence that is too long already."""
        while len(self._pending) > self._limit:
            window = self._pending[: _WINDOW * self._limit]
            head, *more = split_text(window, self._limit) or [window]
            if not more:  # the rest is white space
                return
            yield head
            self._pending = self._pending.lstrip()[len(head) :]

    def _cut(self, text: str, speaker: int) -> Iterator[Piece]:
        edges = [0, *sorted(_ends(text)), len(text)]
        for start, end in pairwise(edges):
            yield from self._to_pieces(_fit(text[start:end], self._limit), speaker)

    def _to_pieces(self, texts: list[str], speaker: int) -> Iterator[Piece]:
        for text in map(self._clean, texts):
            if any(character.isalnum() for character in text):
                yield Piece(" ".join(text.split()), speaker)


def _ends(text: str) -> set[int]:
    """Tell where sentences and paragraphs end."""
    return {*sentence_ends(text), *(found.start() for found in _PARAGRAPH.finditer(text))}


def _fit(sentence: str, limit: int) -> list[str]:
    """Cut a sentence into as even parts as there may be, if it is not absurdly long."""
    parts = []
    while len(sentence) > _WINDOW * limit:
        head = split_text(sentence[: _WINDOW * limit], limit)[:1]
        parts += head
        sentence = sentence.lstrip()[len("".join(head)) :] if head else sentence[_WINDOW * limit :]
    return [*parts, *split_text(sentence, limit)]
