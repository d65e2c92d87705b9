"""The speaker tag: ``Name`` or ``Name (item, item)``, as it stands between ``**`` and ``:**``.

An item is a segment kind, a pause (``pause 800 ms``, ``pause 1.5 s``), or else a direction; several
directions are one, joined by ``", "``. ``docs/script-format.md`` is the page for authors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, get_args

from narrator.script.model import NARRATOR, SegmentKind
from narrator.script.turns import Turn, own_kind

if TYPE_CHECKING:
    from narrator.manuscript.model import Block, Mark

KINDS: dict[str, SegmentKind] = {kind: kind for kind in get_args(SegmentKind)}
PAUSE = re.compile(r"pause (\d{1,6}(?:\.\d{1,3})?) ?(ms|s)", re.IGNORECASE | re.ASCII)


PERCENT = re.compile(r"(\d{1,3}) ?%", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tag:
    """What a tag says. ``kind`` is None where the tag leaves it to the speaker and the block.

    ``sure`` tells people in percent how sure the speaker is; what they leave is taken as said.
    """

    speaker: str
    kind: SegmentKind | None = None
    direction: str | None = None
    pause_ms: int | None = None
    sure: int | None = None


def parse_tag(text: str) -> Tag:
    """Read a tag's text, without its colon.

    Every text is a tag; one without a name is the narrator's. Names hold no brackets.
    """
    text = _single_spaced(text)
    name, bracket, items = text.partition("(")
    if not (bracket and items.endswith(")")):
        name, items = text, ")"
    name = _single_spaced(re.sub(r"[()]", " ", name))
    speaker = NARRATOR if name.lower() in ("", NARRATOR) else name
    return _read_items(Tag(speaker), items[:-1])


def _read_items(tag: Tag, items: str) -> Tag:
    kind, pause_ms, sure = tag.kind, tag.pause_ms, tag.sure
    directions = []
    for item in filter(None, map(str.strip, items.split(","))):
        if item.lower() in KINDS:
            kind = KINDS[item.lower()]
        elif pause := PAUSE.fullmatch(item):
            unit = 1 if pause[2].lower() == "ms" else 1000
            pause_ms = round(float(pause[1]) * unit)
        elif percent := PERCENT.fullmatch(item):
            sure = int(percent[1])
        else:
            directions.append(item)
    return Tag(tag.speaker, kind, ", ".join(directions) or None, pause_ms, sure)


def write_tag(tag: Tag) -> str:
    """Write ``tag`` so that :func:`parse_tag` reads it again."""
    name = "Narrator" if tag.speaker == NARRATOR else tag.speaker
    pause = None if tag.pause_ms is None else f"pause {tag.pause_ms} ms"
    sure = None if tag.sure is None else f"{tag.sure} %"
    items = [item for item in (tag.kind, tag.direction, pause, sure) if item]
    return f"{name} ({', '.join(items)})" if items else name


def default_kind(speaker: str, own: SegmentKind) -> SegmentKind:
    """Return the kind of what ``speaker`` says where a tag names none; ``own`` is the block's."""
    return own if speaker == NARRATOR else "speech"


def tag_marks(block: Block) -> list[Mark]:
    """Return the tags of ``block`` in order."""
    return sorted((mark for mark in block.marks if mark.kind == "tag"), key=lambda mark: mark.start)


def tagged_turns(block: Block) -> list[Turn]:
    """Return what the tags of ``block`` say, from the first tag to the block's end."""
    marks = tag_marks(block)
    return [
        _turn(block, mark, following.start if following else len(block.text))
        for mark, following in zip_longest(marks, marks[1:])
    ]


def _turn(block: Block, mark: Mark, end: int) -> Turn:
    tag = parse_tag(mark.value)
    kind = tag.kind or default_kind(tag.speaker, own_kind(block))
    return Turn(mark.start, end, kind, tag.speaker, tag.direction, "tag", pause_ms=tag.pause_ms)


def _single_spaced(text: str) -> str:
    return " ".join(text.split())
