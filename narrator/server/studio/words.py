"""The words of a book that no dictionary knows, and those that its lexicon says otherwise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypedDict

from narrator.engines.dictionary import list_unknown
from narrator.script.beside import find_beside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from narrator.server.studio.book import View

_MOST = 500
"""Words that are listed, the most frequent."""


class WordRow(TypedDict):
    """A word that no dictionary knows: how it would be said, and the lines that hold it."""

    word: str
    count: int
    ipa: str
    sentence: str
    lines: list[int]


class EntryRow(TypedDict):
    """Words that the book's lexicon says otherwise, in letters, in phonemes or in both."""

    words: str
    say: str
    ipa: str


class Words(TypedDict):
    """Both lists; ``left`` are the words that are not listed for want of room."""

    unknown: list[WordRow]
    left: int
    entries: list[EntryRow]


def list_words(view: View) -> Words:
    """List the words that somebody should look at, the most frequent first."""
    unknown = list_unknown(view.prepared.script)
    listed = unknown[:_MOST]
    places = _find_lines(view, {it.word for it in listed})
    return Words(
        unknown=[
            WordRow(
                word=it.word,
                count=it.count,
                ipa=it.ipa,
                sentence=it.sentence,
                lines=places.get(it.word.casefold(), []),
            )
            for it in listed
        ],
        left=len(unknown) - len(listed),
        entries=list(_list_entries(view)),
    )


def _find_lines(view: View, words: set[str]) -> dict[str, list[int]]:
    """Tell which lines hold each word, or its genitive."""
    folded = {word.casefold() for word in words}
    places: dict[str, list[int]] = {}
    for index, (_, line) in enumerate(view.lines):
        for word in set(re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", line.segment.spoken)):
            low = word.casefold()
            for form in {low, re.sub(r"['’]s?$", "", low)} & folded:
                places.setdefault(form, []).append(index)
    return places


def _list_entries(view: View) -> Iterator[EntryRow]:
    own = str(find_beside(view.title.path, "lexicon"))
    for it in view.prepared.script.lexicon.entries:
        if it.source == own and not (it.speaker or it.language or it.part):
            yield EntryRow(words=it.words, say=it.say, ipa=it.ipa)
