"""How long it takes to encode, bind and check a long book, and in how much memory.

Run by hand: ``python tests/bench/bench_bind.py [hours] [jobs]``. The sound is the tone engine's.
Six chapters are encoded and bound again and again until the book is long enough.
"""

import resource
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import av

from narrator.audio.codec import encode_flac
from narrator.audio.loudness import measure
from narrator.book.bind import bind
from narrator.book.chapters import master_all
from narrator.book.files import BookDetails
from narrator.book.m4b import read_build
from narrator.book.model import ChapterCues, Cue
from narrator.book.tags import BookTags
from narrator.book.timeline import lay_out
from narrator.book.verify import verify_m4b
from narrator.cache.store import FolderStore
from narrator.engine import Speech
from narrator.engines.tone import ToneEngine
from narrator.manuscript.model import Metadata

RATE = 24_000
DISTINCT = 6
MINUTES = 12
TEXT = "When the wind had gone round to the north, nobody on board spoke another word."
DETAILS = BookDetails(Metadata("Bench", ("Nobody",)), "Tone")


def make_clips(store, count=60):
    """Make clips of about five seconds and keep them with their measurements."""
    names = []
    for number in range(count):
        clip = ToneEngine().speak(Speech(f"{number} {TEXT}", "alto", "en"))
        names.append(f"bench-{number}")
        store.put(f"clips/{names[-1]}.flac", encode_flac(clip))
        store.put(f"clips/{names[-1]}.json", measure(clip).to_json())
    return names


def make_chapters(names):
    """Put clips together to chapters, each in an order of its own."""
    cues = MINUTES * 60 // 6
    for chapter in range(DISTINCT):
        clips = [names[(place * 7 + chapter) % len(names)] for place in range(cues)]
        yield ChapterCues(
            f"Chapter {chapter}",
            tuple(Cue(f"{place}", (clip,), 0.0, 350) for place, clip in enumerate(clips)),
        )


@contextmanager
def timed(what, hours=0.0):
    """Print how long the block took, and for each of its hours."""
    start, busy = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - start, time.process_time() - busy
    each = f", {wall / hours:.1f} s an hour ({cpu / hours:.1f} s of processor)" if hours else ""
    print(f"{what}: {wall:.2f} s, processor {cpu:.2f} s{each}")


def copy_with_pyav(paths, target):
    """Bind as plainly as PyAV can: copy packets, count time in them."""
    with av.open(str(target), "w", format="mp4", options={"brand": "M4B "}) as out:
        stream, shift = None, 0
        for path in paths:
            with av.open(str(path)) as source:
                stream = stream or out.add_stream_from_template(source.streams.audio[0])
                packets = [it for it in source.demux(source.streams.audio[0]) if it.size]
                for count, packet in enumerate(packets):
                    packet.stream = stream
                    packet.pts = packet.dts = shift + count * 1024
                    out.mux(packet)
                shift += len(packets) * 1024


def main(hours=12.0, jobs=2):
    """Print all figures."""
    with tempfile.TemporaryDirectory() as folder:
        store, out = FolderStore(Path(folder) / "cache"), Path(folder) / "out"
        cues = list(make_chapters(make_clips(store)))
        sound = DISTINCT * (MINUTES + 0.0) / 60
        for formats in (("m4b",), ("mp3",)):
            with timed(f"encode {formats[0]} with {jobs} jobs", sound):
                encoded = master_all(cues, store=store, rate=RATE, formats=formats, jobs=jobs)
        count = round(hours * 3600 * RATE / encoded[0].frames)
        with timed(f"{count} chapters found in the store"):
            master_all((cues * count)[:count], store=store, rate=RATE, jobs=jobs)
        encoded = master_all(cues, store=store, rate=RATE)
        chapters = [replace(encoded[it % DISTINCT], title=f"Chapter {it}") for it in range(count)]
        options = {"details": DETAILS, "folder": out, "store": store, "formats": ("m4b",)}
        numbered = dict(enumerate(chapters, 1))
        with timed("bind, flush and read back"):
            (file,) = bind(numbered, **options)
        print(f"  {file.seconds / 3600:.2f} h, {file.size / 1e6:.0f} MB, {count} chapters")
        with timed("find it unchanged"):
            bind(numbered, **options)
        tags = BookTags(DETAILS.metadata, DETAILS.narrator, build=read_build(file.path))
        with timed("read back alone"):
            verify_m4b(file.path, lay_out(chapters), tags)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"peak memory so far: {peak} MiB")
        with timed("copy with PyAV, for comparison"):
            paths = [store.path(f"chapters/{chapter.key}.m4a") for chapter in chapters]
            copy_with_pyav(paths, Path(folder) / "plain.m4b")


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]), *map(int, sys.argv[2:3]))
