"""A page: one file of a manuscript while its text is gathered into blocks.

Every reader writes into a page: text as it comes, with its white space made single, marks that
open and close, runs that are left out. What the readers must agree on is decided here once.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from narrator.manuscript.model import Block, BlockKind, Mark, MarkKind, Place, Skipped
from narrator.manuscript.naming import mend_characters

if TYPE_CHECKING:
    from collections.abc import Collection

_SPACES = re.compile(r"\s+")
_UNEVEN = re.compile(r"[^\S ]|  ")

# Signs that are there for the setter of lines, not for the reader: soft hyphen, zero-width space,
# word joiner, byte order mark, the marks of writing direction, and control characters. NO-BREAK
# SPACE and its kin are white space and become a plain space. The two joiners U+200C and U+200D
# stay: Persian and the languages of India spell with them.
_DROPPED = dict.fromkeys(
    [0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
    + [code for code in range(0x20) if not chr(code).isspace()]
)

_ANY_DROPPED = re.compile(f"[{re.escape(''.join(map(chr, _DROPPED)))}]")

_ENDING = 8
_ORNAMENT = frozenset("*⁂⁎⁑∗＊※~∼•·∙◦#§❦❧☙❖✢✣✤✥✦✧✱✲✳✴✵✶✷✸✹✺✻✼✽✾✿❀★☆◆◇◈◊♦■□▪●○♠♣♥–—-_=+ ")


def plain(text: str) -> str:
    """Give the text with single spaces, without the signs that nobody reads."""
    kept = text.translate(_DROPPED) if _ANY_DROPPED.search(text) else text
    return _SPACES.sub(" ", kept) if _UNEVEN.search(kept) else kept


def is_ornament(text: str) -> bool:
    """Tell whether a paragraph is only a row of stars or the like, which stands for a pause."""
    return bool(text) and _ORNAMENT.issuperset(text)


def has_words(text: str) -> bool:
    """Tell whether there is anything in the text that can be said."""
    return any(map(str.isalnum, text))


class Page:
    """The blocks of one file, in the order in which they are gathered.

    ``matters`` runs beside ``blocks`` and says of each whether it is front, body or back matter
    ("" where the file does not tell). ``anchors`` gives for each id the block that it opens.
    ``notes`` holds, by key, the blocks of the notes, which are also among the skipped.
    """

    def __init__(self, file: str) -> None:
        self.file = mend_characters(file)
        self.blocks: list[Block] = []
        self.matters: list[str] = []
        self.skipped: list[Skipped] = []
        self.anchors: dict[str, int] = {}
        self.notes: dict[str, list[Block]] = {}
        self._paragraph = 1
        self._parts: list[str] = []
        self._length = 0
        self._after_space = True  # whether a space that comes next is one too many
        self._between = ""
        self._marks: list[Mark] = []
        self._open: list[tuple[MarkKind | None, int, str]] = []
        self._late: list[tuple[str, int]] = []

    @property
    def length(self) -> int:
        """How many characters the block that is being gathered has."""
        return self._length + len(self._between)

    @property
    def text(self) -> str:
        """The text of the block that is being gathered."""
        return "".join(self._parts)

    @property
    def ending(self) -> str:
        """The last few characters of the block that is being gathered."""
        return "".join(self._parts[-_ENDING:])[-_ENDING:]

    @property
    def has_lines(self) -> bool:
        """Tell whether the block that is being gathered has more than one line."""
        return "\n" in "".join(self._parts).strip()

    def add(self, text: str) -> None:
        """Add text to the block that is being gathered."""
        text = plain(text)
        if self._after_space:
            text = text.lstrip()
        if not text:
            return
        if self._between and text != " ":
            text, self._between = self._between + text.lstrip(), ""
        self._append(text)
        self._after_space = text.endswith(" ")

    def take_back(self, sign: str) -> bool:
        """Take a sign from the end of what is being gathered; tell whether it was there."""
        if not self._parts or not self._parts[-1].endswith(sign):
            return False
        self._parts[-1] = self._parts[-1].removesuffix(sign)
        self._length -= len(sign)
        self._after_space = not self.ending or self.ending[-1].isspace()
        return True

    def newline(self) -> None:
        """End a line of verse or code."""
        self._strip()
        if self._parts and not self._parts[-1].endswith("\n"):
            self._append("\n")
        self._after_space = True

    def separate(self, between: str) -> None:
        """Put ``between`` before the next text, if there is text on both sides of it."""
        if self._length:
            self._strip()
            self._between = between
            self._after_space = True

    def open_mark(self, kind: MarkKind | None, value: str = "") -> None:
        """Begin a mark here; it ends at :meth:`close_mark`, or is cut in two by a block's end.

        The mark of no kind, which its end closes like any other, leaves nothing.
        """
        self._open.append((kind, self.length, value))

    def close_mark(self) -> None:
        """End the mark that was begun last."""
        kind, start, value = self._open.pop()
        if kind:
            self._marks.append(Mark(kind, start, self._length, value))

    def mark(self, kind: MarkKind, start: int, value: str) -> None:
        """Mark what has been gathered of the block from ``start`` on."""
        self._marks.append(Mark(kind, start, self._length, value))

    def tag(self, value: str) -> None:
        """Note that from here on somebody else speaks; a space after the tag is the tag's."""
        self._marks.append(Mark("tag", self._length, self._length, value))
        self._after_space = True

    def refer(self, key: str, sign: str) -> None:
        """Note that the sign of a note stands here."""
        value = f"{key} {''.join(sign.split())}"
        self._marks.append(Mark("note", self._length, self._length, value))

    def skip(self, rule: str, text: str) -> None:
        """Leave out a run of text at this point, under the name of a rule."""
        text = plain(text).strip()
        if text:
            place = Place(self.file, self._paragraph, self._length, self._length)
            self.skipped.append(Skipped(rule, text, place))

    def insert_note(self, key: str, note: Page) -> None:
        """Leave out a note that stands in the text at this point; ``note`` has read its words."""
        here = Place(self.file, self._paragraph, self._length, self._length)
        for block in note.blocks:
            self.skipped.append(Skipped("note", block.text, here))
            self.notes.setdefault(key, []).append(replace(block, place=here))
        self.skipped += [replace(each, place=here) for each in note.skipped]

    def anchor(self, name: str, *, silent: bool = False) -> None:
        """Remember that links to ``name`` lead here; -1 stands for what is not read out."""
        self.anchors.setdefault(name, -1 if silent else len(self.blocks))
        self._late.append((name, self._length))

    def scene_break(self, text: str = "", *, matter: str = "") -> None:
        """End the block and put a scene break after it; ``text`` is the ornament, as printed."""
        self.skip("scene-break", text)
        self._put(Block("scene-break", "", self._place(0)), matter)

    def end_block(
        self,
        kind: BlockKind = "paragraph",
        *,
        level: int = 0,
        matter: str = "",
        rule: str = "",
        note: str = "",
    ) -> None:
        """End the block, and keep it if there is any text: spoken, or skipped under a rule.

        ``note`` is the key of the note to which a skipped block belongs.
        """
        text = "".join(self._parts).rstrip()
        marks = tuple(self._finished_marks(text))
        self._move_late_anchors(len(text))
        self._clear()
        if not text:
            return
        if rule:
            self.skipped.append(Skipped(rule, text, self._place(len(text))))
            if note:
                block = Block("note", text, self._place(len(text)), marks)
                self.notes.setdefault(note, []).append(block)
            self._paragraph += 1
        elif kind in ("paragraph", "quote", "verse") and is_ornament(text):
            self.scene_break(text, matter=matter)
        else:
            self._put(Block(kind, text, self._place(len(text)), marks, level), matter)

    def silence(self, rule: str, start: int = 0) -> None:
        """Move the blocks from ``start`` on to the skipped ones."""
        self.skipped += [Skipped(rule, each.text, each.place) for each in self.blocks[start:]]
        del self.blocks[start:], self.matters[start:]

    def leave_out(self, rule: str, numbers: Collection[int]) -> None:
        """Move blocks, by their numbers, to the skipped ones; what led to them leads nowhere."""
        if not numbers:
            return
        kept = [at for at in range(len(self.blocks)) if at not in numbers]
        places = {at: number for number, at in enumerate(kept)} | {len(self.blocks): len(kept)}
        self.skipped += [
            Skipped(rule, each.text, each.place)
            for at, each in enumerate(self.blocks)
            if at in numbers and each.text
        ]
        self.anchors = {name: places.get(at, -1) for name, at in self.anchors.items()}
        self.blocks = [self.blocks[at] for at in kept]
        self.matters = [self.matters[at] for at in kept]

    def make_headings(self, numbers: Collection[int]) -> None:
        """Make headings of some blocks, by their numbers."""
        for at in numbers:
            self.blocks[at] = replace(self.blocks[at], kind="heading", level=1)

    def _put(self, block: Block, matter: str) -> None:
        self.blocks.append(block)
        self.matters.append(matter)
        self._paragraph += 1

    def _place(self, length: int) -> Place:
        return Place(self.file, self._paragraph, 0, length)

    def _clear(self) -> None:
        self._parts = []
        self._length = 0
        self._after_space = True
        self._between = ""
        self._marks = []
        self._open = [(kind, 0, value) for kind, _, value in self._open]
        self._late = []

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _strip(self) -> None:
        if self._parts and self._parts[-1].endswith(" "):
            self._parts[-1] = self._parts[-1][:-1]
            self._length -= 1

    def _finished_marks(self, text: str) -> list[Mark]:
        cut = [Mark(kind, start, len(text), value) for kind, start, value in self._open if kind]
        fitted = (_fit(mark, text) for mark in self._marks + cut)
        marks = (m for m in fitted if m.kind in ("tag", "note") or m.start < m.end)
        return sorted(marks, key=lambda mark: (mark.start, -mark.end))

    def _move_late_anchors(self, length: int) -> None:
        # An anchor after a block's last word, as some converters write it, means the next block.
        for name, offset in self._late:
            if 0 < length <= offset and self.anchors[name] >= 0:
                self.anchors[name] = len(self.blocks) + 1


def _fit(mark: Mark, text: str) -> Mark:
    """Draw a mark in to the words that it is about."""
    start, end = min(mark.start, len(text)), min(mark.end, len(text))
    if mark.kind in ("tag", "note"):
        return Mark(mark.kind, start, start, mark.value)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if mark.kind == "cell":
        return Mark("say", start, end, f"{mark.value}: {text[start:end]}")
    return Mark(mark.kind, start, end, mark.value)
