"""Measure how long the spoken form of novels takes, sentences found, on one core.

Usage: ``python tests/bench/bench_spoken.py [BOOK ...]``; without books, the novels of the test data
(``NARRATOR_TEST_DATA``). Prints the seconds for 120,000 words.
"""

import os
import sys
import time
from itertools import pairwise
from pathlib import Path

from narrator.manuscript import read
from narrator.script.segments import sentence_ends
from narrator.script.spoken import speak_as

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("NARRATOR_TEST_DATA", ROOT.parent / "shared" / "data"))


def list_sentences(text):
    """Give the sentences of a text."""
    ends = [0, *sentence_ends(text), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]


def main():
    """Print the seconds that 120,000 words take, at the pace of all the books."""
    books = [Path(name) for name in sys.argv[1:]] or sorted((DATA / "epub/novels").glob("*.epub"))
    blocks = [block.text for book in books for it in read(book).chapters for block in it.blocks]
    words = sum(len(text.split()) for text in blocks)
    started = time.perf_counter()
    said = [
        speak_as(part, "narration", "en-GB") for text in blocks for part in list_sentences(text)
    ]
    seconds = time.perf_counter() - started
    print(
        f"{len(said):,} sentences, {words:,} words: {seconds * 120_000 / words:.2f} s for 120,000"
    )


if __name__ == "__main__":
    main()
