"""The files of a Markdown manuscript, found without reading it as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from narrator.witness.text import load_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
_LISTS = ("SUMMARY.md", "Book.txt")
_BELOW = ("", "src", "manuscript")
_LINK = re.compile(r"\]\(\s*<?([^()<>\s]+?\.(?:md|markdown|mdown|mkd))[>)#\s]", re.IGNORECASE)
_DIGITS = re.compile(r"(\d+)")


def list_files(path: Path, heard: Sequence[str] = ()) -> list[Path]:
    """List the files of a manuscript, a list of them in Markdown first.

    A folder that does not say in which order its files come is taken in that of ``heard``, their
    names as a script has them, and what is not there by name.
    """
    if path.is_dir():
        lists = (path / below / name for below in _BELOW for name in _LISTS)
        path = next((each for each in lists if each.is_file()), path)
    if path.is_dir():
        return _in_order(path, {name: number for number, name in enumerate(heard)})
    if path.name not in _LISTS:
        return [path]
    named = [path.parent / name for name in dict.fromkeys(_names(path))]
    contents = [path] if path.suffix == ".md" else []  # a Book.txt holds names, and no words
    return [*contents, *(file for file in named if file.is_file())]


def name_of(file: Path, files: Iterable[Path]) -> str:
    """Name a file as seen from the folder in which the first of the files lies."""
    folder = next(iter(files)).resolve().parent
    whole = file.resolve()
    return whole.relative_to(folder).as_posix() if whole.is_relative_to(folder) else file.name


def _in_order(folder: Path, places: dict[str, int]) -> list[Path]:
    found = (each for each in folder.iterdir() if each.suffix.lower() in SUFFIXES)
    files = sorted((each for each in found if each.is_file()), key=_as_people_count)
    return sorted(files, key=lambda file: places.get(file.name, len(places)))


def _names(listing: Path) -> Iterator[str]:
    text = load_text(listing)
    if listing.suffix == ".md":
        yield from map(unquote, _LINK.findall(text))
        return
    lines = (line.strip() for line in text.split("\n"))
    yield from (line for line in lines if line.lower().endswith((*SUFFIXES, ".txt")))


def _as_people_count(path: Path) -> list[tuple[bool, int, str]]:
    parts = _DIGITS.split(path.name.casefold())
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]
