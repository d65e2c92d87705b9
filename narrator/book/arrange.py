"""Which chapters become which files: credits with their neighbours, long chapters divided."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from narrator.audio.join import TAIL_MS
from narrator.book.chapters import BREATH_MS, find_measurement
from narrator.packed import Packing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from narrator.audio.mastering import Mastering
    from narrator.book.model import ChapterCues, Cue
    from narrator.cache.store import FolderStore
    from narrator.packed import Packed

_NEAR = 0.1
"""A chapter is divided this near to where its parts would be equal, in lengths of a part."""


def arrange(
    chapters: Iterable[ChapterCues],
    *,
    mastering: Mastering,
    own_files: bool,
    first: int,
    store: FolderStore,
) -> Packed[ChapterCues]:
    """Give what is to be encoded, with the numbers of the files.

    ``chapters`` have the numbers of the book, which begins with ``first``: 0 where it has opening
    credits. Unless credits are ``own_files``, they are said in the first and the last chapter.
    """
    shift = 1 - first if own_files else 0
    arranged: Packing[ChapterCues] = Packing(1)
    for chapter in chapters if own_files else _merge(chapters):
        parts = _divide(chapter, mastering.longest, store)
        for extra, part in enumerate(parts):
            ended = replace(part, cues=end_with(part.cues, mastering.tail_ms))
            arranged.append(replace(ended, number=chapter.number + shift + extra))
        shift += len(parts) - 1
    return arranged.finish()


def measure_cues(cues: Iterable[Cue], store: FolderStore) -> Iterator[float]:
    """Tell how long each cue takes, its pause included, in seconds."""
    for cue in cues:
        found = [find_measurement(clip, store) for clip in cue.clips]
        heard = sum((it.end - it.start) / it.rate for it in found)
        silences = max(0, len(found) - 1) * BREATH_MS + cue.pause_ms
        yield heard + silences / 1000


def end_with(cues: tuple[Cue, ...], tail_ms: int) -> tuple[Cue, ...]:
    """Let the last sound be followed by so much silence; 0 leaves it as it is."""
    if not tail_ms or not cues:
        return cues
    return (*cues[:-1], replace(cues[-1], pause_ms=max(0, tail_ms - TAIL_MS)))


def _merge(chapters: Iterable[ChapterCues]) -> Iterator[ChapterCues]:
    """Put credits into the chapters beside them; without those they are left out."""
    opening: tuple[Cue, ...] = ()
    last: ChapterCues | None = None
    for chapter in chapters:
        if chapter.added and chapter.number == 0:
            opening = chapter.cues
        elif chapter.added and last and last.number == chapter.number - 1:
            last = replace(last, cues=(*last.cues, *chapter.cues))
        elif not chapter.added:
            if last:
                yield last
            first = chapter.number == 1 and opening
            last = replace(chapter, cues=(*opening, *chapter.cues)) if first else chapter
    if last:
        yield last


def _divide(chapter: ChapterCues, longest: float, store: FolderStore) -> tuple[ChapterCues, ...]:
    """Divide what is longer than so many seconds, into parts about as long as each other."""
    if longest == math.inf:
        return (chapter,)
    ends = [*accumulate(measure_cues(chapter.cues, store))]
    total = ends[-1] if ends else 0.0
    count = math.ceil(total / (longest * (1 - _NEAR))) if total > longest else 1
    borders = [_find_border(chapter.cues, ends, total / count, part) for part in range(1, count)]
    starts = [0, *dict.fromkeys(borders), len(chapter.cues)]
    pairs = list(pairwise(starts))
    return tuple(
        replace(
            chapter,
            title=f"{chapter.title} ({number})" if len(pairs) > 1 else chapter.title,
            cues=chapter.cues[start:end],
        )
        for number, (start, end) in enumerate(pairs, 1)
    )


def _find_border(cues: Sequence[Cue], ends: Sequence[float], length: float, part: int) -> int:
    """Find the cue that a part begins with: behind the longest pause near its due."""
    due = part * length
    near = [at for at, end in enumerate(ends[:-1]) if abs(end - due) <= length * _NEAR / 2]
    nearest = min(range(len(ends) - 1), key=lambda at: abs(ends[at] - due))
    best = max(near or [nearest], key=lambda at: (cues[at].pause_ms, -abs(ends[at] - due)))
    return best + 1
