"""Chapters: where they begin, what they are called, and which of them are not read out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from narrator.manuscript.model import Block, Chapter, ChapterKind, Skipped
from narrator.manuscript.page import has_words
from narrator.manuscript.reading import DEFAULT_READING, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SILENT_TITLES = {
    "bibliography": "bibliography",
    "colophon": "colophon",
    "contents": "table-of-contents",
    "copyright": "copyright-page",
    "copyright information": "copyright-page",
    "copyright notice": "copyright-page",
    "copyright page": "copyright-page",
    "cover": "cover",
    "cover page": "cover",
    "front cover": "cover",
    "endnotes": "note",
    "footnotes": "note",
    "impressum": "imprint",
    "inhalt": "table-of-contents",
    "inhaltsverzeichnis": "table-of-contents",
    "inhoud": "table-of-contents",
    "innehåll": "table-of-contents",
    "sommaire": "table-of-contents",
    "sommario": "table-of-contents",
    "spis treści": "table-of-contents",
    "table des matières": "table-of-contents",
    "titelblatt": "titlepage",
    "titelseite": "titlepage",
    "half title": "halftitlepage",
    "half title page": "halftitlepage",
    "half titlepage": "halftitlepage",
    "halftitle": "halftitlepage",
    "halftitlepage": "halftitlepage",
    "imprint": "imprint",
    "index": "index",
    "landmarks": "landmarks",
    "list of illustrations": "loi",
    "list of tables": "lot",
    "notes": "note",
    "table of contents": "table-of-contents",
    "the contents": "table-of-contents",
    "the full project gutenberg license": "gutenberg-licence",
    "title page": "titlepage",
    "titlepage": "titlepage",
    "uncopyright": "uncopyright",
}
_FRONT_TITLES = re.compile(
    r"(dedication|epigraph|foreword|preface|introduction|prologue)\b(?! of| to)"
)
_BACK_TITLES = re.compile(
    r"(afterword|epilogue|acknowledge?ments?|appendix|glossary|postscript)\b(?! of)"
)
ROMAN = "(?-i:(?=[MDCLXVI])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))"
_COUNT = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last"
)
NUMBER = rf"(?:{ROMAN}|\d{{1,3}}|(?:{_COUNT})(?:-(?:{_COUNT}))?)"
_LONGEST_COPYRIGHT = 6000  # characters
_OWNED = re.compile(r"©|\bcopyright\b|\(c\) ?\d{4}", re.IGNORECASE)
_RESERVED = re.compile(
    r"all rights reserved|ISBN|no part of this (?:book|publication|work)|Library of Congress|"
    r"work of fiction|British Library|first published|alle rechte vorbehalten|"
    r"tous droits réservés|todos los derechos reservados|tutti i diritti riservati",
    re.IGNORECASE,
)
"""What stands on copyright pages, two or more of which no other page has."""
_PART = re.compile(
    r"(?:part|book|volume|teil|buch|band|partie|livre|tome|parte|libro)\b", re.IGNORECASE
)
_NUMBER_TITLE = re.compile(rf"(?:[^\W\d_]+\s+){{0,2}}{NUMBER}[.:]?", re.IGNORECASE)
_MATTERS: tuple[tuple[re.Pattern[str], ChapterKind], ...] = (
    (_FRONT_TITLES, "front"),
    (_BACK_TITLES, "back"),
)


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a chapter begins: before the block ``at``, counted through the whole manuscript.

    ``above`` is how high the heading stands that makes the cut (1 the highest): a cut right after
    a higher one, with nothing but headings between, is the same chapter's. 0 never joins.
    Under a ``rule`` the whole chapter goes unspoken.
    """

    at: int
    title: str = ""
    level: int = 1
    kind: ChapterKind | None = None
    rule: str = ""
    above: int = 0


def chapter_level(headings: Iterable[tuple[int, str]]) -> int:
    """Give the level of the headings that make chapters: the highest that occurs more than once.

    ``headings`` are (level, text). Where those are called parts, and chapters are below them, the
    chapters' level is the next.
    """
    texts: dict[int, list[str]] = {}
    for level, text in headings:
        texts.setdefault(level, []).append(text)
    repeated = sorted(level for level, found in texts.items() if len(found) > 1)
    for level, below in pairwise(repeated):
        parts = sum(bool(_PART.match(text)) for text in texts[level])
        if parts * 2 <= len(texts[level]) or len(texts[below]) <= parts:
            return level
    return repeated[-1] if repeated else min(texts, default=0)


def is_number_title(text: str) -> bool:
    """Tell a heading's line that only counts: "Chapter I", "12.", "Part the First"."""
    return bool(_NUMBER_TITLE.fullmatch(text))


def classify(title: str, reading: Reading = DEFAULT_READING) -> tuple[ChapterKind | None, str]:
    """Tell by a title the kind of its chapter, None if unsaid, and the rule that silences it."""
    words = " ".join(title.casefold().strip(" .:[]").split())
    rule = _SILENT_TITLES.get(words, "")
    if rule:
        return None, rule if reading.silences(rule) else ""
    for pattern, kind in _MATTERS:
        if found := pattern.match(words):
            matter = "acknowledgments" if found[1].startswith("ack") else found[1]
            return kind, matter if matter in reading.skip else ""
    return None, ""


def is_copyright_page(text: str) -> bool:
    """Tell a short page that says whose the book is, and that nobody may copy it."""
    return len(text) < _LONGEST_COPYRIGHT and bool(
        _OWNED.search(text) and len(set(map(str.lower, _RESERVED.findall(text)))) > 1
    )


def limit_depth(cuts: Iterable[Cut], depth: int) -> list[Cut]:
    """Leave out the cuts that stand deeper than ``depth`` levels, if that is not 0.

    Headings are as deep as their rank among those that open several chapters. A cut stays that
    begins or ends what is not spoken.
    """
    ordered = sorted(cuts, key=lambda cut: cut.at)
    above = Counter(cut.above for cut in ordered if cut.above)
    ranks = sorted(rank for rank, count in above.items() if count > 1)
    kept: list[Cut] = []
    for cut in ordered:
        level = max(cut.level, ranks.index(cut.above) + 1 if cut.above in ranks else 1)
        if not depth or level <= depth or cut.rule or (kept and kept[-1].rule):
            kept.append(cut)
    return kept


def divide(blocks: Sequence[Block], cuts: Iterable[Cut]) -> tuple[list[Chapter], list[Skipped]]:
    """Divide blocks into chapters: all of them are in a chapter or skipped, none twice."""
    ordered = join_cuts(blocks, cuts)
    chapters: list[Chapter] = []
    skipped: list[Skipped] = []
    for cut, end in zip(ordered, [cut.at for cut in ordered[1:]] + [len(blocks)], strict=True):
        inside = _trim(blocks[cut.at : end])
        rule = cut.rule or ("" if any(has_words(block.text) for block in inside) else "no-words")
        if rule:
            skipped += [Skipped(rule, block.text, block.place) for block in inside if block.text]
        else:
            title = cut.title or opening_title(inside)
            chapters.append(Chapter(title, tuple(inside), cut.kind or "body", cut.level))
    return chapters, skipped


def join_cuts(blocks: Sequence[Block], cuts: Iterable[Cut]) -> list[Cut]:
    """Order the cuts, the first at 0, and join those that open one chapter between them."""
    ordered = sorted(cuts, key=lambda cut: cut.at)
    if not ordered or ordered[0].at > 0:
        ordered.insert(0, Cut(0))
    joined = ordered[:1]
    for cut in ordered[1:]:
        last = joined[-1]
        if cut.at == last.at:
            joined[-1] = _one_of(last, cut)
        elif _goes_on(last, cut, blocks):
            joined[-1] = replace(cut, at=last.at)
        else:
            joined.append(cut)
    return joined


def take_parts(blocks: Sequence[Block], cuts: Iterable[Cut]) -> list[Cut]:
    """Let chapters begin with the headings of parts right above them, which no cut has.

    A part's heading says so, or stands higher than the chapter's in the same file.
    """
    taken: list[Cut] = []
    before = -1
    for cut in sorted(cuts, key=lambda cut: cut.at):
        apart = cut.rule or cut.at == len(blocks)
        at = cut.at if apart else _top_of(blocks, before, cut.at)
        taken.append(replace(cut, at=at))
        before = cut.at
    return taken


def heading_cuts(
    blocks: Sequence[Block], level: int, reading: Reading = DEFAULT_READING
) -> list[Cut]:
    """Cut before every heading of ``level`` or higher; a lower one right after is in its title."""
    cuts = []
    for at, block in enumerate(blocks):
        if block.kind == "heading" and block.level <= level:
            below = takewhile(lambda other: other.level > level, blocks[at + 1 : at + 2])
            title = opening_title([block, *below])
            kind, rule = classify(title, reading)
            cuts.append(Cut(at, title, kind=kind, rule=rule, above=block.level))
    return cuts


def opening_title(blocks: Sequence[Block]) -> str:
    """Give a chapter's title as printed: its opening headings, or else its first words."""
    headings = list(takewhile(lambda block: block.kind == "heading", blocks[:2]))
    if headings:
        *above, last = [block.text for block in headings]
        return ": ".join([*(text.rstrip(" .:") for text in above), last])
    words = next((block.text for block in blocks if has_words(block.text)), "").split()
    return " ".join(words[:6]) + ("…" if len(words) > 6 else "")


def _one_of(first: Cut, second: Cut) -> Cut:
    """Choose between two cuts at one place: the deeper entry of a table of contents says more."""
    if not first.title or second.level > first.level:
        return second
    return first


def _top_of(blocks: Sequence[Block], before: int, at: int) -> int:
    top, opening = at, blocks[at]
    for number in range(at - 1, before, -1):
        block = blocks[number]
        if block.kind not in ("heading", "scene-break"):
            break
        within = before >= 0 and block.place.file == opening.place.file
        higher = within and opening.kind == "heading" and block.level < opening.level
        if block.kind == "heading" and (higher or _PART.match(block.text)):
            top = number
    return top


def _goes_on(first: Cut, second: Cut, blocks: Sequence[Block]) -> bool:
    between = blocks[first.at : second.at]
    higher = 0 < first.above < second.above
    return higher and all(block.kind in ("heading", "scene-break") for block in between)


def _trim(blocks: Sequence[Block]) -> list[Block]:
    """Leave out the scene breaks at a chapter's ends and those that follow one another."""
    kept: list[Block] = []
    for block in blocks:
        if block.kind != "scene-break" or (kept and kept[-1].kind != "scene-break"):
            kept.append(block)
    if kept and kept[-1].kind == "scene-break":
        kept.pop()
    return kept
