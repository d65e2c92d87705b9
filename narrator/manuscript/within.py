"""What the elements around a run of text of a page make of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml import etree

from narrator.manuscript import shapes
from narrator.manuscript.markup import Node, local_name

if TYPE_CHECKING:
    from narrator.manuscript.model import BlockKind

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "main", "menu", "nav", "ol", "p",
    "pre", "section", "summary", "svg", "table", "tbody", "td", "text", "tfoot", "th", "thead",
    "tr", "ul",
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
VERSE = frozenset((
    "verse", "poem", "poetry", "song", "hymn", "lyrics", "stanza", "linegroup", "line-block",
))  # fmt: skip
_NOT_IN_A_ROW = frozenset((
    "table", "ul", "ol", "dl", "blockquote", "pre", "hr", "figure", "section", "h1", "h2", "h3",
    "h4",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Within:
    """What the elements around a run of text make of it."""

    kind: BlockKind = "paragraph"
    level: int = 0
    matter: str = ""
    rule: str = ""
    note: str = ""  # the key of the note
    lines: bool = False  # br ends a line of verse
    flat: bool = False  # blocks within do not end this block
    pre: bool = False


def look_within(node: Node, tag: str, words: set[str], around: Within) -> Within:
    """Tell what a block element makes of the text in it; ``words`` are its types and classes."""
    level = _heading_level(node, tag)
    if tag == "hgroup":  # its paragraphs stand below its heading
        return replace(around, kind="heading", level=min(level + 1, 6), lines=False)
    if level:
        return replace(around, kind="heading", level=level, flat=True, lines=False)
    if tag == "tr" and _is_row(node):
        return replace(around, kind="row", flat=True, lines=False)
    if words & VERSE:
        return replace(around, kind="verse", lines=True, flat=_is_stanza(node))
    if tag in _KINDS:
        poem = tag == "pre" and not shapes.is_code(node)
        lines = tag == "blockquote" or around.lines or poem
        kind = "verse" if poem else _KINDS[tag]
        return replace(around, kind=kind, level=0, lines=lines, pre=tag == "pre")
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
    lines = sum(name in BLOCKS for name in names)
    return (
        lines > 1
        and "br" not in names
        and lines == sum(local_name(each) in ("p", "div") for each in node)
    )
