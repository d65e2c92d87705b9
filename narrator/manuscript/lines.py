"""The lines of plain text: which make a paragraph, which are verse, titles, or a list of them."""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING

from narrator.manuscript import structure
from narrator.manuscript.counted import find_counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrator.manuscript.model import Block

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_INDENTED = re.compile(r"\n(?=[ \t]{2,}\S|\t)")
_WIDEST_WRAPPED = 120  # characters; a longer line was not broken by hand
_WIDEST_VERSE = 60
_CONTENTS = re.compile(r"(?:table of )?contents[.:]?", re.IGNORECASE)
_COUNTED = re.compile(r"\d{1,3}(?:[.:)]?\s+\S|[.:)]?$)")
_WORD = re.compile(r"\w+")
_CHAPTER = re.compile(
    rf"""(?:chapter|part|book|volume|letter|act|scene|canto|stave)\s+(?:the\s+)?
         {structure.NUMBER}(?!\w)[.:]?(?:\s*[—–:.-]?\s*\S.{{0,70}})?
       | {structure.ROMAN}[.:]?
       | (?:prologue|epilogue|preface|introduction|foreword|afterword|dedication)[.:]?""",
    re.IGNORECASE | re.VERBOSE,
)


def split_paragraphs(text: str) -> list[str]:
    """Split a text at blank lines, or where it has none at indented lines, or at every line."""
    parts = [part for part in _BLANK_LINES.split(text.strip("\n")) if part.strip()]
    return [inner for part in parts for inner in _split_part(part)]


def is_title(text: str) -> bool:
    """Tell a chapter's title: one line, or a line that counts above a line that names."""
    if text.count("\n") > 1 or len(text) >= 100:
        return False
    first, _, second = (line.strip() for line in text.partition("\n"))
    if second and _CHAPTER.fullmatch(first) and _CHAPTER.fullmatch(second):
        return False  # two entries of a list
    return bool(_CHAPTER.fullmatch(" ".join(text.split())))


def find_titles(blocks: Sequence[Block]) -> list[int]:
    """Find the paragraphs that are chapters' titles, in a text that has no headings.

    These are two or more, each with text after it; in a list of them none is.
    """
    if any(block.kind == "heading" for block in blocks):
        return []
    texts = [block.text if block.kind == "paragraph" else "" for block in blocks]
    counted = find_counted(texts).titles
    found = [at for at, text in enumerate(texts) if at in counted or is_title(_bare(text))]
    titles = set(found)
    kept = [at for at in found if at + 1 < len(blocks) and at + 1 not in titles]
    return kept if len(kept) > 1 else []


def _bare(title: str) -> str:
    return title.strip("_*#= ")


def is_verse(paragraph: str) -> bool:
    """Tell lines that are all indented and all short, as verse is set."""
    lines = [line for line in paragraph.split("\n") if line.strip()]
    indented = all(line.startswith(("  ", "\t")) for line in lines)
    return len(lines) > 1 and indented and median(len(x.strip()) for x in lines) < _WIDEST_VERSE


def find_contents(paragraphs: Sequence[str]) -> range:
    """Find a table of contents: from its title to the place where its first entry comes again."""
    titles = (n for n, text in enumerate(paragraphs) if _CONTENTS.fullmatch(text.strip(" _*\n")))
    start = next(titles, None)
    if start is None:
        return range(0)
    seen: set[str] = set()
    for number, text in enumerate(paragraphs[start + 1 :], start + 1):
        lines = [line.strip() for line in text.strip().split("\n")]
        if any(len(line) > _WIDEST_VERSE * 1.5 for line in lines):
            break
        entries = {_key(line) for line in lines if is_title(line) or _COUNTED.match(line)}
        if seen & entries:
            return range(start, number)
        seen |= entries
    return range(0)


def _key(title: str) -> str:
    return " ".join(_WORD.findall(title.casefold())[:2])


def _split_part(part: str) -> list[str]:
    lines = part.split("\n")
    if len(lines) > 1 and median(map(len, lines)) > _WIDEST_WRAPPED:
        return lines
    starts = [bool(re.match(r"[ \t]{2,}\S|\t", line)) for line in lines]
    if starts[0] and sum(starts) > 1 and not all(starts):
        return _INDENTED.split(part)
    return [part]
