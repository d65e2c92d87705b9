"""A source and a script laid beside each other: which words differ, and how."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from narrator.witness.align import Hunk, differences
from narrator.witness.stream import APART, EACH, GLUED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from narrator.witness.source import Source
    from narrator.witness.spoken import Part
    from narrator.witness.stream import Stream

_TOGETHER = 4
"""Hunks that may be one."""
_NEAR = 50
"""Words of the source that they may have, with those between them."""


@dataclass(frozen=True, slots=True)
class Odd:
    """Words of one list, by their numbers, that have no like in the other, and where it goes on."""

    words: tuple[int, ...]
    beside: int


@dataclass(slots=True)
class Comparison:
    """``lost``: words of the source, not in the script. ``extra``: spoken, not in the source.

    ``joined`` and ``divided`` hold pairs of a word of the source and the one beside it.
    """

    lost: list[Odd] = field(default_factory=list)
    extra: list[Odd] = field(default_factory=list)
    joined: list[tuple[int, int]] = field(default_factory=list)
    divided: list[tuple[int, int]] = field(default_factory=list)
    partners: array[int] = field(default_factory=lambda: array("i"))
    """Gives for each word of the source one of the script that has its letters, or -1."""

    def is_clean(self) -> bool:
        """Tell whether no word differs."""
        return not (self.lost or self.extra or self.joined or self.divided)


def compare(source: Source, said: Stream[Part]) -> Comparison:
    """Compare the words of a source with those of a script."""
    return _Comparing(source, said).compare()


class _Comparing:
    def __init__(self, source: Source, said: Stream[Part]) -> None:
        self.one, self.other = source.stream, said
        self.due, self.asides = source.due, source.asides
        self.veiled = source.veiled
        self.heard = said.origins.mark(lambda part: not part.rule)
        self.hidden = said.origins.mark(lambda part: part.rule == "hidden")
        self.found = Comparison(partners=array("i", [-1]) * len(self.one.words))
        self.said_asides: list[tuple[int, int]] = []  # words of the source and of the script

    def compare(self) -> Comparison:
        i = k = 0
        hunks = differences(self.one.words.numbers, self.other.words.numbers)
        for hunk in self._merged(list(self._slid(list(hunks)))):
            self._check_edges(i, hunk.i, k)
            self._settle(hunk)
            i, k = hunk.j, hunk.n
        self._check_edges(i, len(self.one.words), k)
        self._check_asides()
        return self.found

    def _slid(self, hunks: list[Hunk]) -> Iterator[Hunk]:
        """Move words that are only on one side to where their absence matters least.

        Where words stand twice in a row, either could be the one that the other side lacks.
        """
        left = 0
        for number, (i, j, k, n) in enumerate(hunks):
            following = hunks[number + 1] if number + 1 < len(hunks) else None
            if k == n:
                end = following.i if following else len(self.one.words)
                by = _slide(self.one.words, self.due, (i, j), (left, end))
            elif i == j:
                start = k - (i - left)
                end = following.k if following else len(self.other.words)
                by = _slide(self.other.words, self.heard, (k, n), (start, end))
            else:
                by = 0
            left = j + by
            yield Hunk(i + by, j + by, k + by, n + by)

    def _merged(self, hunks: Sequence[Hunk]) -> Iterator[Hunk]:
        """Take hunks that are near together as one where only so they have the same letters.

        A short word that returns may be found equal to one that it is not: 2 2 2 2 2 and 22 2 22.
        """
        at = 0
        while at < len(hunks):
            first, few = hunks[at], hunks[at : at + _TOGETHER]
            wholes = [Hunk(first.i, last.j, first.k, last.n) for last in few]
            more = next((n for n, whole in enumerate(wholes) if self._is_regrouped(whole)), 0)
            yield wholes[more]
            at += more + 1

    def _is_regrouped(self, hunk: Hunk) -> bool:
        """Tell whether all words on both sides count, and differ only in where words begin."""
        one, other = range(hunk.i, hunk.j), range(hunk.k, hunk.n)
        if len(one) > _NEAR or not all(self.due[hunk.i : hunk.j]):
            return False
        here, there = self._letters(one, other)
        return here == there and all(self.heard[hunk.k : hunk.n])

    def _check_asides(self) -> None:
        """Let asides be spoken whole only: a word of one may be some other word, spoken twice."""
        said = dict(self.said_asides)
        for start, end in self.asides if said else ():
            words = [said[at] for at in range(start, end) if at in said]
            if 0 < len(words) < end - start:
                self.found.extra.append(Odd(tuple(words), start))

    def _check_edges(self, i: int, j: int, k: int) -> None:
        """Check that equal words are kept apart on both sides, or on neither."""
        n = k + j - i
        self.found.partners[i:j] = array("i", range(k, n))
        aside = self.due.find(0, i, j)
        while aside >= 0:
            if self.heard[aside - i + k]:
                self.said_asides.append((aside, aside - i + k))
            aside = self.due.find(0, aside + 1, j)
        self._check_hidden(i, j, k)
        one, other = self.one.edges, self.other.edges
        if one[i:j] == other[k:n]:
            return
        for here, there in zip(range(i, j), range(k, n), strict=True):
            if one[here] != other[there]:
                self._check_edge(here, there, one[here], other[there])

    def _check_hidden(self, i: int, j: int, k: int) -> None:
        """Let nothing be left out as hidden that the page shows."""
        there = self.hidden.find(1, k, k + j - i)
        while there >= 0:
            here = there - k + i
            if not self.veiled[here]:
                self.found.lost.append(Odd((here,), there))
            there = self.hidden.find(1, there + 1, k + j - i)

    def _check_edge(self, here: int, there: int, printed: int, said: int) -> None:
        if not there or not (self.heard[there] and self.heard[there - 1]):
            return
        if (printed, said) == (APART, GLUED):
            self.found.joined.append((here, there))
        elif (printed, said) == (GLUED, APART):
            self.found.divided.append((here, there))

    def _settle(self, hunk: Hunk) -> None:
        """Find what differs where words do: perhaps only how letters are grouped to words."""
        every, there = range(hunk.i, hunk.j), range(hunk.k, hunk.n)
        due = [at for at in every if self.due[at]]
        heard = [at for at in there if self.heard[at]]
        for one, other in ((every, there), (due, there), (due, heard)):
            if self._letters(one, other)[0] == self._letters(one, other)[1]:
                self._check_grouping(one, other)
                return
        lost, extra = self._trim(due, there)
        extra = [at for at in extra if self.heard[at]]
        if lost:
            self.found.lost.append(Odd(tuple(lost), hunk.k))
        if extra:
            self.found.extra.append(Odd(tuple(extra), hunk.i))

    def _letters(self, one: Sequence[int], other: Sequence[int]) -> tuple[str, str]:
        here = "".join(self.one.words[at] for at in one)
        return here, "".join(self.other.words[at] for at in other)

    def _pair(self, one: Sequence[int], other: Sequence[int]) -> None:
        """Note which words of the script have the letters that these words of the source have."""
        inside = _within(self.other.words, other)
        for offset, here in _starts(self.one.words, one).items():
            self.found.partners[here] = inside[offset]

    def _check_grouping(self, one: Sequence[int], other: Sequence[int]) -> None:
        """Check words of the same letters: where each begins, and whether it should."""
        self._pair(one, other)
        printed = _starts(self.one.words, one)
        said = _starts(self.other.words, other)
        inside = _within(self.other.words, other)
        before = dict(pairwise(reversed(one)))
        for offset, here in printed.items():
            there = said.get(offset)
            if there is not None:
                self._check_edge(here, there, self.one.edges[here], self.other.edges[there])
            elif self.one.edges[here] in (APART, EACH) and self._are_words(
                before[here], inside[offset]
            ):
                self.found.joined.append((here, inside[offset]))
        holders = _within(self.one.words, one)
        for offset, there in said.items():
            if offset not in printed and self.other.edges[there] == APART:
                self._check_edge(holders[offset], there, GLUED, APART)

    def _are_words(self, before: int, there: int) -> bool:
        """Tell whether the word before is due too: a picture of a letter is part of the next."""
        return bool(self.due[before] and self.heard[there])

    def _trim(self, one: Sequence[int], other: Sequence[int]) -> tuple[list[int], list[int]]:
        """Leave out the words at either end that have the same letters on both sides."""
        for end in (1, -1):
            here, there = self._letters(one, other)
            common = _common_start(here[::end], there[::end])
            mine = _sums(self.one.words, one[::end])
            theirs = _sums(self.other.words, other[::end])
            most = max(each for each in {*mine} & {*theirs} if each <= common)
            mine_end, theirs_end = mine.index(most), theirs.index(most)
            self._pair(one[::end][:mine_end][::end], other[::end][:theirs_end][::end])
            one = one[::end][mine_end:][::end]
            other = other[::end][theirs_end:][::end]
        return list(one), list(other)


def _slide(
    words: Sequence[str], matters: Sequence[int], hunk: tuple[int, int], room: tuple[int, int]
) -> int:
    """Tell by how much to move a hunk of one side, so that as few words in it matter as can be."""
    i, j = hunk
    count = best = sum(matters[i:j])
    by = at = 0
    while best and i + at > room[0] and words[i + at - 1] == words[j + at - 1]:
        at -= 1
        count += matters[i + at] - matters[j + at]
        if count < best:
            best, by = count, at
    at, count = 0, sum(matters[i:j])
    while best and j + at < room[1] and words[i + at] == words[j + at]:
        count += matters[j + at] - matters[i + at]
        at += 1
        if count < best:
            best, by = count, at
    return by


def _common_start(here: str, there: str) -> int:
    """Give how many letters two texts have in common at their start."""
    pairs = zip(here, there, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(here), len(there)))


def _sums(words: Sequence[str], numbers: Sequence[int]) -> list[int]:
    return list(accumulate((len(words[at]) for at in numbers), initial=0))


def _starts(words: Sequence[str], numbers: Sequence[int]) -> dict[int, int]:
    """Give by offset, counted in letters, the word that begins there."""
    return dict(zip(_sums(words, numbers), numbers, strict=False))


def _within(words: Sequence[str], numbers: Sequence[int]) -> list[int]:
    """Give for each letter the word that it is in."""
    return [at for at in numbers for _ in words[at]]
