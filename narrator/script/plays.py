"""Lines of plays and of chats: a name, a colon, and what that one says."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LABEL = re.compile(r"(?P<name>[^\W\d_][\w.’' -]{0,30}?)(?:\s*\([^()]{1,60}\))?:\s+(?=\S)")
OFTEN = 2
"""How often a name must stand so, and how many names there must be."""
ALL = 0.5
"""The least share of the paragraphs that stand so."""


def find_labels(texts: Iterable[str]) -> frozenset[str]:
    """Return the names before lines of a chapter that is written as a play or a chat.

    Empty for prose: there, few paragraphs begin so.
    """
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        label = LABEL.match(text)
        if label and label["name"][0].isupper():
            counts[label["name"]] += 1
    names = {name for name, count in counts.items() if count >= OFTEN}
    labelled = sum(counts[name] for name in names)
    return frozenset(counts) if len(names) >= OFTEN and labelled >= ALL * total else frozenset()


def find_line(text: str, names: frozenset[str]) -> int:
    """Return where the words of a labelled line begin, 0 where it is none."""
    label = LABEL.match(text)
    return label.end() if label and label["name"] in names else 0
