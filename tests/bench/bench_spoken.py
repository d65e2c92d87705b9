"""Measure how long the spoken form of novels takes, sentences found, on one core.

Usage: ``python tests/bench/bench_spoken.py [BOOK ...]``; without books, the novels of the test data
(``NARRATOR_TEST_DATA``). Prints a table.
"""

import os
import sys
import time
from itertools import pairwise
from pathlib import Path

from narrator.manuscript import read
from narrator.script.segments import sentence_ends
from narrator.script.spoken import apply_rules

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("NARRATOR_TEST_DATA", ROOT.parent / "shared" / "data"))


def list_sentences(text):
    """Give the sentences of a text."""
    ends = [0, *sentence_ends(text), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]


def measure(book):
    """Give a row: title, words, sentences, changes, and the seconds of processor time."""
    manuscript = read(book)
    language = manuscript.metadata.language
    blocks = [block.text for chapter in manuscript.chapters for block in chapter.blocks]
    started = time.process_time()
    sentences = [part for text in blocks for part in list_sentences(text)]
    changes = sum(len(apply_rules(part, "narration", language)[1]) for part in sentences)
    seconds = time.process_time() - started
    words = sum(len(text.split()) for text in blocks)
    return manuscript.metadata.title, words, len(sentences), changes, seconds


def main():
    """Print a row for each book, and the seconds that 120,000 words take at that pace."""
    books = [Path(name) for name in sys.argv[1:]] or sorted((DATA / "epub/novels").glob("*.epub"))
    print("| book | words | sentences | changes | seconds | for 120,000 words |")
    print("|---|---:|---:|---:|---:|---:|")
    for title, words, sentences, changes, seconds in map(measure, books):
        pace = seconds * 120_000 / words
        print(f"| {title} | {words:,} | {sentences:,} | {changes:,} | {seconds:.2f} | {pace:.2f} |")


if __name__ == "__main__":
    main()
