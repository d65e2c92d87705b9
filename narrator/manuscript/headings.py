"""Headings of Markdown: which of them open chapters, and what they ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from narrator.manuscript import structure
from narrator.manuscript.model import Block, Chapter, ChapterKind, Skipped
from narrator.manuscript.structure import Cut

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from narrator.manuscript.folder import File
    from narrator.manuscript.frontmatter import FrontMatter
    from narrator.manuscript.page import Page
    from narrator.manuscript.reading import Reading

_LEVEL = re.compile(r"\.level-([1-9])")
_SILENT = frozenset(("table-of-contents", "index", "loi", "lot"))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that can open a chapter: its place among the blocks, and what it asks for."""

    at: int
    text: str
    rank: int
    level: int = 1
    kind: ChapterKind | None = None


class Headed(Protocol):
    """A file that was read: its page, and its headings that can open chapters."""

    page: Page
    headings: list[Heading]


def make_heading(at: int, text: str, rank: int, attributes: set[str]) -> Heading:
    """Make a heading; ``attributes`` are what it asks for in braces, ``{.front .level-2}``."""
    levels = (_LEVEL.fullmatch(each) for each in attributes)
    level = next((int(found[1]) for found in levels if found), 1)
    kinds: dict[str, ChapterKind] = {".front": "front", ".back": "back"}
    kind = next((kinds[each] for each in sorted(attributes) if each in kinds), None)
    return Heading(at, text, rank, level, kind)


def without(headings: Iterable[Heading], left_out: Collection[int]) -> list[Heading]:
    """Give the headings as they stand where some blocks, by their numbers, are left out."""
    return [
        replace(each, at=each.at - sum(at < each.at for at in left_out))
        for each in headings
        if each.at not in left_out
    ]


def chapter_level(readers: Iterable[Headed], front: FrontMatter) -> int:
    """Give the rank of the headings that open chapters."""
    headings = ((each.rank, each.text) for reader in readers for each in reader.headings)
    return 1 if front.is_script else structure.chapter_level(headings)


def title_above(readers: Iterable[Headed], level: int) -> str:
    """Give the book's title: its first heading, if that stands above the chapters."""
    first = next((heading for reader in readers for heading in reader.headings), None)
    return first.text if first and first.rank < level else ""


def divide(
    readers: Sequence[Headed],
    files: Sequence[File],
    front: FrontMatter,
    level: int,
    reading: Reading,
) -> tuple[list[Chapter], list[Skipped]]:
    """Make chapters of files and headings; leave out the book's title where it is known."""
    _silence_title(readers[0], level, front)
    blocks: list[Block] = []
    cuts: list[Cut] = []
    for reader, file in zip(readers, files, strict=True):
        opening = [each for each in reader.headings if each.rank <= level]
        own = [_cut(each, len(blocks), front, reading) for each in opening]
        cuts += own if len(files) == 1 and not file.title else _with_file(own, len(blocks), file)
        blocks += reader.page.blocks
    return structure.divide(blocks, structure.limit_depth(cuts, reading.toc_depth))


def _silence_title(reader: Headed, level: int, front: FrontMatter) -> None:
    """Leave out a heading above all chapters that only repeats the front matter's title."""
    first, page = next(iter(reader.headings), None), reader.page
    title = (front.text("title") or "").casefold()
    if first is None or first.at > 0 or first.rank >= level or first.text.casefold() != title:
        return
    block = page.blocks.pop(0)
    page.skipped.insert(0, Skipped("title", block.text, block.place))
    reader.headings = [replace(each, at=each.at - 1) for each in reader.headings[1:]]


def _cut(heading: Heading, start: int, front: FrontMatter, reading: Reading) -> Cut:
    """Make a cut of a heading. In a script every heading stands for itself and says its kind."""
    kind, rule, above = heading.kind, "", 0
    if not front.is_script:
        told, rule = structure.classify(heading.text, reading)
        kind, above = kind or told, heading.rank
        rule = rule if rule in reading.skip | _SILENT else ""
    return Cut(start + heading.at, heading.text, heading.level, kind, rule, above)


def _with_file(cuts: list[Cut], start: int, file: File) -> list[Cut]:
    """Cut at a file's start too, under the title that the table of contents gives the file."""
    if not cuts or cuts[0].at > start:
        return [Cut(start, file.title, level=file.level), *cuts]
    return [replace(cuts[0], title=file.title or cuts[0].title, level=file.level), *cuts[1:]]
