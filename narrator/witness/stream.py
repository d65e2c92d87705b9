"""Streams of words: what the source says and what the script says, in a form to be compared."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, pairwise, repeat
from typing import TYPE_CHECKING, Generic, TypeVar, overload

from narrator.packed import Packing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

RULES = 6
"""Raised by one where the proof asks for something else than before: kept verdicts then end."""

Origin = TypeVar("Origin")

GLUED, APART, EITHER, EACH = range(4)
"""What stands before a word: nothing; what keeps it apart from the last; what may or may not; or
nothing, in writing that has no spaces."""

_RUNS_A_CHUNK = 64
"""How many runs of words have their origins packed together."""

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


class Vocabulary(dict[str, int]):
    """Every word once, with its number: 0 for the first that was looked up, and so on."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self.words)
        self.words.append(word)
        return number


class Words(Sequence[str]):
    """Words in order, as ``numbers`` of a vocabulary: 4 bytes each, however long the book is.

    Two of one vocabulary have the same words where their numbers are the same.
    """

    __slots__ = ("numbers", "vocabulary")

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.numbers = array("i")

    def extend(self, words: Iterable[str]) -> None:
        """Add words behind the others."""
        self.numbers.extend(map(self.vocabulary.__getitem__, words))

    def cut(self, length: int) -> None:
        """Forget all but the first ``length``."""
        del self.numbers[length:]

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self.vocabulary.words[number] for number in self.numbers[at]]
        return self.vocabulary.words[self.numbers[at]]


class Origins(Sequence[Origin]):
    """Whence each word comes, kept once for each run of words that come from the same place."""

    __slots__ = ("_ends", "_kept")

    def __init__(self) -> None:
        self._ends = array("i")
        self._kept = Packing[Origin](_RUNS_A_CHUNK)

    def extend(self, origin: Origin, words: int) -> None:
        """Say whence the next words come."""
        self._ends.append(len(self) + words)
        self._kept.append(origin)

    def cut(self, length: int) -> None:
        """Forget all but the origins of the first ``length`` words."""
        runs = bisect_right(self._ends, length)
        within = length > (self._ends[runs - 1] if runs else 0)
        del self._ends[runs + within :]
        self._kept.cut(runs + within)
        if within:
            self._ends[-1] = length

    def spans(self) -> Iterator[tuple[int, int, Origin]]:
        """Give the runs in order: where each begins and ends among the words, and its origin."""
        for (start, end), origin in zip(pairwise(chain([0], self._ends)), self._kept, strict=True):
            yield start, end, origin

    def mark(self, is_marked: Callable[[Origin], bool]) -> bytearray:
        """Say of each word, by 1 or 0, whether its origin is one of some."""
        marks = bytearray()
        for start, end, origin in self.spans():
            marks += bytes([is_marked(origin)]) * (end - start)
        return marks

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Origin]:
        for start, end, origin in self.spans():
            yield from repeat(origin, end - start)

    @overload
    def __getitem__(self, at: int) -> Origin: ...
    @overload
    def __getitem__(self, at: slice) -> list[Origin]: ...
    def __getitem__(self, at: int | slice) -> Origin | list[Origin]:
        if isinstance(at, slice):
            return [self[each] for each in range(len(self))[at]]
        return self._kept[bisect_right(self._ends, range(len(self))[at])]


@dataclass(slots=True)
class Stream(Generic[Origin]):
    """Words in order. ``edges`` says of each what stands before it, ``origins`` whence it comes.

    Two streams that are to be compared have their words of one vocabulary.
    """

    words: Words = field(default_factory=lambda: Words(Vocabulary()))
    edges: bytearray = field(default_factory=bytearray)
    origins: Origins[Origin] = field(default_factory=Origins)
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
        self.words.extend(words)
        self.edges.append(_EDGES[first] or (EACH if _ALONE.match(words[0]) else GLUED))
        self.edges += bytes([_EDGES[gap] or EACH for gap in gaps[1:]])
        self.origins.extend(origin, len(words))

    def cut_back(self, length: int) -> None:
        """Forget all words but the first ``length``."""
        self.words.cut(length)
        self.origins.cut(length)
        del self.edges[length:]

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
