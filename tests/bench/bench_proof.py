"""Plant faults into good clips of a novel's chapter, and count which of them proof finds.

Usage: ``python tests/bench/bench_proof.py [BOOK [CHAPTER [ENGINE]]]``; without, the ninth chapter
of *The Invisible Man* of the test data (``NARRATOR_TEST_DATA``), which Kokoro speaks. The wrong
voice is another one of Kokoro. A planted clip gets measurements of its own, so that only its sound
can give it away. Prints the table of the README and every line that was judged wrongly.
"""

import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import soxr

from narrator.audio.clip import Clip
from narrator.audio.codec import encode_flac, read_clip
from narrator.audio.loudness import measure
from narrator.cache.shared import open_store
from narrator.engines import make_engine
from narrator.options import Options
from narrator.preparing import JOURNAL, prepare
from narrator.proof.proving import Desk, prove_book
from narrator.proof.whisper import Whisper, find_ears
from narrator.queue.job import clip_name, measurement_name
from narrator.queue.journal import open_journal
from narrator.queue.work import make_clip
from narrator.settings import read_settings

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("NARRATOR_TEST_DATA", ROOT.parent / "shared" / "data"))
BOOK = DATA / "epub/novels/h-g-wells_the-invisible-man.epub"
KINDS = {
    "dropped word": 16,
    "repeated word": 14,
    "truncation": 14,
    "wrong voice": 14,
    "noise": 14,
    "silence": 14,
    "swapped line": 14,
}
VOICES = ("am_adam", "am_michael", "bm_george", "af_heart", "bf_emma", "am_puck", "bm_lewis")


class Planter:
    """Makes faulty clips of lines."""

    def __init__(self, plan, engines, store):
        self.plan, self.store, self.engine, self.kokoro = plan, store, *engines
        self.chance = random.Random(2)
        self.noise = np.random.default_rng(2)

    def plant(self, kind, line, others):
        """Make the faulty clip of a line."""
        job = self.plan.jobs[line.keys[0]]
        clip = self.read(line)
        place = self.chance.uniform(0.3, 0.6)
        match kind:
            case "dropped word" | "repeated word":
                words = job.speech.text.split()
                number = self.chance.randrange(len(words))
                after = number if kind == "repeated word" else number + 1
                text = " ".join([*words[: number + (kind == "repeated word")], *words[after:]])
                return self.engine.speak(replace(job.speech, text=text))
            case "truncation":
                known, part = measure(clip), self.chance.uniform(0.55, 0.85)
                length = known.start + round((known.end - known.start) * part)  # not in its silence
                return Clip(clip.samples[:length], clip.rate)
            case "wrong voice":
                voice = self.chance.choice([it for it in VOICES if it != job.speech.voice])
                language = "en-GB" if voice.startswith("b") else "en-US"
                said = self.kokoro.speak(replace(job.speech, voice=voice, language=language))
                return Clip(soxr.resample(said.samples, said.rate, clip.rate), clip.rate)
            case "noise":
                return self.add_noise(clip, place)
            case "silence":
                return self.add_silence(clip, place)
            case "swapped line":
                return self.read(self.chance.choice([it for it in others if it.keys != line.keys]))

    def add_noise(self, clip, place):
        """Add noise as loud as the voice for 0.8 s, or a third as loud throughout."""
        samples = clip.samples.astype(float)
        noise = self.noise.normal(0, np.sqrt((samples**2).mean()), len(samples))
        if self.chance.random() < 0.5:
            mask = np.full(len(samples), 0.3)
        else:
            first = round(place * len(samples))
            mask = np.zeros(len(samples))
            mask[first : first + round(0.8 * clip.rate)] = 1
        mixed = np.clip(samples + noise * mask, -32768, 32767)
        return Clip(mixed.astype(np.int16), clip.rate)

    def add_silence(self, clip, place):
        """Silence 0.8 s of the clip, or put 1.5 s of silence into it."""
        first = round(place * len(clip.samples))
        if self.chance.random() < 0.5:
            longer = np.insert(clip.samples, first, np.zeros(round(1.5 * clip.rate), np.int16))
            return Clip(longer, clip.rate)
        samples = clip.samples.copy()
        samples[first : first + round(0.8 * clip.rate)] = 0
        return Clip(samples, clip.rate)

    def read(self, line):
        """Read the clip of a line."""
        return read_clip(self.store.path(clip_name(line.keys[0])))


def main(book=BOOK, chapter="9", engine="kokoro"):
    """Build, plant, listen, count."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings()
        settings = replace(
            settings, engine=engine, cache=Path(folder), data=Path(folder), shared=""
        )
        options = Options(chapters=frozenset({int(chapter)}))
        prepared = prepare(Path(book), options=options, settings=settings)
        store, speaker = open_store(settings.cache), prepared.engines[engine]
        spoken, made = take_time(
            lambda: [make_clip(job, engine=speaker, store=store) for job in prepared.plan.wanted]
        )
        length = sum(it.audio for it in made)
        prepared = prepare(Path(book), options=options, settings=settings)
        planted = plant_all(prepared, (speaker, make_engine("kokoro", settings)), store)
        heard, proof = take_time(lambda: listen_to(prepared, settings, store))
        again, _ = take_time(lambda: listen_to(prepared, settings, store))
        report(proof, planted)
        print(
            f"\n{length:.0f} s of sound: spoken by {engine} in {spoken:.0f} s of the processors' "
            f"time, listened to in {heard:.0f} s ({heard / length:.3f} s a second, "
            f"{heard / spoken:.2f} times what speaking took); again, {again:.1f} s"
        )


def take_time(work):
    """Do something, and give the seconds that it kept processors busy, and what it gave."""
    started = time.process_time()
    done = work()
    return time.process_time() - started, done


def plant_all(prepared, engines, store):
    """Plant every fault, each in a line of its own, and tell which, by segment."""
    lines = [line for line in prepared.plan.lines if line.keys]
    count = Counter(key for line in lines for key in line.keys)
    fit = [
        line
        for line in lines
        if len(line.keys) == 1 == count[line.keys[0]] and len(line.segment.spoken.split()) >= 4
    ]
    planter = Planter(prepared.plan, engines, store)
    planter.chance.shuffle(fit)
    kinds = [kind for kind, number in KINDS.items() for _ in range(number)]
    faults = [(k, it, planter.plant(k, it, fit)) for k, it in zip(kinds, fit, strict=False)]
    for _, line, clip in faults:
        store.put(measurement_name(line.keys[0]), measure(clip).to_json())
        store.put(clip_name(line.keys[0]), encode_flac(clip))
    return {line.segment.id: kind for kind, line, _ in faults}


def listen_to(prepared, settings, store):
    """Listen to the chapter."""
    ears = find_ears(settings.models)
    with open_journal(settings.data / JOURNAL) as journal:
        whisper = Whisper(ears, jobs=settings.jobs)
        return prove_book(prepared.plan, Desk(store, journal, ears, whisper, settings.jobs))


def report(proof, planted):
    """Print the table, and every line that was judged wrongly."""
    failed = {verdict.segment for verdict in proof.failed}
    print("| fault | planted | found |\n|---|---:|---:|")
    for kind, number in Counter(planted.values()).items():
        print(f"| {kind} | {number} | {sum(planted[it] == kind for it in failed & set(planted))} |")
    clean = [verdict for verdict in proof.verdicts if verdict.segment not in planted]
    wrong = [verdict for verdict in clean if verdict.segment in failed]
    print(f"| all | {len(planted)} | {len(failed & set(planted))} |")
    print(f"| good lines | {len(clean)} | {len(wrong)} ({len(wrong) / len(clean):.1%}) |")
    for verdict in proof.verdicts:
        if (verdict.segment in planted) != (verdict.segment in failed):
            kind = planted.get(verdict.segment, "good")
            reasons = " / ".join(f"{it.score} {it.text}" for it in verdict.reasons)
            print(
                f"  {kind}: {verdict.segment} {verdict.text!r} heard {verdict.heard!r}: {reasons}"
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
