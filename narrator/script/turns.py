"""Turns: the runs of a block that one speaker says in one manner, in their canonical form.

Canonical means that two ways to write the same thing give the same turns: neighbours that sound
alike are one turn, a turn has words, and what is said as one is not divided. The script as Markdown
is exact because of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from narrator.manuscript.page import has_words
from narrator.script.model import NARRATOR, By, SegmentKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from narrator.manuscript.model import Block, BlockKind, Mark

OWN_KIND: dict[BlockKind, SegmentKind] = {
    "heading": "heading",
    "quote": "quote",
    "item": "item",
    "verse": "verse",
    "row": "row",
    "caption": "caption",
    "note": "note",
    "code": "code",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """A run of a block's text and how it is said; ``pause_ms`` where a tag asks for a silence."""

    start: int
    end: int
    kind: SegmentKind
    speaker: str = NARRATOR
    direction: str | None = None
    by: By = "narration"
    confidence: float = 1.0
    pause_ms: int | None = None

    def sounds_like(self, other: Turn) -> bool:
        """Tell whether a listener could not say where this turn ends and ``other`` starts."""
        return (self.speaker, self.kind, self.direction) == (
            other.speaker,
            other.kind,
            other.direction,
        )


def own_kind(block: Block) -> SegmentKind:
    """Return the kind of what the narrator says of ``block`` where nothing else is told."""
    return OWN_KIND.get(block.kind, "narration")


def say_marks(block: Block) -> tuple[Mark, ...]:
    """Return the ``say`` marks of ``block`` in order, each around printed characters.

    Of two that overlap the first counts, and one without words to say does not.
    """
    kept: list[Mark] = []
    for mark in sorted((m for m in block.marks if m.kind == "say"), key=lambda m: m.start):
        printed = block.text[mark.start : mark.end]
        start = mark.start + len(printed) - len(printed.lstrip())
        end = start + len(printed.strip())
        if start < end and has_words(mark.value) and (not kept or start >= kept[-1].end):
            kept.append(replace(mark, start=start, end=end))
    return tuple(kept)


def is_said(text: str, start: int, end: int, marks: Iterable[Mark]) -> bool:
    """Tell whether anything is said of the run: words are printed, or ``marks`` give some."""
    return has_words(text[start:end]) or any(start <= m.start < end for m in marks)


def tidy_turns(block: Block, turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """Return the canonical form of ``turns``, which cover the block's text from start to end.

    Empty where nothing is said of the block.
    """
    marks = say_marks(block)
    return _join_alike(_join_wordless(block.text, _keep_whole(turns, marks), marks))


def _keep_whole(turns: Iterable[Turn], marks: Sequence[Mark]) -> list[Turn]:
    """Move the edges of turns out of what is said as one, to its end."""
    if not marks:
        return list(turns)

    def moved(position: int) -> int:
        inside = (mark.end for mark in marks if mark.start < position < mark.end)
        return next(inside, position)

    return [replace(turn, start=moved(turn.start), end=moved(turn.end)) for turn in turns]


def _join_wordless(text: str, turns: Sequence[Turn], marks: Sequence[Mark]) -> list[Turn]:
    """Give turns without words to the turn before, those at the start to the first with words.

    The pause of a turn without words follows the turn before it.
    """
    joined: list[Turn] = []
    opening: int | None = None
    for turn in turns:
        if is_said(text, turn.start, turn.end, marks):
            joined.append(turn if opening is None else replace(turn, start=opening))
            opening = None
        elif joined:
            pause_ms = joined[-1].pause_ms if turn.pause_ms is None else turn.pause_ms
            joined[-1] = replace(joined[-1], end=turn.end, pause_ms=pause_ms)
        elif opening is None:
            opening = turn.start
    return joined


def _join_alike(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Make one turn of neighbours that sound alike, unless a pause is asked for between them."""
    joined = list(turns[:1])
    for before, turn in pairwise(turns):
        if before.pause_ms is None and before.sounds_like(turn):
            joined[-1] = replace(joined[-1], end=turn.end, pause_ms=turn.pause_ms)
        else:
            joined.append(turn)
    return tuple(joined)
