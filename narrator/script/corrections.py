"""Put right who says a line, by the words of the line: corrections outlive an edition of the text.

In the edits file, ``<stem>.edits.toml``::

    [[speakers]]
    text = "“Who goes there?”"
    speaker = "Mara"
    before = "The gate creaked."

``text`` is a line or some words of one. ``before`` are words that come shortly before it, for lines
that are said more than once. Only letters and digits are compared.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from narrator.script.model import NARRATOR, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from narrator.script.model import Script, ScriptChapter, Segment

SPOKEN = ("speech", "thought", "letter")
NEAR = 400
"""How many letters before a line the words may stand that tell it from others."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Who says a line: its text as printed, the speaker, and perhaps words shortly before it."""

    text: str
    speaker: str
    before: str = ""


def correct(script: Script, corrections: Sequence[Correction]) -> tuple[Script, list[Correction]]:
    """Return the script with its speakers put right, and the corrections that apply to no line.

    Who is corrected is sure, and the evidence is ``edit``.
    """
    if not corrections:
        return script, []
    applied: set[Correction] = set()
    chapters = tuple(_correct_chapter(it, corrections, applied) for it in script.chapters)
    counts = Counter(segment.speaker for chapter in chapters for segment in chapter.segments)
    known = {name: it for it in script.speakers for name in (*it.aliases, it.name)}
    speakers = tuple(
        replace(known.get(name, Speaker(name, 0)), name=name, segments=counts[name])
        for name in counts
    )
    stale = [it for it in corrections if it not in applied]
    return replace(script, chapters=chapters, speakers=speakers), stale


def _correct_chapter(
    chapter: ScriptChapter, corrections: Iterable[Correction], applied: set[Correction]
) -> ScriptChapter:
    letters = [_letters(segment.text) for segment in chapter.segments]
    starts = [0]
    for it in letters:
        starts.append(starts[-1] + len(it))
    stream = "".join(letters)
    speakers: dict[int, str] = {}
    for correction in corrections:
        for found in _find(stream, correction):
            end = found + len(_letters(correction.text))
            meant = [
                at
                for at, segment in enumerate(chapter.segments)
                if segment.kind in SPOKEN and starts[at] < end and starts[at + 1] > found
            ]
            if meant:
                applied.add(correction)
                speakers |= dict.fromkeys(meant, correction.speaker)
    if not speakers:
        return chapter
    segments = (
        _say(segment, speakers[at]) if at in speakers else segment
        for at, segment in enumerate(chapter.segments)
    )
    return replace(chapter, segments=tuple(segments))


def _find(stream: str, correction: Correction) -> list[int]:
    """Return where a correction's words are in a chapter's letters."""
    wanted, before = _letters(correction.text), _letters(correction.before)
    places = []
    at = stream.find(wanted) if wanted else -1
    while at >= 0:
        if before in stream[max(0, at - NEAR) : at]:
            places.append(at)
        at = stream.find(wanted, at + 1)
    return places


def _say(segment: Segment, speaker: str) -> Segment:
    name = NARRATOR if speaker.casefold() == NARRATOR else speaker
    return replace(segment, speaker=name, confidence=1.0, by="edit")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
