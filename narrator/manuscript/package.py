"""An EPUB's package: what the book is called, which files it has, and in which order.

ebooklib reads container, metadata, manifest, spine and guide. It is given no other file of the
archive: its own reader inflates every picture and font, and stops at the first file that is not
there. The table of contents is read in :mod:`narrator.manuscript.toc`, which keeps its levels.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from ebooklib import epub
from lxml import etree

from narrator.errors import ManuscriptError
from narrator.manuscript.markup import clean, parse, parse_xml
from narrator.manuscript.model import Cover, Metadata
from narrator.manuscript.naming import name_after_file, normalise_language
from narrator.manuscript.page import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from narrator.manuscript.archive import Archive

_CONTAINER = "META-INF/container.xml"
_OPF = "http://www.idpf.org/2007/opf"
_DC = "http://purl.org/dc/elements/1.1/"
_ISBN = re.compile(r"(?:urn:isbn:|isbn[:\s]*)?((?:97[89][- ]?)?(?:\d[- ]?){9}[\dx])", re.IGNORECASE)

_Book = Any  # ebooklib has no types
_Values = list[tuple[str, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the book: its name in the archive and what the manifest says of it."""

    id: str
    name: str
    media_type: str
    role: str = ""  # "nav", "ncx" or "cover"


@dataclass(frozen=True, slots=True)
class Package:
    """What the package document says.

    ``spine`` holds the files in reading order, each with the rule under which it is not read out:
    ``nonlinear`` for what stands beside the text, ``repeated`` for what came before, else "".
    """

    metadata: Metadata
    items: tuple[Item, ...]
    spine: tuple[tuple[Item, str], ...]
    guide: tuple[tuple[str, str], ...]
    cover: Item | None

    def item(self, role: str) -> Item | None:
        """Give the first item of a role."""
        return next((item for item in self.items if item.role == role), None)


def read_package(archive: Archive) -> Package:
    """Read the package document of an EPUB. Raises ManuscriptError where there is none."""
    reader = _Reader(archive)
    try:
        book = reader.load()
    except (
        epub.EpubException, etree.LxmlError, ArithmeticError, AssertionError, AttributeError,
        LookupError, TypeError, ValueError,
    ) as error:  # fmt: skip
        raise ManuscriptError(
            f"{archive.path} has no package document that can be read "
            f"({reader.opf_file or _CONTAINER}); repair the EPUB with Calibre or Sigil."
        ) from error
    folder = posixpath.dirname(reader.opf_file)
    items = tuple(_items(book, folder))
    values = _Metadata(book)
    if values.is_fixed():
        archive.note("its pages are laid out like pictures, and are read in the spine's order")
    return Package(
        metadata=values.metadata(name_after_file(archive.path)),
        items=items,
        spine=tuple(_spine(book, items, archive)),
        guide=tuple(
            (str(each["type"] or ""), posixpath.join(folder, str(each["href"] or "")))
            for each in book.guide
        ),
        cover=_cover_item(items, values.meta("cover")),
    )


def read_cover(archive: Archive, item: Item | None) -> Cover | None:
    """Read the cover picture, None where the book has none."""
    if item is None:
        return None
    try:
        return Cover(item.media_type, archive.read(item.name))
    except (KeyError, ManuscriptError):  # no word of the book is lost with it
        archive.note(f"the cover {item.name} cannot be read")
        return None


class _Reader(epub.EpubReader):  # type: ignore[misc]  # ebooklib has no types
    """ebooklib's reader, on an archive that limits what it reads."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(str(archive.path))
        self.archive = archive

    def read_file(self, name: str) -> bytes:
        return clean(self.archive.read(name)).encode() if name == self.opf_file else b""

    def _load(self) -> None:
        self.opf_file = _package_name(self.archive)
        self.opf_dir = posixpath.dirname(self.opf_file)
        self._load_opf_file()

    def _load_spine(self) -> None:
        spine = self.container.find(f"{{{_OPF}}}spine")
        self.book.spine = [(each.get("idref"), each.get("linear", "yes")) for each in spine]

    def _parse_nav(self, *_: object, **__: object) -> None:
        """Leave the table of contents to the module that reads it."""


def _package_name(archive: Archive) -> str:
    """Find the package document: the first that the container names, else the first there is."""
    try:
        container = parse_xml(archive.read(_CONTAINER))
        named = [node.get("full-path") or "" for node in container.iter("{*}rootfile")]
    except (KeyError, etree.XMLSyntaxError):
        archive.note(f"{_CONTAINER} is missing or damaged")
        named = []
    lying = [name for name in archive.names if name.lower().endswith(".opf")]
    for name in [*named, *lying]:
        if name and archive.find(name):
            return name
    raise ManuscriptError(
        f"{archive.path} is a zip archive but no EPUB: it holds no package document. "
        "Narrator reads EPUB, Markdown and plain text."
    )


def _items(book: _Book, folder: str) -> Iterator[Item]:
    roles = ((epub.EpubNav, "nav"), (epub.EpubNcx, "ncx"), (epub.EpubCover, "cover"))
    for item in book.items:
        name = posixpath.normpath(posixpath.join(folder, item.file_name))
        role = next((role for kind, role in roles if isinstance(item, kind)), "")
        yield Item(item.id or "", name, item.media_type or "", role)


def _spine(book: _Book, items: tuple[Item, ...], archive: Archive) -> Iterator[tuple[Item, str]]:
    by_id = {item.id: item for item in items}
    listed = [(by_id[name], flow) for name, flow in book.spine if name in by_id]
    for name, _ in book.spine:
        if name not in by_id:
            archive.note(f"the spine names {name!r}, which the manifest does not hold")
    if not listed:  # better the order of the manifest than no book
        archive.note("the spine is empty, so that the order of the manifest is read")
        listed = [(item, "yes") for item in items if "html" in item.media_type]
    all_beside = all(flow == "no" for _, flow in listed)
    seen: set[str] = set()
    for item, flow in listed:
        beside = flow == "no" and not all_beside
        yield item, "repeated" if item.name in seen else "nonlinear" if beside else ""
        seen.add(item.name)


def _cover_item(items: tuple[Item, ...], named: str) -> Item | None:
    """Choose the cover: by its EPUB 3 property, its EPUB 2 name, or a picture called cover."""
    pictures = [item for item in items if item.media_type.startswith("image/")]
    for item in pictures:
        if item.role == "cover":
            return item
    for item in pictures:
        if named and (item.id == named or item.name.endswith(named)):
            return item
    return next((item for item in pictures if "cover" in f"{item.id} {item.name}".lower()), None)


class _Metadata:
    """The metadata of the package, looked up by name."""

    def __init__(self, book: _Book) -> None:
        self.book = book
        self.metas = [attributes | {"": text} for text, attributes in self._all(_OPF, "meta")]

    def metadata(self, title: str) -> Metadata:
        return Metadata(
            title=self._title() or title,
            authors=self._authors(),
            language=normalise_language(self._first("language") or "en"),
            series=self._series(),
            identifier=self._identifier(),
            publisher=self._first("publisher"),
            date=self._date(),
            description=_without_markup(self._first("description")),
        )

    def is_fixed(self) -> bool:
        """Tell a book of fixed pages (EPUB 3, ``rendition:layout``)."""
        wanted = ("rendition:layout", "pre-paginated")
        return any((meta.get("property"), meta[""]) == wanted for meta in self.metas)

    def meta(self, name: str) -> str:
        """Give an EPUB 2 ``meta`` by its name."""
        found = (meta.get("content", "") for meta in self.metas if meta.get("name") == name)
        return next(found, "")

    def _all(self, namespace: str, name: str) -> _Values:
        values = cast("_Values", self.book.metadata.get(namespace, {}).get(name, []))
        return [(plain(text or "").strip(), attributes) for text, attributes in values]

    def _dc(self, name: str) -> _Values:
        return [(text, attributes) for text, attributes in self._all(_DC, name) if text]

    def _first(self, name: str) -> str | None:
        return next((text for text, _ in self._dc(name)), None)

    def _refined(self, attributes: dict[str, str], name: str) -> set[str]:
        target = "#" + attributes.get("id", "")
        return {
            meta[""]
            for meta in self.metas
            if meta.get("refines") == target and meta.get("property") == name
        }

    def _title(self) -> str | None:
        titles = self._dc("title")
        main = [text for text, own in titles if "main" in self._refined(own, "title-type")]
        return next(iter(main), None) or self._first("title")

    def _authors(self) -> tuple[str, ...]:
        creators = [(text, self._roles(own)) for text, own in self._dc("creator")]
        authors = [text for text, roles in creators if not roles or "aut" in roles]
        return tuple(dict.fromkeys(authors or [text for text, _ in creators]))

    def _roles(self, attributes: dict[str, str]) -> set[str]:
        return self._refined(attributes, "role") | {attributes.get(f"{{{_OPF}}}role", "")} - {""}

    def _date(self) -> str | None:
        dates = self._dc("date")
        printed = [text for text, own in dates if own.get(f"{{{_OPF}}}event") == "publication"]
        date = next(iter(printed), None) or self._first("date")
        return date and date.partition("T")[0]

    def _identifier(self) -> str | None:
        for text, _ in self._dc("identifier"):
            if isbn := _ISBN.fullmatch(text):
                return "urn:isbn:" + re.sub("[- ]", "", isbn[1]).upper()
        unique = self.book.IDENTIFIER_ID
        own = (
            text for text, attributes in self._dc("identifier") if attributes.get("id") == unique
        )
        return next(own, None) or self._first("identifier")

    def _series(self) -> str | None:
        for meta in self.metas:
            kinds = self._refined(meta, "collection-type")
            if meta.get("property") == "belongs-to-collection" and kinds <= {"series"}:
                return _numbered(meta[""], next(iter(self._refined(meta, "group-position")), ""))
        return _numbered(self.meta("calibre:series"), self.meta("calibre:series_index"))


def _numbered(series: str, number: str) -> str | None:
    number = number.removesuffix(".0")
    return (f"{series} #{number}" if number else series) or None


def _without_markup(text: str | None) -> str | None:
    """Give a description's words: many books write it in HTML."""
    if text is None or "<" not in text:
        return text
    root = parse(f"<div>{text}</div>".encode())
    words = text if root is None else plain(" ".join(root.itertext())).strip()
    return re.sub(r" ([.,;:!?])", r"\1", words) or None
