"""Measure the queue under load, one row a measure.

Run from the project's root: ``python tests/bench/bench_queue.py``, or only some measures:
``python tests/bench/bench_queue.py network``. A measure is a function that gives rows, and has its
place in ``MEASURES``.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from narrator.cache.store import FolderStore
from narrator.pipeline import Options, prepare
from narrator.queue.events import ignore
from narrator.queue.journal import open_journal
from narrator.queue.runner import run
from narrator.settings import Settings

ROW = "{:<62} {:>12}   {}"
LATENCY = 0.2
LIMIT = 15


@dataclass(frozen=True)
class Row:
    """One figure: of what, how much, and what it should be."""

    measure: str
    figure: str
    wanted: str = ""


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("measures", nargs="*", choices=[*MEASURES, []], default=[])
    chosen = parser.parse_args().measures or list(MEASURES)
    print(ROW.format("", "measured", "wanted"))
    for name in chosen:
        for row in MEASURES[name]():
            print(ROW.format(row.measure, row.figure, row.wanted), flush=True)


def bench_network(segments=3000):
    """Have a book made by a network engine whose server fails now and then.

    The limit allows so many requests in progress; each that the server works on takes a place for
    the fixed time (one that it refuses with 429 takes none, one that fails with 500 does). So what
    the limit allows is ``LIMIT / LATENCY`` of those a second. Measured is how many there were, in
    the time from the first request to the last clip kept.
    """
    faults = ("429:0.05", "500:0.02")
    for told in (True, False):
        with misbehaving(told, faults) as url, tempfile.TemporaryDirectory() as folder:
            outcome, seconds = make_book(Path(folder), url, segments)
            counts = httpx.get(f"{url}/counts").json()
        worked = counts["answers"]["200"] + counts["answers"]["500"]
        yield from describe(outcome, seconds, counts, worked, told=told)


def describe(outcome, seconds, counts, worked, *, told):
    """Give the rows of a run through a network engine."""
    name = f"network, limit {LIMIT} {'told' if told else 'found out'}: "
    share = worked * LATENCY / LIMIT / seconds
    rate = f"{outcome.made / seconds:.1f} segments a second, of the {LIMIT / LATENCY:.0f} requests"
    yield Row(f"{name}{rate}", f"{share:.1%}", "at least 95 %" if told else "")
    lost = counts["texts"] - len(outcome.present) + len(outcome.failed)
    yield Row(f"{name}segments lost, of {len(outcome.present)}", f"{lost}", "0")
    twice = counts["answers"]["200"] - outcome.made
    yield Row(f"{name}segments made twice", f"{max(twice, len(counts['twice']))}", "0")
    refused = f"{counts['answers']['429']} (429), {counts['answers']['500']} (500)"
    yield Row(f"{name}refused, above the limit", refused, f"{counts['over']}")


def make_book(folder, url, segments):
    """Make every clip of a book; give what became of them, and the seconds that it took."""
    path = folder / "book.md"
    lines = (f"The lamp went round for the {n}th time." for n in range(segments))
    path.write_text("# The Watch\n\n" + "\n\n".join(lines), encoding="utf-8")
    data = folder / "data"
    settings = Settings(data, data / "cache", data / "models", engine="fish", base_url=url)
    prepared = prepare(path, options=Options(), settings=settings)
    store = FolderStore(settings.cache)
    with open_journal(data / "journal.sqlite") as journal:
        start = time.perf_counter()
        outcome = run(
            prepared.plan,
            engines=prepared.engines,
            store=store,
            journal=journal,
            workers=2,
            listen=ignore,
        )
        return outcome, time.perf_counter() - start


@contextmanager
def misbehaving(told, faults):
    """Run the server that misbehaves in a process of its own, and give its address."""
    program = Path(__file__).parents[1] / "misbehaving.py"
    terms = ["--limit", str(LIMIT), "--latency", str(LATENCY), *(["--told"] if told else [])]
    command = [sys.executable, str(program), *terms, "--fault", *faults]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.communicate()


MEASURES = {"network": bench_network}


if __name__ == "__main__":
    main()
