"""Figures that stand alone in plain text: the numbers of chapters, or of pages.

Neither has a word that says so. What tells is that they count, and what stands before them: a page
ends anywhere in a sentence, a chapter at its end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from narrator.manuscript.page import has_words, is_ornament

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ONES = re.findall(
    r"\w+",
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
""",
)
_TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
_VALUES = (
    {word: number for number, word in enumerate(_ONES, 1)}
    | {ten: 10 * number for number, ten in enumerate(_TENS, 2)}
    | {
        f"{ten}-{one}": 10 * tens + ones
        for tens, ten in enumerate(_TENS, 2)
        for ones, one in enumerate(_ONES[:9], 1)
    }
)
_FIGURE = re.compile(
    rf"[\W_]{{0,4}}(?P<value>\d{{1,4}}|{'|'.join(sorted(_VALUES, key=len, reverse=True))})"
    r"(?:[.:)]|\s*[–—-])?(?:[\W_]{0,4}|\s+(?P<title>(?-i:[^\W\d_a-z]).{0,70}))",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!?…:;—。！？][”’\"'»›)\]_*]*\s*$|[”\"»]\s*$")
_LONGEST_TITLE = 100
_FEWEST_PAGES = 3
_SHORTEST = 200  # characters that a chapter with a number and a title has, as a mean


@dataclass(frozen=True, slots=True)
class Counted:
    """The numbers of the paragraphs that are chapters' titles, and of those that number pages."""

    titles: frozenset[int] = frozenset()
    pages: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Chain:
    """Paragraphs that count on, each with its value."""

    last: int
    first: int
    members: list[int] = field(default_factory=list)


def find_counted(paragraphs: Sequence[str]) -> Counted:
    """Find the figures that count chapters, from one, and those that count pages."""
    titles: set[int] = set()
    pages: set[int] = set()
    for titled in (False, True):
        for chain in _chains(paragraphs, titled=titled):
            before = [paragraphs[at - 1] for at in chain.members if at]
            cut = 2 * sum(map(is_cut_short, before))
            cuts_sentences = cut > len(before) - (chain.first > 1)
            if cuts_sentences and not titled and len(chain.members) >= _FEWEST_PAGES:
                pages.update(chain.members)
            elif not cuts_sentences and _counts_chapters(paragraphs, chain, titled=titled):
                titles.update(chain.members)
    return Counted(frozenset(titles), frozenset(pages))


def is_cut_short(before: str) -> bool:
    """Tell whether a paragraph ends within a sentence, as at the end of a page."""
    return not _ENDED.search(before)


def _chains(paragraphs: Sequence[str], *, titled: bool) -> Iterator[_Chain]:
    """Yield the runs of paragraphs that count on, with text between each and the next."""
    open_: dict[int, _Chain] = {}  # by the value that comes next
    text = 0
    for at, paragraph in enumerate(paragraphs):
        value = _value(paragraph, titled=titled)
        if not value:
            text = at if has_words(paragraph) and not is_ornament(paragraph.strip()) else text
            continue
        chain = open_.pop(value, None)
        if chain is None or text <= chain.members[-1]:
            if chain:
                yield chain
            chain = _Chain(value, value)
        chain.members.append(at)
        chain.last = value
        if other := open_.pop(value + 1, None):
            yield other
        open_[value + 1] = chain
    yield from open_.values()


def _value(paragraph: str, *, titled: bool) -> int:
    """Give the number that a paragraph begins with and mostly is, 0 for any other."""
    line, _, below = paragraph.strip().partition("\n")
    named = below and "\n" not in below and len(below) < _LONGEST_TITLE and is_cut_short(below)
    found = _FIGURE.fullmatch(line) if len(line) < _LONGEST_TITLE and (named or not below) else None
    if not found or bool(found["title"]) != titled or (titled and line[-1] in ".,;:!?”"):
        return 0
    return int(found["value"]) if found["value"].isdecimal() else _VALUES[found["value"].lower()]


def _counts_chapters(paragraphs: Sequence[str], chain: _Chain, *, titled: bool) -> bool:
    """Tell chapters from the items of a list by how much stands between those with titles."""
    members = chain.members
    if chain.first != 1 or len(members) < 2:
        return False
    between = sum(len(each) for each in paragraphs[members[0] : members[-1]])
    return not titled or between >= _SHORTEST * (len(members) - 1)
