"""What a reader makes of a manuscript: values only, no files, no speakers yet.

A manuscript is a list of chapters, a chapter a list of blocks, a block one run of plain text as
printed. What the reader left out stands in ``skipped``, each with the rule that says why.
Who speaks, what is said and how the text is cut are the script's matter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

ChapterKind = Literal["front", "body", "back"]

BlockKind = Literal[
    "heading",  # a chapter's title or a title within it
    "paragraph",
    "quote",  # a block quotation: an inscription, a telegram, a letter
    "item",  # one item of a list
    "verse",  # lines kept apart by "\n" in the text
    "row",  # one row of a table, its cells joined by ", "
    "caption",
    "note",  # a footnote or endnote, where notes are spoken
    "code",
    "scene-break",  # a blank or ornamental break: no text, only a longer silence
]

MarkKind = Literal[
    "tag",  # from ``start`` on, until the next tag or the block's end, ``value`` is the speaker tag
    "say",  # the text from ``start`` to ``end`` is spoken as ``value``
    "emphasis",
    "cell",  # the text of a table's cell, below the heading ``value``; a page makes it a "say"
    "note",  # a note's sign was here; ``value`` is its key and the sign. Readers resolve it
    "language",  # the text is in the language ``value``, another than that of what is around it
    "phonemes",  # the text is said so: ``value`` is an alphabet, a space, and its phonemes
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run of text stands: a file of the manuscript, a paragraph of it, characters of that.

    ``paragraph`` counts the blocks of the file from 1; ``start`` and ``end`` count characters of
    that paragraph from 0, end excluded. A block that begins within one, after a note that was put
    there, starts above 0. What stands at a point within it, as a note that is written into a
    sentence, ends where it starts.
    """

    file: str
    paragraph: int
    start: int
    end: int

    def within(self, start: int, end: int) -> Place:
        """Give the place of some characters of the block that stands here."""
        if self.start == self.end:
            return self
        return Place(self.file, self.paragraph, self.start + start, self.start + end)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that the manuscript says about a run of characters of a block's text."""

    kind: MarkKind
    start: int
    end: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One run of text as printed, its white space made single, with what is marked in it."""

    kind: BlockKind
    text: str
    place: Place
    marks: tuple[Mark, ...] = ()
    level: int = 0
    """Of a heading: 1 is the highest. 0 for everything else."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter: what a listener finds in the player's list.

    Its title, where it is printed, is also the text of the heading blocks that open it.
    """

    title: str
    blocks: tuple[Block, ...]
    kind: ChapterKind = "body"
    level: int = 1


@dataclass(frozen=True, slots=True)
class Skipped:
    """A run of the manuscript that is not spoken, and the named rule that says so."""

    rule: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """How words are said, in an ``alphabet`` such as ``ipa`` or ``x-sampa``.

    It stands at one place of the text, or in a lexicon for all of it: then ``place`` is the file of
    the lexicon and the number of the entry. The alphabet ``alias`` means words said instead.
    """

    words: str
    alphabet: str
    phonemes: str
    place: Place
    language: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text in another language than what is around it; ``language`` is a BCP 47 tag."""

    language: str
    place: Place


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover picture as it lies in the manuscript."""

    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of the book besides its text. Language is a BCP 47 tag, date as printed."""

    title: str
    authors: tuple[str, ...] = ()
    language: str = "en"
    narrator: str | None = None
    series: str | None = None
    identifier: str | None = None
    publisher: str | None = None
    date: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A manuscript as read: everything spoken in reading order, everything else in ``skipped``."""

    metadata: Metadata
    chapters: Sequence[Chapter]
    skipped: tuple[Skipped, ...] = ()
    cover: Cover | None = None
    voices: dict[str, str] = field(default_factory=dict)
    """Speaker → voice, from front matter; the key ``narrator`` is the narrator's."""
    tagged: bool = False
    """True where every speaker is tagged, so that nothing is left to guess."""
    pronunciations: tuple[Pronunciation, ...] = ()
    passages: tuple[Passage, ...] = ()
    notices: tuple[str, ...] = ()
    """What is wrong with the file although its text could be read: one sentence each."""
