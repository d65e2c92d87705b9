"""Find thoughts that are printed in italics: beside a verb of thinking, or in the first person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from narrator.script.dialogue import Quote
from narrator.script.who.words import THOUGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrator.manuscript.model import Block

VERBS = "|".join(sorted(THOUGHT))
WHO = r"(?:he|she|they|I|(?:the\s+)?\w+(?:\s+[A-Z]\w+)?)"
AFTER = re.compile(rf"[\s,]*(?:{WHO}\s+(?:\w+ly\s+)?(?:{VERBS})|(?:{VERBS})\s+{WHO})\b")
BEFORE = re.compile(rf"\b(?:{VERBS})\b[^.?!]{{0,20}}[,:.—]\s*$")
FIRST = re.compile(r"\b(?:I|I[’'](?:m|ve|ll|d)|my|me|we|our)\b")
PAST = re.compile(r"\b(?:I|we)\s+(?:was|were|had|did|went|said|saw|came|\w{3,}ed)\b")
TOLD_BY_ME = re.compile(r"\b(?:I|my|me)\b")
ENDS = re.compile(r"[.?!…,][”’\"']?$")


def find_thoughts(block: Block, runs: Sequence[Quote]) -> tuple[Quote, ...]:
    """Return the italic runs of a block, outside its quotes, that somebody thinks.

    They stand beside a verb of thinking, or are whole sentences in the first person and the
    present within narration that says "I" nowhere.
    """
    found = []
    for mark in block.marks:
        if mark.kind == "emphasis" and not any(
            it.start < mark.end and mark.start < it.end for it in runs
        ):
            end = mark.end + (block.text[mark.end : mark.end + 1] in tuple(",.?!…"))
            if _is_thought(block.text, mark.start, end):
                found.append(Quote(mark.start, end))
    return tuple(found)


def _is_thought(text: str, start: int, end: int) -> bool:
    thought, before, after = text[start:end].strip(), text[:start], text[end:]
    if len(thought.split()) < 2 or not ENDS.search(thought):
        return False
    if AFTER.match(after) or BEFORE.search(before):
        return True
    begins = not before.strip() or before.rstrip()[-1] in '.?!…”"'
    mine = FIRST.search(thought) and not PAST.search(thought)
    return bool(begins and mine and thought[-1] != "," and not TOLD_BY_ME.search(before + after))
