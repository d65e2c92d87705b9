"""What it would cost, and what it would bring, if the lines of one speaker shared a request.

Usage: ``python tests/bench/bench_sharing.py``. The first table tells, for the novels of the test
data (``NARRATOR_TEST_DATA``), how many bytes are spoken and paid for again when a word is changed
or a line is put in, where each line is a request of its own, and where neighbours of one speaker
share one of up to 300 bytes. The second tells how even the sound is where two sentences meet, said
by the engines of this machine in one go and each by itself: the steps of loudness and pitch there.
"""

import os
import statistics
import sys
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from conftest import MODELS  # tests share their helpers by folder

from narrator.engine import Speech
from narrator.engines.kokoro import KokoroEngine
from narrator.engines.piper import PiperEngine
from narrator.manuscript import read
from narrator.script import doubt, write_script

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("NARRATOR_TEST_DATA", ROOT.parent / "shared" / "data"))
LARGEST = 300
"""The bytes that Fish Audio takes as one piece of text (``chunk_length``)."""
PAIRS = 40
STRIDE = 37
"""Every so manieth pair of neighbours is spoken, so that they come from all over the novel."""
EDGE = 1.0
"""Seconds on either side of a join that are compared."""


def list_runs(script):
    """Give the lines of one speaker that follow one another, as texts, run by run."""
    for chapter in script.chapters:
        for _, lines in groupby(chapter.segments, key=lambda it: (it.speaker, it.kind)):
            yield [it.spoken for it in lines]


def share(lines):
    """Give the requests of a run, each as many lines as fit."""
    requests = [[]]
    for line in lines:
        if requests[-1] and count_bytes([*requests[-1], line]) > LARGEST:
            requests.append([])
        requests[-1].append(line)
    return requests


def count_bytes(lines):
    """Count the bytes that a server charges for."""
    return len(" ".join(lines).encode())


def count_after_insertion(lines, at):
    """Count the bytes of the requests that are new once a line stands before line ``at``."""
    known = {tuple(it) for it in share(lines)}
    added = share([*lines[:at], "A line that somebody puts in.", *lines[at:]])
    return sum(count_bytes(it) for it in added if tuple(it) not in known)


def measure_cost(book):
    """Give a row of the first table."""
    script = doubt(write_script(read(book)), 0.75)
    runs = list(list_runs(script))
    lines = [line for run in runs for line in run]
    shared = [request for run in runs for request in share(run)]
    alone = statistics.mean(count_bytes([it]) for it in lines)
    edited = statistics.mean(count_bytes(request) for request in shared for _ in request)
    inserted = [count_after_insertion(run, at) for run in runs for at in range(len(run))]
    title = script.metadata.title
    return (
        f"| {title} | {len(lines):,} | {len(shared):,} | {alone:.0f} | {edited:.0f} "
        f"| 29 | {statistics.mean(inserted):.0f} |"
    )


def list_pairs(book):
    """Give neighbours of one speaker that would share a request, from all over a book."""
    script = doubt(write_script(read(book)), 0.75)
    pairs = [
        pair for run in list_runs(script) for request in share(run) for pair in pairwise(request)
    ]
    return pairs[::STRIDE][:PAIRS]


def measure_evenness(engine, voice, pairs):
    """Give the median steps of loudness (dB) and pitch (semitones): in one go, and apart."""

    def speak(text):
        clip = engine.speak(Speech(text, voice, "en-US"))
        return trim(np.asarray(clip.samples, np.float64) / 32768, clip.rate), clip.rate

    together, apart = [], []
    for first, second in pairs:
        (one, rate), (two, _) = speak(first), speak(second)
        whole, _ = speak(f"{first} {second}")
        cut = find_join(whole, len(one) / (len(one) + len(two)), rate)
        together.append(measure_step(trim(whole[:cut], rate), trim(whole[cut:], rate), rate))
        apart.append(measure_step(one, two, rate))
    return [
        statistics.median(steps) for way in (together, apart) for steps in zip(*way, strict=True)
    ]


def trim(samples, rate):
    """Take the silence off both ends."""
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    margin = rate // 100
    return samples[max(0, loud[0] - margin) : loud[-1] + margin] if len(loud) else samples


def find_join(samples, share_of_first, rate):
    """Find the quietest quarter of a second near the place where the second text must begin."""
    width = rate // 4
    power = np.convolve(samples**2, np.ones(width), "same")
    middle = round(share_of_first * len(samples))
    low, high = max(0, middle - rate), min(len(samples), middle + rate)
    return low + int(power[low:high].argmin())


def measure_step(before, after, rate):
    """Give how far loudness and pitch jump from the end of one sound to the start of the next."""
    length = round(EDGE * rate)
    left, right = before[-length:], after[:length]
    loudness = 10 * np.log10(np.mean(right**2) / np.mean(left**2))
    return abs(loudness), abs(12 * np.log2(find_pitch(right, rate) / find_pitch(left, rate)))


def find_pitch(samples, rate):
    """Give the median pitch of the voiced frames, in Hz, by autocorrelation of 40 ms."""
    size = rate // 25
    low, high = rate // 400, rate // 60
    pitches = []
    for start in range(0, len(samples) - size, size // 2):
        frame = samples[start : start + size]
        frame = frame - frame.mean()
        likeness = np.correlate(frame, frame, "full")[size - 1 :]
        if likeness[0] > 1e-3 and likeness[low:high].max() > 0.5 * likeness[0]:
            pitches.append(rate / (low + int(likeness[low:high].argmax())))
    return statistics.median(pitches) if pitches else np.nan


def main():
    """Print both tables."""
    novels = sorted((DATA / "epub/novels").glob("*.epub"))
    print(
        "| book | lines, each a request | requests if shared | a word changed: bytes again, alone "
        "| shared | a line put in: alone | shared |\n|---|---:|---:|---:|---:|---:|---:|"
    )
    for novel in novels:
        print(measure_cost(novel), flush=True)
    print("\n| engine | in one go: dB | semitones | apart: dB | semitones |")
    print("|---|---:|---:|---:|---:|")
    pairs = list_pairs(novels[0])
    for name, engine, voice in (
        ("piper", PiperEngine(MODELS), "joe"),
        ("kokoro", KokoroEngine(MODELS), "af_heart"),
    ):
        steps = measure_evenness(engine, voice, pairs)
        print(f"| {name} | " + " | ".join(f"{step:.1f}" for step in steps) + " |", flush=True)


if __name__ == "__main__":
    main()
