"""Account for every word: spoken, skipped under a named rule, or unknown, which none may be.

The manuscript is read a second time, by other means, and compared with the script. Ends with
exit code 3 where a word is lost, out of order or spoken twice.
"""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

from narrator.cli import options as shared
from narrator.cli.show import lay_out, shorten
from narrator.errors import ManuscriptError
from narrator.preparing import check
from narrator.witness import PHRASES, tell_faults

if TYPE_CHECKING:
    import argparse

    from narrator.manuscript.model import Skipped
    from narrator.witness import Account, Fault

_MOST_SHOWN = 50


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what check takes."""
    shared.add_manuscript(parser)
    shared.add_reading(parser)
    shared.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Check, show the account, and raise ManuscriptError where something is wrong."""
    script, account = check(arguments.manuscript, options=shared.options_from(arguments))
    title = script.metadata.title
    if arguments.json:
        print(json.dumps(to_json(account, title), ensure_ascii=False, indent=1))
    else:
        from narrator.manuscript.pronounced import tell_unused

        unused = tell_unused(script.pronunciations, script.passages)
        print(_tell(account, title) + (f"\n\n{unused}." if unused else ""))
    if account.failures:
        raise ManuscriptError(
            f"{arguments.manuscript} does not pass: {tell_faults(account.failures)}."
        )
    return 0


def to_json(account: Account, title: str) -> dict[str, object]:
    """Give the report for tools; ``docs/check-format.md`` documents it."""
    return {
        "version": 1,
        "title": title,
        "passed": not account.failures,
        "words": account.words,
        "spoken": account.spoken_words,
        "skipped": account.skipped_words,
        "unknown": account.unknown_words,
        "chapters": [dataclasses.asdict(extent) for extent in account.chapters],
        "rules": [dataclasses.asdict(shelf) for shelf in account.skipped],
        "faults": [dataclasses.asdict(fault) for fault in account.faults],
    }


def _tell(account: Account, title: str) -> str:
    parts = [_tell_words(account, title), _tell_chapters(account)]
    if account.skipped:
        parts.append(_tell_skipped(account))
    parts += [
        f"{phrase[0].upper()}{phrase[1:]}:\n" + "\n".join(_tell_kind(faults))
        for kind, phrase in PHRASES.items()
        if (faults := [fault for fault in account.faults if fault.kind == kind])
    ]
    return "\n\n".join(parts)


def _tell_words(account: Account, title: str) -> str:
    unknown = f"{account.unknown_words:,}" if account.unknown_words else "none"
    return (
        f"{title}: {account.words:,} words in the source; {account.spoken_words:,} spoken, "
        f"{account.skipped_words:,} skipped, {unknown} unknown."
    )


def _tell_chapters(account: Account) -> str:
    rows = [("#", "chapter", "spoken", "skipped", "unknown")]
    rows += [
        (
            str(extent.number) if extent.number else "",
            shorten(extent.title) or "(in no chapter)",
            str(extent.spoken),
            str(extent.skipped),
            str(extent.unknown),
        )
        for extent in account.chapters
    ]
    return lay_out(rows)


def _tell_skipped(account: Account) -> str:
    rows = [("skipped", "words", "places", "the first")]
    rows += [
        (shelf.rule, str(shelf.words), str(shelf.places), _tell_example(shelf.examples[0]))
        for shelf in account.skipped
    ]
    return lay_out(rows)


def _tell_example(skipped: Skipped) -> str:
    place = skipped.place
    return f"{place.file}, paragraph {place.paragraph}: {shorten(skipped.text)}".rstrip(": ")


def _tell_kind(faults: list[Fault]) -> list[str]:
    lines = [
        f"  {fault.file}, line {fault.line}: {fault.before} [{shorten(fault.words)}] {fault.after}"
        for fault in faults[:_MOST_SHOWN]
    ]
    left = len(faults) - _MOST_SHOWN
    return [*lines, f"  and {left} more: --json lists all"] if left > 0 else lines
