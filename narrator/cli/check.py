"""Account for every word: spoken, skipped under a named rule, or unknown, which none may be.

The manuscript is read a second time, by other means, and compared with the script. Ends with
exit code 3 where a word is lost, out of order or spoken twice.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

from narrator.cli import options as shared
from narrator.cli.show import lay_out, shorten
from narrator.cli.tell_lexicon import save_lexicon, tell_lexicon, tell_unlisted
from narrator.engines import make_engine
from narrator.engines.dictionary import list_unknown
from narrator.errors import ManuscriptError
from narrator.script.foreign import tell_slips, tell_unspoken
from narrator.script.lexicon import Taker
from narrator.script.lexicon_report import report_lexicon
from narrator.script.said import list_said
from narrator.witness import PHRASES, tell_faults
from narrator.writing import check

if TYPE_CHECKING:
    import argparse

    from narrator.manuscript.model import Skipped
    from narrator.script import Script
    from narrator.script.lexicon_report import LexiconReport
    from narrator.script.said import Ruled, Said
    from narrator.witness import Account, Fault

_MOST_SHOWN = 50
_MOST_SAID = 10


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what check takes."""
    shared.add_manuscript(parser)
    shared.add_reading(parser)
    shared.add_json(parser)
    shared.add_lexicon(parser)
    parser.add_argument(
        "--engine", metavar="NAME", help="whose use of the lexicon, and of other languages, is told"
    )
    parser.add_argument(
        "--write-lexicon",
        type=Path,
        metavar="FILE",
        help="write what says the book's words as one lexicon: .toml, or .pls (W3C)",
    )
    parser.add_argument(
        "--spoken", action="store_true", help="show what is said otherwise than printed, by rule"
    )


def run(arguments: argparse.Namespace) -> int:
    """Check, show the account, and raise ManuscriptError where something is wrong."""
    script, account = check(arguments.manuscript, options=shared.options_from(arguments))
    title = script.metadata.title
    ruled = list_said(script) if arguments.spoken else []
    lexicon = _report_lexicon(script, arguments)
    unlisted = list_unknown(script)
    if arguments.write_lexicon:
        save_lexicon(arguments.write_lexicon, script, unlisted)
    if arguments.json:
        report = to_json(account, title)
        if arguments.spoken:
            report["said"] = [dataclasses.asdict(each) for each in ruled]
        if lexicon:
            report["lexicon"] = dataclasses.asdict(lexicon)
        report["unlisted"] = [dataclasses.asdict(each) for each in unlisted]
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        unused = _tell_foreign(script, arguments)
        print("\n\n".join([_tell(account, title), *([f"{unused}."] if unused else [])]))
        if unlisted:
            print("\n" + tell_unlisted(unlisted))
        if lexicon:
            print("\n" + tell_lexicon(lexicon))
        if arguments.spoken:
            print("\n" + _tell_said(ruled))
    if not account.passed:
        raise ManuscriptError(
            f"{arguments.manuscript} does not pass: {tell_faults(account.faults)}."
        )
    return 0


def _tell_foreign(script: Script, arguments: argparse.Namespace) -> str:
    """Say which passages in other languages the engine says in the book's, "" if there is none."""
    if not script.passages:
        return ""
    settings = shared.settings_from(arguments)
    engine = make_engine(settings.engine, settings)
    unspoken = tell_unspoken(script, engine.name, engine.capabilities().foreign)
    return ".\n".join(filter(None, [unspoken, tell_slips(script)]))


def _report_lexicon(script: Script, arguments: argparse.Namespace) -> LexiconReport | None:
    if not script.lexicon.entries:
        return None
    settings = shared.settings_from(arguments)
    engine = make_engine(settings.engine, settings)
    return report_lexicon(script, Taker(engine.name, engine.capabilities().phonemes))


def to_json(account: Account, title: str) -> dict[str, object]:
    """Give the report for tools; ``docs/check-format.md`` documents it."""
    return {
        "version": 1,
        "title": title,
        "passed": account.passed,
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


def _tell_said(ruled: list[Ruled]) -> str:
    if not ruled:
        return "Everything is said as it is printed."
    rows = [("rule", "times", "printed", "said")]
    for each in ruled:
        shown = each.changes[:_MOST_SAID]
        rows += [(each.rule, str(it.count), *_shorten_pair(it)) for it in shown]
        if left := len(each.changes) - len(shown):
            rows.append((each.rule, "", f"and {left:,} more: --json lists all", ""))
    total = ", ".join(f"{each.rule} {each.count:,}" for each in ruled)
    return f"{lay_out(rows)}\n\nSaid otherwise than printed: {total}."


def _shorten_pair(said: Said) -> tuple[str, str]:
    return shorten(said.printed), shorten(said.spoken)


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
