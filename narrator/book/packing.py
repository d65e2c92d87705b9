"""Packages: zip archives that hold a book's chapters as AAC, written without any date."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from narrator.book.m4b import write_m4b
from narrator.errors import DeliveryError

if TYPE_CHECKING:
    from narrator.book.model import EncodedChapter
    from narrator.book.tags import BookTags
    from narrator.cache.store import FolderStore

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date that all entries have: the same book is the same file."""
_LARGE = 1 << 31


class Package(zipfile.ZipFile):
    """A package that is being written."""

    def add(self, name: str, data: bytes | str, *, packed: bool = True) -> None:
        """Add a file."""
        kind = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        self.writestr(zipfile.ZipInfo(name, _EPOCH), data, kind)

    def opening(self, name: str) -> IO[bytes]:
        """Open a file to be added, packed, piece by piece."""
        info = zipfile.ZipInfo(name, _EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED
        return self.open(info, "w")

    def add_chapter(
        self, name: str, chapter: EncodedChapter, *, tags: BookTags, store: FolderStore
    ) -> None:
        """Add a chapter as AAC in MP4, from a file beside the package."""
        metadata = replace(tags.metadata, title=chapter.title or tags.title)
        own = replace(tags, metadata=metadata, picture=None)
        with tempfile.TemporaryDirectory(dir=Path(str(self.filename)).parent) as folder:
            sound = Path(folder) / "chapter.m4a"
            write_m4b(sound, [chapter], tags=own, store=store)
            large = sound.stat().st_size >= _LARGE
            info = zipfile.ZipInfo(name, _EPOCH)
            with (
                sound.open("rb") as source,
                self.open(info, "w", force_zip64=large) as target,
            ):
                shutil.copyfileobj(source, target, 1 << 20)

    def sign(self, build: str) -> None:
        """Say which build this is, where :func:`read_build` finds it."""
        self.comment = build.encode()


def read_build(path: Path) -> str:
    """Tell which build a package is; empty where it is none."""
    with suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
        return archive.comment.decode(errors="replace")
    return ""


def check_package(path: Path, title: str) -> None:
    """Read a package back. Raises DeliveryError where a file in it is not what was written."""
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
    except (OSError, zipfile.BadZipFile) as error:
        broken = str(error)
    if broken:
        raise DeliveryError(f"{title!r}, read back as a package, is damaged: {broken}. Run again.")
