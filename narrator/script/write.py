"""Write the script of a manuscript: who says what, in which order, with which silence after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count, groupby, zip_longest
from typing import TYPE_CHECKING

from narrator.manuscript.model import Place, Skipped
from narrator.packed import pack
from narrator.script.foreign import drop_slips, foreign_runs
from narrator.script.kept_spoken import Printed, SpokenBook
from narrator.script.model import Script, ScriptChapter, Segment
from narrator.script.pauses import DEFAULT_PAUSES, Pauses
from narrator.script.segments import cut_turn
from narrator.script.speakers import describe_speakers
from narrator.script.speech import find_speech
from narrator.script.tags import tagged_turns
from narrator.script.turns import Turn, own_kind, say_marks, tidy_turns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from narrator.manuscript.model import Block, Chapter, Manuscript, Mark
    from narrator.script.model import Boundary, SegmentKind
    from narrator.script.segments import Piece
    from narrator.script.speech import Said, Speech


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
    manuscript: Manuscript,
    *,
    pauses: Pauses = DEFAULT_PAUSES,
    speech: Speech | None = None,
    spoken: SpokenBook | None = None,
) -> Script:
    """Return the script of ``manuscript``: every word of it in a segment or in ``skipped``.

    Blocks become turns (dialogue and tags), turns get speakers, are cut into segments, and each
    segment gets the silence after it. Chapters that say nothing are left out. Every quote has the
    likeliest speaker, as ``speech`` tells, or as the text does; ``doubt`` leaves to the narrator
    what is not sure enough. Speakers come in order of appearance, without voices:
    :func:`narrator.script.casting.cast_voices` gives those. ``spoken`` remembers how chapters were
    said before.
    """
    speech = speech or find_speech(manuscript)
    book = spoken or SpokenBook(manuscript.metadata)
    wordless: list[Skipped] = []
    chapters = pack(_write_chapters(manuscript, speech, pauses, book, wordless))
    return Script(
        metadata=manuscript.metadata,
        chapters=chapters,
        skipped=(*manuscript.skipped, *wordless),
        speakers=describe_speakers(chapters, speech.characters),
        pronunciations=manuscript.pronunciations,
        passages=manuscript.passages,
    )


def _write_chapters(
    manuscript: Manuscript,
    speech: Speech,
    pauses: Pauses,
    book: SpokenBook,
    wordless: list[Skipped],
) -> Iterator[ScriptChapter]:
    """Yield the chapters that say something; blocks without words are added to ``wordless``."""
    numbers = count(1)
    for at, chapter in enumerate(manuscript.chapters):
        told = [
            _find_turns(block, speech.said.get((at, number), ()), tagged=manuscript.tagged)
            for number, block in enumerate(chapter.blocks)
        ]
        wordless += _wordless(told)
        if cuts := _cut_blocks(told):
            yield _make_chapter(next(numbers), chapter, cuts, pauses, book)


def _find_turns(block: Block, said: Sequence[Said], *, tagged: bool) -> _Told:
    """Return a block with its turns in canonical form."""
    tags = tagged_turns(block)
    end = tags[0].start if tags else len(block.text)
    turns = [Turn(0, end, own_kind(block))]
    if said and not tagged:
        turns = list(_turns(block.text[:end], own_kind(block), said))
    return _Told(block, tidy_turns(block, (*turns, *tags)))


def _turns(text: str, own: SegmentKind, said: Sequence[Said]) -> Iterator[Turn]:
    """Yield the turns of a text: the narrator's between the quotes, and the quotes."""
    position = 0
    for it in said:
        start, end = it.quote.start, it.quote.end
        yield Turn(position, start, own)
        yield Turn(start, end, it.kind, it.speaker, it.direction, it.by, it.confidence)
        position = end
    yield Turn(position, len(text), own)


def _wordless(blocks: Iterable[_Told]) -> Iterator[Skipped]:
    """Yield the blocks in which there is nothing to say: ornaments, lone punctuation."""
    for told in blocks:
        if told.block.text.strip() and not told.turns:
            yield Skipped("no-words", told.block.text, told.block.place)


def _make_chapter(
    number: int, chapter: Chapter, cuts: Sequence[_Cut], pauses: Pauses, book: SpokenBook
) -> ScriptChapter:
    return ScriptChapter(
        id=str(number),
        title=" ".join(chapter.title.split()) or str(number),
        segments=tuple(_segments(number, cuts, pauses, book)),
        kind=chapter.kind,
        level=chapter.level,
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
    printed = _print_all(cuts, book.language)
    spoken = book.speak(printed)
    for number, (cut, following) in enumerate(zip_longest(cuts, cuts[1:]), start=1):
        after = _boundary(cut, following)
        ends_turn = following is None or following.turn is not cut.turn
        asked = cut.turn.pause_ms if ends_turn else None
        yield Segment(
            id=f"{chapter}:{number}",
            kind=cut.turn.kind,
            speaker=cut.turn.speaker,
            text=printed[number - 1].text,  # the same that is spoken, mostly
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


def _print_all(cuts: Sequence[_Cut], language: str) -> list[Printed]:
    """Give the texts of a chapter's pieces, with what is marked in them."""
    runs = [
        foreign
        for inside in _by_block(cuts)
        for foreign in foreign_runs(inside[0].block, [cut.piece for cut in inside], language)
    ]
    believed = drop_slips(runs, (cut.piece.end - cut.piece.start for cut in cuts))
    return [_printed(cut, foreign) for cut, foreign in zip(cuts, believed, strict=True)]


def _by_block(cuts: Iterable[_Cut]) -> Iterator[list[_Cut]]:
    for _, inside in groupby(cuts, key=lambda cut: id(cut.block)):
        yield list(inside)


def _printed(cut: _Cut, foreign: tuple[Mark, ...]) -> Printed:
    start, end = cut.piece
    says = tuple(
        replace(mark, start=mark.start - start, end=mark.end - start)
        for mark in cut.says
        if start <= mark.start < end
    )
    return Printed(cut.block.text[start:end], cut.turn.kind, says, foreign)
