"""Say what a lexicon does for a book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrator.cli.show import count, lay_out, shorten
from narrator.errors import MachineError, UsageError
from narrator.script.lexicon_file import write_lexicon
from narrator.script.pls import write_pls

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from narrator.engines.dictionary import Unknown
    from narrator.script import Script
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
    lines += [_tell_pair(*pair) for pair in report.contradicting[:_MOST_SHOWN]]
    return "\n".join(lines)


def _tell_pair(winner: Entry, loser: Entry) -> str:
    """Say that entries contradict in one file, or that a nearer file has another word."""
    said = f"{winner.words!r} is {_tell_saying(winner)}"
    other = _tell_saying(loser)
    if winner.source == loser.source:
        return f"Contradicts: in {winner.source} {said} and {other}: the first counts."
    return f"Overridden: {said} in {winner.source}, {other} in {loser.source}: the nearer counts."


def tell_unlisted(unlisted: Sequence[Unknown]) -> str:
    """Say which words no dictionary knows, the most frequent first, and how they would be said."""
    rows = [("in no dictionary", "times", "said", "segment", "sentence")]
    rows += [
        (it.word, str(it.count), f"/{it.ipa}/", it.segment, shorten(it.sentence))
        for it in unlisted[:_MOST_SHOWN]
    ]
    left = len(unlisted) - _MOST_SHOWN
    more = f"\nAnd {left:,} more: --json lists all." if left > 0 else ""
    return f"{lay_out(rows)}{more}"


def save_lexicon(path: Path, script: Script, unlisted: Sequence[Unknown]) -> None:
    """Write the script's lexicon to a file, in TOML with what no dictionary knows as remarks."""
    entries = [entry for entry in script.lexicon.entries if entry.place is None]
    if path.suffix == ".pls":
        written = write_pls(entries, script.metadata.language)
    elif path.suffix == ".toml":
        remarks = [_remark(it) for it in unlisted]
        written = "\n".join([write_lexicon(entries), *remarks, ""]).encode()
    else:
        raise UsageError(f"{path}: a lexicon is written as .toml or .pls. Choose one of them.")
    try:
        path.write_bytes(written)
    except OSError as error:
        raise MachineError(f"{path}: the lexicon cannot be written: {error}.") from error


def _remark(it: Unknown) -> str:
    return f'# "{it.word}" = {{ipa = "{it.ipa}"}}  # {it.segment}, {count(it.count, "time")}'


def _tell_entries(what: str, entries: Sequence[Entry]) -> list[str]:
    if not entries:
        return []
    shown = ", ".join(entry.words for entry in entries[:_MOST_SHOWN])
    left = len(entries) - _MOST_SHOWN
    told = f"{what}: {shown}"
    return [f"{told} and {left:,} more." if left > 0 else f"{told.removesuffix('.')}."]


def _tell_saying(entry: Entry) -> str:
    if entry.say:
        return repr(entry.say)
    return f"/{entry.ipa}/" if entry.ipa else f"for {', '.join(name for name, _ in entry.engines)}"
