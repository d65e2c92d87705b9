"""Measures what a large book costs that is done: ``make bench-plan``; it takes some minutes.

A book of 10,000 segments is built once with the tone engine, then planned and built again, each in
a process of its own. Of five runs of each, the one in the middle is told, and the highest peak of
memory. ``--keep FOLDER`` builds the book there, or finds it built.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SEGMENTS = 10_000
RUNS = 5
CHAPTERS = 80
NAMES = ("Mara", "Jonas", "Ada", "Hal", "Eve", "Gus", "Bea", "Tom")
VOCABULARY = (
    "the a lamp keeper storm window house evening quiet harbour letter stranger stair grey slowly "
    "nobody always carried looked waited turned whispered remembered between under against before "
    "morning tide rope candle dog road village winter light door hand voice old small cold"
)
WORDS = VOCABULARY.split()


@dataclass(frozen=True)
class Run:
    """One run of the program: seconds of wall clock, peak memory in MB (of 10^6), its report."""

    wall: float
    memory: float
    report: dict


def write_book(path, segments=SEGMENTS):
    """Write a novel of about so many segments: narration, and dialogue of eight people."""
    chance = random.Random(1)
    lines = ["---\ntitle: A Long Book\nauthor: N. Obody\n---"]
    count = 0
    for chapter in range(1, CHAPTERS + 1):
        lines.append(f"# Chapter {chapter}")
        count += 1
        while count < segments * chapter / CHAPTERS:
            paragraph, more = write_paragraph(chance)
            lines.append(paragraph)
            count += more
    path.write_text("\n\n".join(lines), encoding="utf-8")


def write_paragraph(chance):
    """Write a paragraph, and tell how many segments it has."""
    if chance.random() < 0.4:
        name = chance.choice(NAMES)
        return f"“{write_sentence(chance)[:-1]},” said {name}. {write_sentence(chance)}", 3
    count = chance.randint(1, 5)
    return " ".join(write_sentence(chance) for _ in range(count)), count


def write_sentence(chance):
    """Write a sentence of 5 to 20 words."""
    words = chance.choices(WORDS, k=chance.randint(5, 20))
    return f"{' '.join(words).capitalize()}."


def run(folder, command, *options):
    """Run the program on the book, with everything that it keeps in a folder."""
    arguments = ["-m", "narrator", command, "book.md", "--json", "--engine", "tone", *options]
    start = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "NARRATOR_DATA": str(folder / "data")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    report = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if status:
        sys.exit(process.stderr.read())
    return Run(wall, usage.ru_maxrss * 1024 / 1e6, json.loads(report))


def measure_warm(folder):
    """Build the book if it is not, then give (name, limit in seconds, runs) of what is measured."""
    if not (folder / "book.md").is_file():
        write_book(folder / "book.md")
    first = run(folder, "build")
    planned = [run(folder, "plan") for _ in range(RUNS)]
    built = [run(folder, "build") for _ in range(RUNS)]
    return [
        ("the first time", None, [first]),
        ("planning", 2.0, planned),
        ("building when all is done", 3.0, built),
    ]


def print_row(name, limit, runs):
    """Print a row of the table, and tell whether the limit is kept."""
    middle = sorted(runs, key=lambda it: it.wall)[len(runs) // 2]
    memory = max(it.memory for it in runs)
    told = f"{limit:.0f}" if limit else ""
    print(f"| {name} | {middle.wall:.2f} | {told} | {memory:.0f} |", flush=True)
    return limit is None or (middle.wall <= limit and memory <= 200)


def main():
    """Print the table; exit code 1 where a limit is crossed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="where the book is built, or was")
    keep = parser.parse_args().keep
    with tempfile.TemporaryDirectory() as scratch:
        folder = keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        rows = measure_warm(folder)
    plan = rows[1][2][0].report
    segments = sum(chapter["segments"] for chapter in plan["chapters"])
    print(f"A book of {segments:,} segments, {plan['clips']:,} clips:\n")
    print("| what | seconds | at most | peak MB |\n|---|---|---|---|")
    kept = [print_row(*row) for row in rows]
    if not all(kept):
        sys.exit("A limit is crossed.")


if __name__ == "__main__":
    main()
