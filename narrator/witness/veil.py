"""What a page may hide: told from its markup, and from the style sheets that it names.

The selectors are matched by soupsieve, which the readers do not use. Where a page is no XML, or
asks for more work than any book does, whatever a selector's last step names counts as veiled. What
is not veiled nobody may leave out as hidden.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from narrator.errors import ManuscriptError
from narrator.witness.sheet import is_for_screen, read_rules, read_style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bs4 import Tag
    from soupsieve import SoupSieve

    from narrator.manuscript.archive import Archive
    from narrator.witness.sheet import Rule, Weight

_HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNSHOWN = frozenset((
    "base", "col", "colgroup", "head", "link", "meta", "param", "template",
))  # fmt: skip
_DEEPEST = 5  # sheets that import each other
_MOST_WORK = 200_000  # elements that the selectors of a book look at
_LONGEST = 1000  # characters of a selector
_FAR = re.compile(r"[^\s>+~,(]\s+(?=[^\s>+~,)])")
_WIDE = re.compile(r"~(?!=)|:nth-|-of-type|-child|:has|:empty")
_CAPITALS = re.compile(r"(?:^|[\s>+~(,])[a-z]*[A-Z]")
_INLINE = 1 << 30


def hides_by_itself(tag: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether an element's own words say that it is hidden."""
    if tag in _UNSHOWN:
        return True
    return bool(attributes) and (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or bool(_HIDES.search(attributes.get("style", "")))
    )


@dataclass(slots=True)
class Element:
    """An element of a page: whose child it is, and where its words begin and end.

    ``parent`` is a number among the page's elements, -1 for none.
    """

    tag: str
    attributes: dict[str, str]
    parent: int
    start: int
    end: int = -1
    text: str = ""

    @property
    def names(self) -> set[str]:
        """What the last step of a selector may call it, in small letters."""
        of = self.attributes
        classes = of.get("class", "").lower().split()
        return {*classes, of.get("id", "").lower(), self.tag, "*"}


@dataclass
class Sheets:
    """The style sheets of a book, each read once."""

    archive: Archive
    work_left: int = _MOST_WORK
    _read: dict[str, list[Rule]] = field(default_factory=dict)

    def rules_of(self, page: str, elements: Iterable[Element]) -> list[Rule]:
        """Give the rules that a page names or holds, in order."""
        return [
            rule
            for element in elements
            if is_for_screen(element.attributes.get("media", ""))
            for rule in self._rules(page, element)
        ]

    def _rules(self, page: str, element: Element) -> Iterable[Rule]:
        if element.tag == "style":
            text = element.text.encode()
            return read_rules(text, lambda href: self._linked(page, href))
        relation = element.attributes.get("rel", "").lower().split()
        if element.tag == "link" and "stylesheet" in relation and "alternate" not in relation:
            return self._linked(page, element.attributes.get("href", ""))
        return ()

    def _linked(self, file: str, href: str, depth: int = 0) -> list[Rule]:
        named = posixpath.join(posixpath.dirname(file), unquote(href.partition("#")[0]))
        name = self.archive.find(named)
        if not name or depth > _DEEPEST:
            return []
        if name not in self._read:
            self._read[name] = []  # what imports itself finds this
            read = read_rules(self._bytes(name), lambda other: self._linked(name, other, depth + 1))
            self._read[name] = list(read)
        return self._read[name]

    def _bytes(self, name: str) -> bytes:
        try:
            return self.archive.read(name)
        except (KeyError, ManuscriptError):
            return b""


def find_veiled(
    elements: Sequence[Element], rules: Sequence[Rule], sheets: Sheets, *, is_soup: bool
) -> Iterator[tuple[int, int]]:
    """Yield where words begin and end that the rules hide."""
    if not any(rule.hides for rule in rules):
        return
    named: defaultdict[str, list[int]] = defaultdict(list)
    for at, element in enumerate(elements):
        for name in element.names:
            named[name].append(at)
    suspects = {at for rule in rules if rule.hides for at in named[rule.last]}
    if not suspects:
        return
    sheets.work_left -= _work(elements, rules, named)
    if is_soup or sheets.work_left < 0:
        yield from ((elements[at].start, elements[at].end) for at in suspects)
    else:
        yield from _Page(elements, rules, named).veiled()


def _work(
    elements: Sequence[Element], rules: Iterable[Rule], named: Mapping[str, Sequence[int]]
) -> int:
    """Count, rather too high, the elements that are looked at."""
    depths: list[int] = []
    for element in elements:
        depths.append(depths[element.parent] + 1 if element.parent >= 0 else 1)
    deepest = max(depths)
    work = len(elements) * deepest // 100
    for rule in rules:
        far, wide = len(_FAR.findall(rule.selector)), len(_WIDE.findall(rule.selector))
        work += (
            len(named.get(rule.last, ())) * deepest ** min(far, 9) * len(elements) ** min(wide, 9)
        )
        work += _MOST_WORK * (len(rule.selector) > _LONGEST)
    return work


class _Page:
    """The rules of a page as they come out for its elements."""

    def __init__(
        self,
        elements: Sequence[Element],
        rules: Sequence[Rule],
        named: Mapping[str, Sequence[int]],
    ) -> None:
        self.elements = elements
        self.rules = rules
        self.tags = _plant(elements)
        self.found: defaultdict[int, list[tuple[Weight, int, Rule]]] = defaultdict(list)
        for order, rule in enumerate(rules):
            for at in named.get(rule.last, ()):
                if _matches(rule, self.tags[at]):
                    self.found[at].append((rule.weight, order, rule))

    def veiled(self) -> Iterator[tuple[int, int]]:
        """Yield where words begin and end that are hidden.

        What is not displayed nothing in it can show; what is not visible is shown where something
        in it is visible again.
        """
        first = self.elements[0].start
        unseen = bytearray(max(each.end for each in self.elements) - first)
        for at, element in enumerate(self.elements):
            span = slice(element.start - first, element.end - first)
            visible = self._decide(at, "visibility")
            if visible is not None:
                unseen[span] = bytes([visible]) * (element.end - element.start)
            if self._decide(at, "display"):
                yield element.start, element.end
        yield from ((first + at, first + at + 1) for at, hidden in enumerate(unseen) if hidden)

    def _decide(self, at: int, name: str) -> bool | None:
        """Tell whether a property hides an element: None where nothing is said of it."""
        found = [
            (weight, order, rule.hides)
            for weight, order, rule in self.found.get(at, ())
            if rule.name == name
        ]
        for order, (named, hides, insists) in enumerate(
            read_style(self.elements[at].attributes.get("style", ""))
        ):
            if named == name:
                found.append(((insists, _INLINE, 0, 0), order, hides))
        return max(found)[2] if found else None


def _plant(elements: Sequence[Element]) -> list[Tag]:
    """Make a tree of a page's elements, without its words."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup("", "html.parser")
    tags: list[Tag] = []
    for element in elements:
        told = {name: value for name, value in element.attributes.items() if name != "class"}
        if "class" in element.attributes:
            told["class"] = element.attributes["class"].split()  # type: ignore[assignment]
        tag = soup.new_tag(element.tag, attrs=told)
        if element.end > element.start:
            tag.append(".")  # so that it is not empty
        (tags[element.parent] if element.parent >= 0 else soup).append(tag)
        tags.append(tag)
    return tags


def _matches(rule: Rule, tag: Tag) -> bool:
    """Tell whether a rule is about an element; one that cannot be read hides, and shows nothing."""
    compiled = _compile(rule.selector)
    return compiled.match(tag) if compiled else rule.hides


@cache
def _compile(selector: str) -> SoupSieve | None:
    """Compile a selector; None where soupsieve cannot read it.

    It would match tags in capitals, which are none of XHTML's.
    """
    import soupsieve

    if _CAPITALS.search(selector):
        return None
    try:
        return soupsieve.compile(selector)
    except (soupsieve.SelectorSyntaxError, NotImplementedError, RecursionError):
        return None
