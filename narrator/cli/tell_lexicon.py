"""Say what a lexicon does for a book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrator.cli.show import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrator.script.lexicon import Entry
    from narrator.script.lexicon_report import LexiconReport

_MOST_SHOWN = 20


def tell_lexicon(report: LexiconReport) -> str:
    """Say which entries are used, never used, of no use to the engine, and which contradict."""
    times = sum(times for _, times in report.used)
    entries = "entry" if len(report.used) == 1 else "entries"
    lines = [f"Lexicon: {len(report.used):,} {entries} used, {count(times, 'time')}."]
    lines += _tell_entries("Never used", report.unused)
    lines += _tell_entries("This engine cannot use (write say)", report.useless)
    lines += [
        f"Contradicts: {winner.words!r} is {_tell_saying(winner)} in {winner.source}, "
        f"{_tell_saying(loser)} in {loser.source}: the first counts."
        for winner, loser in report.contradicting[:_MOST_SHOWN]
    ]
    return "\n".join(lines)


def _tell_entries(what: str, entries: Sequence[Entry]) -> list[str]:
    if not entries:
        return []
    shown = ", ".join(entry.words for entry in entries[:_MOST_SHOWN])
    left = len(entries) - _MOST_SHOWN
    return [f"{what}: {shown}{f' and {left:,} more' if left > 0 else ''}."]


def _tell_saying(entry: Entry) -> str:
    return f"/{entry.ipa}/" if entry.ipa and not entry.say else repr(entry.say)
