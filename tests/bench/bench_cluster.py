"""Measure what a Ray cluster costs: 1 to 4 places for an engine that takes 100 ms a clip.

python tests/bench/bench_cluster.py [--clips 300]
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
from narrator.queue.crew import Crew
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


def time_crew(crew, count, word):
    """Give the milliseconds that each clip took a place of a crew, once its workers are warm."""
    with crew:
        list(crew.make_clips(make_jobs(crew.engine, 16, f"Warm {word}")))
        start = time.perf_counter()
        list(crew.make_clips(make_jobs(crew.engine, count, word)))
        return time.perf_counter() - start


def measure(places, count, store):
    """Give the seconds that so many clips took on so many places: of a cluster, and of a crew."""
    engine = SlowEngine()
    ray.init(num_cpus=places, log_to_driver=False, logging_level="error")
    try:
        far = time_crew(ClusterCrew(engine, store), count, f"Far {places}")
    finally:
        ray.shutdown()
    return far, time_crew(Crew(engine, store, places), count, f"Near {places}")


def main(count):
    """Print a row for each number of places."""
    print("places  clips  cluster s  of linear  crew of this machine s  the cluster's cost a clip")
    with tempfile.TemporaryDirectory() as folder:
        rows = [measure(places, count, FolderStore(Path(folder))) for places in PLACES]
    alone = rows[0][0]
    for places, (far, near) in zip(PLACES, rows, strict=True):
        cost = (far - near) * places / count * 1000
        linear = alone / places / far
        print(f"{places:6}  {count:5}  {far:9.2f}  {linear:9.1%}  {near:22.2f}  {cost:.1f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=300)
    main(parser.parse_args().clips)
