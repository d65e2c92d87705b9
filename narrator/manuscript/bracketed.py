"""What plain texts, those of Project Gutenberg above all, set in brackets: notes and pictures.

``[Footnote 1: …]`` is a note, and so is a paragraph that begins with ``[1]`` where that stands as a
sign in the text; ``[Illustration: …]`` holds the caption of a picture.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LABEL = r"(?:\d{1,4}|[A-Za-z]|[*†‡§]{1,3})"
_SIGN = re.compile(rf"\[({_LABEL})\]")
_NOTE = re.compile(rf"\s*\[footnote(?:\s+(?P<label>{_LABEL}))?\s*[:.]", re.IGNORECASE)
_BARE_NOTE = re.compile(rf"\s*\[(?P<label>{_LABEL})\](?=\s*\S)")
_PICTURE = re.compile(r"\s*\[illustrations?(?:\s*[:.]|(?=\s*\]))", re.IGNORECASE)
_HEADING = re.compile(r"\W*(?:foot|end)?notes\W*", re.IGNORECASE)
_MOST_PARAGRAPHS = 20  # in one pair of brackets

Opening = tuple[int, int]
"""The paragraph with which a bracket opens, and how many characters of it only say what it is."""


@dataclass(slots=True)
class Bracketed:
    """The paragraphs in brackets, by number. ``notes`` and ``captions`` give their openings."""

    notes: dict[int, Opening] = field(default_factory=dict)
    captions: dict[int, Opening] = field(default_factory=dict)
    ends: set[int] = field(default_factory=set)
    """Those that end with the closing bracket."""
    labels: dict[str, list[int]] = field(default_factory=dict)
    """Where the notes of each label begin."""

    def signs(self, text: str, number: int) -> Iterator[tuple[re.Match[str], int]]:
        """Yield the signs in a paragraph, each with the number of its note: the next so called."""
        for sign in _SIGN.finditer(text):
            if begins := self.labels.get(sign[1]):
                yield sign, begins[min(bisect_left(begins, number), len(begins) - 1)]

    def strip(self, text: str, number: int) -> tuple[str, str]:
        """Give what only opens the brackets in a paragraph, and its text without them."""
        opening, length = self.notes.get(number) or self.captions.get(number) or (number, 0)
        length = length if opening == number else 0
        inner = text[length:].rstrip()
        return text[:length], inner.removesuffix("]") if number in self.ends else inner


def find_bracketed(paragraphs: Sequence[str]) -> Bracketed:
    """Find the notes and the captions among the paragraphs of a text."""
    found = Bracketed()
    signs = {sign[1] for each in paragraphs for sign in _SIGN.finditer(each) if sign.start()}
    for number, text in enumerate(paragraphs):
        if number in found.notes or number in found.captions:
            continue
        if opening := _NOTE.match(text):
            _take(found, found.notes, paragraphs, number, opening)
        elif opening := _PICTURE.match(text):
            _take(found, found.captions, paragraphs, number, opening)
        elif (opening := _BARE_NOTE.match(text)) and opening["label"] in signs:
            found.notes[number] = (number, opening.end())
        else:
            continue
        if label := opening.groupdict().get("label"):
            found.labels.setdefault(label, []).append(number)
    above = (at - 1 for at in list(found.notes) if at and at - 1 not in found.notes)
    found.notes |= {at: (at, 0) for at in above if _HEADING.fullmatch(paragraphs[at])}
    return found


def _take(
    found: Bracketed,
    shelf: dict[int, Opening],
    paragraphs: Sequence[str],
    first: int,
    opening: re.Match[str],
) -> None:
    """Take the paragraphs up to the closing bracket; only the first where there is none near."""
    depth = 0
    last = first
    for number, text in enumerate(paragraphs[first : first + _MOST_PARAGRAPHS], first):
        depth += text.count("[") - text.count("]")
        if depth <= 0:
            if text.rstrip().endswith("]"):
                last = number
                found.ends.add(number)
            break
    shelf.update(dict.fromkeys(range(first, last + 1), (first, opening.end())))
