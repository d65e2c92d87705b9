"""The choice of a witness by what the manuscript is, and the name of its bytes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from narrator.witness.folder import SUFFIXES, list_files
from narrator.witness.markdown import read_markdown
from narrator.witness.source import Source
from narrator.witness.text import read_text

_ZIPPED = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00")
"""How a zip archive begins: with a file, empty, or as the first of several parts."""

if TYPE_CHECKING:
    from pathlib import Path

    from narrator.script.model import Script


def read_source(path: Path, script: Script) -> Source:
    """Read the words of the manuscript that a script was made of.

    Of the script only the order of the files is used, and only where the manuscript has none.
    Raises the errors of :mod:`narrator.errors`.
    """
    source = Source()
    if _is_epub(path):
        from narrator.witness.epub import read_epub

        read_epub(path, source)
    elif _is_markdown(path):
        read_markdown(path, source, heard=_files_heard(script))
    else:
        read_text(path, path.name, source)
    return source


def hash_source(path: Path) -> str:
    """Give the SHA-256, in hex, of a manuscript's file, or of those of its files one by one."""
    total = hashlib.sha256()
    for file in list_files(path) if _is_markdown(path) else [path]:
        with file.open("rb") as data:
            total.update(hashlib.file_digest(data, "sha256").digest())
    return total.hexdigest()


def _files_heard(script: Script) -> list[str]:
    segments = (each for chapter in script.chapters for each in chapter.segments)
    return list(dict.fromkeys(each.place.file for each in segments))


def _is_markdown(path: Path) -> bool:
    return path.is_dir() or (path.suffix.lower() in SUFFIXES and not _is_epub(path))


def _is_epub(path: Path) -> bool:
    if path.is_dir():
        return False
    with path.open("rb") as file:
        return file.read(4) in _ZIPPED or path.suffix.lower() == ".epub"
