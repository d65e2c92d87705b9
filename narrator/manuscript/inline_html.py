"""HTML within a line of Markdown: what its tags tell of languages and of sounds, and hide."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from narrator.manuscript.marked import alphabet_of, language_of, phonemes_of
from narrator.manuscript.notes import HIDDEN_STYLE

if TYPE_CHECKING:
    from narrator.manuscript.model import MarkKind
    from narrator.manuscript.page import Page

_TAG = re.compile(r"<(?P<ends>/?)(?P<name>[a-zA-Z][\w-]*)(?P<told>[^>]*?)(?P<alone>/?)>", re.DOTALL)
_ATTRIBUTE = re.compile(
    r"""
      (?P<name>[a-zA-Z_:][\w.:-]*)\s*=\s*
      (?:"(?P<quoted>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'=<>`]*))
    """,
    re.VERBOSE,
)
_EMPTY = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"))
_MOST_OPEN = 200


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that has not ended: where it began, its own language, what it marks and hides."""

    name: str
    start: int
    language: str
    marks: tuple[tuple[MarkKind, str], ...]
    hides: bool


@dataclass
class InlineHtml:
    """The elements of a line, which mark what stands in them as they end; they may cross."""

    page: Page
    language: str
    _open: list[_Open] = field(default_factory=list)

    @property
    def hides(self) -> bool:
        """Whether what stands here is hidden."""
        return any(each.hides for each in self._open)

    def read(self, tag: str) -> None:
        """Read a tag."""
        found = _TAG.fullmatch(tag)
        name = found["name"].lower() if found else ""
        if not found or found["alone"] or name in _EMPTY:
            return
        if not found["ends"]:
            self._begin(name, found["told"])
            return
        numbers = (at for at in reversed(range(len(self._open))) if self._open[at].name == name)
        if (at := next(numbers, -1)) >= 0:
            self._end(at)

    def end(self) -> None:
        """End what is open: no element goes on after its line."""
        while self._open:
            self._end(-1)

    def _begin(self, name: str, told: str) -> None:
        if len(self._open) >= _MOST_OPEN:
            return
        attributes = {
            found["name"].lower(): html.unescape(
                found["quoted"] or found["single"] or found["bare"] or ""
            )
            for found in _ATTRIBUTE.finditer(told)
        }
        hides = "hidden" in {*attributes, *_ATTRIBUTE.sub(" ", told).lower().split()}
        hides = hides or bool(HIDDEN_STYLE.search(attributes.get("style", "")))
        if name == "phoneme":  # as SSML has it
            attributes = {f"ssml:{each}": value for each, value in attributes.items()}
        marks: list[tuple[MarkKind, str]] = []
        told_before = (each.language for each in reversed(self._open) if each.language)
        language = language_of(attributes)
        if language and language != next(told_before, self.language):
            marks.append(("language", language))
        if phonemes := phonemes_of(attributes, alphabet_of(attributes) or "ipa"):
            marks.append(("phonemes", phonemes))
        self._open.append(_Open(name, self.page.length, language, tuple(marks), hides))

    def _end(self, at: int) -> None:
        ended = self._open.pop(at)
        for kind, value in ended.marks:
            self.page.mark(kind, ended.start, value)
