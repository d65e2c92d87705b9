"""The folder of a book: named for its title, and never that of somebody else's book."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING

from narrator.book.tags import BookTags

if TYPE_CHECKING:
    from pathlib import Path

    from narrator.manuscript.model import Metadata

_LONGEST = 80


def choose_folder(output: Path, metadata: Metadata, instead: str) -> Path:
    """Tell in which folder of ``output`` a book's files belong; ``instead`` names an untitled one.

    Where a book by other authors lies under the same title, the authors are part of the name.
    """
    slug = make_slug(metadata.title, instead)
    folder = output / slug
    authors = BookTags(metadata, narrator="").authors
    if authors and (_read_authors(folder) or authors) != authors:
        return output / f"{slug}-{make_slug(authors, 'another')}"
    return folder


def make_slug(title: str, instead: str) -> str:
    """Make a folder's name of a title: its words in small letters, joined by hyphens."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", title.casefold()))
    return "-".join(words)[:_LONGEST].rstrip("-") or instead


def _read_authors(folder: Path) -> str:
    """Read who wrote the book whose files lie in a folder; empty where none tells."""
    from mutagen import MutagenError
    from mutagen.id3 import ID3
    from mutagen.mp4 import MP4

    for path in sorted((*folder.glob("*.m4b"), *folder.glob("*.mp3"))):
        with suppress(MutagenError, OSError, KeyError, TypeError):
            if path.suffix == ".mp3":
                return str(ID3(path)["TPE1"].text[0])
            return str(MP4(path)["\xa9ART"][0])
    return ""
