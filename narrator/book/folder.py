"""The folder of a book: named for its title, and not that of another author's book."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING

from narrator.book.names import cut_text
from narrator.book.tags import BookTags

if TYPE_CHECKING:
    from pathlib import Path

    from narrator.manuscript.model import Metadata

_TAGGED = ("flac", "m4b", "mp3", "opus")
_LONGEST = 100  # bytes: two of them and a hyphen fit into every file system's names


def choose_folder(output: Path, metadata: Metadata, instead: str) -> Path:
    """Tell in which folder of ``output`` a book's files belong; ``instead`` names an untitled one.

    Where a book lies under the same title and both tell their authors, who are others, they are
    part of the name.
    """
    slug = make_slug(metadata.title, instead)
    folder = output / slug
    authors = BookTags(metadata, narrator="").authors
    if authors and (_read_authors(folder) or authors) != authors:
        return output / f"{slug}-{make_slug(authors, 'another')}"
    return folder


def make_slug(title: str, instead: str) -> str:
    """Make a folder's name of a title: its words in small letters, joined by hyphens."""
    plain = unicodedata.normalize("NFC", title.casefold())
    kept = (it if it.isalnum() or unicodedata.category(it)[0] == "M" else " " for it in plain)
    return cut_text("-".join("".join(kept).split()), _LONGEST).rstrip("-") or instead


def _read_authors(folder: Path) -> str:
    """Read who wrote the book whose files lie in a folder; empty where none tells."""
    import mutagen

    files = (path for suffix in _TAGGED for path in folder.glob(f"*.{suffix}"))
    for path in sorted(files):
        with suppress(mutagen.MutagenError, OSError, KeyError, TypeError):
            return str(mutagen.File(path, easy=True)["artist"][0])
    return ""
