"""Streams of words: what the source says and what the script says, in a form to be compared."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

RULES = 5
"""Raised by one where the proof asks for something else than before: kept verdicts then end."""

Origin = TypeVar("Origin")

GLUED, APART, EITHER, EACH = range(4)
"""What stands before a word: nothing; what keeps it apart from the last; what may or may not; or
nothing, in writing that has no spaces."""

_SHOWN = {GLUED: "", APART: " ", EITHER: "’", EACH: ""}

# Signs between the letters of one word that no reader says: soft hyphen, zero-width characters,
# byte order mark, marks of writing direction, control characters.
_UNSEEN = dict.fromkeys(
    [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
    + [code for code in range(0x20) if not chr(code).isspace()]
)
# A power set by markup is the same figures on a line of their own: 10² and 10<sup>2</sup>.
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ", "0123456789n")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b]")
_ANY_UNSEEN = re.compile(f"[{re.escape(''.join(map(chr, _UNSEEN)))}]")
_WITHOUT_SPACES = r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_ALONE = re.compile(_WITHOUT_SPACES)
_PLAIN_WORD = re.compile(r"([^\W_]+)")
"""A word in a text without signs on letters, in writing that has spaces: found in half the time."""
_NOT_PLAIN = re.compile(r"[\u0300-\u1aff\u3040-\uffff]")

_SOMETIMES_INSIDE = frozenset("'’ʼ‘*_~^`\\")
"""An apostrophe belongs to its word, and so do signs of emphasis that are not printed."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where words of the source stand: a file of the manuscript and a line of it, from 1."""

    file: str
    line: int


@dataclass(slots=True)
class Stream(Generic[Origin]):
    """Words in order. ``edges`` says of each what stands before it, ``origins`` whence it comes."""

    words: list[str] = field(default_factory=list)
    edges: bytearray = field(default_factory=bytearray)
    origins: list[Origin] = field(default_factory=list)
    _gap: str = " "

    def add(self, text: str, origin: Origin) -> None:
        """Add a run of text. A word goes on from one run into the next where nothing parts them."""
        settled = _settle(text)
        parts = (_make_word() if _NOT_PLAIN.search(settled) else _PLAIN_WORD).split(settled)
        first, self._gap = self._gap + parts[0], parts[-1]
        if len(parts) == 1:
            self._gap = first
            return
        gaps = [first, *parts[2:-1:2]]
        words = parts[1::2]
        self.words += map(sys.intern, words)
        self.edges.append(_EDGES[first] or (EACH if _ALONE.match(words[0]) else GLUED))
        self.edges += bytes([_EDGES[gap] or EACH for gap in gaps[1:]])
        self.origins += [origin] * len(words)

    def part(self) -> None:
        """Keep what comes next apart from what came before."""
        self._gap = " "

    def take_gap(self) -> str:
        """Give what stands before the next word, and begin as if apart."""
        gap, self._gap = self._gap, " "
        return gap

    def put_gap(self, gap: str) -> None:
        """Go on as if ``gap`` stood before the next word."""
        self._gap = gap

    def text(self, numbers: Iterable[int]) -> str:
        """Give some of the words as they are read, without their punctuation."""
        parts = (_SHOWN[self.edges[at]] + self.words[at] for at in numbers)
        return "".join(parts).strip(" ’")


@cache
def _make_word() -> re.Pattern[str]:
    """Make the pattern of a word: letters with their signs; without spaces, each letter is one."""
    marked = (chr(code) for code in range(0x300, 0x1AFF))
    signs = "".join(sign for sign in marked if unicodedata.category(sign)[0] == "M")
    letter = rf"(?:[^\W_]|[{signs}])"
    return re.compile(rf"({_WITHOUT_SPACES}|(?:(?!{_WITHOUT_SPACES}){letter})+)")


class _Edges(dict[str, int]):
    """What each gap does, found out once: a book has a million of few kinds."""

    def __missing__(self, gap: str) -> int:
        edge = EITHER if _SOMETIMES_INSIDE.issuperset(gap) else APART
        if len(self) < _MOST_KINDS:
            self[gap] = edge
        return edge


_MOST_KINDS = 10_000
_EDGES = _Edges({"": GLUED, " ": APART})


def _settle(text: str) -> str:
    """Give the text in one form for each letter, without what nobody sees."""
    if text.isascii() and (text.isprintable() or not _CONTROL.search(text)):
        return text
    seen = text.translate(_UNSEEN) if _ANY_UNSEEN.search(text) else text
    return unicodedata.normalize("NFC", seen).translate(_RAISED)
