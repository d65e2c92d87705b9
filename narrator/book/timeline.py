"""The one timeline: when each chapter and each segment is heard in the finished m4b.

Chapters are laid end to end as packets of AAC, so time is counted in packets. A chapter's first
packet primes the decoder and sounds at the end of what stands before; the whole book's first is cut
off by the edit list. So a chapter's first frame is heard after exactly the packets before it.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from narrator.audio.join import BLOCK
from narrator.book.model import EncodedChapter, TimedChapter, Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

PRIMING = BLOCK
"""The frames that AAC needs before the first that is heard."""


def lay_out(chapters: Sequence[EncodedChapter]) -> Timeline:
    """Tell when everything is heard. The chapters, at least one, share one rate."""
    starts = [0, *accumulate(chapter.frames + PRIMING for chapter in chapters)]
    ends = [*starts[1:-1], starts[-1] - PRIMING]
    timed = (
        TimedChapter(chapter.title, start, end, chapter.spans)
        for chapter, start, end in zip(chapters, starts, ends, strict=False)
    )
    return Timeline(chapters[0].rate, ends[-1], tuple(timed))
