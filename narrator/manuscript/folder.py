"""The files of a Markdown manuscript: one, or many in an order that a list or their names give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from narrator.errors import ManuscriptError
from narrator.manuscript.commonmark import parse_markdown
from narrator.manuscript.frontmatter import FrontMatter, split_front_matter
from narrator.manuscript.page import plain
from narrator.manuscript.text import read_characters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from markdown_it.token import Token

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
LISTS = ("SUMMARY.md", "Book.txt")
"""The names of the files that list a book's files: mdBook's and GitBook's, and Leanpub's."""

_SOURCES = ("", "src", "manuscript")  # the folders below a book's that may hold its list
_NUMBER = re.compile(r"(\d+)")
_FIRST = (
    "cover", "title", "half", "copyright", "imprint", "dedication", "epigraph", "contents", "toc",
    "front", "foreword", "preface", "introduction", "prologue",
)  # fmt: skip
_LAST = (
    "conclusion", "epilogue", "afterword", "back", "appendi", "acknowledg", "glossary", "notes",
    "bibliography", "about", "bio", "author", "colophon", "index",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A file of the manuscript, and its title and level where a table of contents gives them."""

    path: Path
    title: str = ""
    level: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """What a file holds: its front matter and the text below."""

    path: Path
    front: FrontMatter
    text: str

    def tokens(self, *, definitions: bool = False) -> Iterator[Token]:
        """Parse the text, token by token."""
        first_line = self.front.lines + 1
        return parse_markdown(self.text, self.path, first_line=first_line, definitions=definitions)


def read_source(path: Path) -> Source:
    """Read a file, and part its front matter from its text."""
    return Source(path, *split_front_matter(read_characters(path), path))


def find_files(path: Path) -> tuple[Path | None, list[File]]:
    """Find the files of a manuscript in reading order, and the table of contents that names it."""
    if path.is_dir():
        lists = (path / below / name for below in _SOURCES for name in LISTS)
        path = next((each for each in lists if each.is_file()), path)
    if path.name in LISTS and path.is_file():
        return path, _listed(path)
    if not path.is_dir():
        return None, [File(path)]
    found = [each for each in path.iterdir() if each.suffix.lower() in SUFFIXES and each.is_file()]
    if not found:
        raise ManuscriptError(
            f"The folder {path} holds no Markdown file (.md); give a folder that does, or a file."
        )
    return None, [File(each) for each in sorted(found, key=_place)]


def words_of(tokens: Iterable[Token]) -> str:
    """Give the words of inline tokens."""
    text = (" " if each.type in ("softbreak", "hardbreak") else each.content for each in tokens)
    return plain("".join(text)).strip()


def _place(path: Path) -> tuple[int, int, list[tuple[int, int, str]]]:
    """Order files as a book does: a preface before the chapters, an appendix after them."""
    name = path.stem.casefold()
    for rank, words in ((-1, _FIRST), (1, _LAST)):
        for number, word in enumerate(words):
            if name.startswith(word):
                return rank, number, _natural(name)
    return 0, 0, _natural(name)


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Order names as people do: 2 before 10."""
    parts = _NUMBER.split(name)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def _listed(listing: Path) -> list[File]:
    """Read the files that a list names; each counts once, where it is named first."""
    files: dict[Path, File] = {}
    entries = _linked if listing.suffix.lower() in SUFFIXES else _named
    for target, title, level in entries(listing):
        file = (listing.parent / target).resolve()
        if not file.is_relative_to(listing.parent.resolve()):
            raise ManuscriptError(f"{listing} names {target}, which lies outside its folder.")
        files.setdefault(file, File(file, title, level))
    if not files:
        raise ManuscriptError(f"{listing} names no Markdown file; add links such as [One](one.md).")
    return list(files.values())


def _named(listing: Path) -> Iterator[tuple[str, str, int]]:
    """Yield the files of Leanpub's list: one a line, in which other lines mean something else."""
    for line in read_characters(listing).split("\n"):
        name = line.strip()
        if name.lower().endswith((*SUFFIXES, ".txt")) and not name.startswith("#"):
            yield name, "", 1


def _linked(summary: Path) -> Iterator[tuple[str, str, int]]:
    """Yield the links of a table of contents in Markdown: target, title and level."""
    depth = 0
    for token in read_source(summary).tokens():
        depth += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        for target, title in _links(token.children or []):
            yield target, title, max(depth, 1)


def _links(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    for at, token in enumerate(tokens):
        if token.type == "link_open":
            target = unquote(str(token.attrGet("href") or "")).partition("#")[0]
            end = next(n for n in range(at, len(tokens)) if tokens[n].type == "link_close")
            if target.lower().endswith(SUFFIXES) and ":" not in target:
                yield target, words_of(tokens[at:end])
