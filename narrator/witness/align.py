"""Two lists of words laid beside each other, and where they differ.

A patience diff: runs of words that occur once in either list are found first, and hold the rest in
place, so that time grows in line with length. What is left between them is small enough for
:mod:`difflib`.
"""

from __future__ import annotations

from bisect import bisect_left
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

_CHUNK = 4096
_RUNS = (5, 1)  # words in a run that is looked for, the surest first
_SMALL = 250_000  # the product of two lengths that difflib takes


class Hunk(NamedTuple):
    """Words ``i`` to ``j`` of the one list stand where words ``k`` to ``n`` of the other do."""

    i: int
    j: int
    k: int
    n: int


def differences(one: Sequence[Hashable], other: Sequence[Hashable]) -> Iterator[Hunk]:
    """Yield where two lists differ, in order; between the hunks they are equal."""
    waiting = [Hunk(0, len(one), 0, len(other))]
    while waiting:
        hunk = _trim(one, other, waiting.pop())
        if hunk.i == hunk.j or hunk.k == hunk.n:
            if hunk.i < hunk.j or hunk.k < hunk.n:
                yield hunk
        elif parts := _divide(one, other, hunk):
            waiting += reversed(parts)
        elif (hunk.j - hunk.i) * (hunk.n - hunk.k) <= _SMALL:
            yield from _compare(one, other, hunk)
        else:
            yield hunk


def _trim(one: Sequence[Hashable], other: Sequence[Hashable], hunk: Hunk) -> Hunk:
    """Leave out the words that are equal at either end."""
    i, j, k, n = hunk
    while i < j and k < n:
        size = min(_CHUNK, j - i, n - k)
        if size > 16 and one[i : i + size] == other[k : k + size]:
            i, k = i + size, k + size
        elif one[i] == other[k]:
            i, k = i + 1, k + 1
        else:
            break
    while i < j and k < n:
        size = min(_CHUNK, j - i, n - k)
        if size > 16 and one[j - size : j] == other[n - size : n]:
            j, n = j - size, n - size
        elif one[j - 1] == other[n - 1]:
            j, n = j - 1, n - 1
        else:
            break
    return Hunk(i, j, k, n)


def _divide(one: Sequence[Hashable], other: Sequence[Hashable], hunk: Hunk) -> list[Hunk]:
    """Divide a hunk at the runs of words that occur once on either side; empty if there are none.

    The runs themselves are in the parts, whose equal ends are trimmed later.
    """
    for size in _RUNS:
        here = _unique_runs(one, hunk.i, hunk.j, size)
        there = _unique_runs(other, hunk.k, hunk.n, size)
        pairs = [(at, there[run]) for run, at in here.items() if run in there]
        if kept := _longest_rising(pairs):
            return list(_between(kept, hunk))
    return []


def _unique_runs(words: Sequence[Hashable], start: int, end: int, size: int) -> dict[Hashable, int]:
    """Give the runs of ``size`` words that occur once, in order, each with where it begins."""
    inside = words[start:end]
    places: dict[Hashable, int] = {}
    repeated = set()
    for at, run in enumerate(zip(*(inside[n:] for n in range(size)), strict=False), start):
        if places.setdefault(run, at) != at:
            repeated.add(run)
    for run in repeated:
        del places[run]
    return places


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the longest part of the pairs, whose first numbers rise, in which the second do too."""
    ends: list[int] = []  # the least end of a rising part of each length
    holders: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(holders[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        holders[length : length + 1] = [number]
    kept = []
    at = holders[-1] if holders else -1
    while at >= 0:
        kept.append(pairs[at])
        at = before[at]
    return kept[::-1]


def _between(pairs: Sequence[tuple[int, int]], hunk: Hunk) -> Iterator[Hunk]:
    i, k = hunk.i, hunk.k
    for at, place in pairs:
        if at > i or place > k:
            yield Hunk(i, at, k, place)
        i, k = at + 1, place + 1
    yield Hunk(i, hunk.j, k, hunk.n)


def _compare(one: Sequence[Hashable], other: Sequence[Hashable], hunk: Hunk) -> Iterator[Hunk]:
    i, j, k, n = hunk
    matcher = SequenceMatcher(None, one[i:j], other[k:n], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield Hunk(i + a, i + b, k + c, k + d)
