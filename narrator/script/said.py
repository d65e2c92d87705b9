"""What the rules make of a whole script: printed and spoken, by rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.script.spoken import apply_rules

if TYPE_CHECKING:
    from narrator.script.model import Script


@dataclass(frozen=True, slots=True)
class Said:
    """Something printed, what is said in its place, and how often."""

    printed: str
    spoken: str
    count: int


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a rule changes in a script, the most frequent first."""

    rule: str
    count: int
    changes: tuple[Said, ...]


def list_said(script: Script) -> list[Ruled]:
    """Return the rules that change anything of ``script``, by how often they do."""
    found: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for chapter in script.chapters:
        for segment in chapter.segments:
            _, changes = apply_rules(segment.text, segment.kind, script.metadata.language)
            for change in changes:
                found[change.rule][change.printed.strip(), change.spoken.strip()] += 1
    rules = sorted(found.items(), key=lambda item: (-item[1].total(), item[0]))
    return [
        Ruled(rule, said.total(), tuple(Said(*pair, n) for pair, n in said.most_common()))
        for rule, said in rules
    ]
