"""Write the script of a manuscript: who says what, in which order, with which silence after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from narrator.manuscript.model import Place, Skipped
from narrator.script.attribution import UNSURE, Attribution, attribute, merge_names
from narrator.script.dialogue import spoken_runs
from narrator.script.kept_spoken import Printed, SpokenBook
from narrator.script.model import NARRATOR, Script, ScriptChapter, Segment
from narrator.script.pauses import DEFAULT_PAUSES, Pauses
from narrator.script.segments import cut_turn
from narrator.script.speakers import describe_speakers
from narrator.script.tags import tagged_turns
from narrator.script.turns import Turn, own_kind, say_marks, tidy_turns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from narrator.manuscript.model import Block, Chapter, Manuscript, Mark
    from narrator.script.dialogue import Quote
    from narrator.script.model import Boundary, SegmentKind
    from narrator.script.segments import Piece

WITH_DIALOGUE = ("paragraph", "item")
"""The kinds of block in which quotation marks mean speech."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A block and its turns."""

    block: Block
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class _Cut:
    """A piece of a turn of a block, on its way to be a segment."""

    block: Block
    turn: Turn
    piece: Piece
    says: tuple[Mark, ...]
    opens_scene: bool


def write_script(
    manuscript: Manuscript, *, pauses: Pauses = DEFAULT_PAUSES, spoken: SpokenBook | None = None
) -> Script:
    """Return the script of ``manuscript``: every word of it in a segment or in ``skipped``.

    Blocks become turns (dialogue and tags), turns get speakers, are cut into segments, and each
    segment gets the silence after it. Chapters that say nothing are left out. Speakers come in
    order of appearance, without voices: :func:`narrator.script.casting.cast_voices` gives those.
    ``spoken`` remembers how chapters were said before.
    """
    found = [_find_turns(chapter, tagged=manuscript.tagged) for chapter in manuscript.chapters]
    merged = _merge_speakers(found)
    told = [_tidy_blocks(blocks, merged) for blocks in found]
    book = spoken or SpokenBook(manuscript.metadata)
    chapters = _cut_chapters(manuscript.chapters, told, pauses, book)
    return Script(
        metadata=manuscript.metadata,
        chapters=chapters,
        skipped=(*manuscript.skipped, *_wordless(told)),
        speakers=describe_speakers(chapters, merged),
        pronunciations=manuscript.pronunciations,
        passages=manuscript.passages,
    )


def _find_turns(chapter: Chapter, *, tagged: bool) -> list[_Told]:
    """Return the blocks of ``chapter`` with their turns, speakers named as printed."""
    told = []
    carried: str | None = None
    for block in chapter.blocks:
        tags = tagged_turns(block)
        end = tags[0].start if tags else len(block.text)
        if tagged or block.kind not in WITH_DIALOGUE:
            turns, carried = [Turn(0, end, own_kind(block))], None
        else:
            turns, carried = _dialogue(block, end, carried)
        told.append(_Told(block, (*turns, *tags)))
    return told


def _dialogue(block: Block, end: int, carried: str | None) -> tuple[list[Turn], str | None]:
    """Return the turns of a block up to ``end``, and who goes on speaking in the next block.

    ``carried`` is who went on speaking at the end of the block before.
    """
    text = block.text[:end]
    quotes = spoken_runs(text)
    said = attribute(text, quotes)
    if carried and quotes and quotes[0].start == 0 and all(each == UNSURE for each in said):
        said = tuple(Attribution(carried, "paragraph", confidence=0.95) for _ in said)
    goes_on = said[-1].name if quotes and not quotes[-1].closed else None
    return list(_turns(text, own_kind(block), quotes, said)), goes_on


def _turns(
    text: str, own: SegmentKind, quotes: Sequence[Quote], said: Sequence[Attribution]
) -> Iterator[Turn]:
    """Yield the turns of a text: the narrator's between the quotes, and the quotes."""
    position = 0
    for quote, by in zip(quotes, said, strict=True):
        yield Turn(position, quote.start, own)
        speaker = by.name or NARRATOR
        yield Turn(quote.start, quote.end, by.kind, speaker, None, by.by, by.confidence)
        position = quote.end
    yield Turn(position, len(text), own)


def _merge_speakers(chapters: Iterable[Iterable[_Told]]) -> dict[str, str]:
    """Map names in attributions to the speaker's one name, where that is another."""
    turns = [turn for told in chapters for each in told for turn in each.turns]
    turns = [turn for turn in turns if turn.speaker != NARRATOR]
    given = {turn.speaker for turn in turns if turn.by == "tag"}
    return merge_names({turn.speaker for turn in turns if turn.by != "tag"}, given)


def _tidy_blocks(blocks: Iterable[_Told], merged: Mapping[str, str]) -> list[_Told]:
    """Return the blocks with each speaker under one name, and with turns in canonical form."""
    return [
        _Told(told.block, tidy_turns(told.block, (_renamed(turn, merged) for turn in told.turns)))
        for told in blocks
    ]


def _renamed(turn: Turn, merged: Mapping[str, str]) -> Turn:
    name = merged.get(turn.speaker)
    return replace(turn, speaker=name) if name and turn.by != "tag" else turn


def _wordless(chapters: Iterable[Iterable[_Told]]) -> Iterator[Skipped]:
    """Yield the blocks in which there is nothing to say: ornaments, lone punctuation."""
    for told in chapters:
        for each in told:
            if each.block.text.strip() and not each.turns:
                yield Skipped("no-words", each.block.text, each.block.place)


def _cut_chapters(
    chapters: Iterable[Chapter],
    told: Iterable[Sequence[_Told]],
    pauses: Pauses,
    book: SpokenBook,
) -> tuple[ScriptChapter, ...]:
    """Return the chapters in which something is said, numbered from 1."""
    cut = [(chapter, _cut_blocks(blocks)) for chapter, blocks in zip(chapters, told, strict=True)]
    heard = [(chapter, cuts) for chapter, cuts in cut if cuts]
    return tuple(
        ScriptChapter(
            id=str(number),
            title=" ".join(chapter.title.split()) or str(number),
            segments=tuple(_segments(number, cuts, pauses, book)),
            kind=chapter.kind,
            level=chapter.level,
        )
        for number, (chapter, cuts) in enumerate(heard, start=1)
    )


def _cut_blocks(blocks: Iterable[_Told]) -> list[_Cut]:
    """Return all pieces of a chapter in order."""
    cuts: list[_Cut] = []
    opens_scene = False
    for told in blocks:
        opens_scene = opens_scene or told.block.kind == "scene-break"
        says = say_marks(told.block)
        for turn in told.turns:
            for piece in cut_turn(told.block.text, turn, says):
                cuts.append(_Cut(told.block, turn, piece, says, opens_scene))
                opens_scene = False
    return cuts


def _segments(
    chapter: int, cuts: Sequence[_Cut], pauses: Pauses, book: SpokenBook
) -> Iterator[Segment]:
    """Yield the segments of a chapter, each with what stands after it."""
    spoken = book.speak([_printed(cut) for cut in cuts])
    for number, (cut, following) in enumerate(zip_longest(cuts, cuts[1:]), start=1):
        after = _boundary(cut, following)
        ends_turn = following is None or following.turn is not cut.turn
        asked = cut.turn.pause_ms if ends_turn else None
        yield Segment(
            id=f"{chapter}:{number}",
            kind=cut.turn.kind,
            speaker=cut.turn.speaker,
            text=cut.block.text[cut.piece.start : cut.piece.end],
            spoken=spoken[number - 1],
            place=_place(cut),
            after=after,
            pause_ms=pauses.after(after) if asked is None else asked,
            direction=cut.turn.direction,
            confidence=cut.turn.confidence,
            by=cut.turn.by,
        )


def _place(cut: _Cut) -> Place:
    """Tell where a piece stands in its paragraph, in which its block may begin late."""
    return cut.block.place.within(cut.piece.start, cut.piece.end)


def _boundary(cut: _Cut, following: _Cut | None) -> Boundary:
    """Tell what stands between two pieces of a chapter."""
    if following is None:
        return "chapter"
    if following.opens_scene:
        return "scene"
    if following.block is not cut.block:
        return "heading" if cut.turn.kind == "heading" else "paragraph"
    if "\n" in cut.block.text[cut.piece.end : following.piece.start]:
        return "line"
    return "sentence" if cut.turn.sounds_like(following.turn) else "turn"


def _printed(cut: _Cut) -> Printed:
    start, end = cut.piece
    says = tuple(
        replace(mark, start=mark.start - start, end=mark.end - start)
        for mark in cut.says
        if start <= mark.start < end
    )
    return Printed(cut.block.text[start:end], cut.turn.kind, says)
