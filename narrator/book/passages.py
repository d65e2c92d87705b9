"""Lines that a human reads: when each is heard in the recording of all of them.

A recording tells where it begins and ends, and nobody tells where its lines do: they share it by
their letters, so that captions and overlays have every word of it, each near its place.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from narrator.book.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from narrator.book.model import EncodedChapter


def share_passages(
    chapters: Iterable[EncodedChapter], passages: Iterable[Mapping[str, int]]
) -> list[EncodedChapter]:
    """Give the chapters with a span for each line of a recorded passage, in place of its pieces'.

    A passage has its lines in order, each with how much there is to read in it. Where a chapter was
    divided inside a passage, a line is in the part that holds its middle.
    """
    shared = list(chapters)
    for passage in passages:
        shared = _share(shared, passage)
    return shared


def _share(chapters: Sequence[EncodedChapter], passage: Mapping[str, int]) -> list[EncodedChapter]:
    first = next(iter(passage))
    pieces = [[it for it in chapter.spans if _is_piece(it, first)] for chapter in chapters]
    lengths = [them[-1].end - them[0].start if them else 0 for them in pieces]
    frames, letters = sum(lengths), sum(passage.values())
    borders = [0, *(frames * count // letters for count in accumulate(passage.values()))]
    lines = list(zip(passage, pairwise(borders), strict=True))
    told = []
    for chapter, them, before in zip(
        chapters, pieces, accumulate(lengths, initial=0), strict=False
    ):
        told.append(_put_in(chapter, them, lines, before) if them else chapter)
    return told


def _put_in(
    chapter: EncodedChapter,
    pieces: Sequence[Span],
    lines: Iterable[tuple[str, tuple[int, int]]],
    before: int,
) -> EncodedChapter:
    """Put the lines whose middle is in these pieces in their place; ``before`` them is counted."""
    start, end = pieces[0].start, pieces[-1].end
    after = before + end - start
    mine = [
        Span(line, start + max(0, a - before), min(end, start + b - before))
        for line, (a, b) in lines
        if before <= (a + b) // 2 < after
    ]
    spans = tuple(chapter.spans)
    at = spans.index(pieces[0])
    return replace(chapter, spans=(*spans[:at], *mine, *spans[at + len(pieces) :]))


def _is_piece(span: Span, first: str) -> bool:
    """Tell whether this is a piece of the recording that stands for a passage's first line."""
    return span.segment.partition("+")[0] == first
