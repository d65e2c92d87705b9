"""XHTML: the text of a page of an EPUB becomes blocks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from lxml import etree

from narrator.errors import ManuscriptError
from narrator.manuscript import shapes
from narrator.manuscript.breaks import Break, tell_break
from narrator.manuscript.contents import is_listed
from narrator.manuscript.links import RETURNS, found_note
from narrator.manuscript.marked import TELLING, alphabet_of, language_of, phonemes_of
from narrator.manuscript.markup import Node, holds_no_text, local_name, parse, shown_text
from narrator.manuscript.notes import (
    MARKER,
    SILENT,
    classes_of,
    rule_of,
    types_of,
)
from narrator.manuscript.page import Page, has_words
from narrator.manuscript.powers import begins_fraction, raised_power
from narrator.manuscript.reading import DEFAULT_READING, Reading
from narrator.manuscript.structure import is_number_title
from narrator.manuscript.within import BLOCKS, VERSE, Within, look_within

if TYPE_CHECKING:
    from narrator.manuscript.model import BlockKind, MarkKind

_DEEPEST = 250  # libxml2 stops at 256 elements in each other, and would drop what lies deeper
_BOXES = frozenset(("button", "input", "legend", "optgroup", "option", "select", "textarea"))
_EMPHASIS = frozenset(("em", "i", "strong"))
_SCENE_BREAKS = frozenset((
    "scene-break", "scenebreak", "section-break", "sectionbreak", "thought-break", "thoughtbreak",
    "asterism", "tb", "transition", "ornament", "space-break", "spacebreak",
))  # fmt: skip
_LINES = frozenset(("line", "verse-line", "verseline", "poem-line", "poemline"))
_BODY = frozenset((
    "bodymatter", "chapter", "part", "volume", "division", "subchapter",
))  # fmt: skip
_FRONT = frozenset((
    "frontmatter", "dedication", "epigraph", "foreword", "preface", "introduction", "prologue",
))  # fmt: skip
_BACK = frozenset((
    "backmatter", "afterword", "epilogue", "acknowledgments", "acknowledgements", "appendix",
    "conclusion", "glossary",
))  # fmt: skip


_MOST_TAGS = 600_000
_LONGEST_NUMBER = 40


def read_tree(data: bytes, file: str) -> Node:
    """Parse one XHTML file, None where it is empty. Raises ManuscriptError for what is no text."""
    if data.count(b"<") > _MOST_TAGS:
        raise ManuscriptError(
            f"{file} has more than {_MOST_TAGS} tags, which no book needs; "
            "convert the book with another tool and try again."
        )
    root = parse(data)
    if root is None and sum(byte < 9 for byte in data[:4096]) * 50 > len(data[:4096]):
        raise ManuscriptError(
            f"{file} holds no text: it is encrypted or damaged. Get the book again, without DRM."
        )
    return root


def read_page(
    root: Node, file: str, reading: Reading = DEFAULT_READING, *, language: str = ""
) -> Page:
    """Read the tree of one XHTML file, of a book in ``language``, into a page."""
    page = Page(file)
    if root is not None:
        Walk(page, reading, language=language).through(root)
    return page


def matter_of(types: set[str]) -> str:
    """Tell what the words of ``epub:type`` say of a part: front, body or back matter, or ""."""
    for words, matter in ((_FRONT, "front"), (_BACK, "back"), (_BODY, "body")):
        # "bodymatter" says least: a foreword within it is still a foreword.
        if types & words:
            return matter
    return ""


_Closes = Literal["", "mark", "block", "box", "cell", "initial"]


class Walk:
    """One walk through a tree, in the order of the text; not recursive, however deep it is."""

    def __init__(
        self, page: Page, reading: Reading, *, comments: bool = False, language: str = ""
    ) -> None:
        self.page = page
        self.comments = comments  # whether these are told among what is skipped
        self.reading = reading
        self.rules = reading.rules()
        self.columns: list[str] = []
        self.formula = 0  # how long the block was when its last formula began
        self.lowered = 0  # how many lines of a heading of several have ended
        self.initial = False  # whether a drop cap waits for the rest of its word
        self.breaks: dict[Node, Break] = {}  # what those of a block are
        self.broken = -1  # how long the block was after its last line break
        self.bracketed: Node = None  # the last sign of a note whose brackets are left out
        self.has_lines = False  # whether such breaks end lines of the block
        self.within = Within()
        self.language = language
        self.alphabet = "ipa"
        self.stack: list[tuple[Within, _Closes, str, str, int]] = []

    def through(self, root: Node, *, kind: BlockKind = "paragraph", rule: str = "") -> None:
        """Read everything below ``root`` into the page, as what stands around it makes of it."""
        self.within = Within(kind=kind, rule=rule)
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start":
                around, language, alphabet = self.within, self.language, self.alphabet
                closes = self._enter(node)
                marks = 0 if closes is None else self._mark_speech(node)
                self.stack.append((around, closes or "", language, alphabet, marks))
                if closes is None:
                    walk.skip_subtree()
                elif node.text:
                    self._add(node.text)
                continue
            if event == "end":
                self._leave()
            elif event == "comment" and self.comments:
                self.page.skip("comment", f"<!--{node.text}-->")
            if node.tail:
                self._add(node.tail[1:] if node is self.bracketed else node.tail)
        self._end_block()

    def _enter(self, node: Node) -> _Closes | None:
        """Begin an element; tell what its end closes, None where its inside is not read."""
        tag = "" if node.tag is etree.Entity else local_name(node)
        if not tag:
            self.page.skip("entity", node.text)
        if not tag or holds_no_text(node, tag):
            return None
        self._check_depth()
        types, classes = types_of(node), classes_of(node)
        rule = "" if tag == "br" else self._rule(node, tag, types, classes)
        for name in {node.get("id"), node.get("name") if tag == "a" else None} - {None}:
            self.page.anchor(name, silent=bool(self.within.rule) or rule in SILENT)
        if tag in ("img", "image") or (tag == "svg" and not shapes.has_drawn_words(node)):
            self._enter_picture(node)
        elif rule and (self.within.flat or tag not in BLOCKS or rule == "page-number"):
            self._leave_out(node, rule)
        elif tag == "sup" and (power := self._power_in(node)):
            self.page.add(power)
        elif shapes.is_drop_cap(node, classes):
            return self._enter_drop_cap(node, tag)
        elif tag in BLOCKS:
            return self._enter_block(node, tag, types, classes, rule)
        else:
            return self._enter_inline(node, tag, types, classes)
        return None

    def _mark_speech(self, node: Node) -> int:
        """Mark what an element says of its language and of how it is said; count the marks."""
        if TELLING.isdisjoint(node.keys()):
            return 0
        self.alphabet = alphabet_of(node) or self.alphabet
        language = language_of(node) or self.language
        marks: list[tuple[MarkKind, str]] = []
        if language != self.language and self.language:
            marks.append(("language", language))
        if phonemes := phonemes_of(node, self.alphabet):
            marks.append(("phonemes", phonemes))
        for mark in marks:
            self.page.open_mark(*mark)
        self.language = language
        return len(marks)

    def _rule(self, node: Node, tag: str, types: set[str], classes: set[str]) -> str:
        """Name the rule for a node: by what its links say of it, by what it says, by choice."""
        kind, _ = found_note(node)
        if kind:
            return "note-marker" if kind == "sign" else "note"
        if is_listed(node) and self.reading.silences("table-of-contents"):
            return "table-of-contents"
        if tag == "table" and self.reading.tables == "skip" and shapes.is_data_table(node):
            return "table"
        if rule := shapes.unseen_rule(tag):
            return rule
        if tag == "a" and self.within.rule == "note" and "#" in (node.get("href") or ""):
            text = "".join(node.itertext()).strip()
            if MARKER.fullmatch(text) or RETURNS.fullmatch(text):
                return "backlink"
        return rule_of(node, tag, types, classes, self.rules)

    def _leave_out(self, node: Node, rule: str) -> None:
        shown = shown_text(node).strip()
        if rule in ("note-marker", "backlink"):
            shown = self._with_brackets(node, shown)
        unseen = node.get("title") or node.get("aria-label") or ""
        if rule == "note-marker":
            self.page.refer(found_note(node)[1], shown)
        self.page.skip(rule, shown or (unseen if rule == "page-number" else ""))

    def _with_brackets(self, node: Node, sign: str) -> str:
        """Take the brackets around a note's sign that is left out with it."""
        opening = shapes.bracket_around(node, self.page.ending)
        if not opening or not self.page.take_back(opening):
            return sign
        self.bracketed = node
        return f"{opening}{sign}{node.tail[0]}"

    def _power_in(self, node: Node) -> str:
        """Give what a superscript raises, where it is a power and no more than that."""
        before = self.page.ending
        if begins_fraction(before, node.tail or ""):
            self.page.add(" ")
            return ""
        return "" if len(node) else raised_power(node.text or "", before)

    def _enter_picture(self, node: Node) -> None:
        """Leave a picture out, or read the words that stand for it."""
        words = shapes.picture_text(node)
        if letter := shapes.drawn_letter(node, classes_of(node)):
            self.page.add(letter)
            self.initial = not shapes.may_stand_alone(letter)
        elif (
            self.reading.images == "skip"
            or self.within.rule
            or not has_words(words)
            or shapes.is_captioned(node, words)
        ):
            self.page.skip("image", words)
        else:
            self.page.add(" " + words + " ")
        self.page.skip("image", shapes.undescribed_text(node))

    def _enter_drop_cap(self, node: Node, tag: str) -> _Closes:
        """Begin a paragraph's first letter, which may stand apart from its word."""
        if tag in BLOCKS and not self.within.flat:
            self._end_block()
        waits = tag in BLOCKS or not shapes.may_stand_alone("".join(node.itertext()))
        return "initial" if waits else ""

    def _check_depth(self) -> None:
        if len(self.stack) > _DEEPEST:
            raise ManuscriptError(
                f"{self.page.file} has more than {_DEEPEST} elements nested in each other, "
                "which no book needs; convert the book with another tool and try again."
            )

    def _enter_block(
        self,
        node: Node,
        tag: str,
        types: set[str],
        classes: set[str],
        rule: str,
    ) -> _Closes | None:
        if self.within.flat:
            self._go_on(tag)
            return self._enter_cell(node, tag) if tag in ("td", "th") else "block"
        if not self.initial:
            self._end_block()
        self.initial, self.lowered = False, 0
        if tag == "tr":
            self.columns = shapes.column_headings(node) or self.columns
        elif tag == "table":
            self.columns = []
        if tag == "hr" or (classes & _SCENE_BREAKS and not has_words("".join(node.itertext()))):
            self.page.scene_break("".join(node.itertext()), matter=self.within.matter)
            return None
        within = look_within(node, tag, types | classes, self.within)
        kind, key = found_note(node)
        named = node.get("id") if rule == "note" else ""
        noted = kind == "note" and within.rule == "table"
        self.within = replace(
            within,
            matter=matter_of(types) or within.matter,
            rule=rule if noted else within.rule or rule,
            note=key if kind == "note" else within.note or (named and f"{self.page.file}#{named}"),
        )
        return "block"

    def _enter_inline(self, node: Node, tag: str, types: set[str], classes: set[str]) -> _Closes:
        if tag == "br":
            self._break_line(node)
        elif tag == "span" and classes & _LINES:
            self._begin_line()
        elif tag == "math":
            self.page.open_mark("say", shapes.spoken_formula(node))
            self.formula = self.page.length
            return "mark"
        elif tag in shapes.MATH_TOKENS and self.page.length > self.formula:
            self.page.add(" ")
        elif tag in _EMPHASIS:
            self.page.open_mark("emphasis")
            return "mark"
        elif tag in _BOXES:
            self.page.add(" ")
            return "box"
        elif self.within.kind == "heading" and shapes.begins_line(node, self.page.text):
            self.page.add(" ")
        elif types & VERSE:
            self.within = replace(self.within, lines=True)
        return ""

    def _break_line(self, node: Node) -> None:
        """End a line, or the paragraph where two breaks stand for a blank line."""
        if self.within.flat or self.within.pre:
            if self.within.lines or self.within.pre:
                self.page.newline()
            elif not self._end_number(sure=True):
                self.page.add(" ")
            return
        how = "line" if self.within.lines else self._tell_break(node)
        if self.page.length and (how == "paragraph" or self.page.length == self.broken):
            self._end_block()
        elif how == "line":
            self.page.newline()
            self.has_lines = True
        else:
            self.page.add(" ")
        self.broken = self.page.length

    def _begin_line(self) -> None:
        """Begin a line that is an element of its own."""
        if self.within.flat and not self.within.lines:
            self.page.add(" ")
        else:
            self.page.newline()
            self.has_lines = True

    def _tell_break(self, node: Node) -> Break:
        """Tell what the breaks of the block around a break are."""
        holder = next((it for it in node.iterancestors() if local_name(it) in BLOCKS), None)
        if holder is None:
            return "space"
        if holder not in self.breaks:
            self.breaks[holder] = tell_break(holder, BLOCKS)
        return self.breaks[holder]

    def _leave(self) -> None:
        around, closes, self.language, self.alphabet, marks = self.stack.pop()
        for _ in range(marks):
            self.page.close_mark()
        if closes in ("mark", "cell"):
            self.page.close_mark()
        elif closes == "box":
            self.page.add(" ")
        elif closes == "" and self.within.kind == "heading" and self.within.flat:
            self._end_number(sure=False)
        if closes == "initial":
            self.initial = True
        elif closes == "cell":
            self._go_on()
        elif closes == "block":
            if self.within.flat and around.flat:
                self._go_on()
            else:
                self._end_block()
        self.within = around

    def _go_on(self, tag: str = "") -> None:
        """Keep apart the blocks that are read as one."""
        if tag in ("td", "th"):
            self.page.separate(", ")
        elif self.within.lines:
            self.page.newline()
        elif not self._end_number(sure=True):
            self.page.add(" ")

    def _enter_cell(self, node: Node, tag: str) -> _Closes:
        """Begin a cell of a row, which is said with its column's heading, save in the first."""
        column = shapes.column_of(node) if self.columns else 0
        heads = tag == "td" and 0 < column < len(self.columns) and self.columns[column]
        if not heads or self.reading.tables != "headings":
            return "block"
        self.page.open_mark("cell", self.columns[column])
        return "cell"

    def _end_number(self, *, sure: bool) -> bool:
        """End a heading's line if it is a number and words follow, so that a pause is heard.

        Where nothing but two elements tells of two lines it must be more than a numeral: "I" is
        also a word.
        """
        if self.within.kind != "heading" or self.page.length > _LONGEST_NUMBER:
            return False
        text = self.page.text.strip()
        if not is_number_title(text):
            return False
        if not sure and " " not in text and not text.strip(".:").isdecimal():
            return False
        self._end_block()
        self.lowered += 1
        return True

    def _add(self, text: str) -> None:
        if self.initial:
            text = text.lstrip()
            self.initial = not text
        if not self.within.pre:
            self.page.add(text)
            return
        first, *others = text.split("\n")
        self.page.add(first)
        for line in others:
            self.page.newline()
            self.page.add(line)

    def _end_block(self) -> None:
        within = self.within
        lines = (within.lines or self.has_lines) and self.page.has_lines
        kind = "verse" if lines else within.kind
        self.broken, self.has_lines = -1, False
        rule = within.rule
        if kind == "code" and self.reading.code == "skip":
            rule = rule or "code"
        elif kind == "caption" and "caption" in self.reading.skip:
            rule = rule or "caption"
        level = min(within.level + self.lowered, 6) if within.level else 0
        self.page.end_block(kind, level=level, matter=within.matter, rule=rule, note=within.note)
