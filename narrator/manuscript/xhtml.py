"""XHTML: the text of a page of an EPUB becomes blocks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from lxml import etree

from narrator.errors import ManuscriptError
from narrator.manuscript.markup import Node, local_name, parse
from narrator.manuscript.notes import SILENT, classes_of, rule_of, types_of
from narrator.manuscript.page import Page, has_words

if TYPE_CHECKING:
    from narrator.manuscript.model import BlockKind

_DEEPEST = 250  # libxml2 stops at 256 elements in each other, and would drop what lies deeper
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "main", "menu", "nav", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_NO_TEXT = frozenset((
    "head", "script", "style", "template", "link", "meta", "base", "col", "colgroup", "param",
    "source",
))  # fmt: skip
_KINDS: dict[str, BlockKind] = {
    "blockquote": "quote",
    "caption": "caption",
    "dd": "item",
    "dt": "item",
    "figcaption": "caption",
    "li": "item",
    "pre": "code",
}
_EMPHASIS = frozenset(("em", "i", "strong"))
_VERSE = frozenset((
    "verse", "poem", "poetry", "song", "hymn", "lyrics", "stanza", "linegroup", "line-block",
))  # fmt: skip
_SCENE_BREAKS = frozenset((
    "scene-break", "scenebreak", "section-break", "sectionbreak", "thought-break", "thoughtbreak",
    "asterism", "tb", "transition", "ornament", "space-break", "spacebreak",
))  # fmt: skip
_NOT_IN_A_ROW = frozenset((
    "table", "ul", "ol", "dl", "blockquote", "pre", "hr", "figure", "section", "h1", "h2", "h3",
    "h4",
))  # fmt: skip
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


def read_page(data: bytes, file: str) -> Page:
    """Read one XHTML file into a page."""
    page = Page(file)
    root = parse(data)
    if root is not None:
        _Walk(page).through(root)
    return page


def matter_of(types: set[str]) -> str:
    """Tell what the words of ``epub:type`` say of a part: front, body or back matter, or ""."""
    for words, matter in ((_FRONT, "front"), (_BACK, "back"), (_BODY, "body")):
        # "bodymatter" says least: a foreword within it is still a foreword.
        if types & words:
            return matter
    return ""


@dataclass(frozen=True, slots=True)
class _Within:
    """What the elements around a run of text make of it."""

    kind: BlockKind = "paragraph"
    level: int = 0
    matter: str = ""
    rule: str = ""
    lines: bool = False  # br ends a line of verse
    flat: bool = False  # blocks within do not end this block
    pre: bool = False


_Closes = Literal["", "mark", "block"]


class _Walk:
    """One walk through a tree, in the order of the text; not recursive, however deep it is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.within = _Within()
        self.stack: list[tuple[_Within, _Closes]] = []

    def through(self, root: Node) -> None:
        """Read everything below ``root`` into the page."""
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start":
                around = self.within
                closes = self._enter(node)
                self.stack.append((around, closes or ""))
                if closes is None:
                    walk.skip_subtree()
                elif node.text:
                    self._add(node.text)
                continue
            if event == "end":
                self._leave()
            if node.tail:
                self._add(node.tail)
        self._end_block()

    def _enter(self, node: Node) -> _Closes | None:
        """Begin an element; tell what its end closes, None where its inside is not read."""
        if node.tag is etree.Entity:
            self.page.skip("entity", node.text)
            return None
        tag = local_name(node)
        if tag in _NO_TEXT:
            return None
        self._check_depth()
        types, classes = types_of(node), classes_of(node)
        rule = rule_of(node, tag, types, classes)
        for name in {node.get("id"), node.get("name") if tag == "a" else None} - {None}:
            self.page.anchor(name, silent=bool(self.within.rule) or rule in SILENT)
        if tag in _BLOCKS and rule != "page-number":
            return self._enter_block(node, tag, types, classes, rule)
        if tag in ("img", "image", "svg"):
            self.page.skip("image", _picture_text(node))
            return None
        if rule:
            shown = "".join(node.itertext()).strip()
            unseen = node.get("title") or node.get("aria-label") or ""
            self.page.skip(rule, shown or (unseen if rule == "page-number" else ""))
            return None
        return self._enter_inline(tag, types)

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
            return "block"
        self._end_block()
        if tag == "hr" or (classes & _SCENE_BREAKS and not has_words("".join(node.itertext()))):
            self.page.scene_break("".join(node.itertext()), matter=self.within.matter)
            return None
        within = _within(node, tag, types | classes, self.within)
        self.within = replace(
            within,
            matter=matter_of(types) or within.matter,
            rule=within.rule or rule,
        )
        return "block"

    def _enter_inline(self, tag: str, types: set[str]) -> _Closes:
        if tag == "br":
            if self.within.lines or self.within.pre:
                self.page.newline()
            else:
                self.page.add(" ")
        elif tag in _EMPHASIS:
            self.page.open_mark("emphasis")
            return "mark"
        elif types & _VERSE:
            self.within = replace(self.within, lines=True)
        return ""

    def _leave(self) -> None:
        around, closes = self.stack.pop()
        if closes == "mark":
            self.page.close_mark()
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
        else:
            self.page.add(" ")

    def _add(self, text: str) -> None:
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
        verse = within.lines and self.page.has_lines
        self.page.end_block(
            "verse" if verse else within.kind,
            level=within.level,
            matter=within.matter,
            rule=within.rule,
        )


def _within(node: Node, tag: str, words: set[str], around: _Within) -> _Within:
    """Tell what a block element makes of the text in it; ``words`` are its types and classes."""
    level = _heading_level(node, tag)
    if tag == "hgroup":  # its paragraphs stand below its heading
        return replace(around, kind="heading", level=min(level + 1, 6), lines=False)
    if level:
        return replace(around, kind="heading", level=level, flat=True, lines=False)
    if tag == "tr" and _is_row(node):
        return replace(around, kind="row", flat=True, lines=False)
    if words & _VERSE:
        return replace(around, kind="verse", lines=True, flat=_is_stanza(node))
    if tag in _KINDS:
        quoted = tag == "blockquote" or around.lines
        return replace(around, kind=_KINDS[tag], level=0, lines=quoted, pre=tag == "pre")
    return around


def _heading_level(node: Node, tag: str) -> int:
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return int(tag[1])
    if tag == "hgroup":
        return next((n for n in (_heading_level(c, local_name(c)) for c in node) if n), 2)
    if node.get("role") == "heading":
        level = node.get("aria-level", "2")
        return int(level) if level in ("1", "2", "3", "4", "5", "6") else 2
    return 0


def _is_row(row: Node) -> bool:
    """Tell a row of a table from a row that only lays out the page."""
    names = [local_name(node) for node in row.iterdescendants(etree.Element)]
    cells = sum(name in ("td", "th") for name in names)
    return not _NOT_IN_A_ROW.intersection(names) and names.count("p") <= cells


def _is_stanza(node: Node) -> bool:
    """Tell a part of a poem in which every block is a line."""
    inside = list(node.iterdescendants(etree.Element))
    names = [local_name(each) for each in inside]
    lines = sum(name in _BLOCKS for name in names)
    return (
        lines > 1
        and "br" not in names
        and lines == sum(local_name(each) in ("p", "div") for each in node)
    )


def _picture_text(node: Node) -> str:
    return node.get("alt") or node.get("aria-label") or " ".join(node.itertext())
