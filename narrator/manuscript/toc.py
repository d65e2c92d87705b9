"""The table of contents of an EPUB: its nav or its NCX, and its landmarks."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from narrator.errors import ManuscriptError
from narrator.manuscript.markup import Node, local_name, parse
from narrator.manuscript.notes import types_of
from narrator.manuscript.page import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from narrator.manuscript.archive import Archive
    from narrator.manuscript.package import Package

_GUIDE = {
    "acknowledgements": "acknowledgments",
    "text": "bodymatter",
    "title-page": "titlepage",
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: a file of the archive, and an id in it or ""."""

    file: str
    fragment: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents, as printed. ``level`` 1 is the highest."""

    title: str
    target: Target
    level: int


def read_toc(archive: Archive, package: Package) -> list[Entry]:
    """Read the entries of the nav, or of the NCX where the nav has none."""
    for role, read in (("nav", _nav_entries), ("ncx", _ncx_entries)):
        item = package.item(role)
        root = _parse(archive, item.name) if item else None
        if item and root is not None and (entries := list(read(root, archive, item.name))):
            return entries
    return []


def read_landmarks(archive: Archive, package: Package) -> dict[Target, set[str]]:
    """Read what kind of matter begins where, from the landmarks or the EPUB 2 guide."""
    landmarks: dict[Target, set[str]] = {}
    for kind, href in package.guide:
        landmarks.setdefault(_target(archive, "", href), set()).add(_GUIDE.get(kind, kind))
    nav = package.item("nav")
    root = _parse(archive, nav.name) if nav else None
    if nav is None or root is None:
        return landmarks
    for part in _navs(root, "landmarks"):
        for link in part.iter("{*}a"):
            target = _target(archive, nav.name, link.get("href") or "")
            landmarks.setdefault(target, set()).update(types_of(link))
    return landmarks


def _parse(archive: Archive, name: str) -> Node:
    try:
        return parse(archive.read(name))
    except (KeyError, ManuscriptError):  # the spine can be read without it
        archive.note(f"the table of contents {name} cannot be read")
        return None


def _navs(root: Node, kind: str) -> list[Node]:
    return [node for node in root.iter("{*}nav") if kind in types_of(node)]


def _nav_entries(root: Node, archive: Archive, base: str) -> Iterator[Entry]:
    for nav in _navs(root, "toc")[:1]:
        for link in nav.iter("{*}a"):
            level = sum(local_name(above) == "ol" for above in link.iterancestors())
            title = plain("".join(link.itertext())).strip()
            if title and link.get("href"):
                yield Entry(title, _target(archive, base, link.get("href")), level)


def _ncx_entries(root: Node, archive: Archive, base: str) -> Iterator[Entry]:
    for point in root.iter("{*}navPoint", "{*}navpoint"):
        level = sum(local_name(above) == "navpoint" for above in point.iterancestors()) + 1
        content = point.find("{*}content")
        label = next(point.iter("{*}navLabel", "{*}navlabel"), None)
        title = "" if label is None else plain("".join(label.itertext())).strip()
        if title and content is not None and content.get("src"):
            yield Entry(title, _target(archive, base, content.get("src")), level)


def _target(archive: Archive, base: str, href: str) -> Target:
    """Resolve a link that stands in the file ``base``; what leads out of the book finds nothing."""
    file, _, fragment = href.partition("#")
    name = posixpath.join(posixpath.dirname(base), unquote(file)) if file else base
    return Target(archive.find(name) or name, unquote(fragment))
