"""Measures mastering: what a finished book costs besides its voices, and that a shop's limits hold.

python tests/bench/bench_audio.py [--hours 1 10] [--engine piper] [--novels]

An hour of a book takes 15 s of processor, so that ``--hours 40`` is about twelve minutes of it, and
4 GB of temporary files.

Every build is the real program. Its clips are there before (of a text whose lines return in another
order in each chapter), so what is measured is everything else: read, plan, prove, level, encode,
bind, read back. Tones are easier to encode than speech; the ratios hardly differ.

``--novels`` speaks a chapter of each of four novels for ``acx`` with neural voices, and has FFmpeg
measure the files too.
"""

import argparse
import json
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from bench_books import DATA, MODELS

sys.path.insert(0, str(Path(__file__).parent.parent))

from movement import measure_movement

from narrator.audio.codec import CODECS, encode, read_clip
from narrator.audio.join import Level, Sound, join
from narrator.audio.loudness import Part, measure
from narrator.delivery.profile import read_profile

LINES = 200
"""How many different lines the book has."""
LINE = "When the wind had gone round to the north, nobody on board spoke another word, but {} did."
LINES_A_CHAPTER = 125
"""They play for about a quarter of an hour."""
COMPARED_HOURS = 0.5
"""How much of a book other tools are given: they are slow."""
RATE = 24_000
EDITS = 3
PYDUB = """
import sys, pydub
whole = pydub.AudioSegment.empty()
for line in open(sys.argv[1]).read().splitlines():
    whole += pydub.AudioSegment.from_file(line[6:-1]) + pydub.AudioSegment.silent(350)
whole.export(sys.argv[2], format="ipod", bitrate="64k")
"""
NOVELS = (
    ("h-g-wells_the-invisible-man", "piper", "joe", 25),
    ("h-g-wells_the-invisible-man", "kokoro", "bm_george", 15),
    ("jane-austen_pride-and-prejudice", "kokoro", "bf_emma", 12),
    ("l-m-montgomery_anne-of-green-gables", "kokoro", "af_heart", 7),
    ("arthur-conan-doyle_the-sign-of-the-four", "kokoro", "am_michael", 3),
)


@dataclass(frozen=True)
class Run:
    """One run of a program: seconds of wall clock and of processor, peak memory in MiB."""

    wall: float
    cpu: float
    memory: float
    output: str = ""


def run(command, environment=None):
    """Run a program by itself and measure it; memory is that of its largest process."""
    script = (
        "import json, resource, subprocess, sys, time; start = time.monotonic();"
        "done = subprocess.run(sys.argv[1:], check=True, stdout=subprocess.PIPE, text=True);"
        "it = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(json.dumps([time.monotonic() - start, it.ru_utime + it.ru_stime,"
        " it.ru_maxrss / 1024, done.stdout]))"
    )
    os.sync()
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, command)],
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return Run(*json.loads(done.stdout))


def build(book, folder, *options):
    """Build a book with all that it makes in one folder."""
    command = [sys.executable, "-m", "narrator", "build", book, "--json", *options]
    places = {"NARRATOR_DATA": str(folder), "NARRATOR_MODELS": str(MODELS)}
    return run([*command, "--output", folder / "output"], places)


def write_book(path, hours, *, changed=""):
    """Write a book of about so many hours, in whose first chapter a line may be changed."""
    chance = random.Random(7)
    parts = []
    for number in range(max(1, round(hours * 4))):
        lines = [LINE.format(at) for at in chance.sample(range(LINES), LINES_A_CHAPTER)]
        if changed and number == 0:
            lines[LINES_A_CHAPTER // 2] = changed
        parts += [f"# Chapter {number + 1}", *lines]
    path.write_text("\n\n".join(parts), encoding="utf-8")


@contextmanager
def clocked():
    """Measure this process: gives a list that then holds seconds of wall clock and processor."""
    start, busy, found = time.monotonic(), time.process_time(), []
    yield found
    found += [time.monotonic() - start, time.process_time() - busy]


def read_sound(book, seconds):
    """Decode the beginning of a book: 16-bit samples."""
    with av.open(str(book)) as file:
        pieces, count = [], 0
        for frame in file.decode(audio=0):
            pieces.append(np.rint(frame.to_ndarray()[0] * 32767).astype(np.int16))
            count += len(pieces[-1])
            if count > seconds * RATE:
                break
    return np.concatenate(pieces)


def encode_alone(samples, path):
    """Encode sound with nothing else: the wall clock and processor of a second of sound."""
    steps = range(0, len(samples), RATE)
    with clocked() as found:
        encode((samples[at : at + RATE] for at in steps), RATE, path, CODECS["m4a"])
    return [each / (len(samples) / RATE) for each in found]


def find_book(folder):
    """Find the finished m4b."""
    return next((folder / "output").rglob("*.m4b"))


def make_clips(folder, options):
    """Speak every line once."""
    lines = "\n\n".join(LINE.format(at) for at in range(LINES))
    (folder / "book.md").write_text(lines, encoding="utf-8")
    heading = "\n\n".join(f"# Chapter {number}" for number in range(1, 4 * 40 + 1))
    (folder / "titles.md").write_text(heading.replace("\n\n", "\n\nIt began.\n\n"))
    for name in ("book", "titles"):
        build(folder / f"{name}.md", folder, *options)


def forget_encoded(folder):
    """Leave only the clips."""
    for made in ("output", "cache/chapters"):
        shutil.rmtree(folder / made)


def measure_book(folder, hours, options):
    """Print the row of a book, and give that of one changed line in it."""
    book = folder / "book.md"
    write_book(book, hours)
    forget_encoded(folder)
    found = build(book, folder, *options)
    report = json.loads(found.output)
    samples = read_sound(find_book(folder), 1800)
    alone = encode_alone(samples, folder / "alone.m4a")
    bare = alone[1] * report["seconds"]
    print(
        f"| {report['seconds'] / 3600:.1f} | {report['clips']['made']} | {found.wall:.0f} "
        f"| {found.cpu:.0f} | {bare:.0f} | {found.cpu / bare:.2f} | {found.memory:.0f} |",
        flush=True,
    )
    return measure_edit(book, folder, hours, options, alone[0])


def measure_edit(book, folder, hours, options, alone):
    """Change a line and build again; tell that beside encoding its chapter and copying the file."""
    walls, floors = [], []
    for number in range(EDITS):
        write_book(book, hours, changed=f"Nobody knew what to say to that but {number} of them.")
        walls.append(build(book, folder, *options).wall)
        path = find_book(folder)
        with av.open(str(path)) as file:
            chapter = file.chapters()[0]
        length = float((chapter["end"] - chapter["start"]) * chapter["time_base"])
        with clocked() as copied:
            shutil.copyfile(path, folder / "copy.m4b")
        floors.append(length * alone + copied[0])
    wall, floor = statistics.median(walls), statistics.median(floors)
    return f"| {hours:g} | {wall:.1f} | {floor:.1f} | {wall / floor:.2f} |"


def compare_tools(folder, options):
    """Print what other tools need for an hour from the same clips."""
    book = folder / "book.md"
    write_book(book, COMPARED_HOURS)
    forget_encoded(folder)
    found = build(book, folder, *options)
    print_tool("narrator build", found, json.loads(found.output)["seconds"] / 3600)
    clips = sorted((folder / "cache" / "clips").rglob("*.flac"))
    count = round(COMPARED_HOURS * 4 * LINES_A_CHAPTER)
    listed = [clips[at % len(clips)] for at in range(count)]
    (folder / "list.txt").write_text("".join(f"file '{clip}'\n" for clip in listed))
    command = ["ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0"]
    command += ["-i", folder / "list.txt", "-c:a", "aac", "-b:a", "64k", folder / "a.m4b"]
    print_tool("ffmpeg -f concat", run(command), read_hours(folder / "a.m4b"))
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-c",
        PYDUB,
        folder / "list.txt",
        folder / "b.m4b",
    ]
    print_tool("pydub, += and export", run(command), read_hours(folder / "b.m4b"))


def read_hours(path):
    """Tell how long a file plays, in hours."""
    with av.open(str(path)) as file:
        return file.duration / av.time_base / 3600


def print_tool(name, found, hours):
    """Print a row of the comparison."""
    each = f"{found.cpu / hours:.0f} | {found.wall / hours:.0f}"
    print(f"| {name} | {hours:.2f} | {each} | {found.memory:.0f} |", flush=True)


def measure_novels():
    """Print what the gate and FFmpeg find in a chapter of each novel, made for ACX."""
    print(
        "\n| novel | chapter | voice | verdict "
        "| RMS dB | FFmpeg | peak dB | FFmpeg | LUFS, FFmpeg |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    moved = []
    for name, engine, voice, chapter in NOVELS:
        with tempfile.TemporaryDirectory() as folder:
            book = DATA / "epub" / "novels" / f"{name}.epub"
            options = ("--engine", engine, "--voice", voice, "--chapters", str(chapter))
            found = build(book, Path(folder), *options, "--profile", "acx")
            gate = json.loads(found.output)["gate"]
            file = gate["files"][0]
            figures, other = file["figures"], ask_ffmpeg(file["path"])
            clips = Path(folder) / "cache" / "clips"
            moved += [(f"{name}, {voice}", gain, follow_limiter(clips, gain)) for gain in (0, 6)]
        print(
            f"| {name} | {chapter} | {engine}:{voice} | {'passes' if gate['passed'] else 'FAILS'} "
            f"| {figures['rms']:.1f} | {other[0]:.1f} | {figures['peak']:.1f} | {other[1]:.1f} "
            f"| {other[2]:.1f} |",
            flush=True,
        )
    print_movements(moved)


def follow_limiter(folder, gain=0.0):
    """Level all clips of a folder for ACX, ``gain`` dB above it, and tell what its limiter did."""
    mastering = read_profile("acx").master.mastering
    clips = {path.stem: read_clip(path) for path in sorted(folder.rglob("*.flac"))}
    sounds = [Sound(name, Part(measure(clip), 0.0, 350)) for name, clip in clips.items()]
    gain += mastering.find_gain([sound.part for sound in sounds])
    rate = next(iter(clips.values())).rate
    free, held = (
        np.concatenate([*join(sounds, clips.get, level, head=0, tail=0)]) / 32768
        for level in (Level(rate, gain - 12, 0.0), Level(rate, gain, mastering.ceiling))
    )
    return measure_movement(free * 10 ** (12 / 20), held, rate, 10 ** (mastering.ceiling / 20))


def print_movements(moved):
    """Print what the limiter did with each novel."""
    print("\n| novel, voice | too loud | deepest dB | time held | between words dB |")
    print("|---|---|---|---|---|")
    for name, gain, it in moved:
        row = f"| {it.deepest:.1f} | {it.held:.1%} | {it.apart:.2f} |"
        print(f"| {name} | {gain:g} dB {row}")


def ask_ffmpeg(path):
    """Have the ffmpeg program measure a file: RMS and peak in dB, integrated loudness in LUFS."""
    command = ["ffmpeg", "-hide_banner", "-i", path, "-af", "astats,ebur128", "-f", "null", "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stderr
    rms = float(re.search(r"RMS level dB: (\S+)", text)[1])
    peak = float(re.search(r"Peak level dB: (\S+)", text)[1])
    return rms, peak, float(re.findall(r"I: +(\S+) LUFS", text)[-1])


def main(hours, engine, *, novels):
    """Print all tables."""
    with tempfile.TemporaryDirectory() as name:
        print_books(Path(name), hours, ("--engine", engine, "--format", "m4b"))
    if novels:
        measure_novels()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"\nAll of it took {children.ru_utime + children.ru_stime:.0f} s of processor.")


def print_books(folder, hours, options):
    """Print the tables of books."""
    make_clips(folder, options)
    print("| hours | clips made | wall s | processor s | bare encoder s | ratio | peak MiB |")
    print("|---|---|---|---|---|---|---|")
    edits = [measure_book(folder, length, options) for length in hours]
    print("\n| hours | one line changed: wall s | encode its chapter + copy s | ratio |")
    print("|---|---|---|---|", *edits, sep="\n")
    print("\n| from clips to m4b | hours | processor s an hour | wall s an hour | peak MiB |")
    print("|---|---|---|---|---|")
    if shutil.which("ffmpeg"):
        compare_tools(folder, options)
    else:
        print("| the rest needs ffmpeg on the path | | | | |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, nargs="*", default=[1.0, 10.0])
    parser.add_argument("--engine", default="tone")
    parser.add_argument("--novels", action="store_true")
    given = parser.parse_args()
    main(given.hours, given.engine, novels=given.novels)
