"""Measure how long reading takes, and how much memory, as a book grows.

Usage: ``python tests/bench/bench_reading.py``. Prints a table: a real novel, then books that are
built of 250 to 2,000 files with a note in every paragraph. Each is read in a process of its own,
made into a script (speakers, spoken form) and held against the witness, in processor seconds.
"""

import multiprocessing
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from manuscript.books import make_epub, nav, xhtml

from narrator.manuscript import read
from narrator.script import write_script
from narrator.witness import account_for, read_source

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("NARRATOR_TEST_DATA", ROOT.parent / "shared" / "data"))
NOVEL = DATA / "epub" / "novels" / "jane-austen_pride-and-prejudice.epub"
SENTENCE = (
    "It was a quiet morning in the valley of file {0}, and nobody at all came by the old road, "
    'not even the dog<sup><a href="notes.xhtml#n{0}" id="r{0}">1</a></sup> of the grey house.'
)


def build(folder, count):
    """Write a book of so many files, each of about 450 words."""
    pages = {
        f"{n}.xhtml": xhtml(f"<h2>Chapter {n}</h2>" + f"<p>{SENTENCE.format(n)}</p>" * 16)
        for n in range(count)
    }
    pages["notes.xhtml"] = xhtml(
        "".join(f'<p id="n{n}"><a href="{n}.xhtml#r{n}">1</a> A note.</p>' for n in range(count))
    )
    links = [(f"{n}.xhtml", f"Chapter {n}") for n in range(count)]
    return make_epub(folder / f"{count}.epub", pages, toc=nav(*links))


def measure(path, results):
    """Take a book through the stages; send chapters, words, and each one's seconds and memory."""
    told, started = [], time.process_time()

    def note():
        nonlocal started
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        told.append((time.process_time() - started, memory))
        started = time.process_time()

    manuscript = read(path)
    note()
    script = write_script(manuscript)
    note()
    account = account_for(read_source(path, script), script)
    note()
    assert account.passed
    results.put((len(manuscript.chapters), account.spoken_words, told))


def main():
    """Measure all books."""
    print("| book | chapters | words | read s | MiB | proof s | script s | MiB of all |")
    print("|---|---|---|---|---|---|---|---|")
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        books = [NOVEL] if NOVEL.is_file() else []
        for path in [*books, *(build(Path(folder), count) for count in (250, 500, 1000, 2000))]:
            results = context.SimpleQueue()
            worker = context.Process(target=measure, args=(path, results))
            worker.start()
            chapters, words, ((reading, small), (writing, _), (proving, large)) = results.get()
            worker.join()
            print(
                f"| {path.stem} | {chapters:,} | {words:,} | {reading:.2f} | {small} "
                f"| {proving:.2f} | {writing:.2f} | {large} |"
            )


if __name__ == "__main__":
    main()
