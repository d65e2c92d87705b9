"""Account for every word of all books at hand, and measure how long that takes.

Usage: ``python tests/bench/bench_check.py [BOOK ...]``; without books, those of the test data
(``NARRATOR_TEST_DATA``) and of ``manuscripts/``. Prints a row for each, and ends with 1 where a
word is unknown, out of order or spoken twice. Seconds are of the second reading and the comparison.
"""

import os
import sys
import time
from pathlib import Path

from narrator.errors import NarratorError
from narrator.manuscript import read
from narrator.script import write_script
from narrator.witness import account_for, read_source, tell_faults

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("NARRATOR_TEST_DATA", ROOT.parent / "shared" / "data"))
SHELVES = ("novels", "samples", "other", "hostile", "w3c", "epubcheck")


def list_books():
    """Give all books at hand."""
    ours = [*(ROOT / "manuscripts").glob("*.md"), *(ROOT / "manuscripts").glob("*.epub")]
    books = [path for shelf in SHELVES for path in sorted((DATA / "epub" / shelf).glob("*.epub"))]
    return [*sorted(ours), *sorted((DATA / "markdown").glob("*")), *books]


def check(path):
    """Print the row of a book; tell whether it passed, None where it was refused."""
    try:
        script = write_script(read(path))
    except NarratorError as error:
        print(f"| {path.name} | refused: {str(error).replace(str(path), 'it')} |")
        return None
    started = time.perf_counter()
    account = account_for(read_source(path, script), script)
    seconds = time.perf_counter() - started
    rules = ", ".join(f"{shelf.rule} {shelf.words}" for shelf in account.skipped)
    print(
        f"| {path.name} | {account.words} | {account.spoken_words} | {rules} "
        f"| {account.unknown_words} | {seconds:.2f} |"
    )
    if account.faults:
        print(f"  {tell_faults(account)}")
    return not account.faults


def main():
    """Check all books."""
    print(
        "| book | words | spoken | skipped by rule | unknown | seconds |\n|---|---|---|---|---|---|"
    )
    passed = [check(path) for path in map(Path, sys.argv[1:])] or [check(p) for p in list_books()]
    print(
        f"\n{passed.count(True)} passed, {passed.count(False)} failed, {passed.count(None)} refused"
    )
    return 1 if False in passed else 0


if __name__ == "__main__":
    sys.exit(main())
