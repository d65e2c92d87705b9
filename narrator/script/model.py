"""The script: who says what, in which order, with which silence after it. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from narrator.script.lexicon import NO_LEXICON, Lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrator.manuscript.model import (
        ChapterKind,
        Metadata,
        Passage,
        Place,
        Pronunciation,
        Skipped,
    )

NARRATOR = "narrator"
"""The speaker of everything that nobody in the book says."""

SegmentKind = Literal[
    "heading", "narration", "speech", "thought", "letter",
    "verse", "quote", "item", "row", "note", "caption", "code",
]  # fmt: skip

Boundary = Literal[
    "sentence",  # the same turn goes on
    "turn",  # another speaker, the same paragraph
    "line",  # the next line of a verse
    "paragraph",
    "scene",
    "heading",  # after a heading
    "chapter",  # the chapter's end
]

By = Literal[
    "tag",  # a person wrote it
    "edit",  # a person corrected it
    "explicit",  # a name beside the quote
    "first-person",  # "I said"
    "pronoun",
    "noun",  # "said the landlord"
    "paragraph",  # another quote of the paragraph tells
    "continued",  # the speech of the paragraph before goes on
    "beat",  # who is about to speak does something
    "vocative",  # who is called by name before or after
    "alternation",
    "context",
    "chat",  # a chat model that was asked
    "unsure",  # the narrator reads it
    "narration",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """The least that is spoken in one breath by one speaker: a sentence or a part of one.

    ``text`` is as printed, ``spoken`` as said in the book's language. ``after`` tells what stands
    between this segment and the next; ``pause_ms`` is the silence that follows from it, or the one
    that a tag asks for. ``id`` is the segment's name within its book: chapter number, colon,
    segment number, both counted from 1.
    """

    id: str
    kind: SegmentKind
    speaker: str
    text: str
    spoken: str
    place: Place
    after: Boundary
    pause_ms: int
    direction: str | None = None
    confidence: float = 1.0
    by: By = "narration"


@dataclass(frozen=True, slots=True)
class ScriptChapter:
    """A chapter of the script, in the order in which it is heard.

    One that is ``added`` is Narrator's own: words that the manuscript does not have.
    """

    id: str
    title: str
    segments: tuple[Segment, ...]
    kind: ChapterKind = "body"
    level: int = 1
    added: bool = False

    @property
    def number(self) -> int:
        """Its number: the manuscript's chapters count from 1, and credits stand round them."""
        return int(self.id)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks: how often, and what the text tells of them."""

    name: str
    segments: int
    aliases: tuple[str, ...] = ()
    gender: Literal["female", "male", ""] = ""
    age: Literal["child", "young", "adult", "old", ""] = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A whole book to be spoken. Everything of the manuscript is in a segment or in ``skipped``.

    ``lexicon`` tells how words are said; it counts when clips are planned, so that each engine gets
    an entry in the form that it understands.
    """

    metadata: Metadata
    chapters: Sequence[ScriptChapter]
    skipped: tuple[Skipped, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    pronunciations: tuple[Pronunciation, ...] = ()
    passages: tuple[Passage, ...] = ()
    lexicon: Lexicon = NO_LEXICON
