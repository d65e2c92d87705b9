"""An EPUB's zip archive, read as if it came from an enemy.

Nothing is written to the disk, nothing is inflated before its size is limited, and what the
headers say of sizes is not believed. Real books hold single entries packed 463 to 1, so the ratio
counts only where much comes out, of one entry or of all together.
"""

from __future__ import annotations

import posixpath
import stat
import unicodedata
import zipfile
import zlib
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote

from narrator.errors import ManuscriptError
from narrator.manuscript.markup import Node, parse

if TYPE_CHECKING:
    from pathlib import Path

_MOST_ENTRIES = 20_000
_LARGEST_ENTRY = 16 << 20
_LARGEST_TOTAL = 128 << 20
_RATIO_COUNTS_FROM = 8 << 20
_HIGHEST_RATIO = 200
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_PROTECTIONS = {
    "META-INF/license.lcpl": "Readium LCP",
    "META-INF/sinf.xml": "Apple FairPlay",
    "META-INF/rights.xml": "Adobe ADEPT",
}


class Archive:
    """The files of an EPUB by name. A context manager; raises ManuscriptError for every harm."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notices: list[str] = []
        self._read: set[str] = set()
        self._total = self._packed = 0
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise ManuscriptError(
                f"{path} is damaged: its zip archive cannot be opened ({error}). "
                "Get the book again."
            ) from error
        infos = self._zip.infolist()
        if len(infos) > _MOST_ENTRIES:
            self._zip.close()
            raise ManuscriptError(
                f"{path} holds {len(infos)} files, more than the {_MOST_ENTRIES} that a book needs."
            )
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            self._list(info)
        # Some tools write names percent-encoded into the archive; a name as it stands wins.
        self._folded = {_fold(unquote(name)): name for name in self._infos}
        self._folded |= {_fold(name): name for name in self._infos}
        if "mimetype" not in self._infos:
            self.note("the file mimetype is missing")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def note(self, what: str) -> None:
        """Note once what is wrong although the book can be read."""
        if what not in self.notices:
            self.notices.append(what)

    def _list(self, info: zipfile.ZipInfo) -> None:
        name = _safe_name(info)
        if name in self._infos:
            self.note(f"{name} is there more than once, and the last one is read")
        if name:
            self._infos[name] = info
        elif not info.is_dir():
            self.note(f"the entry {info.filename!r} leads out of the book and is left out")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files, in the order of the archive."""
        return tuple(self._infos)

    def find(self, name: str) -> str | None:
        """Give the archive's own spelling of a name: as written, percent-decoded, case folded."""
        name = posixpath.normpath(name)
        for spelling in (name, unquote(name)):
            if spelling in self._infos:
                return spelling
        found = self._folded.get(_fold(unquote(name)))
        if found:
            self.note(f"{name} is written {found} in the archive")
        return found

    def read(self, name: str) -> bytes:
        """Read one file. Raises KeyError where there is none of that name."""
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        info = self._infos[found]
        if info.flag_bits & 1:
            raise ManuscriptError(
                f"{found} in {self.path} is encrypted, so it cannot be read; "
                "get an edition without copy protection."
            )
        data = self._inflate(info)
        self._check_size(found, len(data), info.compress_size)
        return data

    def _inflate(self, info: zipfile.ZipInfo) -> bytes:
        try:
            with self._zip.open(info) as file:
                return file.read(_LARGEST_ENTRY + 1)
        except (
            zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError,
        ) as error:  # fmt: skip
            raise ManuscriptError(
                f"{info.filename} in {self.path} is damaged ({error}). Get the book again."
            ) from error

    def _check_size(self, name: str, size: int, packed: int) -> None:
        if name not in self._read:
            self._read.add(name)
            self._total += size
            self._packed += packed
        bomb = self._total > max(_RATIO_COUNTS_FROM, self._packed * _HIGHEST_RATIO)
        if bomb or size > _LARGEST_ENTRY or self._total > _LARGEST_TOTAL:
            raise ManuscriptError(
                f"{name} in {self.path} unpacks to more than a book's file can be; "
                "this is not a book that Narrator will open."
            )


def refuse_drm(archive: Archive) -> None:
    """Raise ManuscriptError if anything but a font is encrypted. Nothing is ever decrypted."""
    try:
        root = parse(archive.read("META-INF/encryption.xml"))
    except KeyError:
        return
    if root is None or all(_is_font(each) for each in root.iter("{*}EncryptedData")):
        return
    names = (name for file, name in _PROTECTIONS.items() if archive.find(file))
    raise ManuscriptError(
        f"{archive.path} is protected by DRM ({next(names, 'of an unknown kind')}), "
        "so Narrator cannot read it; get an edition without DRM."
    )


def _is_font(encrypted: Node) -> bool:
    method = next(encrypted.iter("{*}EncryptionMethod"), None)
    files = [each.get("URI") or "" for each in encrypted.iter("{*}CipherReference")]
    pages = [file for file in files if file.lower().endswith((".xhtml", ".html", ".htm", ".opf"))]
    return method is not None and method.get("Algorithm") in _FONTS and not pages


def _safe_name(info: zipfile.ZipInfo) -> str:
    """Give an entry's name with forward slashes; "" for one that is no file of the book."""
    name = info.filename.replace("\\", "/")
    parts = name.split("/")
    escapes = name.startswith("/") or ".." in parts or ":" in parts[0]
    if escapes or info.is_dir() or stat.S_ISLNK(info.external_attr >> 16):
        return ""
    return name


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
