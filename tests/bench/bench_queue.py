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
from narrator.options import Options
from narrator.pipeline import prepare
from narrator.queue.crew import Crew
from narrator.queue.work import Made
from narrator.settings import Settings

ROW = "{:<56} {:>12}   {}"
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
            run = make_book(Path(folder), url, segments)
            counts = httpx.get(f"{url}/counts").json()
        yield from describe(run, counts, told=told)


def describe(run, counts, *, told):
    """Give the rows of a run through a network engine."""
    name = f"limit of {LIMIT} {'told' if told else 'found out'}"
    answers = counts["answers"]
    share = (answers["200"] + answers["500"]) * LATENCY / LIMIT / run.seconds
    yield Row(f"{name}: of what it allows", f"{share:.1%}", "at least 95 %" if told else "")
    yield Row(f"{name}: segments a second", f"{run.made / run.seconds:.1f}")
    yield Row(f"{name}: segments lost", f"{run.wanted - run.made}", f"0, of {run.wanted}")
    twice = max(answers["200"] - run.made, len(counts["twice"]))
    yield Row(f"{name}: segments made twice", f"{twice}", "0")
    yield Row(f"{name}: refused with 429, of them above it", f"{answers['429']}, {counts['over']}")
    yield Row(f"{name}: failed with 500", f"{answers['500']}")
    yield Row(f"{name}: processor time a segment", f"{1000 * run.work / run.made:.1f} ms")


@dataclass(frozen=True)
class Run:
    """How many clips were wanted and made, in how many seconds, of them the processor's."""

    wanted: int
    made: int
    seconds: float
    work: float


def make_book(folder, url, segments):
    """Make every clip of a book."""
    path = folder / "book.md"
    lines = (f"Line {n} of the watch." for n in range(segments))
    path.write_text("# The Watch\n\n" + "\n\n".join(lines), encoding="utf-8")
    data = folder / "data"
    settings = Settings(data, data / "cache", data / "models", engine="fish", base_url=url)
    prepared = prepare(path, options=Options(), settings=settings)
    jobs = prepared.plan.missing
    (engine,) = prepared.engines.values()
    start, began = time.perf_counter(), time.process_time()
    with Crew(engine, FolderStore(settings.cache), 2) as crew:
        made = [it for it in crew.make_clips(jobs) if isinstance(it, Made)]
    seconds, work = time.perf_counter() - start, time.process_time() - began
    return Run(len(jobs), len(made), seconds, work)


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
