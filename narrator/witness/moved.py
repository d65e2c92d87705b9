"""Words that are lost in one place and extra in another: they were moved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from narrator.witness.align import differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from narrator.witness.compare import Comparison, Odd

_MOST = 8
"""How many lost runs are tried for an extra one."""


@dataclass(slots=True)
class Moved:
    """The numbers of the words of the source and of the script that are the same words."""

    lost: set[int] = field(default_factory=set)
    extra: set[int] = field(default_factory=set)


def find_moved(source: Sequence[str], said: Sequence[str], found: Comparison) -> Moved:
    """Find the lost words that turn up among the extra ones, run by run."""
    holders: defaultdict[str, list[Odd]] = defaultdict(list)
    for odd in found.lost:
        for word in {source[at] for at in odd.words}:
            holders[word].append(odd)
    moved = Moved()
    for odd in found.extra:
        few = min(
            (said[at] for at in odd.words), key=lambda word: len(holders.get(word, odd.words))
        )
        best: tuple[list[int], list[int]] = ([], [])
        for other in holders.get(few, ())[:_MOST]:
            left = [at for at in other.words if at not in moved.lost]
            pair = _common(source, left, said, odd.words)
            if len(pair[0]) > len(best[0]) and 2 * len(pair[0]) >= min(len(left), len(odd.words)):
                best = pair
        moved.lost.update(best[0])
        moved.extra.update(odd.words if 2 * len(best[1]) > len(odd.words) else best[1])
    return moved


def _common(
    source: Sequence[str], lost: Sequence[int], said: Sequence[str], extra: Iterable[int]
) -> tuple[list[int], list[int]]:
    """Give the numbers of the words that are the same in both runs, in order."""
    there = list(extra)
    one, other = [source[at] for at in lost], [said[at] for at in there]
    mine, theirs, i, k = list[int](), list[int](), 0, 0
    for hunk in differences(one, other):
        mine += lost[i : hunk.i]
        theirs += there[k : hunk.k]
        i, k = hunk.j, hunk.n
    return mine + list(lost[i:]), theirs + there[k:]
