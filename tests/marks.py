"""Books of very many very short chapters, and what other programs read of their marks."""

import json
import shutil
import subprocess
from dataclasses import replace

import av
import numpy as np

from narrator.audio.clip import Clip
from narrator.audio.codec import encode_flac
from narrator.book.bind import bind
from narrator.book.chapters import master
from narrator.book.files import BookDetails
from narrator.book.model import ChapterCues, Cue
from narrator.manuscript.model import Metadata

RATE = 24_000
LOUD = 0.02
"""More than what codecs make of silence, much less than the hum."""
HEAD = 0.5006
"""Seconds of a chapter before its sound, which fades in, is loud."""


def make_book(store, folder, count, formats, **options):
    """Bind a book of ``count`` chapters, each a hum after silence, and give its files."""
    hum = np.sin(np.arange(RATE // 4) * 2 * np.pi * 1000 / RATE) * 8000
    store.put("clips/hum.flac", encode_flac(Clip(hum.astype(np.int16), RATE)))
    kinds = [
        master(
            ChapterCues("", (Cue("s", ("hum",), 0.0, pause),)),
            store=store,
            rate=RATE,
            formats=formats,
        )
        for pause in (100, 117, 131, 150)  # no two lengths alike
    ]
    chapters = {n: replace(kinds[n % 4], title=f"Chapter {n}") for n in range(1, count + 1)}
    details = BookDetails(Metadata(f"{count}", ("Nobody",)), "Nan")
    how = {"details": details, "folder": folder, "store": store, "formats": formats}
    return bind(chapters, **how, **options)


def find_onsets(path):
    """Decode a file and tell when each sound begins that follows a third of a second of silence."""
    onsets, at, last = [], 0, -RATE
    with av.open(str(path)) as container:
        rate = container.streams.audio[0].rate
        for frame in container.decode(audio=0):
            samples = np.abs(frame.to_ndarray().mean(axis=0).astype(float))
            heard = at + np.flatnonzero(samples > LOUD)
            if len(heard):
                starts = heard[np.diff(heard, prepend=last) > rate / 3]
                onsets += [int(it) / rate for it in starts]
                last = heard[-1]
            at += len(samples)
    return onsets


def read_with_ffprobe(path):
    """Read chapters with the ffprobe command; None where there is none."""
    if not shutil.which("ffprobe"):
        return None
    told = subprocess.run(
        ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", str(path)],
        capture_output=True,
        check=True,
    )
    chapters = json.loads(told.stdout)["chapters"]
    return [(float(it["start_time"]), it["tags"]["title"]) for it in chapters]


def read_with_av(path):
    """Read chapters with FFmpeg's library."""
    with av.open(str(path)) as container:
        return [
            (float(it["start"] * it["time_base"]), it["metadata"]["title"])
            for it in container.chapters()
        ]


def read_with_mediainfo(path):
    """Read chapters with MediaInfo, from the longest of its lists."""
    from pymediainfo import MediaInfo

    menus = [
        [(name, text) for name, text in track.to_data().items() if name[:2].isdigit()]
        for track in MediaInfo.parse(str(path)).tracks
        if track.track_type == "Menu"
    ]
    return [
        (_read_time(name), text.partition(":")[2] if text[:1] == ":" else text)
        for name, text in max(menus, key=len, default=[])
    ]


def read_with_mutagen(path):
    """Read chapters with mutagen: Nero's list of an m4b, the frames of an mp3."""
    from mutagen.id3 import ID3
    from mutagen.mp4 import MP4

    if path.suffix == ".m4b":
        return [(it.start, it.title) for it in MP4(path).chapters or ()]
    if path.suffix == ".mp3":
        frames = ID3(path).getall("CHAP")
        told = [(it.start_time / 1000, it.sub_frames["TIT2"].text[0]) for it in frames]
        return sorted(told)
    return []


def _read_time(name):
    hours, minutes, rest = name.split("_")[:3]
    return int(hours) * 3600 + int(minutes) * 60 + int(rest) / 1000
