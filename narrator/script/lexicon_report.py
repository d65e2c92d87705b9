"""What a lexicon does for a script: entries that are used, are not, cannot be, or contradict."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.script.lexicon import choose_form

if TYPE_CHECKING:
    from narrator.script.lexicon import Entry, Taker
    from narrator.script.model import Script


@dataclass(frozen=True, slots=True)
class LexiconReport:
    """``used`` with how often; ``useless`` to the engine; ``contradicting`` as winner and loser.

    ``unused`` are those that stand for no word of the book, not those that another overrides.
    """

    used: tuple[tuple[Entry, int], ...]
    unused: tuple[Entry, ...]
    useless: tuple[Entry, ...]
    contradicting: tuple[tuple[Entry, Entry], ...]


def report_lexicon(script: Script, taker: Taker) -> LexiconReport:
    """Report on the script's lexicon as an engine uses it."""
    entries = script.lexicon.entries
    language = script.metadata.language
    counts: Counter[Entry] = Counter()
    for chapter in script.chapters if entries else ():
        for segment in chapter.segments:
            counts.update(script.lexicon.list_used(segment, language))
    contradicting = _find_contradictions(entries)
    told = {*counts, *(loser for _, loser in contradicting)}
    return LexiconReport(
        used=tuple(counts.most_common()),
        unused=tuple(entry for entry in entries if entry not in told),
        useless=tuple(it for it in entries if choose_form(it, taker, language) is None),
        contradicting=tuple(contradicting),
    )


def _find_contradictions(entries: tuple[Entry, ...]) -> list[tuple[Entry, Entry]]:
    """Return pairs for the same words in the same place that are said otherwise."""
    first: dict[tuple[object, ...], Entry] = {}
    pairs = []
    for entry in entries:
        words = entry.words if entry.case else entry.words.casefold()
        where = (words, entry.speaker, entry.language, entry.part, entry.place)
        winner = first.setdefault(where, entry)
        if winner.saying != entry.saying:
            pairs.append((winner, entry))
    return pairs
