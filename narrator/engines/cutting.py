"""Texts too long for the model, cut where a reader would breathe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_BREATHS = (
    re.compile(r"(?<=[.!?…])[\"”’')]*\s+"),  # after a sentence
    re.compile(r"(?<=[,;:—–])\s*|\s*(?=[—–])"),  # after a clause
    re.compile(r"\s+"),  # after a word
)


def cut_to_fit(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Cut a text until each part fits, and give the parts in order: joined, they are the text.

    The cut falls as near to the middle as there is a place of the best kind: between sentences,
    between clauses, between words, anywhere.
    """
    if len(text) < 2 or fits(text):
        return [text]
    place = _find_cut(text)
    return [*cut_to_fit(text[:place], fits), *cut_to_fit(text[place:], fits)]


def _find_cut(text: str) -> int:
    middle = len(text) // 2
    for breath in _BREATHS:
        inside = [m.end() for m in breath.finditer(text) if 0 < m.end() < len(text)]
        if inside:
            return min(inside, key=lambda place: abs(place - middle))
    return middle
