"""Measure how busy a batch keeps its engine: 200 short titles, spoken by tones at a set pace.

Busy is the seconds that the engine worked, by the journal, against the seconds that the run took
times the clips that may be made at once.

    python tests/bench/bench_batch.py [--titles 200] [--pace 0.05]
"""

import argparse
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

JOBS = 2
WORDS = ("the", "sea", "was", "calm", "and", "nobody", "on", "quay", "had", "heard", "of", "it")


def write_titles(folder, count, *, words=60):
    """Write that many short books, each of words in an order of its own, and their catalogue."""
    draw = random.Random(7)
    entries = []
    for number in range(count):
        text = " ".join(draw.choice(WORDS) + "." * (draw.random() < 0.1) for _ in range(words))
        name = f"title-{number}.md"
        (folder / name).write_text(f"# Title {number}\n\n{text}.\n", encoding="utf-8")
        entries.append(f'[[title]]\nmanuscript = "{name}"\nformats = ["m4b"]\n')
    catalog = folder / "catalog.toml"
    catalog.write_text("\n".join(entries), encoding="utf-8")
    return catalog


def run_batch(catalog, folder, pace):
    """Run a catalogue and give its report and the seconds that it took."""
    environment = {
        "NARRATOR_DATA": str(folder / "data"),
        "NARRATOR_TONE_PACE": str(pace),
        "PATH": str(Path(sys.executable).parent),
    }
    command = [sys.executable, "-m", "narrator", "batch", str(catalog), "--engine", "tone"]
    start = time.monotonic()
    done = subprocess.run(
        [*command, "--jobs", str(JOBS), "--output", str(folder / "output"), "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return json.loads(done.stdout), time.monotonic() - start


def measure(count, pace):
    """Run the batch and print one row."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        report, wall = run_batch(write_titles(folder, count), folder, pace)
        with sqlite3.connect(folder / "data" / "journal.sqlite") as journal:
            work, clips = journal.execute(
                "SELECT sum(work_seconds), count(*) FROM attempts"
            ).fetchone()
    print("titles  clips  sound  wall  engine busy  (whole run, start-up included)")
    print(
        f"{report['done']:6}  {clips:5}  {report['seconds']:4.0f} s  {wall:3.0f} s"
        f"  {work / (JOBS * wall):10.1%}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--titles", type=int, default=200)
    parser.add_argument("--pace", type=float, default=0.05)
    given = parser.parse_args()
    measure(given.titles, given.pace)
