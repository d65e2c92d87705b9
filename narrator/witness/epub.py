"""The words of an EPUB: all text of all files of the spine, whatever it is there for."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from narrator.errors import ManuscriptError
from narrator.manuscript.archive import Archive
from narrator.witness.markup import walk
from narrator.witness.stream import Spot
from narrator.witness.veil import Element, Sheets, find_veiled, hides_by_itself

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from narrator.witness.source import Source

_CONTAINER = "META-INF/container.xml"
_UNSHOWN = frozenset(("script", "style"))
_PARTING = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "col", "dd",
    "desc", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup",
    "hr", "html", "legend", "li", "main", "menu", "metadata", "nav", "noframes", "ol", "optgroup",
    "option", "p", "pre", "search", "section", "summary", "svg", "table", "tbody", "td", "text",
    "tfoot", "th", "thead", "title", "tr", "ul",
))  # fmt: skip
"""Elements that stand on lines of their own; browsers let all others stand in a line."""
_SOMETIMES_PARTING = frozenset((
    "audio", "button", "canvas", "embed", "iframe", "input", "label", "math", "mfrac", "mi", "mn",
    "mo", "mover", "ms", "mspace", "msub", "msup", "msubsup", "mtable", "mtd", "mtext", "mtr",
    "munder", "noscript", "object", "output", "select", "switch", "template", "textarea", "video",
))  # fmt: skip
"""Elements that have a box in the line, which may keep words apart or not."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "hgroup"))
_LONGEST_NUMBER = 60
_COUNTS = re.compile(r"\s*(?:\S+\s+)?\S+\s*")
_SOMETIMES = "’"  # keeps words apart or not, as an apostrophe does
_NEAR = 50  # elements around in which a heading is looked for
_LABEL = "aria-label"
_LABELLED = frozenset(("span", "b", "i", "em", "strong", "p", "small"))
_TOLD = ("alt", "alttext", _LABEL)
"""Attributes that hold words. These may be said, and need not."""


def read_epub(path: Path, source: Source) -> None:
    """Read the text of an EPUB's spine into ``source``, each file once.

    Raises ManuscriptError for what is no book.
    """
    with Archive(path) as archive:
        sheets = Sheets(archive)
        for name in _spine(archive):
            source.open(name)
            data = _read(archive, name)
            if data is not None:
                page = _Text(source, name)
                walk(data, page)
                page.veil(sheets)


def _read(archive: Archive, name: str) -> bytes | None:
    """Read a file, None where that cannot be done: whoever reads the book reports that loss."""
    try:
        return archive.read(name)
    except (KeyError, ManuscriptError):
        return None


def _spine(archive: Archive) -> Iterator[str]:
    """Name the files of the spine in order."""
    opf = _package_name(archive)
    package = _Package()
    walk(archive.read(opf), package)
    listed = [package.items[name] for name in package.spine if name in package.items]
    listed = listed or [item for item in package.items.values() if "html" in item.media_type]
    names = (posixpath.join(posixpath.dirname(opf), item.href) for item in listed)
    found = (archive.find(name) for name in names)
    yield from dict.fromkeys(name for name in found if name)


def _package_name(archive: Archive) -> str:
    container = _Container()
    data = _read(archive, _CONTAINER)
    if data is not None:
        walk(data, container)
    lying = [name for name in archive.names if name.lower().endswith(".opf")]
    for name in [*container.names, *lying]:
        if name and archive.find(name):
            return name
    raise ManuscriptError(f"{archive.path} holds no package document, so it is no EPUB.")


@dataclass
class _Container:
    names: list[str] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str], _line: int) -> None:
        if tag == "rootfile":
            self.names.append(attributes.get("full-path", ""))

    def end(self, tag: str) -> None:
        pass

    def text(self, text: str, line: int) -> None:
        pass

    def restart(self) -> None:
        self.names.clear()


@dataclass(frozen=True, slots=True)
class _Item:
    href: str
    media_type: str


@dataclass
class _Package:
    """Manifest and spine; what stands in the wrong place does not count."""

    items: dict[str, _Item] = field(default_factory=dict)
    spine: list[str] = field(default_factory=list)
    around: list[str] = field(default_factory=lambda: [""])

    def start(self, tag: str, attributes: dict[str, str], _line: int) -> None:
        if (self.around[-1], tag) == ("manifest", "item"):
            href = unquote(attributes.get("href", "").partition("#")[0])
            item = _Item(href, attributes.get("media-type", ""))
            self.items.setdefault(attributes.get("id", ""), item)
        elif (self.around[-1], tag) == ("spine", "itemref"):
            self.spine.append(attributes.get("idref", ""))
        self.around.append(tag)

    def end(self, tag: str) -> None:
        if self.around[-1] == tag:
            self.around.pop()

    def text(self, text: str, line: int) -> None:
        pass

    def restart(self) -> None:
        self.items.clear()
        self.spine.clear()
        del self.around[1:]


class _Text:
    """Hands the text of one page on; what browsers never show is left out."""

    def __init__(self, source: Source, file: str) -> None:
        self.source = source
        self.file = file
        self.elements: list[Element] = []
        self.open: list[tuple[int, bool]] = []  # the elements around, and whether they are veiled
        self.unshown: list[str] = []
        self.pictures = 0
        self.initial = False  # whether a drop cap has ended, and nothing stands after it yet
        self.heading = ""  # what stands in the heading so far
        self.start_of_file = source.length

    def start(self, tag: str, attributes: dict[str, str], line: int) -> None:
        if tag == "body":
            self.unshown.clear()  # a title that is never closed ends here
        elif tag == "svg":
            self.pictures += 1
        if tag in _UNSHOWN or (tag == "title" and not self.pictures):
            self.unshown.append(tag)
        parent = self.open[-1][0] if self.open else -1
        veiled = self.veiled or hides_by_itself(tag, attributes)
        self.open.append((len(self.elements), veiled))
        self.elements.append(Element(tag, attributes, parent, self.source.length))
        self._part(tag)
        if tag == "span" and "line" in attributes.get("class", "").lower():
            self.source.add(_SOMETIMES, Spot(self.file, line))
        if attributes and not self.unshown:
            for name in _TOLD:
                if attributes.get(name) and not (name == _LABEL and tag in _LABELLED):
                    self.source.add_aside(attributes[name], Spot(self.file, line))

    def end(self, tag: str) -> None:
        if self.unshown and self.unshown[-1] == tag:
            self.unshown.pop()
        if self.open:
            ended = self.elements[self.open.pop()[0]]
            ended.end = self.source.length
            self._add_label(ended)
            self.initial = ended.is_drop_cap and self.source.ends_in_letter(ended.start)
        if tag == "svg":
            self.pictures -= 1
        self._part(tag)

    def _add_label(self, element: Element) -> None:
        """Add the words that stand for an element's text, unless they are that text."""
        label = element.attributes.get(_LABEL)
        if label and element.tag in _LABELLED and not self.unshown:
            shown = "".join(self.source.stream.words[element.start :])
            if shown != "".join(label.split()):
                self.source.add_aside(label, Spot(self.file, 0))

    def text(self, text: str, line: int) -> None:
        if self.initial and text[:1].isspace():
            self.source.add(_SOMETIMES, Spot(self.file, line))
            text = text.lstrip()
        self.initial = self.initial and not text
        if not self.unshown:
            self.source.add(text, Spot(self.file, line), veiled=self.veiled)
            self.heading = (self.heading + text)[:_LONGEST_NUMBER]
        elif self.unshown[-1] == "style":
            self.elements[-1].text += text

    def _part(self, tag: str) -> None:
        """Part words where an element begins or ends: a heading's number may stand by itself."""
        if self.initial and tag in _PARTING:
            self.source.add(_SOMETIMES, Spot(self.file, 0))
        elif tag in _PARTING:
            self.source.part()
            self.heading = ""
        elif tag in _SOMETIMES_PARTING or self._may_part(tag):
            self.source.add(_SOMETIMES, Spot(self.file, 0))

    def _may_part(self, tag: str) -> bool:
        """Tell whether words may part here: after a heading's number, or in 5 1/2 without space."""
        if tag == "sup":
            return self.source.ends_in_figure()
        return self._counts() and self._is_in_heading()

    def _is_in_heading(self) -> bool:
        return any(self.elements[at].tag in _HEADINGS for at, _ in self.open[-_NEAR:])

    def _counts(self) -> bool:
        """Tell whether so far there may be a number, or a line that a style ends."""
        last = self.heading[-1:]
        return (
            last.isdigit()
            or last.islower()
            or (
                last.isalpha()
                and " " in self.heading.strip()
                and bool(_COUNTS.fullmatch(self.heading))
            )
        )

    @property
    def veiled(self) -> bool:
        """Whether what stands here may be hidden."""
        return bool(self.open) and self.open[-1][1]

    def restart(self) -> None:
        self.source.cut_back(self.start_of_file)
        self.unshown.clear()
        self.open.clear()
        self.elements.clear()
        self.pictures = 0

    def veil(self, sheets: Sheets) -> None:
        """Veil what the style sheets of the page hide."""
        for element in self.elements:
            if element.end < 0:
                element.end = self.source.length
        rules = sheets.rules_of(self.file, self.elements)
        veiled = find_veiled(self.elements, rules, sheets)
        for start, end in veiled:
            self.source.veil(start, end)
