"""The retail sample: the first minutes of a book, up to where a sentence ends."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from narrator.audio.join import TAIL_MS
from narrator.book.arrange import end_with, measure_cues
from narrator.book.model import ChapterCues

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from narrator.audio.mastering import Mastering
    from narrator.book.model import Cue
    from narrator.cache.store import FolderStore
    from narrator.script.model import Segment

TITLE = "Sample"
FOLDER = "sample"
"""The folder in a book's folder where it lies, so that no shop takes it for a chapter."""
_END = re.compile(r"[.!?…。！？]\W*$")
_WITHIN = ("sentence", "turn", "line")


def find_ends(segments: Iterable[Segment]) -> frozenset[str]:
    """Name the segments with which a sentence ends, or all that is said before a longer pause."""
    return frozenset(
        segment.id
        for segment in segments
        if segment.after not in _WITHIN or _END.search(segment.text)
    )


def cut_sample(
    cues: Sequence[Cue],
    ends: frozenset[str],
    *,
    seconds: float,
    mastering: Mastering,
    store: FolderStore,
) -> ChapterCues | None:
    """Give the first cues, of at most so many seconds, that end with a sentence.

    None where the first sentence is longer than that.
    """
    head, tail = mastering.head_ms / 1000, (mastering.tail_ms + TAIL_MS) / 1000
    lengths = list(measure_cues(cues, store))
    pairs = zip(cues, accumulate(lengths), strict=True)
    fits = [
        cue.segment in ends and head + end - cue.pause_ms / 1000 + tail <= seconds
        for cue, end in pairs
    ]
    count = max((at for at, fit in enumerate(fits, 1) if fit), default=0)
    return ChapterCues(TITLE, end_with(tuple(cues[:count]), mastering.tail_ms)) if count else None
