"""What a page of an EPUB holds that is not read out, and the rule that each falls under.

The names are those of the EPUB 3 Structural Semantics Vocabulary and of the Digital Publishing
WAI-ARIA roles; where a book has neither, the classes that common tools write.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from narrator.manuscript.markup import Node

_TYPE = "{http://www.idpf.org/2007/ops}type"

RULES = {
    "noteref": "note-marker",
    "annoref": "note-marker",
    "backlink": "backlink",
    "footnote": "note",
    "footnotes": "note",
    "endnote": "note",
    "endnotes": "note",
    "rearnote": "note",
    "rearnotes": "note",
    "pagebreak": "page-number",
    "page-list": "table-of-contents",
    "toc": "table-of-contents",
    "toc-brief": "table-of-contents",
    "landmarks": "landmarks",
    "loa": "loa",
    "loi": "loi",
    "lot": "lot",
    "lov": "lov",
    "cover": "cover",
    "titlepage": "titlepage",
    "halftitlepage": "halftitlepage",
    "imprint": "imprint",
    "colophon": "colophon",
    "copyright-page": "copyright-page",
    "index": "index",
    "bibliography": "bibliography",
}
"""What a word of ``epub:type`` or ``role`` says about a part that is not read out."""

_CLASS_RULES = {
    "pagenum": "page-number",
    "pageno": "page-number",
    "page-number": "page-number",
    "lnum": "line-number",
    "linenum": "line-number",
    "line-number": "line-number",
    "footnote": "note",
    "footnotes": "note",
    "endnote": "note",
    "endnotes": "note",
    "pg-boilerplate": "gutenberg-licence",
}

_PAGE_CLASSES = frozenset((
    "page", "pagebreak", "page-break", "pagenumber", "page_number", "page-num", "page-no", "folio",
    "newpage", "pb",
))  # fmt: skip
_PAGE = re.compile(r"[\[({]?(?:p(?:g|age|\.)?\s?)?(?:\d{1,4}|[ivxlc]{1,7})[\])}]?", re.IGNORECASE)

_TAG_RULES = {
    "base": "hidden",
    "col": "hidden",
    "colgroup": "hidden",
    "head": "hidden",
    "link": "hidden",
    "meta": "hidden",
    "param": "hidden",
    "template": "hidden",
    "nav": "table-of-contents",
    "rt": "ruby",
    "rp": "ruby",
    "rtc": "ruby",
    "iframe": "fallback",
    "object": "fallback",
    "audio": "fallback",
    "video": "fallback",
    "canvas": "fallback",
    "case": "fallback",
}

SILENT = frozenset(RULES.values()) - {"note-marker", "page-number", "backlink"} | {
    "gutenberg-licence"
}
"""The rules under which a whole chapter goes unspoken."""

MARKER = re.compile(r"[\[(]?(\d{1,4}|[a-z]|[ivx]{1,5}|[*†‡§¶]{1,4})[\])]?")
HIDDEN = "narrator-hidden"
"""The attribute of an element that the book's style sheets hide."""

_MOST_LETTERS = 100  # parts of a line that are hidden one by one
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")


def types_of(node: Node) -> set[str]:
    """Give the words of ``epub:type`` and ``role``, without their prefixes."""
    kinds = node.get(_TYPE) or node.get("epub:type") or ""
    roles = node.get("role") or ""
    if not kinds and not roles:
        return set()
    words = {word.rpartition(":")[2] for word in kinds.lower().split()}
    return words | {word.removeprefix("doc-") for word in roles.lower().split()}


def classes_of(node: Node) -> set[str]:
    """Give the words of the ``class`` attribute."""
    return set((node.get("class") or "").lower().split())


def rule_of(
    node: Node, tag: str, types: set[str], classes: set[str], rules: Mapping[str, str] = RULES
) -> str:
    """Name the rule under which a node is not read out, or give "". ``rules`` are by type."""
    if not node.attrib:
        return _TAG_RULES.get(tag, "")
    if _is_hidden(node):
        return "hidden"
    for words, table in ((types, rules), (classes, _CLASS_RULES)):
        for word in words:
            if word in table:
                return _of_sign(node, tag) if table[word] == "note" else table[word]
    return _rule_of_shape(node, tag, classes) or _TAG_RULES.get(tag, "")


def _rule_of_shape(node: Node, tag: str, classes: set[str]) -> str:
    """Name the rule for a node by its text and what is around it, or give ""."""
    if tag == "a" and is_note_marker(node, classes):
        return "note-marker"
    if classes & _PAGE_CLASSES and _PAGE.fullmatch("".join(node.itertext()).strip()):
        return "page-number"
    return "hidden" if node.get(HIDDEN) is not None and not _is_shown_letter(node) else ""


def _of_sign(node: Node, tag: str) -> str:
    """Give the rule for what a class or type calls a note: it may be only the sign of one."""
    if tag not in ("sup", "span", "a") or not MARKER.fullmatch("".join(node.itertext()).strip()):
        return "note"
    return "note-marker" if tag == "a" or node.find(".//{*}a") is None else ""


def is_note_marker(link: Node, classes: set[str]) -> bool:
    """Tell whether a link without ``epub:type`` is the sign of a note: a short sign, set apart."""
    if "#" not in (link.get("href") or ""):
        return False
    text = "".join(link.itertext()).strip()
    if not MARKER.fullmatch(text):
        return False
    named = any("note" in word or word.startswith("fn") for word in classes)
    return is_raised(link) or named or text[0] in "[*†‡§¶"


def is_raised(link: Node) -> bool:
    """Tell whether a link stands in a superscript, or a superscript in it."""
    around = link.getparent()
    return (around is not None and str(around.tag).endswith("sup")) or any(
        str(child.tag).endswith("sup") for child in link
    )


def _is_hidden(node: Node) -> bool:
    if node.get("hidden") is not None or HIDDEN_STYLE.search(node.get("style") or ""):
        return True
    # Pandoc hides a caption from screen readers where it is also the picture's text.
    aria_hidden = node.get("aria-hidden") == "true" and not str(node.tag).endswith("figcaption")
    return aria_hidden and not _is_shown_letter(node)


def _is_shown_letter(node: Node) -> bool:
    """Tell a part of a word that only assistive technology is not to spell: a drop cap, mostly."""
    text, around = "".join(node.itertext()).strip(), node.getparent()
    if around is not None and (label := around.get("aria-label")):
        shown = "".join(islice(around.itertext(), _MOST_LETTERS))
        return "".join(label.split()) == "".join(shown.split())
    return len(text) < 3 and text.isalpha() and (node.tail or "")[:1].isalpha()
