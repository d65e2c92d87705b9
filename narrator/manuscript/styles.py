"""What a page does not show because its style sheets hide it.

Hostile sheets must not hold anybody up: what they ask for is counted before it is done, and a page
whose sheets ask too much is read as if it had none, with a notice. Text is then heard that is not
shown; none is lost.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from narrator.errors import ManuscriptError
from narrator.manuscript.markup import Node, local_name
from narrator.manuscript.notes import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from narrator.manuscript.archive import Archive
    from narrator.manuscript.stylesheet import Rule

# What a sheet holds that hides anything, in the plain way in which books write it.
_MAY_HIDE = re.compile(rb"display\s*:\s*none|visibility\s*:\s*hidden|@import", re.IGNORECASE)
_LARGEST = 1 << 20  # bytes of all sheets of a book that may hide anything
_MOST_WORK = 5_000_000  # elements that the selectors of a book look at
_DEEPEST = 5  # sheets that name each other
_INLINE = (1 << 30, 0, 0)


@dataclass
class Styles:
    """The style sheets of a book, each read once, when a page names it."""

    archive: Archive
    _data: dict[str, bytes] = field(default_factory=dict)
    _may_hide: dict[bytes, bool] = field(default_factory=dict)
    _rules: dict[tuple[str, bytes, str], list[Rule]] = field(default_factory=dict)
    _bytes_left: int = _LARGEST
    _work_left: int = _MOST_WORK

    def mark(self, root: Node, name: str) -> None:
        """Write on the elements of a page that are hidden that they are."""
        try:
            sheets = list(self._sheets(root, name))
            if not any(self._is_worth_reading(data) for _, data, _ in sheets):
                return
            rules = [rule for sheet in sheets for rule in self._read(*sheet)]
            for node in self._hidden(root, rules):
                node.set(HIDDEN, "")
        except ManuscriptError:
            self.archive.note("its style sheets ask too much, so that what they hide is read out")

    def _sheets(self, root: Node, page: str) -> Iterator[tuple[str, bytes, str]]:
        """Yield the sheets of a page: where links in it begin, its bytes, its media."""
        for node in root.iter("{*}link", "{*}style"):
            rel = (node.get("rel") or "").lower().split()
            media = node.get("media") or ""
            if local_name(node) == "style":
                yield posixpath.dirname(page), "".join(node.itertext()).encode(), media
            elif "stylesheet" in rel and "alternate" not in rel:
                yield *self._find(node.get("href") or "", posixpath.dirname(page)), media

    def _find(self, href: str, folder: str) -> tuple[str, bytes]:
        """Give the folder and the bytes of a sheet, none where the book has no such file."""
        name = posixpath.join(folder, unquote(href.partition("#")[0]))
        found = self.archive.find(name) or ""
        if found and found not in self._data:
            self._data[found] = self.archive.read(found)
        return posixpath.dirname(found), self._data.get(found, b"")

    def _is_worth_reading(self, data: bytes) -> bool:
        if data not in self._may_hide:
            self._may_hide[data] = bool(_MAY_HIDE.search(data))
        return self._may_hide[data]

    def _read(self, folder: str, data: bytes, media: str, depth: int = 0) -> list[Rule]:
        from narrator.manuscript.stylesheet import read_sheet

        key = folder, data, media
        if key not in self._rules:
            self._bytes_left -= len(data)
            if self._bytes_left < 0 or depth > _DEEPEST:
                raise ManuscriptError("There are more style sheets than any book needs.")
            self._rules[key] = read_sheet(
                data, media, lambda href: self._read(*self._find(href, folder), "", depth + 1)
            )
        return self._rules[key]

    def _hidden(self, root: Node, rules: Sequence[Rule]) -> list[Node]:
        """Give the elements that are hidden in the end."""
        page = _Elements(root)
        hiding = [rule for rule in rules if rule.hides]
        suspects = {node for rule in hiding for node in self._matched(rule, page)}
        self._spend(len(suspects) * sum(page.work(rule) for rule in rules))
        return [node for node in suspects if page.is_hidden(node, rules)]

    def _matched(self, rule: Rule, page: _Elements) -> Iterable[Node]:
        found = page.candidates(rule)
        self._spend(len(found) * page.work(rule))
        return [node for node in found if rule.selector.test(page.wrapped[node])]

    def _spend(self, work: int) -> None:
        self._work_left -= work
        if self._work_left < 0:
            raise ManuscriptError("The style sheets ask for more work than any book needs.")


class _Elements:
    """The elements of a page by what a selector's last step names: a class, an id, a tag."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.named: defaultdict[str, list[Node]] = defaultdict(list)
        self.depth = self.width = 1
        for node in root.iter("*"):
            self.named[local_name(node)].append(node)
            for word in (node.get("class") or "").split():
                self.named[f".{word}"].append(node)
            self.named[f"#{node.get('id')}"].append(node)
            self.named["*"].append(node)
            self.width = max(self.width, len(node))

    @cached_property
    def wrapped(self) -> dict[Node, Any]:
        """Give the elements as the selectors want them."""
        from cssselect2 import ElementWrapper

        is_html = local_name(self.root) == self.root.tag  # in no namespace
        make = ElementWrapper.from_html_root if is_html else ElementWrapper.from_xml_root
        return {each.etree_element: each for each in make(self.root).iter_subtree()}

    @cached_property
    def deepest(self) -> int:
        """Count the elements in each other."""
        depths: dict[Node, int] = {}
        for node in self.named["*"]:
            depths[node] = depths.get(node.getparent(), 0) + 1
        return max(depths.values())

    def candidates(self, rule: Rule) -> list[Node]:
        """Give the elements that a rule can be about."""
        selector = rule.selector
        if selector.id is not None:
            return self.named[f"#{selector.id}"]
        if selector.class_name is not None:
            return self.named[f".{selector.class_name}"]
        return self.named[selector.lower_local_name or "*"]

    def work(self, rule: Rule) -> int:
        """Count, rather too high, the elements that a rule's selector looks at for one of them."""
        far = self.deepest**rule.far if rule.far else 1
        return int(far * self.width**rule.wide * len(self.named["*"]) ** rule.deep)

    def is_hidden(self, node: Node, rules: Sequence[Rule]) -> bool:
        """Tell whether the rules for an element come to hiding it."""
        hidden = self._is_hidden_by("display", node, rules)
        if hidden or self._may_be_visible(rules):
            return hidden
        return self._is_hidden_by("visibility", node, rules)

    def _is_hidden_by(self, name: str, node: Node, rules: Sequence[Rule]) -> bool:
        """Let the rule decide that weighs most, the last of those where several do."""
        element = self.wrapped[node]
        found = [
            (rule.weight, at, rule.hides)
            for at, rule in enumerate(rules)
            if rule.name == name and rule.selector.test(element)
        ]
        if style := node.get("style"):
            from narrator.manuscript.stylesheet import read_inline

            found += [
                ((important, _INLINE), len(rules) + at, hides)
                for at, (named, hides, important) in enumerate(read_inline(style))
                if named == name
            ]
        return max(found)[2] if found else False

    def _may_be_visible(self, rules: Sequence[Rule]) -> bool:
        """Tell whether anything can be seen inside what is not: ``visibility`` allows for that."""
        return self._shows_inline or any(
            rule.name == "visibility" and not rule.hides and self.candidates(rule) for rule in rules
        )

    @cached_property
    def _shows_inline(self) -> bool:
        return any("visible" in (node.get("style") or "") for node in self.named["*"])
