"""What a page may hide: told from its markup, and from style sheets read as characters.

Selectors become XPath (cssselect) and are asked of a tree of what Expat tells: another way than the
reader's. No order of rules counts here: whatever any of them may hide is veiled. What is not veiled
nobody may leave out as hidden. Of a selector that cannot be asked only the last step counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STYLE = re.compile(rb"<(/?)(?:\w{1,9}:)?style\b", re.IGNORECASE)
_STEPS = re.compile(r"[\s>+~]+")
_PLAIN = re.compile(r"(?:[\w*-]*[.#])*([\w*-]+)")
_UNSHOWN = frozenset((
    "base", "col", "colgroup", "head", "link", "meta", "param", "template",
))  # fmt: skip
_MOST_SELECTORS = 50
_LONGEST = 400  # characters of a selector
_MOST_WORK = 200_000  # elements that the selectors of a page look at
_WIDE = re.compile(r"~(?!=)|:nth|:has|of-type")


@dataclass(frozen=True, slots=True)
class Veils:
    """What style sheets may hide: by ``paths`` (XPath), and by ``words`` of elements alone.

    ``last`` are the words of the last steps of all, for pages whose elements have no sure order.
    """

    paths: frozenset[str] = frozenset()
    wide: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    last: frozenset[str] = frozenset()

    def __or__(self, other: Veils) -> Veils:
        """Give what either hides."""
        return Veils(
            self.paths | other.paths,
            self.wide | other.wide,
            self.words | other.words,
            self.last | other.last,
        )


NO_VEILS = Veils()


def read_veils(sheet: bytes) -> Veils:
    """Read what a style sheet may hide."""
    text = _COMMENT.sub(" ", sheet.decode("utf-8", "replace"))
    found = NO_VEILS
    if _HIDES.search(text):
        for before, inside in pairwise(_BRACE.split(text)):
            selectors = before.rpartition(";")[2].strip()
            if _HIDES.search(inside) and not selectors.startswith("@"):
                found |= _read_selectors(selectors)
    return found


def inline_veils(page: bytes) -> Veils:
    """Read what the style sheets in a page may hide."""
    found = NO_VEILS
    parts = _STYLE.split(page)
    for slash, sheet in zip(parts[1::2], parts[2::2], strict=True):
        if not slash:
            found |= read_veils(sheet.partition(b">")[2])
    return found


def _read_selectors(selectors: str) -> Veils:
    """Read what a list of selectors chooses; of one that is not understood, its last step."""
    steps = map(_last_step, selectors.split(","))
    last = frozenset("*" if "(" in selectors else step for step in steps)
    try:
        paths = frozenset(_to_xpath(selectors))
    except ValueError:
        return Veils(words=last, last=last)
    if _WIDE.search(selectors):
        return Veils(wide=paths, last=last)
    return Veils(paths=paths, last=last)


def _to_xpath(selectors: str) -> Iterator[str]:
    """Yield XPath for each selector that chooses elements. Raises ValueError for what is none."""
    from cssselect import HTMLTranslator, SelectorError, parse

    if len(selectors) > _LONGEST:
        raise ValueError(selectors)
    translator = HTMLTranslator()
    try:
        for selector in parse(selectors):
            if selector.pseudo_element is None:
                yield translator.selector_to_xpath(selector)
    except (SelectorError, RecursionError) as error:
        raise ValueError(selectors) from error


@dataclass
class Tree:
    """Builds a tree of what a page tells, and finds in it the elements that are veiled."""

    nodes: list[Any] = field(default_factory=list)
    is_soup: bool = False
    _open: list[Any] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str], _line: int) -> None:
        """Begin an element."""
        from lxml import etree

        if self.is_soup:
            return
        below = self._open or self.nodes[:1]
        make = etree.SubElement if below else etree.Element
        node = make(*below[-1:], tag, attributes)
        self.nodes.append(node)
        self._open.append(node)

    def end(self, _tag: str) -> None:
        """End an element."""
        if self._open:
            self._open.pop()

    def text(self, text: str, line: int) -> None:
        """Pass over text, which no selector asks for."""

    def restart(self) -> None:
        """Give up: where elements end in a page that is no XML is anybody's guess."""
        self.is_soup = True
        self.nodes.clear()
        self._open.clear()

    def find(self, veils: Veils) -> frozenset[int] | None:
        """Give the numbers of the veiled elements, in order; None where they cannot be told."""
        from lxml import etree

        size = len(self.nodes)
        work = size * len(veils.paths) + size * size * len(veils.wide) // 10
        if not size or work > _MOST_WORK or len(veils.paths | veils.wide) > _MOST_SELECTORS:
            return None
        try:
            found = {
                node for path in veils.paths | veils.wide for node in self.nodes[0].xpath(path)
            }
        except etree.XPathError:
            return None
        return frozenset(number for number, node in enumerate(self.nodes) if node in found)


def hides_by_itself(tag: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether an element's own words say that it is hidden."""
    if tag in _UNSHOWN:
        return True
    return bool(attributes) and (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or bool(_HIDES.search(attributes.get("style", "")))
    )


def is_veiled(tag: str, attributes: Mapping[str, str], veils: frozenset[str]) -> bool:
    """Tell whether words of selectors' last steps may choose an element."""
    if not veils:
        return False
    names = attributes.get("class", "").lower().split()
    return not veils.isdisjoint((*names, attributes.get("id", "").lower(), tag, "*"))


def _last_step(selector: str) -> str:
    """Give a word of the selector's last step; what is not plain there may be anything."""
    last = _STEPS.split(selector.strip())[-1]
    plain = _PLAIN.fullmatch(last)
    return plain[1].lower() if plain else "*"
