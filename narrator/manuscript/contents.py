"""Contents that nobody calls so: line after line of links that lead on through the book."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from narrator.manuscript.links import found_note
from narrator.manuscript.markup import Node, holds_no_text, local_name
from narrator.manuscript.page import has_words, plain
from narrator.manuscript.within import BLOCKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_LISTED = "narrator-contents"
_FEWEST = 4  # links
_LONGEST = 80  # characters of a line, as a mean
_LONGEST_ALONE = 40  # of a line without a link, as a part's title
_LINES = BLOCKS - {"td", "th"}
_SENTENCE = '.!?…”"'

_Spot = tuple[int, int]
"""Where a link leads: the number of a file in the spine, and of an element in it."""


@dataclass(slots=True)
class _Line:
    """The text of a block without that of the blocks in it."""

    node: Node
    parts: list[str] = field(default_factory=list)
    text: str = ""  # all parts, when they are all there
    linked: int = 0
    spots: list[_Spot] = field(default_factory=list)

    @property
    def is_linked(self) -> bool:
        """Whether most of it is a link; a number or a row of points may stand beside that."""
        letters = sum(map(str.isalpha, self.text)) or len(self.text)
        return bool(self.spots) and 3 * self.linked >= 2 * letters


@dataclass
class Contents:
    """Finds contents in pages; ``spine`` gives each file's number in reading order."""

    resolve: Callable[[str, str], str]
    spine: Mapping[str, int]

    def mark(self, root: Node, file: str) -> None:
        """Write on the elements of a page that are lines of contents that they are."""
        links = [node for node in root.iter("{*}a") if node.get("href")]
        if len(links) < _FEWEST:
            return
        lines = list(self._lines(root, file))
        for line in lines:
            line.text = plain("".join(line.parts)).strip()
        lines = [line for line in lines if has_words(line.text)]
        for run in _runs(lines):
            if _is_contents(run):
                _mark(run, lines)

    def _lines(self, root: Node, file: str) -> Iterator[_Line]:
        """Yield the lines of a page in the order in which they begin."""
        places = {name: at for at, node in enumerate(root.iter("*")) if (name := node.get("id"))}
        found = [_Line(root)]
        around = [found[0]]
        link: Node = None
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            tag = local_name(node) if event in ("start", "end") else ""
            if event == "start":
                if tag in _LINES:
                    around.append(_Line(node))
                    found.append(around[-1])
                if holds_no_text(node, tag):
                    walk.skip_subtree()
                    continue
                if tag == "a" and link is None and (spot := self._spot(node, file, places)):
                    around[-1].spots.append(spot)
                    link = node
                _add(around[-1], node.text, linked=link is not None)
                continue
            link = None if node is link else link
            if tag in _LINES and node is around[-1].node and len(around) > 1:
                around.pop()
            _add(around[-1], node.tail, linked=link is not None)
        yield from found

    def _spot(self, node: Node, file: str, places: Mapping[str, int]) -> _Spot | None:
        """Tell where in the book a link leads, None where it leads out of it or is a note's."""
        if found_note(node)[0]:
            return None
        name, _, fragment = (node.get("href") or "").partition("#")
        target = self.resolve(unquote(name), file) if name else file
        if target not in self.spine:
            return None
        at = places.get(unquote(fragment), -1) if target == file else 0
        return None if at < 0 else (self.spine[target], at)


def _add(line: _Line, text: str | None, *, linked: bool) -> None:
    if text:
        line.parts.append(text)
        line.linked += sum(map(str.isalpha, text)) * linked


def _runs(lines: Sequence[_Line]) -> Iterator[Sequence[_Line]]:
    """Yield the runs of lines that are links; a short line may stand between two of them."""
    start = end = 0
    for at, line in enumerate(lines):
        if line.is_linked:
            if at > end + 1 or (at > end and len(lines[end].text) > _LONGEST_ALONE):
                yield lines[start:end]
                start = at
            end = at + 1
    yield lines[start:end]


def _is_contents(run: Sequence[_Line]) -> bool:
    """Tell contents from choices and cross-references: they lead on, and are no sentences."""
    spots = [spot for line in run for spot in line.spots]
    if len(set(spots)) < _FEWEST or 4 * len(set(spots)) < 3 * len(spots):
        return False
    back = sum(one > other for one, other in pairwise(spots))
    said = sum(line.text[-1:] in _SENTENCE for line in run)
    short = sum(len(line.text) for line in run) <= _LONGEST * len(spots)
    return short and 8 * back <= len(spots) and 2 * said < len(run)


def _mark(run: Sequence[_Line], lines: Sequence[_Line]) -> None:
    """Mark the lines, or only their links where other text stands in the same element."""
    inside = {line.node for line in run}
    worded = {line.node for line in lines}
    for line in run:
        if all(each in inside for each in line.node.iterdescendants("*") if each in worded):
            line.node.set(_LISTED, "")
        else:
            for link in line.node.iter("{*}a"):
                link.set(_LISTED, "")


def is_listed(node: Node) -> bool:
    """Tell an element that is a line of contents."""
    return node.get(_LISTED) is not None
