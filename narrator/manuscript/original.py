"""The book that a script was made from: its cover and its lexicons are the script's too."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from narrator.errors import ManuscriptError
from narrator.manuscript.folder import SUFFIXES, read_source
from narrator.manuscript.frontmatter import FrontMatter, read_cover_file

if TYPE_CHECKING:
    from pathlib import Path

    from narrator.manuscript.model import Cover, Pronunciation

_MOST_SOURCES = 5  # also the end of sources that name each other


def find_cover(front: FrontMatter, path: Path) -> Cover | None:
    """Read the cover that front matter names, or else that of the book it was made from."""
    if name := front.text("cover"):
        return read_cover_file(name, path)
    with suppress(ManuscriptError):  # a script can be read without its source
        for theirs, source in _sources(front, path):
            if name := theirs.text("cover"):
                return read_cover_file(name, source)
            if source.suffix.lower() not in SUFFIXES:
                from narrator.manuscript.epub import read_epub_cover

                return read_epub_cover(source)
    return None


def find_lexicons(front: FrontMatter, path: Path) -> tuple[Pronunciation, ...]:
    """Read the lexicons of the EPUB that a script was made from."""
    with suppress(ManuscriptError):
        for _, source in _sources(front, path):
            if source.suffix.lower() not in SUFFIXES:
                from narrator.manuscript.epub import read_epub_lexicons

                return read_epub_lexicons(source)
    return ()


def _sources(front: FrontMatter, path: Path) -> list[tuple[FrontMatter, Path]]:
    """Give what a script was made from, and what that was made from in its turn."""
    found: list[tuple[FrontMatter, Path]] = []
    while len(found) < _MOST_SOURCES:
        source = path.parent / (front.text("source") or "")
        if not source.is_file():
            break
        is_markdown = source.suffix.lower() in SUFFIXES
        front, path = (read_source(source).front if is_markdown else FrontMatter()), source
        found.append((front, path))
    return found
