"""The package document of an EPUB with media overlays: what is added to the original's."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from lxml import etree

from narrator.errors import ManuscriptError, UsageError
from narrator.manuscript.markup import parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_OPF = "{http://www.idpf.org/2007/opf}"
_SMIL = "application/smil+xml"
ACTIVE_CLASS = "-epub-media-overlay-active"
"""The class that a reader gives to what is heard."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """A page's overlay: the page's name in the archive, its own, and how long it plays."""

    page: str
    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Addition:
    """A file that the package gets: its name in the archive and its media type."""

    name: str
    media_type: str


class PackageDocument:
    """The package document of an EPUB 3, as it is changed."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self.name = _find_package(archive, path)
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            self._root = etree.fromstring(archive.read(self.name), parser)
        except etree.XMLSyntaxError as error:
            raise ManuscriptError(
                f"{path}: {self.name} is not well-formed ({error}), and overlays are added to it. "
                "Repair the EPUB with Sigil or Calibre, or leave epub out of --format."
            ) from error
        if not (self._root.get("version") or "").startswith("3"):
            raise ManuscriptError(
                f"{path} is an EPUB 2, and overlays need an EPUB 3. Convert it, for instance with "
                "Calibre's ebook-convert --epub-version 3, or leave epub out of --format."
            )

    @property
    def folder(self) -> str:
        """The folder in which the package document lies; empty for the archive's root."""
        return posixpath.dirname(self.name)

    def list_pages(self) -> dict[str, Any]:
        """Give the items that are pages, by their names in the archive."""
        return {self._locate(it): it for it in self._items() if "html" in it.get("media-type", "")}

    def remove_overlays(self) -> set[str]:
        """Take out overlays of before; tells the names of the files that they were."""
        for item in self._items():
            item.attrib.pop("media-overlay", None)
        for meta in list(self._root.iter(f"{_OPF}meta")):
            if (meta.get("property") or "").startswith("media:"):
                meta.getparent().remove(meta)
        old = [item for item in self._items() if item.get("media-type") == _SMIL]
        for item in old:
            item.getparent().remove(item)
        return {self._locate(item) for item in old}

    def add(self, overlays: Sequence[Overlay], files: Sequence[Addition], narrator: str) -> None:
        """Add overlays, what they play, and what is said of them."""
        manifest = next(self._root.iter(f"{_OPF}manifest"))
        metadata = next(self._root.iter(f"{_OPF}metadata"))
        pages = self.list_pages()
        taken = {str(it.get("id")) for it in self._root.iter() if it.get("id")}
        ids = (name for number in range(10**9) if (name := f"narrator-{number}") not in taken)
        for file in files:
            self._add_item(manifest, next(ids), file)
        for overlay in overlays:
            name = next(ids)
            self._add_item(manifest, name, Addition(overlay.name, _SMIL))
            pages[overlay.page].set("media-overlay", name)
            _add_meta(metadata, "media:duration", _write_clock(overlay.seconds), f"#{name}")
        total = sum(round(overlay.seconds, 3) for overlay in overlays)
        _add_meta(metadata, "media:duration", _write_clock(total))
        _add_meta(metadata, "media:narrator", narrator)
        _add_meta(metadata, "media:active-class", ACTIVE_CLASS)

    def to_bytes(self) -> bytes:
        """Write the document."""
        tree = self._root.getroottree()
        return bytes(etree.tostring(tree, xml_declaration=True, encoding="utf-8"))

    def _items(self) -> list[Any]:
        return list(self._root.iter(f"{_OPF}item"))

    def _locate(self, item: Any) -> str:  # noqa: ANN401  lxml has no types
        return posixpath.normpath(posixpath.join(self.folder, unquote(item.get("href") or "")))

    def _add_item(self, manifest: Any, name: str, file: Addition) -> None:  # noqa: ANN401
        href = quote(posixpath.relpath(file.name, self.folder or "."))
        attributes = {"id": name, "href": href, "media-type": file.media_type}
        item = etree.SubElement(manifest, f"{_OPF}item", attributes)
        item.tail = "\n"


def check_source(path: Path) -> None:
    """Raise UsageError where a manuscript is no EPUB, ManuscriptError where it is none of 3."""
    if not zipfile.is_zipfile(path):
        raise UsageError(
            f"--format epub adds sound to the pages of an EPUB, and {path} is none. "
            "Leave epub out, or build from an EPUB."
        )
    with zipfile.ZipFile(path) as archive:
        PackageDocument(archive, path)


def _find_package(archive: zipfile.ZipFile, path: Path) -> str:
    try:
        container = parse_xml(archive.read("META-INF/container.xml"))
    except (KeyError, etree.XMLSyntaxError) as error:
        raise ManuscriptError(f"{path} has no container document that can be read.") from error
    named = (node.get("full-path") or "" for node in container.iter("{*}rootfile"))
    there = set(archive.namelist())
    for name in named:
        if name in there:
            return str(name)
    raise ManuscriptError(f"{path} has no package document where its container says.")


def _add_meta(metadata: Any, name: str, text: str, refines: str = "") -> None:  # noqa: ANN401
    attributes = {"property": name, **({"refines": refines} if refines else {})}
    meta = etree.SubElement(metadata, f"{_OPF}meta", attributes)
    meta.text, meta.tail = text, "\n"


def _write_clock(seconds: float) -> str:
    """Write a clock value of SMIL 3."""
    return f"{seconds:.3f}s"


def list_names(archive: zipfile.ZipFile) -> Iterator[str]:
    """List the files of an archive, each name once."""
    yield from dict.fromkeys(it.filename for it in archive.infolist() if not it.is_dir())
