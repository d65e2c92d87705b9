"""Measure what a Ray cluster costs: 1 to 4 places for an engine that takes 100 ms a clip.

python tests/bench/bench_cluster.py [--clips 200]
"""

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import ray

from narrator.batch.cluster import ClusterCrew
from narrator.cache.store import FolderStore
from narrator.engine import Speech
from narrator.engines.tone import ToneEngine
from narrator.queue.job import make_job

CLIP_SECONDS = 0.1
PLACES = (1, 2, 3, 4)


@dataclass(frozen=True)
class SlowEngine(ToneEngine):
    """Hums at once, and gives the clip when the time is up that every clip takes."""

    def speak(self, speech):
        """Hum, in 100 ms."""
        end = time.perf_counter() + CLIP_SECONDS
        clip = super().speak(speech)
        time.sleep(max(0.0, end - time.perf_counter()))
        return clip


def make_jobs(engine, count, word):
    """Make jobs that no other row has made."""
    identity = engine.identity("alto")
    texts = (f"{word} {number}." for number in range(count))
    return [make_job(engine, identity, Speech(text, "alto", "en")) for text in texts]


def measure(places, count, folder):
    """Give the seconds that so many clips took on so many places, processes warm."""
    engine = SlowEngine()
    ray.init(num_cpus=places, log_to_driver=False, logging_level="error")
    try:
        with ClusterCrew(engine, FolderStore(folder)) as crew:
            list(crew.make_clips(make_jobs(engine, places * 4, f"Warm {places}")))
            start = time.perf_counter()
            list(crew.make_clips(make_jobs(engine, count, f"Row {places}")))
            return time.perf_counter() - start
    finally:
        ray.shutdown()


def main(count):
    """Print a row for each number of places."""
    print("places  clips  wall s  of linear  overhead a clip")
    with tempfile.TemporaryDirectory() as folder:
        for places in PLACES:
            wall = measure(places, count, Path(folder))
            ideal = count * CLIP_SECONDS / places
            cost = (wall * places / count - CLIP_SECONDS) * 1000
            print(f"{places:6}  {count:5}  {wall:6.2f}  {ideal / wall:9.1%}  {cost:.1f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=200)
    main(parser.parse_args().clips)
