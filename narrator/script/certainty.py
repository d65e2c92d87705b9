"""Leave to the narrator what is less sure than people ask for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from narrator.script.model import NARRATOR, Speaker

if TYPE_CHECKING:
    from collections.abc import Callable

    from narrator.script.model import Script, Segment


def doubt(script: Script, threshold: float) -> Script:
    """Return ``script`` with every segment surer than ``threshold`` (0 to 1) as it was.

    The others are read by the narrator; speakers who have nothing left to say are left out.
    """
    return change_segments(script, lambda each: _doubt(each, threshold))


def change_segments(script: Script, change: Callable[[Segment], Segment]) -> Script:
    """Return ``script`` with each segment changed, in order, and its speakers counted again.

    Speakers who have nothing left to say are left out; whoever is new comes without a gender.
    """
    chapters = tuple(
        replace(chapter, segments=tuple(change(each) for each in chapter.segments))
        for chapter in script.chapters
    )
    counts = Counter(segment.speaker for chapter in chapters for segment in chapter.segments)
    known = {speaker.name: speaker for speaker in script.speakers}
    speakers = (
        replace(known.get(name, Speaker(name, 0)), segments=counts[name]) for name in counts
    )
    return replace(script, chapters=chapters, speakers=tuple(speakers))


def _doubt(segment: Segment, threshold: float) -> Segment:
    if segment.speaker == NARRATOR or segment.confidence >= threshold:
        return segment
    return replace(segment, speaker=NARRATOR, by="unsure")
