"""Measure what memory a build takes as books grow: 1, 10 and 40 hours of tones, first and again.

python tests/bench/bench_length.py [hours ...]
"""

import argparse
import tempfile
from pathlib import Path

from bench_books import build

WORDS_AN_HOUR = 9_700
"""As the tone engine speaks."""
SENTENCES = (
    "When the wind had gone round to the north, nobody on board spoke another word.",
    "“Is that the harbour, or only another cloud?” said Mara.",
    "“It was a cloud the last time,” said Jonas, and went below.",
)
LINES_A_CHAPTER = 120


def write_book(path, hours):
    """Write a book that plays for about so many hours, no two lines of it alike."""
    words = sum(len(sentence.split()) + 2 for sentence in SENTENCES)
    parts = []
    for number in range(round(hours * WORDS_AN_HOUR / words)):
        if number % (LINES_A_CHAPTER // len(SENTENCES)) == 0:
            parts.append(f"# Chapter {len(parts)}")
        parts += [f"{sentence[:-1]}, {number} times." for sentence in SENTENCES]
    path.write_text("\n\n".join(parts), encoding="utf-8")


def main(hours):
    """Print a row for each length."""
    print("hours  first build s  peak MiB  clips  nothing changed s  peak MiB")
    for length in hours:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_book(folder / "book.md", length)
            options = ("--engine", "tone", "--format", "m4b")
            first = build(folder / "book.md", folder, *options)
            again = build(folder / "book.md", folder, *options)
        print(
            f"{first.report['seconds'] / 3600:5.1f}  {first.wall:13.0f}  {first.memory:8.0f}"
            f"  {first.report['clips']['made']:5}  {again.wall:17.1f}  {again.memory:8.0f}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("hours", type=float, nargs="*", default=[1.0, 10.0, 40.0])
    main(parser.parse_args().hours)
