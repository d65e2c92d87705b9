"""Find the speech in a manuscript, and who says it: what the script's turns are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.packed import pack
from narrator.script.by_place import ByPlace
from narrator.script.dialogue import Quote, spoken_runs
from narrator.script.directions import direct
from narrator.script.letters import find_letters, is_whole
from narrator.script.model import NARRATOR, By
from narrator.script.plays import find_labels, find_line
from narrator.script.tags import parse_tag, tag_marks
from narrator.script.thoughts import find_thoughts
from narrator.script.who.model import Member, Paragraph
from narrator.script.who.words import THOUGHT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from narrator.engine import Age, Gender
    from narrator.manuscript.model import Block, Chapter, Manuscript
    from narrator.script.model import SegmentKind
    from narrator.script.who.decide import Verdict
    from narrator.script.who.model import People

WITH_DIALOGUE = ("paragraph", "item")
"""The kinds of block in which quotation marks mean speech."""


@dataclass(frozen=True, slots=True)
class Said:
    """A quote of a block: who says it, how sure that is (0 to 1), what tells so, how."""

    quote: Quote
    speaker: str
    kind: SegmentKind
    by: By
    confidence: float
    direction: str | None = None


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody who speaks: what else they are called, the gender and age that the text tells."""

    name: str
    aliases: tuple[str, ...] = ()
    gender: Gender = ""
    age: Age = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """All that is said in a manuscript: by chapter and block, both counted from 0."""

    said: Mapping[tuple[int, int], tuple[Said, ...]]
    characters: tuple[Character, ...] = ()


def find_speech(manuscript: Manuscript, roster: Sequence[Member] = ()) -> Speech:
    """Return who says what in a manuscript that does not name its speakers line by line.

    ``roster`` is the cast, where people gave one; who is named in tags belongs to it.
    """
    paragraphs = list_paragraphs(manuscript)
    if manuscript.tagged or not any(it.quotes for it in paragraphs.values()):
        return Speech({})
    from narrator.script.who.decide import name_speakers
    from narrator.script.written import label_letters

    cast = (*roster, *_tagged_members(manuscript.chapters, roster))
    told = pack(
        tuple(it for it in chapter.values() if not it.written) for chapter in paragraphs.chapters
    )
    named = name_speakers(told, cast)
    pairs = zip(paragraphs.chapters, named.chapters, strict=True)
    said = ByPlace(pack(_say_all(*pair, named.people) for pair in pairs))
    characters = _describe(named.people, paragraphs.values(), cast)
    return Speech(label_letters(manuscript, paragraphs, said, named.people), characters)


def _say_all(
    chapter: Mapping[int, Paragraph], verdicts: Mapping[tuple[int, int], Verdict], people: People
) -> dict[int, tuple[Said, ...]]:
    """Return what is said in a chapter, by block; what is a letter's, the narrator reads so far."""
    said: dict[int, tuple[Said, ...]] = {}
    at = 0
    for block, paragraph in chapter.items():
        if paragraph.written:
            said[block] = (Said(paragraph.quotes[0], NARRATOR, "letter", "narration", 1.0),)
            continue
        said[block] = tuple(
            _say(quote, verdicts[at, place], people, thought=place in paragraph.thoughts)
            for place, quote in enumerate(paragraph.quotes)
        )
        at += 1
    return said


def _describe(
    people: People, paragraphs: Iterable[Paragraph], cast: Sequence[Member]
) -> tuple[Character, ...]:
    """Return everybody with what a cast that is given, else the text, tells of them."""
    from narrator.script.who.ages import tell_ages

    ages = tell_ages(paragraphs, people)
    given = {it.name: it.age for it in cast}
    return tuple(
        Character(
            it.name,
            tuple(form for form in it.forms if form != it.name),
            it.gender,
            given.get(it.name, "") or ages.get(at, ""),
        )
        for at, it in enumerate(people.members)
    )


def _say(quote: Quote, verdict: Verdict, people: People, *, thought: bool) -> Said:
    name = people.members[verdict.person].name if verdict.person >= 0 else NARRATOR
    kind: SegmentKind = "thought" if thought or verdict.verb in THOUGHT else "speech"
    return Said(quote, name, kind, verdict.by, verdict.confidence, direct(verdict.verb))


def list_paragraphs(manuscript: Manuscript) -> ByPlace[Paragraph]:
    """Return the paragraphs that may hold speech, by the numbers of their chapter and block."""
    return ByPlace(pack(map(_read_paragraphs, manuscript.chapters)))


def _read_paragraphs(chapter: Chapter) -> dict[int, Paragraph]:
    paragraphs = {}
    opens = True
    written = {at for run in find_letters(chapter.blocks) for at in range(run.first, run.end)}
    labels = find_labels(block.text for block in chapter.blocks if block.kind == "paragraph")
    for number, block in enumerate(chapter.blocks):
        paragraph = _read_paragraph(block, labels, opens=opens, written=number in written)
        if paragraph:
            paragraphs[number] = paragraph
        opens = paragraph is None or paragraph.written
    return paragraphs


def _read_paragraph(
    block: Block, labels: frozenset[str], *, opens: bool, written: bool
) -> Paragraph | None:
    """Read a block that may hold speech; of a letter, all that is not marked as speech is its."""
    text = block.text[: untagged_end(block)]
    quotes = spoken_runs(text) if block.kind in WITH_DIALOGUE else ()
    if written and not is_whole(text, quotes):
        return Paragraph(text, (Quote(0, len(text)),), opens, written=True)
    if block.kind not in WITH_DIALOGUE:
        return None
    if start := find_line(text, labels):
        return Paragraph(text, (Quote(start, len(text)),), opens)
    thoughts = find_thoughts(block, quotes)
    runs = tuple(sorted((*quotes, *thoughts), key=lambda it: it.start))
    numbers = frozenset(at for at, it in enumerate(runs) if it in thoughts)
    return Paragraph(text, runs, opens, thoughts=numbers)


def untagged_end(block: Block) -> int:
    """Return where the first tag of a block begins, or where the block ends."""
    return min((mark.start for mark in tag_marks(block)), default=len(block.text))


def _tagged_members(chapters: Sequence[Chapter], roster: Sequence[Member]) -> Iterator[Member]:
    """Yield who is named in tags and not in the roster."""
    known = {name for member in roster for name in (member.name, *member.aliases)} | {NARRATOR}
    for chapter in chapters:
        for block in chapter.blocks:
            for mark in tag_marks(block):
                speaker = parse_tag(mark.value).speaker
                if speaker not in known:
                    known.add(speaker)
                    yield Member(speaker)
