"""Line breaks: what a ``br`` in a plain paragraph parts, told from the lines around it.

Books set verse, addresses and title pages so, converters also whole paragraphs, or the ends of the
lines that a page once had.
"""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING, Literal

from lxml import etree

from narrator.manuscript.markup import Node, holds_no_text, local_name
from narrator.manuscript.page import has_words, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

Break = Literal["space", "line", "paragraph"]
"""What stands for a break: nothing but a space, the end of a line, the end of a paragraph."""

_WIDEST_VERSE = 60  # letters, as the middle line has them
_NARROWEST_WRAPPED = 34
_MOST_LINES = 200  # that are looked at
_BESIDE_TEXT = frozenset(("rt", "rp", "rtc"))
_ENDED = re.compile(r"[.!?…:;。！？؟।][”’\"'»›」』)\]]*$|[”\"»」』]$")
_SPEECH = re.compile(r"^[“\"«„「『][^”\"»「『」]+[”\"»“」』]")
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60]")


def tell_break(holder: Node, blocks: Collection[str]) -> Break:
    """Tell what the breaks of a block are; elements named in ``blocks`` are others than it."""
    lines = [line for line in _lines(holder, blocks) if has_words(line)]
    if len(lines) < 2:
        return "space"
    if _count(_SPEECH, lines) > 1:
        return "paragraph"
    if _middle(lines) > _WIDEST_VERSE:
        return _tell_wide(lines)
    lower = sum(line[0].islower() for line in lines[1:])
    if len(lines) == 2:
        return "space" if lower and not _has_broken_neighbour(holder) else "line"
    return "space" if _is_wrapped(lines, lower) else "line"


def _tell_wide(lines: Sequence[str]) -> Break:
    """Tell the breaks between lines as long as those of prose."""
    breaks = len(lines) - 1
    if 2 * sum(line[0].islower() for line in lines[1:]) >= breaks:
        return "space"
    if 2 * _count(_ENDED, lines[:-1]) >= breaks or _WIDE.search(lines[0]):
        return "paragraph"
    return "line" if 2 * sum(line[0].isupper() for line in lines[1:]) > breaks else "space"


def _is_wrapped(lines: Sequence[str], lower: int) -> bool:
    """Tell the lines of a narrow page, all but the last of one length, from those of a poem."""
    lengths = [len(line) for line in lines[:-1]]
    even = max(lengths) - min(lengths) < 12 and min(lengths) >= _NARROWEST_WRAPPED
    return even and len(lines) > 3 and 2 * lower > len(lines)


def _middle(lines: Sequence[str]) -> float:
    """Give the length of the middle line; a sign as wide as two letters counts as two."""
    return median(len(line) + len(_WIDE.findall(line)) for line in lines)


def _count(pattern: re.Pattern[str], lines: Sequence[str]) -> int:
    return sum(bool(pattern.search(line)) for line in lines)


def _has_broken_neighbour(holder: Node) -> bool:
    """Tell whether a paragraph beside this one has breaks too, as stanzas have."""
    beside = (holder.getprevious(), holder.getnext())
    return any(each is not None and each.find("{*}br") is not None for each in beside)


def _lines(holder: Node, blocks: Collection[str]) -> Iterator[str]:
    """Yield the first lines of a block, without those of the blocks in it."""
    parts: list[str] = []
    count = 0
    walk = etree.iterwalk(holder, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        tag = local_name(node) if event in ("start", "end") and node is not holder else ""
        if event == "start":
            if tag in blocks or tag in _BESIDE_TEXT or holds_no_text(node, tag):
                walk.skip_subtree()
            elif tag != "br":
                parts.append(node.text or "")
            continue
        if tag == "br" or tag in blocks:
            yield plain("".join(parts)).strip()
            parts, count = [], count + 1
        if count == _MOST_LINES:
            return
        if node is not holder:
            parts.append(node.tail or "")
    yield plain("".join(parts)).strip()
