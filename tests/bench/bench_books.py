"""Measures the README's figures for whole books. ``make bench`` runs it; it takes a few minutes.

Every build is the real program in an empty cache. Memory is the peak resident size of the largest
process of a build, the program itself or a worker.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from conftest import DATA, MODELS  # noqa: E402  tests share their helpers by folder
from listening import count_wrong, hear, to_words  # noqa: E402

SAMPLE = ROOT / "manuscripts" / "the-lighthouse-cat.md"
NOVEL = DATA / "epub" / "novels" / "jane-austen_pride-and-prejudice.epub"
MARKDOWN = DATA / "markdown" / "pride-and-prejudice.md"
EDITS = 5
"""How often a word is changed in each of them; the median is taken."""
EDITED = (0, 9, 42)
"""Chapters of the novel, a short one, a usual one and a long one, counted from 0."""


@dataclass(frozen=True)
class Run:
    """One run of the program: seconds of wall clock, peak memory in MiB, what it reported."""

    wall: float
    memory: float
    report: dict


def build(book, folder, *options):
    """Build a book with all that it makes kept in a folder, in a process of its own.

    What was written before is on the disk first, so that nobody waits for what others wrote.
    """
    os.sync()
    command = [sys.executable, "-m", "narrator", "build", str(book), "--json", *options]
    environment = {**os.environ, "NARRATOR_DATA": str(folder), "NARRATOR_MODELS": str(MODELS)}
    script = (
        "import resource, subprocess, sys, time; start = time.monotonic();"
        "done = subprocess.run(sys.argv[1:]); wall = time.monotonic() - start;"
        "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss;"
        "print(wall, peak, file=sys.stderr); sys.exit(done.returncode)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command, "--output", str(folder / "output")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    wall, peak = done.stderr.split()[-2:]
    return Run(float(wall), float(peak) / 1024, json.loads(done.stdout))


def listen(book, run, chapters):
    """Tell how many words were to be said and how many of them Whisper heard otherwise."""
    command = [sys.executable, "-m", "narrator", "script", str(book), "--json"]
    script = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    said = [
        word
        for number in chapters
        for segment in script["chapters"][number - 1]["segments"]
        for word in to_words(segment["spoken"])
    ]
    files = [Path(file["path"]) for file in run.report["files"]]
    heard = [word for file in sorted(files) if file.suffix == ".mp3" for word in hear(file)]
    return len(said), count_wrong(said, heard)


def measure_listened(name, book, engine, chapters, options=()):
    """Build with a neural engine, listen back, and print a row of the README's first table."""
    with tempfile.TemporaryDirectory() as folder:
        run = build(book, Path(folder), "--engine", engine, *options)
        words, wrong = listen(book, run, chapters)
    audio = run.report["seconds"]
    print(
        f"| {name} | {engine} | {audio:.0f} | {run.wall:.0f} | {run.wall / audio:.2f} "
        f"| {run.memory:.0f} | {words} | {wrong} ({100 * wrong / words:.1f} %) |",
        flush=True,
    )


def measure_tones():
    """Build a whole novel of tones, build it again, and again with one word changed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = folder / "book.md"
        text = MARKDOWN.read_text(encoding="utf-8")
        book.write_text(text, encoding="utf-8")
        options = ("--engine", "tone", "--format", "m4b")
        print_tones("first build", build(book, folder, *options))
        print_tones("nothing changed", build(book, folder, *options))
        for number in EDITED:
            runs = []
            for _ in range(EDITS):
                text = change_word(text, number)
                book.write_text(text, encoding="utf-8")
                runs.append(build(book, folder, *options))
            print_tones(f"one word changed in chapter {number + 1}", take_median(runs))
            compare_edit(take_median(runs), folder, number)


def change_word(text, number):
    """Change one word in the middle of a chapter, counted from 0."""
    starts = [match.start() for match in re.finditer("^# ", text, re.MULTILINE)] + [len(text)]
    middle = (starts[number] + starts[number + 1]) // 2
    word = re.compile(r"\bthe\b").search(text, middle)
    return f"{text[: word.start()]}this{text[word.end() :]}"


def print_tones(name, run):
    """Print a row of the README's second table."""
    hours = run.report["seconds"] / 3600
    made = run.report["clips"]["made"]
    print(f"| {name} | {hours:.1f} | {made} | {run.wall:.1f} | {run.memory:.0f} |", flush=True)


def take_median(runs):
    """Take the run that is neither the fastest nor the slowest."""
    return sorted(runs, key=lambda run: run.wall)[len(runs) // 2]


def compare_edit(edited, folder, chapter):
    """Compare the edit with what it cannot do without: encoding its chapter, copying the file."""
    book = next(Path(file["path"]) for file in edited.report["files"])
    encode = statistics.median(time_encoding(book, chapter, folder) for _ in range(EDITS))
    copy = statistics.median(time_copying(book, folder) for _ in range(EDITS))
    print(
        f"\nThe edit took {edited.wall:.2f} s: {edited.wall / (encode + copy):.2f} times encoding "
        f"its chapter ({encode:.2f} s) and copying the file ({copy:.2f} s)."
    )


def time_copying(book, folder):
    """Time copying a file as the system does it."""
    os.sync()
    start = time.monotonic()
    subprocess.run(["cp", str(book), str(folder / "copy")], check=True)
    return time.monotonic() - start


def time_encoding(book, number, folder):
    """Time encoding the sound of one chapter of a book, all in one go, and nothing else."""
    import av
    import numpy as np

    from narrator.audio.codec import CODECS, encode

    with av.open(str(book)) as file:
        chapter = file.chapters()[number]
        file.seek(chapter["start"], stream=file.streams.audio[0])
        frames = []
        for frame in file.decode(audio=0):
            if frame.pts >= chapter["end"]:
                break
            frames.append(frame.to_ndarray())
    samples = np.rint(np.concatenate(frames, axis=1)[0] * 32767).astype(np.int16)
    start = time.monotonic()
    encode([samples], 24_000, folder / "chapter.m4a", CODECS["m4a"])
    return time.monotonic() - start


def main():
    """Print both tables."""
    print("| what | engine | audio s | wall s | wall/audio | peak MiB | words | heard otherwise |")
    print("|---|---|---|---|---|---|---|---|")
    for engine in ("kokoro", "piper"):
        measure_listened("sample", SAMPLE, engine, (1, 2))
        if NOVEL.is_file():
            measure_listened("novel, chapter 1", NOVEL, engine, (1,), ("--chapters", "1"))
    if MARKDOWN.is_file():
        print("\n| *Pride and Prejudice*, tones | hours | clips made | wall s | peak MiB |")
        print("|---|---|---|---|---|")
        measure_tones()


if __name__ == "__main__":
    main()
