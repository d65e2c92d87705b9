"""What a page may hide: told from its markup, and from style sheets read as characters.

No selector is understood here but for its last step, and no order of rules: whatever any of them
may hide counts as veiled. What is not veiled nobody may leave out as hidden.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

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


def read_veils(sheet: bytes) -> Iterator[str]:
    """Yield what a style sheet may hide: a word of a class, an id, a tag, or "*" for anything."""
    text = _COMMENT.sub(" ", sheet.decode("utf-8", "replace"))
    if not _HIDES.search(text):
        return
    for before, inside in pairwise(_BRACE.split(text)):
        if _HIDES.search(inside):
            selectors = before.rpartition(";")[2]
            yield from map(_veil, [selectors] if "(" in selectors else selectors.split(","))


def inline_sheets(page: bytes) -> Iterator[str]:
    """Yield what the style sheets in a page may hide."""
    parts = _STYLE.split(page)
    for slash, sheet in zip(parts[1::2], parts[2::2], strict=True):
        if not slash:
            yield from read_veils(sheet.partition(b">")[2])


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
    """Tell whether a style sheet may hide an element."""
    if not veils:
        return False
    names = attributes.get("class", "").lower().split()
    return not veils.isdisjoint((*names, attributes.get("id", "").lower(), tag, "*"))


def _veil(selector: str) -> str:
    """Give a word of the selector's last step; what is not plain there may be anything."""
    last = _STEPS.split(selector.strip())[-1]
    plain = _PLAIN.fullmatch(last)
    return plain[1].lower() if plain else "*"
