"""Write a script as Markdown that people edit: ``docs/script-format.md`` is the page about it.

Reading the Markdown again gives the same script: chapters, titles, kinds, speakers, text, spoken
overrides, directions, pauses. So a run of segments is written as one turn only where cutting the
turn again gives these segments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from narrator.manuscript.model import Mark
from narrator.manuscript.page import has_words
from narrator.script.model import NARRATOR
from narrator.script.normal import normalise
from narrator.script.pauses import DEFAULT_PAUSES, Pauses
from narrator.script.segments import cut_turn
from narrator.script.spoken import speak_marked
from narrator.script.tags import Tag, default_kind, write_tag
from narrator.script.told import Inserted, tell_words
from narrator.script.turns import Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from narrator.manuscript.model import Metadata
    from narrator.script.model import Script, ScriptChapter, Segment, SegmentKind
    from narrator.script.told import Told

Form = Literal["heading", "quote", "item", "lines", "paragraph"]

OWN_KINDS: dict[Form, SegmentKind] = {
    "heading": "heading",
    "quote": "quote",
    "item": "item",
    "lines": "verse",
    "paragraph": "narration",
}
"""What the narrator's words are in each form where no tag says otherwise."""

SURE = 0.9
"""From which confidence a tag says nothing of it."""
GIVEN = ("narration", "tag", "edit")
"""What is there, or written by people, and not found out."""

OPENINGS: dict[Form, str] = {"heading": "## ", "quote": "> ", "item": "- "}

SPECIAL = re.compile(r"[\\`*_\[\]<|~]|&(?=[#\w])")
LINE_START = re.compile(r"^(\d{1,9}(?=[.)])|(?=[#>+=:-]))", re.MULTILINE)
SAID_PLAINLY = " ,.;!'’‘“”…()-"


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Segments that one tag covers, and the silence it asks for after them."""

    segments: tuple[Segment, ...]
    pause_ms: int | None


@dataclass(frozen=True, slots=True)
class _Usual:
    """What is so where the Markdown says nothing else: pauses, and how the rules say a text."""

    pauses: Pauses
    told: Told


def to_markdown(
    script: Script,
    *,
    voices: Mapping[str, str],
    source: str | None = None,
    pauses: Pauses = DEFAULT_PAUSES,
) -> str:
    """Return ``script`` as Markdown with YAML front matter.

    ``voices`` maps speaker → voice, ``source`` names the manuscript that the script came from.
    Pauses other than ``pauses`` are written in tags.
    """
    parts = [_front_matter(script.metadata, voices, source)]
    usual = _Usual(pauses, tell_words(script))
    for chapter in script.chapters:
        parts += _chapter_parts(chapter, usual)
    return "\n\n".join(parts) + "\n"


def _front_matter(metadata: Metadata, voices: Mapping[str, str], source: str | None) -> str:
    import yaml

    keys = {
        "script": 1,
        "title": metadata.title,
        "authors": list(metadata.authors),
        "language": metadata.language,
        "narrator": metadata.narrator,
        "series": metadata.series,
        "identifier": metadata.identifier,
        "publisher": metadata.publisher,
        "date": metadata.date,
        "description": metadata.description,
        "source": source,
        "voices": dict(voices),
    }
    known = {key: value for key, value in keys.items() if value}
    written = yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=100)
    return f"---\n{written}---"


def _chapter_parts(chapter: ScriptChapter, usual: _Usual) -> Iterator[str]:
    """Yield the chapter's title, its blocks, and a rule where a scene ends."""
    blocks = list(_blocks(chapter.segments))
    title = chapter.title
    printed = _is_title(blocks[0], title, usual)
    words = (
        _inline(blocks[0], "heading", usual)
        if printed
        else _escape_signs(_escape(title), "heading")
    )
    yield _title(words, chapter, silent=not printed)
    for number, block in enumerate(blocks):
        if number or not printed:
            yield _write_block(block, usual)
        if block[-1].after == "scene":
            yield "***"


def _is_title(block: Sequence[Segment], title: str, usual: _Usual) -> bool:
    """Tell whether a block can be written as the chapter's title: a heading said in one turn."""
    whole = _form(block) == "heading" and len(list(_turns(block, usual))) == 1
    return whole and _plain(block) == title


def _title(words: str, chapter: ScriptChapter, *, silent: bool) -> str:
    classes = [] if chapter.kind == "body" else [f".{chapter.kind}"]
    classes += [] if chapter.level == 1 else [f".level-{chapter.level}"]
    classes += [".silent"] if silent else []
    return "# " + _with_attributes(words, classes)


def _with_attributes(words: str, classes: Sequence[str] = ()) -> str:
    """Return a heading's words and classes; braces of its own are no attributes before others."""
    if not classes and words.endswith("}"):
        classes = [".body"]
    return f"{words} {{{' '.join(classes)}}}" if classes else words


def _blocks(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Yield the segments block by block."""
    block: list[Segment] = []
    for segment in segments:
        block.append(segment)
        if segment.after not in ("sentence", "turn", "line"):
            yield block
            block = []


def _form(block: Sequence[Segment]) -> Form:
    if any(segment.after == "line" or "\n" in segment.text for segment in block):
        return "lines"
    forms: dict[SegmentKind, Form] = {"heading": "heading", "quote": "quote", "item": "item"}
    return next((forms[each.kind] for each in block if each.kind in forms), "paragraph")


def _plain(block: Sequence[Segment]) -> str:
    """Return the block's text as printed."""
    pieces = [block[0].text]
    for before, segment in pairwise(block):
        pieces += [_space(before, segment), segment.text]
    return "".join(pieces)


def _space(before: Segment, segment: Segment) -> str:
    """Return the white space between two segments of a block."""
    if before.after == "line":
        return "\n"
    where, then = before.place, segment.place
    glued = where.start < where.end == then.start
    return "" if glued and (where.file, where.paragraph) == (then.file, then.paragraph) else " "


def _write_block(block: Sequence[Segment], usual: _Usual) -> str:
    form = _form(block)
    if code := _fenced(block, usual):
        return code
    words = _inline(block, form, usual)
    return OPENINGS.get(form, "") + (_with_attributes(words) if form == "heading" else words)


def _fenced(block: Sequence[Segment], usual: _Usual) -> str:
    """Return plain code between fences, nothing for any other block."""
    plain = (NARRATOR, "code", None)
    told = usual.told
    if any(_key(it) != plain or _say_mark(it, told) or told.tags(it) for it in block):
        return ""
    if [turn.pause_ms for turn in _turns(block, usual)] != [None]:
        return ""
    text = _plain(block)
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _inline(block: Sequence[Segment], form: Form, usual: _Usual) -> str:
    """Return the block's words with its tags, on one line unless its own lines are kept."""
    written = ""
    before: Segment | None = None
    for turn in _turns(block, usual):
        tag = _write_tag(turn, OWN_KINDS[form], opens=before is None)
        for segment in turn.segments:
            space = "" if before is None else _space(before, segment)
            if tag and before and not space and not segment.speaker[0].isalnum():
                space = " "  # "**" opens nothing between a letter and a sign
            written += space.replace("\n", "\\\n") + tag + _words(segment, usual.told)
            before, tag = segment, ""
    return _escape_signs(written, form)


def _key(segment: Segment) -> tuple[str, SegmentKind, str | None]:
    return segment.speaker, segment.kind, segment.direction


def _turns(block: Iterable[Segment], usual: _Usual) -> Iterator[_Spoken]:
    """Yield what one tag can cover: what sounds alike, up to a pause that is asked for."""
    for _, run in groupby(block, key=_key):
        rest = list(run)
        while rest:
            count = _covered(rest, usual)
            turn, rest = rest[:count], rest[count:]
            asked = rest or turn[-1].pause_ms != usual.pauses.after(turn[-1].after)
            yield _Spoken(tuple(turn), turn[-1].pause_ms if asked else None)


def _covered(run: Sequence[Segment], usual: _Usual) -> int:
    """Return how many segments the first turn of ``run`` has.

    It ends where the silence is not the usual one, and where cutting the run into sentences would
    not end a segment: a pause in the tag keeps what follows apart.
    """
    as_usual = [segment.pause_ms == usual.pauses.after(segment.after) for segment in run]
    count = as_usual.index(False) + 1 if False in as_usual else len(run)
    text = _plain(run[:count])
    ends, marks = _layout(run[:count], usual.told)
    pieces = cut_turn(text, Turn(0, len(text), run[0].kind), marks)
    found = {piece.end for piece in pieces}
    return next((number for number, end in enumerate(ends, start=1) if end not in found), count)


def _layout(run: Sequence[Segment], told: Told) -> tuple[list[int], list[Mark]]:
    """Return where the segments end in their joined text, and the marks that lie in it."""
    ends: list[int] = []
    marks: list[Mark] = []
    for before, segment in pairwise([None, *run]):
        start = ends[-1] + len(_space(before, segment)) if before and segment else 0
        if segment:
            mark = _say_mark(segment, told)
            marks += [replace(mark, start=start + mark.start, end=start + mark.end)] if mark else []
            ends.append(start + len(segment.text))
    return ends, marks


def _write_tag(turn: _Spoken, own: SegmentKind, *, opens: bool) -> str:
    """Return the tag of a turn, empty where a block opens with the narrator's plain words."""
    first = turn.segments[0]
    kind = None if first.kind == default_kind(first.speaker, own) else first.kind
    tag = Tag(first.speaker, kind, first.direction, turn.pause_ms, _tell_sure(turn))
    if opens and tag == Tag(NARRATOR):
        return ""
    return f"**{_escape(write_tag(tag))}:** "


def _tell_sure(turn: _Spoken) -> int | None:
    """Return in percent how sure the speaker of a turn is, None where that is sure enough."""
    least = min((it.confidence for it in turn.segments if it.by not in GIVEN), default=1.0)
    return None if least >= SURE else int(100 * least)


def _words(segment: Segment, told: Told) -> str:
    """Return a segment's text, escaped, with the tags and links that stand in it."""
    tags = told.tags(segment)
    if mark := _say_mark(segment, told):
        tags += [Inserted(mark.start, 0, "["), Inserted(mark.end, 0, _link_end(mark))]
    written, position = "", 0
    for tag in sorted(tags):
        written += _escape(segment.text[position : tag.at]) + tag.text
        position = tag.at
    return written + _escape(segment.text[position:])


def _link_end(mark: Mark) -> str:
    said = "".join(
        char if char.isalnum() or char in SAID_PLAINLY else quote(char) for char in mark.value
    )
    return f"](<say:{said}>)"


def _say_mark(segment: Segment, told: Told) -> Mark | None:
    """Return the mark that a segment needs to be said and cut as it is, None where it needs none.

    The mark is on the few characters that make the difference, if that is enough.
    """
    text, spoken, kind = segment.text, segment.spoken, segment.kind
    whole = Mark("say", 0, len(text), spoken)
    if len(cut_turn(text, Turn(0, len(text), kind))) > 1:
        return whole
    language, foreign = told.language, told.foreign(segment)
    if spoken == speak_marked(text, kind, (), language, foreign):
        return None
    mark = _differing(text, spoken, language)
    printed = text[mark.start : mark.end]
    if not printed or printed != printed.strip() or mark.value != mark.value.strip():
        return whole
    alone = speak_marked(text, kind, [mark], language, foreign)
    return mark if has_words(mark.value) and alone == spoken else whole


def _differing(text: str, spoken: str, language: str) -> Mark:
    """Return the mark on the words of ``text`` that are others in ``spoken`` than the rules say."""
    atoms = _atoms(text, language)
    start, said_from = _alike(atoms, spoken)
    turned = [(printed[::-1], said[::-1]) for printed, said in reversed(atoms)]
    tail, said_tail = _alike(turned, spoken[::-1])
    end, said_to = max(start, len(text) - tail), max(said_from, len(spoken) - said_tail)
    return Mark("say", start, end, spoken[said_from:said_to])


def _atoms(text: str, language: str) -> list[tuple[str, str]]:
    """Return what ``text`` is made of, and how each is said: words, signs, what rules change."""
    atoms: list[tuple[str, str]] = []
    position = 0
    for change in (*normalise(text, language)[1], None):
        between = text[position : change.start if change else len(text)]
        atoms += [(word, word) for word in re.findall(r"\w+|\W", between)]
        if change:
            atoms.append((change.printed, change.spoken))
            position = change.end
    return atoms


def _alike(atoms: Iterable[tuple[str, str]], spoken: str) -> tuple[int, int]:
    """Return how far the atoms are said in ``spoken`` from its start: in print, and in speech."""
    printed_to = said_to = 0
    for printed, said in atoms:
        end = said_to + len(said)
        inside = spoken[end - 1 : end].isalnum() and spoken[end : end + 1].isalnum()
        if spoken[said_to:end] != said or inside:
            break
        printed_to, said_to = printed_to + len(printed), end
    return printed_to, said_to


def _escape(text: str) -> str:
    """Return ``text`` so that it is read as these characters; its lines stay apart."""
    return SPECIAL.sub(r"\\\g<0>", text).replace("\n", "\\\n")


def _escape_signs(written: str, form: Form) -> str:
    """Escape what means something at a line's start, in a heading, or before a link."""
    written = written.replace("![", r"\![").replace("^[", r"\^[")
    if form != "heading":
        return LINE_START.sub(r"\1\\", written)
    return written.replace("#", r"\#")
