"""How fast the engine kokoro is, beside stock kokoro-onnx with the same weights and text.

Type ``python tests/bench/bench_engines.py``. Every way speaks the same six sentences in each round,
one way after the other; the median round counts. RTF is seconds of work for each second of sound.
Then come the long convolutions one by one, and how long a first line takes. ``--chapter`` speaks a
whole chapter of a novel of the test data too, and compares the sound of its lines with float32's.
``--without-vnni`` hides from ONNX Runtime that the processor has AVX-512 and VNNI, for all ways
alike; ``--onnxruntime`` names its version.
"""

import argparse
import contextlib
import importlib.util
import itertools
import json
import multiprocessing
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from conftest import DATA, MODELS  # tests share their helpers by folder
from engines.test_spectral import open_direct, open_nodes
from listening import hear_clip
from older_processor import install_without_vnni

from narrator.engine import Speech
from narrator.engines.cutting import cut_to_fit
from narrator.engines.kokoro import KokoroEngine
from narrator.engines.kokoro_files import GRAPHS, find_graph
from narrator.engines.kokoro_spectral import choose_tiles
from narrator.engines.kokoro_styles import StyleFolder
from narrator.engines.onnx_graph import Constants, Nodes
from narrator.engines.spectral import Convolution, write_spectral
from narrator.manuscript.readers import read

VOICE = "af_heart"
NOVEL = "arthur-conan-doyle_the-sign-of-the-four.epub"
CHAPTER = 1
STAGES = ((256, 3380), (128, 20281))
"""Channels and samples of the vocoder's two stages, for a sentence of four seconds."""
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
model, voices, voice = sys.argv[1:]
kokoro = Kokoro(model, voices)
kokoro.create("Hello.", voice)
for line in sys.stdin:
    start = time.perf_counter()
    samples, rate = kokoro.create(json.loads(line), voice, trim=False)
    wall = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([len(samples) / rate, wall, peak]), flush=True)
"""


@dataclass
class Way:
    """One way of speaking, ready to speak, and what its rounds took."""

    name: str
    speak: Callable[[Sequence[str]], tuple[float, float, int]]
    """Speaks sentences: seconds of sound, seconds of work, peak memory of a process in KiB."""
    rounds: list[tuple[float, float, int]] = field(default_factory=list)

    @property
    def rtf(self):
        """Seconds of work for each second of sound, in the median round."""
        return statistics.median(wall / audio for audio, wall, _ in self.rounds)


def find_stock_python(folder):
    """Give a Python that has kokoro-onnx: this one, or a new environment with nothing else."""
    if importlib.util.find_spec("kokoro_onnx"):
        return sys.executable
    print("Installing kokoro-onnx in an environment of its own …", file=sys.stderr)
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "kokoro-onnx"], check=True)
    return str(python)


def start_stock(python, folder, stack):
    """Have kokoro-onnx speak through its own API, with the threads that it takes."""
    voices = folder / "voices.npz"
    np.savez(voices, **{VOICE: StyleFolder(MODELS).read(VOICE)})
    command = [python, "-c", STOCK, find_graph(MODELS, "int8").path, voices, VOICE]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    stock = stack.enter_context(subprocess.Popen(command, **pipes))

    def speak(sentences):
        print(json.dumps(" ".join(sentences)), file=stock.stdin, flush=True)
        return tuple(json.loads(stock.stdout.readline()))

    return Way("kokoro-onnx, int8, its own threads", speak)


def start_ours(graph, processes, stack):
    """Have worker processes of one thread each speak the sentences, each whichever is free."""
    context = multiprocessing.get_context("spawn")
    pool = stack.enter_context(context.Pool(processes, load_engine, [graph]))

    def speak(sentences):
        start = time.perf_counter()
        done = pool.map(speak_one, sentences, chunksize=1)
        wall = time.perf_counter() - start
        audio, peaks = zip(*done, strict=True)
        return sum(audio), wall, max(peaks)

    return Way(f"narrator, {graph}, {processes} × 1 thread", speak)


def load_engine(graph):
    """Load the engine in a worker process."""
    global _ENGINE  # noqa: PLW0603 — a pool's worker has no other place
    _ENGINE = KokoroEngine(MODELS, graph=graph)
    _ENGINE.speak(Speech("Hello.", VOICE, "en-US"))


def speak_one(sentence):
    """Speak in a worker process: seconds of sound, peak memory in KiB."""
    clip = _ENGINE.speak(Speech(sentence, VOICE, "en-US"))
    return clip.seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def run_without_vnni(version, more):
    """Run this file again, with an ONNX Runtime that takes the processor for an older one."""
    with tempfile.TemporaryDirectory() as folder:
        install_without_vnni(folder, version)
        paths = [folder, *sys.path[1:]]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        again = [sys.executable, __file__, *more]
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


def print_ways(ways):
    """Print a row for each way, beside the first one."""
    print(f"{'':36}{'audio s':>8}{'RTF':>8}{'faster':>8}{'peak MB':>9}")
    for way in ways:
        audio, peak = way.rounds[-1][0], max(peak for _, _, peak in way.rounds)
        faster = ways[0].rtf / way.rtf
        print(f"{way.name:36}{audio:8.1f}{way.rtf:8.3f}{faster:8.2f}{peak * 1024 / 1e6:9.0f}")


def measure_ways(rounds, chapter):
    """Measure every way in turn and print a table; then two of them with a whole chapter."""
    with tempfile.TemporaryDirectory() as scratch, contextlib.ExitStack() as stack:
        folder = Path(scratch)
        ways = [start_stock(find_stock_python(folder / "venv"), folder, stack)]
        ways += [start_ours(graph, count, stack) for count in (1, 2) for graph in GRAPHS[1:]]
        for way in ways:  # in the first round the workers still load
            way.speak(SENTENCES)
        for _, way in itertools.product(range(rounds), ways):
            way.rounds.append(way.speak(SENTENCES))
        print_ways(ways)
        if chapter:
            print(f"\nChapter {CHAPTER} of {NOVEL}, once:")
            ends = ways[0], ways[-1]
            print_ways([Way(way.name, way.speak, [way.speak(chapter)]) for way in ends])


def read_chapter():
    """Give the lines of a chapter, or none where the novel is not at hand."""
    path = DATA / "epub" / "novels" / NOVEL
    if not path.is_file():
        return []
    blocks = read(path).chapters[CHAPTER].blocks
    return [
        piece for block in blocks for piece in cut_to_fit(block.text, lambda it: len(it) <= 300)
    ]


def measure_layers():
    """Print what the long convolutions cost in both forms, for a sentence of four seconds.

    GFLOP/s counts the multiplications and additions of the direct form for both.
    """
    speed = measure_sgemm()
    print(f"\nLong convolutions, one thread; sgemm reaches {speed:.0f} GFLOP/s:")
    print(
        f"{'channels × length':20}{'taps':>5}{'dilation':>9}{'direct ms':>11}{'GFLOP/s':>9}"
        f"{'spectral ms':>13}{'GFLOP/s':>9}{'faster':>8}"
    )
    for (channels, length), taps, dilation in itertools.product(STAGES, (7, 11), (1, 3, 5)):
        direct, spectral = race_forms(channels, length, taps, dilation)
        work = 2e-9 * channels**2 * taps * length
        print(
            f"{f'{channels} × {length}':20}{taps:5}{dilation:9}{direct * 1e3:11.1f}"
            f"{work / direct:9.0f}{spectral * 1e3:13.1f}{work / spectral:9.0f}"
            f"{direct / spectral:8.2f}"
        )


def race_forms(channels, length, taps, dilation):
    """Give the seconds of both forms of a convolution, each the median of five, in turn."""
    random = np.random.default_rng(taps)
    weight = random.standard_normal((channels, channels, taps)).astype(np.float32)
    convolution = Convolution("x", weight, np.zeros(channels, np.float32), dilation)
    sound = {"x": random.standard_normal((1, channels, length)).astype(np.float32)}
    with tempfile.TemporaryDirectory() as folder:
        forms = [
            open_direct(convolution, Path(folder) / "direct.onnx"),
            open_nodes(*write_long(convolution), Path(folder) / "spectral.onnx"),
        ]
        spent = [[time_run(form, sound) for form in forms] for _ in range(6)][1:]
    return (statistics.median(times) for times in zip(*spent, strict=True))


def write_long(convolution):
    """Write a convolution as the engine does, with the constants that it needs."""
    nodes = Nodes("y", Constants())
    return write_spectral(nodes, convolution, **choose_tiles(convolution)), nodes.constants


def time_run(session, inputs):
    """Give the seconds of one run."""
    start = time.perf_counter()
    session.run(None, inputs)
    return time.perf_counter() - start


def measure_sgemm():
    """Give the GFLOP/s of a product of two square matrices in ONNX Runtime, one thread."""
    size = 1024
    square = np.ones((size, size), np.float32)
    nodes = Nodes("y", Constants())
    made = nodes.end("MatMul", "x", nodes.constants.add("square", square))
    with tempfile.TemporaryDirectory() as folder:
        session = open_nodes(made, nodes.constants, Path(folder) / "product.onnx")
        spent = statistics.median(time_run(session, {"x": square}) for _ in range(9))
    return 2e-9 * size**3 / spent


def measure_sound(lines):
    """Print how far the spectral graph's sound is from the float32 graph's, and what is heard."""
    plain, spectral = (KokoroEngine(MODELS, graph=graph) for graph in ("float32", "spectral"))
    voices = [voice.name for voice in plain.voices() if voice.language.startswith("en")][:10]
    ratios, other = [], 0
    for line, voice in zip(lines[:50], itertools.cycle(voices)):
        one, two = (engine.speak(Speech(line, voice, "en")) for engine in (plain, spectral))
        ratios.append(compare_sounds(one.samples, two.samples))
        other += hear_clip(one) != hear_clip(two)
    print(
        f"\n{len(ratios)} lines in {len(voices)} voices, spectral against float32: signal to "
        f"difference {min(ratios):.0f} dB at least, {statistics.median(ratios):.0f} dB in the "
        f"median; {other} heard otherwise by Whisper tiny"
    )


def compare_sounds(wanted, made):
    """Give the ratio of a sound to what another one differs by, in dB; 16 bits hold some 90."""
    wanted, made = (samples.astype(np.float64) for samples in (wanted, made))
    noise = max(1e-3, np.sum((wanted - made) ** 2))
    return 10 * np.log10(np.sum(wanted**2) / noise)


def measure_start():
    """Print how long ``narrator say`` takes for a line that was never said, all else cached."""
    spent = []
    for _ in range(4):
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            words = ["say", "Hello there.", "-o", f"{folder}/a.wav", "--cache", folder]
            subprocess.run(
                [sys.executable, "-m", "narrator", *words], check=True, capture_output=True
            )
            spent.append(time.perf_counter() - start)
    print(
        f"\nA first line by narrator say, from start to file: {statistics.median(spent[1:]):.1f} s"
    )


def main():
    """Read the options, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--chapter", action="store_true")
    parser.add_argument("--without-vnni", action="store_true")
    parser.add_argument("--onnxruntime", default=version("onnxruntime"), metavar="VERSION")
    options = parser.parse_args()
    if options.without_vnni:
        more = ["--rounds", str(options.rounds), *(["--chapter"] if options.chapter else [])]
        sys.exit(run_without_vnni(options.onnxruntime, more))
    print(f"{name_processor()}. ONNX Runtime {version('onnxruntime')}.")
    chapter = read_chapter() if options.chapter else []
    measure_ways(options.rounds, chapter)
    measure_layers()
    if chapter:
        measure_sound(chapter)
    measure_start()


if __name__ == "__main__":
    main()
