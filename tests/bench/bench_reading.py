"""Measure how long reading takes, and how much memory, as a book grows.

Usage: ``python tests/bench/bench_reading.py``. Prints a table: a real novel, then books that are
built of 250 to 2,000 files with a note in every paragraph. Each is read in a process of its own.
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
    """Read a book; send chapters, words, seconds and the peak of memory in MB."""
    started = time.perf_counter()
    manuscript = read(path)
    seconds = time.perf_counter() - started
    blocks = [block for chapter in manuscript.chapters for block in chapter.blocks]
    words = sum(len(block.text.split()) for block in blocks)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    results.put((len(manuscript.chapters), words, seconds, memory))


def main():
    """Measure all books."""
    print(f"{'book':40} {'chapters':>8} {'words':>8} {'seconds':>8} {'MB':>5}")
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        books = [NOVEL] if NOVEL.is_file() else []
        for path in [*books, *(build(Path(folder), count) for count in (250, 500, 1000, 2000))]:
            results = context.SimpleQueue()
            worker = context.Process(target=measure, args=(path, results))
            worker.start()
            chapters, words, seconds, memory = results.get()
            worker.join()
            print(f"{path.stem:40} {chapters:8} {words:8} {seconds:8.2f} {memory:5}")


if __name__ == "__main__":
    main()
