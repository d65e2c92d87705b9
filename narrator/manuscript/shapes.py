"""Shapes of markup that are not what they look like: drop caps, pictures of letters, formulas."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from narrator.manuscript.markup import Node, local_name
from narrator.manuscript.page import has_words, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

_CODE_CLASS = re.compile(r"code|program|listing|screen|source|language-|highlight|literal")
MATH_TOKENS = frozenset(("mi", "mn", "mo", "ms", "mtext"))
_LATEX = re.compile(r"[\\{}^_$]")
_DESCRIBES = frozenset(("title", "desc", "metadata", "defs"))
_WORDS = frozenset("AIO")  # letters that can be a word, so that a space after them may be meant
_MOST_SPAN = 100
_BRACKETS = {"[": "]", "(": ")"}


def is_drop_cap(node: Node, classes: Iterable[str]) -> bool:
    """Tell an element that holds a paragraph's first letter, set large."""
    if not any(name.startswith("drop") or name == "initial" for name in classes):
        return False
    text = "".join(node.itertext()).strip()
    return 0 < len(text) < 4 and sum(char.isalpha() for char in text) == 1


def may_stand_alone(text: str) -> bool:
    """Tell whether a drop cap may be a word of its own."""
    return text.strip()[-1:] in _WORDS


def drawn_letter(node: Node, classes: Iterable[str] = ()) -> str:
    """Give the letter that a picture shows where the word goes on right after it, else "".

    Space may stand between where the classes call it a drop cap.
    """
    alt = (node.get("alt") or "").strip()
    named = any(name.startswith("drop") or name == "initial" for name in classes)
    tail = (node.tail or "").lstrip() if named else node.tail or ""
    letters = sum(char.isalpha() for char in alt)
    return alt if letters == 1 and len(alt) < 4 and tail[:1].isalpha() else ""


def begins_line(node: Node, before: str) -> bool:
    """Tell an element of a heading that a style sets on a line of its own: its word begins there.

    ``before`` is the heading's text up to it.
    """
    text, end = "".join(node.itertext()), before[-1:]
    several = " " in text.strip() or " " in before.strip()
    return several and (end.islower() or end.isdigit()) and text[:1].isupper() and len(text) > 1


def bracket_around(node: Node, before: str) -> str:
    """Give the bracket that opens right before a node and ends right after it, else ""."""
    sign = before[-1:]
    closing = _BRACKETS.get(sign)
    return sign if closing and (node.tail or "").startswith(closing) else ""


def is_captioned(node: Node, words: str) -> bool:
    """Tell a picture whose words are printed below it, too."""
    figure = next(node.iterancestors("{*}figure"), None)
    captions = () if figure is None else figure.iterchildren("{*}figcaption")
    return any(plain("".join(each.itertext())).strip() == words.strip() for each in captions)


def picture_text(node: Node) -> str:
    """Give the words that stand for a picture."""
    drawn = " ".join("".join(each.itertext()) for each in node.iter("{*}title", "{*}desc"))
    return node.get("alt") or node.get("aria-label") or drawn


def undescribed_text(node: Node) -> str:
    """Give the text in a drawing that neither stands for it nor is for a machine."""
    parts: list[str] = []
    for each in node.iter("*"):
        if local_name(each) not in ("title", "desc", "style", "script"):
            parts.append(each.text or "")
        parts.append((each.tail or "") if each is not node else "")
    return " ".join(parts)


def has_drawn_words(svg: Node) -> bool:
    """Tell whether words are set in a drawing, besides those that describe it."""
    return any(has_words("".join(text.itertext())) for text in svg.iter("{*}text"))


def unseen_rule(tag: str) -> str:
    """Name the rule for an element of a drawing or a formula whose text nobody sees, else ""."""
    if tag.startswith("annotation"):
        return "math"
    return "image" if tag in _DESCRIBES else ""


def spoken_formula(math: Node) -> str:
    """Give how a formula is said: as its author wrote for the ear, or sign by sign."""
    told = plain(math.get("alttext") or "").strip()
    if told and has_words(told) and not _LATEX.search(told):
        return told
    tokens = [each for each in math.iter("{*}*") if local_name(each) in MATH_TOKENS]
    return " ".join(plain("".join(each.itertext())).strip() for each in tokens)


def is_code(node: Node) -> bool:
    """Tell preformatted text of a program from that of a poem or a telegram."""
    around = node.getparent()
    names = [node.get("class") or "", "" if around is None else around.get("class") or ""]
    inside = (local_name(each) for each in node.iterdescendants("*"))
    return bool(_CODE_CLASS.search(" ".join(names))) or any(
        name in ("code", "samp", "kbd") for name in inside
    )


def is_data_table(table: Node) -> bool:
    """Tell a table that has headings or several columns from one that lays out a page."""
    rows = list(table.iter("{*}tr"))[:_MOST_SPAN]
    return any(sum(local_name(each) in ("td", "th") for each in row) > 1 for row in rows)


def column_headings(row: Node) -> list[str]:
    """Give the columns' headings where a row is one of headings, of at least three columns."""
    cells = [each for each in row.iterchildren("*") if local_name(each) in ("td", "th")]
    around = row.getparent()
    heads = around is not None and local_name(around) == "thead"
    if not heads and not all(local_name(each) == "th" for each in cells):
        return []
    headings = [
        plain("".join(cell.itertext())).strip() for cell in cells for _ in range(_span(cell))
    ]
    return headings if len(headings) > 2 else []


def column_of(cell: Node) -> int:
    """Count the columns before a cell."""
    cells = islice(cell.itersiblings("*", preceding=True), _MOST_SPAN)
    return sum(_span(each) for each in cells if local_name(each) in ("td", "th"))


def _span(cell: Node) -> int:
    span = cell.get("colspan") or "1"
    return min(int(span), _MOST_SPAN) if span.isascii() and span.isdecimal() and span != "0" else 1
