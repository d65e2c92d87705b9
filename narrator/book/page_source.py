"""A page of an EPUB as it is written: where each of its letters stands among the tags.

The page is not parsed and written again but left as it is; ids are put between what is there.
"""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ", "0123456789n")
_MARKUP = re.compile(
    r"<!--.*?-->"
    r"|<!\[CDATA\[.*?\]\]>"
    r"|<\?.*?\?>"
    r"|<![^>]*>"
    r"""|<(?P<close>/?)(?P<name>[A-Za-z][^\s/>]*)(?:[^>"']|"[^"]*"|'[^']*')*?(?P<empty>/?)>"""
    r"|&\#?[A-Za-z0-9]+;",
    re.DOTALL,
)
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "img", "ins", "kbd", "label", "mark", "meter", "output", "q", "ruby", "s",
    "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    "math", "svg",
))  # fmt: skip
_CLOSED = frozenset(("math", "ruby", "svg", "audio", "video", "object", "select", "textarea"))
"""Elements within which no span may stand just anywhere."""
_WHOLE = frozenset(("math", "ruby"))
"""Of these, those that are read as one."""
_VOID = frozenset((
    "area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
))  # fmt: skip
_UNREAD = frozenset(("head", "script", "style"))


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: where it begins and ends, its element's name, 1 where it opens, -1 closes, else 0."""

    start: int
    end: int
    name: str
    way: int

    @property
    def inline(self) -> bool:
        """Whether its element may stand within a span."""
        return self.name in _INLINE or (self.name in _CLOSED)


@dataclass
class PageSource:
    """A page's text as it is written, its characters in ``chars``, and its tags.

    ``starts`` and ``ends`` tell where in ``source`` each character is written.
    """

    source: str
    tags: list[Tag] = field(default_factory=list)
    chars: str = ""
    starts: array[int] = field(default_factory=lambda: array("L"))
    ends: array[int] = field(default_factory=lambda: array("L"))

    @cached_property
    def letters(self) -> str:
        """What can be said of the text: its letters and figures, without anything between."""
        return keep_letters(self.chars)

    @cached_property
    def indexes(self) -> array[int]:
        """The index in ``chars`` of each letter."""
        return array("L", (at for at, char in enumerate(self.chars) if char.isalnum()))

    @cached_property
    def closed(self) -> list[tuple[int, int, str]]:
        """The elements within which no span may begin or end: from where to where, which."""
        return list(_find_closed(self.tags))

    def find_range(self, first: int, last: int) -> tuple[int, int]:
        """Give the source of some letters, with the signs that touch them; last excluded."""
        begin, end = self.indexes[first], self.indexes[last - 1] + 1
        while begin and self._touches(begin - 1):
            begin -= 1
        while end < len(self.chars) and self._touches(end - 1, ahead=1):
            end += 1
        return self._grow(self.starts[begin], self.ends[end - 1])

    def _grow(self, start: int, end: int) -> tuple[int, int]:
        """Take in tags that touch and have their other within, the whole of a ruby, and signs."""
        for low, high, name in self.closed:
            if name in _WHOLE and (low < start < high or low < end < high):
                start, end = min(start, low), max(end, high)
        while closing := self._find_closing(start, end):
            end = closing.end
        while opening := self._find_opening(start, end):
            start = opening.start
        if end in self._by_end:
            while end < len(self.source) and _is_sign(self.source[end]):
                end += 1
        return start, end

    def _find_closing(self, start: int, end: int) -> Tag | None:
        """Give the tag that begins at ``end`` and closes what is opened from ``start`` on."""
        tag = self._by_start.get(end)
        other = self._others.get(end)
        return tag if tag and other and tag.inline and start <= other.start < end else None

    def _find_opening(self, start: int, end: int) -> Tag | None:
        """Give the tag that ends at ``start`` and opens what is closed before ``end``."""
        tag = self._by_end.get(start)
        other = self._others.get(tag.start) if tag else None
        return tag if tag and other and tag.inline and start < other.end <= end else None

    @cached_property
    def _by_start(self) -> dict[int, Tag]:
        return {tag.start: tag for tag in self.tags}

    @cached_property
    def _by_end(self) -> dict[int, Tag]:
        return {tag.end: tag for tag in self.tags}

    @cached_property
    def _others(self) -> dict[int, Tag]:
        """For each tag that has another, by where it starts: the one that opens or closes it."""
        pairs, _ = _pair(self.tags)
        tags = self.tags
        both = [(one, other) for pair in pairs for one, other in (pair, pair[::-1])]
        return {tags[one].start: tags[other] for one, other in both}

    def _touches(self, at: int, ahead: int = 0) -> bool:
        """Tell whether a sign stands beside its neighbour, with no tag or space between."""
        sign = self.chars[at + ahead]
        return self.ends[at] == self.starts[at + 1] and not sign.isalnum() and not sign.isspace()


def _is_sign(char: str) -> bool:
    return not (char.isalnum() or char.isspace() or char in "<&")


def read_source(source: str) -> PageSource:
    """Read a page's body."""
    page = PageSource(source)
    parts: list[str] = []
    unread = ""
    at = 0
    for found in _MARKUP.finditer(source):
        if not unread:
            _add_run(page, parts, source[at : found.start()], at)
        at = found.end()
        tag = _make_tag(found)
        if tag and unread:
            unread = "" if (tag.name, tag.way) == (unread, -1) else unread
        elif tag and tag.name in _UNREAD and tag.way == 1:
            unread = tag.name
        elif tag:
            page.tags.append(tag)
        elif found[0].startswith("&") and not unread:
            _add(page, parts, html.unescape(found[0])[:1], found.start(), found.end())
    _add_run(page, parts, "" if unread else source[at:], at)
    page.chars = "".join(parts)
    return page


def keep_letters(text: str) -> str:
    """Give the letters and figures of a text, raised ones as plain: markup may raise them."""
    return "".join(filter(str.isalnum, text)).translate(_RAISED)


def insert_ids(page: PageSource, ranges: Mapping[str, tuple[int, int]]) -> tuple[str, set[str]]:
    """Give the source with a span of each id around what it is given for, and the ids it has now.

    Where tags divide a range, the span is around its longest part; where no span may stand, the
    range has none.
    """
    pieces = {name: piece for name, it in ranges.items() if (piece := _find_piece(page, *it))}
    edits = []
    for name, (start, end) in pieces.items():
        edits += [(start, 1, f'<span id="{name}">'), (end, 0, "</span>")]
    parts, at = [], 0
    for place, _, text in sorted(edits):
        parts += [page.source[at:place], text]
        at = place
    return "".join((*parts, page.source[at:])), set(pieces)


def _find_piece(page: PageSource, start: int, end: int) -> tuple[int, int] | None:
    """Find the longest part of a range that a span can be put around."""
    first = bisect_left(page.tags, start, key=lambda tag: tag.start)
    last = bisect_left(page.tags, end, key=lambda tag: tag.start)
    walls = _find_walls(page.tags[first:last])
    borders = [start, *(edge for tag in walls for edge in (tag.start, tag.end)), end]
    pieces = (
        _strip(page.source, *piece) for piece in zip(borders[::2], borders[1::2], strict=True)
    )
    allowed = [it for it in pieces if it[0] < it[1] and not _is_within_closed(page, *it)]
    return max(allowed, key=lambda it: it[1] - it[0], default=None)


def _find_walls(tags: list[Tag]) -> list[Tag]:
    """Give the tags that no span may reach over: those of blocks, and those without their other."""
    pairs, alone = _pair(tags)
    walls = alone | {at for at, tag in enumerate(tags) if not tag.inline}
    grown = True
    while grown:
        more = {
            at for pair in pairs for at in pair if any(pair[0] < it < pair[1] for it in walls)
        } - walls
        walls |= more
        grown = bool(more)
    return [tags[at] for at in sorted(walls)]


def _pair(tags: list[Tag]) -> tuple[list[tuple[int, int]], set[int]]:
    """Match the tags that open with those that close; and give those that have no other."""
    pairs: list[tuple[int, int]] = []
    alone: set[int] = set()
    opened: list[int] = []
    for at, tag in enumerate(tags):
        if tag.way == 1:
            opened.append(at)
        elif tag.way == -1 and opened and tags[opened[-1]].name == tag.name:
            pairs.append((opened.pop(), at))
        elif tag.way == -1:
            alone.add(at)
    return pairs, alone | set(opened)


def _is_within_closed(page: PageSource, start: int, end: int) -> bool:
    return any(
        low < start < high or low < end < high
        for low, high, _ in page.closed
        if low < end and start < high
    )


def _find_closed(tags: Iterable[Tag]) -> Iterator[tuple[int, int, str]]:
    """Find the outermost elements that are closed to spans."""
    name, depth, begin = "", 0, 0
    for tag in tags:
        if not depth and tag.name in _CLOSED and tag.way == 1:
            name, depth, begin = tag.name, 1, tag.start
        elif depth and tag.name == name:
            depth += tag.way
            if not depth:
                yield begin, tag.end, name


def _strip(source: str, start: int, end: int) -> tuple[int, int]:
    piece = source[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _make_tag(found: re.Match[str]) -> Tag | None:
    if not found["name"]:
        return None
    name = found["name"].lower()
    way = -1 if found["close"] else 0 if found["empty"] or name in _VOID else 1
    return Tag(found.start(), found.end(), name, way)


def _add_run(page: PageSource, parts: list[str], text: str, at: int) -> None:
    parts.append(text)
    page.starts.extend(range(at, at + len(text)))
    page.ends.extend(range(at + 1, at + len(text) + 1))


def _add(page: PageSource, parts: list[str], text: str, start: int, end: int) -> None:
    if text:
        parts.append(text)
        page.starts.append(start)
        page.ends.append(end)
