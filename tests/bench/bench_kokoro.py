"""How fast the engine kokoro is, beside stock kokoro-onnx with the same weights and text.

Type ``python tests/bench/bench_kokoro.py``. Each way speaks the same six sentences, in turn, a
few rounds; the best round counts. RTF is seconds of work for each second of sound.
``--without-vnni`` hides from ONNX Runtime that the processor has AVX-512 and VNNI, for all ways
alike; ``--onnxruntime`` names its version.
"""

import argparse
import importlib.util
import json
import multiprocessing
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from conftest import MODELS  # tests share their helpers by folder
from older_processor import install_without_vnni

from narrator.engine import Speech
from narrator.engines.kokoro import KokoroEngine
from narrator.engines.kokoro_files import find_graph
from narrator.engines.kokoro_styles import StyleFolder

VOICE = "af_heart"
SENTENCES = (
    "The harbour lay quiet when the ferry came in, and only the gulls were awake to see it.",
    "Marian counted the boxes twice, as she did every Thursday, and found that one was missing.",
    "It was a small thing, no larger than a loaf of bread, but it had come a very long way.",
    '"Somebody signed for it," said the clerk, "and it certainly wasn\'t me."',
    "He pushed the book across the counter and pointed at a line of neat blue ink.",
    "She knew the hand at once, though she had not seen it for eleven years.",
)

STOCK = """
import json, resource, sys, time
from kokoro_onnx import Kokoro
model, voices, voice, rounds, text = sys.argv[1:]
start = time.perf_counter()
kokoro = Kokoro(model, voices)
kokoro.create("Hello.", voice)
load = time.perf_counter() - start
best = None
for _ in range(int(rounds)):
    start = time.perf_counter()
    samples, rate = kokoro.create(text, voice, trim=False)
    wall = time.perf_counter() - start
    best = min(best or wall, wall)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([len(samples) / rate, best, load, peak]))
"""


@dataclass(frozen=True)
class Result:
    """What one way of speaking the sentences took."""

    name: str
    audio: float
    wall: float
    load: float
    peak_kb: int

    @property
    def rtf(self):
        """Seconds of work for each second of sound."""
        return self.wall / self.audio


def find_stock_python(folder):
    """Give a Python that has kokoro-onnx: this one, or a new environment with nothing else."""
    if importlib.util.find_spec("kokoro_onnx"):
        return sys.executable
    print("Installing kokoro-onnx in an environment of its own …", file=sys.stderr)
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "kokoro-onnx"], check=True)
    return str(python)


def measure_stock(python, folder, rounds):
    """Have kokoro-onnx speak the text through its own API, with the threads that it takes."""
    styles = StyleFolder(MODELS)
    voices = folder / "voices.npz"
    np.savez(voices, **{VOICE: styles.read(VOICE)})
    graph = find_graph(MODELS, "int8").path
    words = [str(graph), str(voices), VOICE, str(rounds), " ".join(SENTENCES)]
    said = subprocess.run([python, "-c", STOCK, *words], check=True, stdout=subprocess.PIPE)
    return Result("kokoro-onnx, int8, its own threads", *json.loads(said.stdout.splitlines()[-1]))


def measure_ours(graph, processes, rounds):
    """Have worker processes of one thread each speak the sentences, each whichever is free."""
    walls = []
    with multiprocessing.get_context("spawn").Pool(processes, load_engine, [graph]) as pool:
        for _ in range(rounds + 1):  # in the first one the workers still load
            start = time.perf_counter()
            done = pool.map(speak, SENTENCES, chunksize=1)
            walls.append(time.perf_counter() - start)
    audio, loads, peaks = zip(*done, strict=True)
    name = f"narrator, {graph}, {processes} × 1 thread"
    return Result(name, sum(audio), min(walls), max(loads), max(peaks))


def load_engine(graph):
    """Load the engine in a worker process, and note how long that took."""
    global _ENGINE, _LOAD  # noqa: PLW0603 — a pool's worker has no other place
    start = time.perf_counter()
    _ENGINE = KokoroEngine(MODELS, graph=graph)
    _ENGINE.speak(Speech("Hello.", VOICE, "en-US"))
    _LOAD = time.perf_counter() - start


def speak(sentence):
    """Speak in a worker process: seconds of sound, seconds of loading, peak memory in KiB."""
    clip = _ENGINE.speak(Speech(sentence, VOICE, "en-US"))
    return clip.seconds, _LOAD, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def run_without_vnni(version, rounds):
    """Run this file again, with an ONNX Runtime that takes the processor for an older one."""
    with tempfile.TemporaryDirectory() as folder:
        install_without_vnni(folder, version)
        paths = [folder, *sys.path[1:]]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        again = [sys.executable, __file__, "--rounds", str(rounds)]
        print(f"ONNX Runtime {version}, without AVX-512 and VNNI:", flush=True)
        return subprocess.run(again, env=environment, check=False).returncode


def name_processor():
    """Tell the processor's name, and whether it has dot products of 8-bit numbers (VNNI)."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return f"{platform.processor() or platform.machine()}, VNNI unknown"
    rows = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    rows = {name.strip(): value.strip() for name, value in rows.items()}
    vnni = "VNNI" if "vnni" in rows.get("flags", "") else "no VNNI"
    return f"{rows.get('model name', platform.machine())}, {vnni}, {os.cpu_count()} cores"


def print_table(results):
    """Print a row for each result, beside the first one."""
    print(f"{'':36}{'audio s':>8}{'wall s':>8}{'RTF':>7}{'faster':>8}{'load s':>8}{'MB':>7}")
    for result in results:
        faster = results[0].rtf / result.rtf
        print(
            f"{result.name:36}{result.audio:8.1f}{result.wall:8.1f}{result.rtf:7.3f}"
            f"{faster:8.2f}{result.load:8.1f}{result.peak_kb * 1024 / 1e6:7.0f}"
        )


def main():
    """Read the options, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--without-vnni", action="store_true")
    parser.add_argument("--onnxruntime", default=version("onnxruntime"), metavar="VERSION")
    options = parser.parse_args()
    if options.without_vnni:
        sys.exit(run_without_vnni(options.onnxruntime, options.rounds))
    measure_ways(options.rounds)


def measure_ways(rounds):
    """Measure every way in turn and print the table."""
    chosen = KokoroEngine(MODELS).identity(VOICE)["graph"] == find_graph(MODELS, "int8").name
    print(f"{name_processor()}. The engine uses its {'int8' if chosen else 'float32'} graph here.")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        results = [measure_stock(find_stock_python(folder / "venv"), folder, rounds)]
    ways = [(graph, processes) for processes in (1, 2) for graph in ("int8", "float32")]
    results += [measure_ours(graph, processes, rounds) for graph, processes in ways]
    print_table(results)


if __name__ == "__main__":
    main()
