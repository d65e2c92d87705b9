"""What a lexicon does for a script: entries that are used, are not, cannot be, or contradict."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from narrator.script.lexicon import Entry
    from narrator.script.model import Script


@dataclass(frozen=True, slots=True)
class LexiconReport:
    """``used`` with how often; ``useless`` to the engine; ``contradicting`` as winner and loser."""

    used: tuple[tuple[Entry, int], ...]
    unused: tuple[Entry, ...]
    useless: tuple[Entry, ...]
    contradicting: tuple[tuple[Entry, Entry], ...]


def report_lexicon(script: Script, *, ipa: bool) -> LexiconReport:
    """Report on the script's lexicon; ``ipa`` tells whether the engine takes phonemes."""
    entries = script.lexicon.entries
    language = script.metadata.language
    counts: Counter[Entry] = Counter()
    for chapter in script.chapters if entries else ():
        for segment in chapter.segments:
            counts.update(script.lexicon.list_used(segment.spoken, segment.speaker, language))
    return LexiconReport(
        used=tuple(counts.most_common()),
        unused=tuple(entry for entry in entries if entry not in counts),
        useless=tuple(it for it in entries if not it.say and not (ipa and it.ipa)),
        contradicting=tuple(_find_contradictions(entries)),
    )


def _find_contradictions(entries: tuple[Entry, ...]) -> list[tuple[Entry, Entry]]:
    """Return pairs for the same words in the same place that are said otherwise."""
    first: dict[tuple[str, str, str], Entry] = {}
    pairs = []
    for entry in entries:
        words = entry.words if entry.case else entry.words.casefold()
        winner = first.setdefault((words, entry.speaker, entry.language), entry)
        if (winner.say, winner.ipa) != (entry.say, entry.ipa):
            pairs.append((winner, entry))
    return pairs
