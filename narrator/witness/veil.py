"""What a page may hide: told from its markup, and from the style sheets that it names.

The selectors are matched by soupsieve, which the readers do not use. Most look only at an element
and those around it: they are matched once for all elements that are alike in that. Where one looks
at neighbours too, in a page too large for that, whatever its last step names counts as veiled. What
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
_BESIDE = re.compile(rf"\+|{_WIDE.pattern}")
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
    def is_drop_cap(self) -> bool:
        """Whether its class says that it is the first letter of a text, set large."""
        classes = self.attributes.get("class", "").lower().split()
        return any(name.startswith("drop") or name == "initial" for name in classes)

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
    elements: Sequence[Element], rules: Sequence[Rule], sheets: Sheets
) -> Iterator[tuple[int, int]]:
    """Yield where words begin and end that the rules hide."""
    if not any(rule.hides for rule in rules):
        return
    named: defaultdict[str, list[int]] = defaultdict(list)
    for at, element in enumerate(elements):
        for name in element.names:
            named[name].append(at)
    if any(named[rule.last] for rule in rules if rule.hides):
        yield from _Page(elements, rules, named, sheets).veiled()


class _Page:
    """The rules of a page as they come out for its elements."""

    def __init__(
        self,
        elements: Sequence[Element],
        rules: Sequence[Rule],
        named: Mapping[str, Sequence[int]],
        sheets: Sheets,
    ) -> None:
        self.elements = elements
        self.found: defaultdict[int, list[tuple[Weight, int, Rule]]] = defaultdict(list)
        alone = [
            (order, rule) for order, rule in enumerate(rules) if not _BESIDE.search(rule.selector)
        ]
        beside = [
            (order, rule) for order, rule in enumerate(rules) if _BESIDE.search(rule.selector)
        ]
        self._find_alone(alone, named, sheets)
        self._find_beside(beside, named, sheets)

    def _find_alone(
        self, rules: Sequence[tuple[int, Rule]], named: Mapping[str, Sequence[int]], sheets: Sheets
    ) -> None:
        """Match the rules that look only at an element and those around it."""
        kinds = _list_kinds(self.elements, [rule for _, rule in rules])
        tags: dict[int, Tag] = dict(enumerate(_plant(kinds.elements)))
        for order, rule in rules:
            matched: dict[int, bool] = {}
            for at in named.get(rule.last, ()):
                kind = kinds.of_each[at]
                if kind not in matched:
                    sheets.work_left -= 1 + len(_FAR.findall(rule.selector)) * kinds.depth
                    matched[kind] = (
                        rule.hides if sheets.work_left < 0 else _matches(rule, tags[kind])
                    )
                if matched[kind]:
                    self.found[at].append((rule.weight, order, rule))

    def _find_beside(
        self, rules: Sequence[tuple[int, Rule]], named: Mapping[str, Sequence[int]], sheets: Sheets
    ) -> None:
        """Match the rules that look at neighbours too, if there is time for that."""
        if not any(named.get(rule.last) for _, rule in rules):
            return
        sheets.work_left -= _work(self.elements, [rule for _, rule in rules], named)
        tags = _plant(self.elements) if sheets.work_left >= 0 else []
        for order, rule in rules:
            for at in named.get(rule.last, ()):
                if _matches(rule, tags[at]) if tags else rule.hides:
                    self.found[at].append((rule.weight, order, rule))

    def veiled(self) -> Iterator[tuple[int, int]]:
        """Yield where words begin and end that are hidden.

        What is not displayed nothing in it can show; what is not visible is shown where something
        in it is visible again.
        """
        first = self.elements[0].start
        unseen = bytearray(max(each.end for each in self.elements) - first)
        for at, element in enumerate(self.elements):
            if at not in self.found and "style" not in element.attributes:
                continue
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


@dataclass
class _Kinds:
    """The elements of a page without those that look like others from inside to outside.

    ``of_each`` gives for each element of the page the one in ``elements`` that stands for it.
    """

    elements: list[Element] = field(default_factory=list)
    of_each: list[int] = field(default_factory=list)
    depth: int = 1


def _list_kinds(elements: Sequence[Element], rules: Iterable[Rule]) -> _Kinds:
    """List the kinds of elements that some rules can tell from each other."""
    selectors = " ".join(rule.selector for rule in rules)
    kinds, known, depths = _Kinds(), dict[object, int](), list[int]()
    for element in elements:
        parent = kinds.of_each[element.parent] if element.parent >= 0 else -1
        told = _telling(element.attributes, selectors)
        key = parent, element.tag, tuple(told.items())
        if key not in known:
            known[key] = len(kinds.elements)
            kinds.elements.append(Element(element.tag, told, parent, 0, 0))
            depths.append(depths[parent] + 1 if parent >= 0 else 1)
        kinds.of_each.append(known[key])
    kinds.depth = max(depths)
    return kinds


def _telling(attributes: Mapping[str, str], selectors: str) -> dict[str, str]:
    """Give the attributes that selectors can ask for: classes and ids, others in brackets."""
    told = {"class": " ".join(it for it in attributes.get("class", "").split() if it in selectors)}
    for name, value in attributes.items():
        asked = name in selectors and ("[" in selectors or ":" in selectors)
        if name != "class" and (asked or (name == "id" and f"#{value}" in selectors)):
            told[name] = value
    return told if told["class"] else {name: told[name] for name in told if name != "class"}


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
