"""A rule: which printed runs it knows, and what is said in their place."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DIGITS = frozenset("0123456789")


class Pattern:
    """A regular expression, compiled when a text is first looked at: most runs need few rules."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source, self._flags = source, flags

    @functools.cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression, ready to be looked for."""
        return re.compile(self._source, self._flags)


@dataclass(frozen=True, slots=True)
class Rule:
    """Says a run of text that ``pattern`` finds in other words; None from ``say`` declines it.

    ``needs`` are characters of which a text holds at least one where the rule can apply; empty
    where any text may do.
    """

    name: str
    pattern: Pattern
    say: Callable[[re.Match[str]], str | None]
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """What a rule made of characters ``start`` to ``end`` of a text."""

    rule: str
    start: int
    end: int
    printed: str
    spoken: str


class Rules:
    """Rules in their order, and by the characters of a text those that can apply to it."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._needed = frozenset[str]().union(*(rule.needs for rule in self._rules))
        self._by_needed: dict[frozenset[str], tuple[Rule, ...]] = {}

    def choose(self, text: str) -> tuple[Rule, ...]:
        """Return the rules for which a text holds a character that they need."""
        held = self._needed.intersection(text)
        if held not in self._by_needed:
            self._by_needed[held] = tuple(
                rule for rule in self._rules if not rule.needs or not rule.needs.isdisjoint(held)
            )
        return self._by_needed[held]


def find_changes(text: str, rules: Rules) -> list[Change]:
    """Return the changes of ``rules`` to ``text`` in order, none over another.

    All rules read the text as printed. Where two would change the same run, the first has it; a
    rule that says a run as it is printed keeps it from those after it.
    """
    claimed = bytearray(len(text))
    changes = []
    for rule in rules.choose(text):
        for found in rule.pattern.compiled.finditer(text):
            start, end = found.span()
            if any(claimed[start:end]) or (said := rule.say(found)) is None:
                continue
            claimed[start:end] = b"\1" * (end - start)
            if said != found[0]:
                changes.append(Change(rule.name, start, end, found[0], said))
    return sorted(changes, key=lambda change: change.start)


def write_changes(text: str, changes: Iterable[Change]) -> str:
    """Return ``text`` with ``changes`` made, words kept apart from the letters beside them."""
    spoken = ""
    position = 0
    for change in changes:
        spoken = _join(_join(spoken, text[position : change.start]), change.spoken)
        position = change.end
    return _join(spoken, text[position:])


def _join(before: str, after: str) -> str:
    apart = before[-1:].isalnum() and after[:1].isalnum()
    return f"{before} {after}" if apart else before + after
