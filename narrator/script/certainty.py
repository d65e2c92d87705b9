"""Leave to the narrator what is less sure than people ask for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from operator import is_
from typing import TYPE_CHECKING

from narrator.packed import change_all
from narrator.script.model import NARRATOR, Speaker

if TYPE_CHECKING:
    from collections.abc import Callable

    from narrator.script.model import Script, ScriptChapter, Segment

DEFAULT_THRESHOLD = 0.75
"""The confidence from which a line has its own voice where nobody asks for another."""


def doubt(script: Script, threshold: float) -> Script:
    """Return ``script`` with every segment surer than ``threshold`` (0 to 1) as it was.

    The others are read by the narrator; speakers who have nothing left to say are left out.
    """
    return change_segments(script, lambda each: _doubt(each, threshold))


def change_segments(script: Script, change: Callable[[Segment], Segment]) -> Script:
    """Return ``script`` with each segment changed, in order, and its speakers counted again.

    Speakers who have nothing left to say are left out; whoever is new comes without a gender.
    """
    counts = Counter[str]()

    def change_chapter(chapter: ScriptChapter) -> ScriptChapter:
        segments = tuple(map(change, chapter.segments))
        counts.update(each.speaker for each in segments)
        return with_segments(chapter, segments)

    chapters = change_all(script.chapters, change_chapter)
    known = {speaker.name: speaker for speaker in script.speakers}
    speakers = (
        replace(known.get(name, Speaker(name, 0)), segments=counts[name]) for name in counts
    )
    return replace(script, chapters=chapters, speakers=tuple(speakers))


def with_segments(chapter: ScriptChapter, segments: tuple[Segment, ...]) -> ScriptChapter:
    """Return a chapter with other segments: itself where none is another one."""
    same = all(map(is_, segments, chapter.segments))
    return chapter if same else replace(chapter, segments=segments)


def _doubt(segment: Segment, threshold: float) -> Segment:
    if segment.speaker == NARRATOR or segment.confidence >= threshold:
        return segment
    return replace(segment, speaker=NARRATOR, by="unsure", direction=None)


def list_unsure(script: Script, threshold: float) -> list[Segment]:
    """Return the segments that :func:`doubt` would leave to the narrator, the least sure first."""
    segments = (segment for chapter in script.chapters for segment in chapter.segments)
    unsure = [it for it in segments if it.speaker != NARRATOR and it.confidence < threshold]
    return sorted(unsure, key=lambda it: it.confidence)
