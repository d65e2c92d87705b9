"""Chapter marks as programs that are not ours read them, and where the chapters truly begin.

Run by hand: ``python tests/bench/bench_marks.py [count ...]``. The decoded sound of every chapter
is looked for; a mark that is further from it than a millisecond fails, and so does a reader that
sees other marks. Some read none: Nero's list, which is mutagen's, counts 255 chapters at most and
is left out above; MediaInfo knows no chapters of an mp3, music-metadata no nested tables of
contents. Readers that are not on this machine are told.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from marks import (
    HEAD,
    find_onsets,
    make_book,
    read_with_av,
    read_with_ffprobe,
    read_with_mediainfo,
    read_with_mutagen,
)
from readers import (
    read_with_exiftool,
    read_with_eyed3,
    read_with_music_metadata,
    read_with_node_id3,
)

from narrator.cache.store import FolderStore

FORMATS = ("m4b", "mp3-book", "opus")
COUNTS = (3, 60, 300, 1000)
READERS = {
    "PyAV": read_with_av,
    "ffprobe": read_with_ffprobe,
    "MediaInfo": read_with_mediainfo,
    "mutagen": read_with_mutagen,
    "eyeD3": read_with_eyed3,
    "node-id3": read_with_node_id3,
    "music-metadata": read_with_music_metadata,
    "ExifTool": read_with_exiftool,
}
KINDS = {
    "eyeD3": (".mp3",),
    "node-id3": (".mp3",),
    "music-metadata": (".m4b", ".mp3"),
    "ExifTool": (".m4b",),
}
"""What kinds a reader is for, where not for all."""
LIMIT = 0.001


def measure(path, count):
    """Tell, for each reader, how many chapters it sees and how far off its worst mark is."""
    onsets = find_onsets(path)
    assert len(onsets) == count, f"{len(onsets)} chapters are heard"
    for name, read in READERS.items():
        if path.suffix not in KINDS.get(name, path.suffix):
            continue
        found = read(path)
        if found is None:
            yield name, None, 0.0
            continue
        pairs = zip(found, onsets, strict=False)
        worst = max((abs(start + HEAD - onset) for (start, _), onset in pairs), default=0.0)
        titled = sum(title == f"Chapter {at}" for at, (_, title) in enumerate(found, 1))
        yield name, (len(found), titled), worst


def main(counts):
    """Print a table; tells how many marks are wrong."""
    failed = 0
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            store = FolderStore(Path(folder) / "cache")
            start = time.perf_counter()
            files = make_book(store, Path(folder) / "out", count, FORMATS)
            print(f"{count} chapters, bound in {time.perf_counter() - start:.1f} s")
            for file in files:
                failed += print_file(file.path, count)
    return failed


def reads_none(reader, suffix, count):
    """Tell where a reader has no marks to read."""
    return (
        (suffix == ".opus" and reader == "mutagen")
        or (suffix == ".m4b" and reader == "mutagen" and count > 255)
        or (suffix == ".mp3" and reader == "MediaInfo")
        or (suffix == ".mp3" and reader == "music-metadata" and count > 255)
    )


def print_file(path, count):
    """Print what the readers see of one file; tells how many see it wrong."""
    failed = 0
    for name, seen, worst in measure(path, count):
        if seen is None:
            print(f"  {path.suffix:6}{name:16}is not on this machine")
            continue
        wanted = 0 if reads_none(name, path.suffix, count) else count
        wrong = seen != (wanted, wanted) or worst > LIMIT
        failed += wrong
        note = "  wrong" if wrong else "" if seen[0] else "  (has none to read)"
        print(f"  {path.suffix:6}{name:16}{seen[0]:5} chapters, worst {worst * 1000:6.3f} ms{note}")
    return failed


if __name__ == "__main__":
    sys.exit(1 if main([int(it) for it in sys.argv[1:]] or COUNTS) else 0)
