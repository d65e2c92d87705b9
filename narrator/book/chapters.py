"""Mastering: a chapter is levelled and encoded once, and kept under a name made from its content.

What is in the store is not looked at again: a warm run reads one small file a chapter.
"""

from __future__ import annotations

import json
import threading
from concurrent.futures import CancelledError, ThreadPoolExecutor, as_completed
from functools import partial
from itertools import accumulate, islice
from typing import TYPE_CHECKING

import numpy as np

from narrator.audio.codec import CODECS, choose_rate, encoding, read_clip
from narrator.audio.join import TAIL_MS, Level, Sound, join, to_frames
from narrator.audio.loudness import NOTHING, Measurement, Part, measure, read_measurement
from narrator.audio.loudness import RULES as MEASURING_RULES
from narrator.audio.mastering import LISTEN
from narrator.book.model import ChapterCues, Cue, EncodedChapter, Span
from narrator.book.stretches import LENGTH, cut_stretches, encode_stretch
from narrator.cache.key import name_by_content, sum_file
from narrator.errors import DamagedError, MachineError
from narrator.memory import give_back
from narrator.packed import pack

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from narrator.audio.clip import Clip
    from narrator.audio.codec import Codec
    from narrator.audio.join import ReadClip
    from narrator.audio.mastering import Mastering
    from narrator.book.stretches import EncodedStretch, Stretch
    from narrator.cache.store import FolderStore

BREATH_MS = 120
"""The silence between the clips of one segment, for which an engine had to be asked in pieces."""
RULES = 1
"""Part of every chapter's name: changes when the same cues would sound otherwise."""
SUFFIXES: dict[str, str] = {
    "m4b": "m4a", "audiobookshelf": "m4a", "epub": "m4a", "lpf": "m4a",
    "mp3": "mp3", "mp3-book": "mp3", "m3u": "mp3",
    "opus": "opus",
    "flac": "flac", "wav": "flac",
}  # fmt: skip
"""What a chapter is encoded to, for each format of the book that has sound in it."""
WHOLE = ("mp3", "opus", "flac")
"""The codecs in which a chapter is one file; as AAC it is kept in stretches."""
ROOM_MS = 100
"""The silence behind a chapter's Opus, of which binding takes what the timeline wants."""

_TOGETHER = 1024
"""How many spans are packed at a time."""
_ALL_RULES = (RULES, MEASURING_RULES)
_NEVER = threading.Event()

Lengths = tuple[tuple[int, ...], ...]
"""The frames of every piece that was joined, stretch by stretch."""


def master(
    chapter: ChapterCues,
    *,
    store: FolderStore,
    rate: int,
    formats: Collection[str] = ("m4b",),
    mastering: Mastering = LISTEN,
    stop: threading.Event = _NEVER,
) -> EncodedChapter:
    """Give the chapter encoded for all formats, from the store where it has it.

    ``rate`` is in Hz, unless ``mastering`` wants another; where the encoders do not know it, they
    get the next above.

    Raises DamagedError where a clip is missing or damaged; it is dropped from the store, so that
    running again makes it again. Raises CancelledError soon after ``stop`` is set.
    """
    rate = choose_rate(mastering.rate or rate, CODECS["m4a"])
    key = name_chapter(chapter, rate=rate, mastering=mastering)
    encoded = _find(chapter, key, store=store, rate=rate)
    suffixes = list_suffixes(formats)
    if encoded and all(_is_made(encoded, suffix, store) for suffix in suffixes):
        store.note_use(_name_file(key, "json"))
        return encoded
    store.fetch(_list_files(chapter.cues))
    sounds = tuple(_list_sounds(chapter.cues, store))
    gain = mastering.find_gain([sound.part for sound in sounds])
    parts, lengths = _encode(
        cut_stretches(sounds, rate, head_ms=mastering.head_ms),
        partial(_read_until, stop, store),
        Level(rate, gain, mastering.ceiling, mastering.room_tone),
        mastering.find_codec,
        key=key,
        suffixes=suffixes,
        store=store,
    )
    made = EncodedChapter(
        title=chapter.title,
        key=key,
        rate=rate,
        frames=sum(map(sum, lengths)),
        packets=sum(part.packets for part in parts) - max(0, len(parts) - 1),
        stretches=tuple(part.key for part in parts),
        spans=pack(_measure_spans(chapter.cues, lengths), by=_TOGETHER),
    )
    store.put(_name_file(key, "json"), _to_json(made, chapter.cues, store))
    give_back()
    return made


def master_all(
    chapters: Sequence[ChapterCues],
    *,
    store: FolderStore,
    rate: int,
    formats: Collection[str] = ("m4b",),
    mastering: Mastering = LISTEN,
    jobs: int = 1,
    on_done: Callable[[EncodedChapter], None] = lambda _: None,
) -> tuple[EncodedChapter, ...]:
    """Master chapters, ``jobs`` at once; ``on_done`` hears of each, in this thread, when it is.

    They work in threads, which the encoders let run side by side. What goes wrong with one stops
    all; what was finished is kept.
    """
    stop = threading.Event()
    how = partial(master, store=store, rate=rate, formats=formats, mastering=mastering, stop=stop)

    def work(at: int) -> EncodedChapter:
        return how(chapters[at])

    with ThreadPoolExecutor(jobs, "master") as pool:
        futures = [pool.submit(work, at) for at in range(len(chapters))]
        try:
            for future in as_completed(futures):
                on_done(future.result())
        except BaseException:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return tuple(future.result() for future in futures)


def list_suffixes(formats: Iterable[str]) -> tuple[str, ...]:
    """Tell what chapters are encoded to for these formats; captions alone are timed by the AAC."""
    wanted = (SUFFIXES[name] for name in formats if name in SUFFIXES)
    return tuple(dict.fromkeys(wanted)) or ("m4a",)


def name_chapter(chapter: ChapterCues, *, rate: int, mastering: Mastering = LISTEN) -> str:
    """Name everything of a chapter that the ear can hear. Titles and segments' ids are not."""
    level = Level(rate, mastering.target, mastering.ceiling, mastering.room_tone)
    by_rms = ["RMS"] if mastering.measure == "RMS" else []
    return name_by_content(
        {
            "rules": _ALL_RULES,
            "rate": rate,
            "levels": [
                f"{level.gain_db:.1f}",
                f"{level.ceiling_db:.1f}",
                *by_rms,
                *level.tell_tone(),
            ],
            "silences": [mastering.head_ms, TAIL_MS, BREATH_MS],
            "stretch": LENGTH,
            "codecs": [mastering.find_codec(suffix).description for suffix in ("m4a", "mp3")],
            "cues": [[cue.clips, f"{cue.gain_db:.1f}", cue.pause_ms] for cue in chapter.cues],
        }
    )


def read_or_drop(store: FolderStore, clip: str) -> Clip:
    """Read a clip from the store.

    One that is missing or cannot be read is dropped, its measurement with it, and DamagedError
    raised.
    """
    path = store.path(f"clips/{clip}.flac")
    if not path.is_file():
        drop_clip(store, clip)
        raise DamagedError(f"The clip {path} is missing.")
    try:
        return read_clip(path)
    except MachineError as error:
        drop_clip(store, clip)
        raise DamagedError(f"The clip {path} was damaged and has been removed.") from error


def drop_clip(store: FolderStore, clip: str) -> None:
    """Forget a clip and its measurement."""
    for suffix in ("flac", "json"):
        store.drop(f"clips/{clip}.{suffix}")


def find_measurement(clip: str, store: FolderStore) -> Measurement:
    """Read a clip's measurement, or measure it and keep that: it is only derived.

    Raises DamagedError where the clip is missing or damaged, as :func:`read_or_drop`.
    """
    name = f"clips/{clip}.json"
    try:
        measurement = read_measurement(store.read(name))
    except (KeyError, ValueError):
        measurement = measure(read_or_drop(store, clip))
        store.put(name, measurement.to_json())
    return measurement


def _name_file(key: str, suffix: str) -> str:
    return f"chapters/{key}.{suffix}"


def _find(
    chapter: ChapterCues, key: str, *, store: FolderStore, rate: int
) -> EncodedChapter | None:
    try:
        known = json.loads(store.read(_name_file(key, "json")))
        times = zip(chapter.cues, known["spans"], strict=True)
        return EncodedChapter(
            title=chapter.title,
            key=key,
            rate=rate,
            frames=known["frames"],
            packets=known["packets"],
            stretches=tuple(known["stretches"]),
            spans=pack((Span(cue.segment, *span) for cue, span in times), by=_TOGETHER),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _is_made(encoded: EncodedChapter, suffix: str, store: FolderStore) -> bool:
    """Tell whether all files are there that hold the chapter in a codec."""
    if suffix != "m4a":
        return store.has(_name_file(encoded.key, suffix))
    keys = encoded.stretches
    return bool(keys) and all(store.has(_name_file(key, "m4a")) for key in keys)


def _to_json(chapter: EncodedChapter, cues: Iterable[Cue], store: FolderStore) -> bytes:
    """Write down what is known of a chapter, and for who looks after the store, what is in it."""
    known = {
        "frames": chapter.frames,
        "packets": chapter.packets,
        "stretches": chapter.stretches,
        "spans": [[span.start, span.end] for span in chapter.spans],
        "clips": list(dict.fromkeys(clip for cue in cues for clip in cue.clips)),
        **{suffix: _sum(_name_file(chapter.key, suffix), store) for suffix in WHOLE},
    }
    return json.dumps(known, separators=(",", ":")).encode()


def _sum(name: str, store: FolderStore) -> str | None:
    return sum_file(store.path(name)) if store.has(name) else None


def _list_files(cues: Iterable[Cue]) -> Iterator[str]:
    """List what is read of the clips that are heard: measurements, and sound."""
    for cue in cues:
        for clip in cue.clips:
            yield from (f"clips/{clip}.json", f"clips/{clip}.flac")


def _list_sounds(cues: Iterable[Cue], store: FolderStore) -> Iterator[Sound]:
    """List what is heard: a sound for each clip, a silent one for a cue that has none."""
    for cue in cues:
        for clip in cue.clips[:-1]:
            yield Sound(clip, Part(find_measurement(clip, store), cue.gain_db, BREATH_MS))
        last = cue.clips[-1] if cue.clips else ""
        measurement = find_measurement(last, store) if last else NOTHING
        yield Sound(last, Part(measurement, cue.gain_db, cue.pause_ms))


def _encode(
    stretches: Sequence[Stretch],
    read: ReadClip,
    level: Level,
    find_codec: Callable[[str], Codec],
    *,
    key: str,
    suffixes: Collection[str],
    store: FolderStore,
) -> tuple[tuple[EncodedStretch, ...], Lengths]:
    """Encode what is missing, two things at once, and tell the lengths of what was joined."""
    work = partial(
        encode_stretch,
        read=read,
        level=level,
        codec=find_codec("m4a"),
        rules=_ALL_RULES,
        store=store,
    )
    wanted = [it for it in WHOLE if it in suffixes]
    missing = [it for it in wanted if not store.has(_name_file(key, it))]
    if not missing and "m4a" not in suffixes:
        missing = wanted  # the sound is there, and what was known of it is not
    encode_whole = partial(_encode_whole, stretches, read, level, store=store)
    with ThreadPoolExecutor(2, "encode") as pool:
        wholes = [
            pool.submit(encode_whole, codec=find_codec(it), name=_name_file(key, it))
            for it in missing
        ]
        parts = tuple(pool.map(work, stretches)) if "m4a" in suffixes else ()
        lengths = [whole.result() for whole in wholes]
    return parts, lengths[0] if lengths else tuple(part.lengths for part in parts)


def _encode_whole(
    stretches: Iterable[Stretch],
    read: ReadClip,
    level: Level,
    *,
    codec: Codec,
    name: str,
    store: FolderStore,
) -> Lengths:
    """Encode a whole chapter: but for AAC's, packets lean on those before them."""
    lengths = []
    with store.writing(name) as path, encoding(path, level.rate, codec) as encoder:
        for stretch in stretches:
            pieces = join(stretch.sounds, read, level, head=stretch.head, tail=stretch.tail)
            lengths.append(tuple(map(encoder.write, pieces)))
        if codec.suffix == "opus":
            encoder.write(np.zeros(to_frames(ROOM_MS, level.rate), np.int16))
    return tuple(lengths)


def _read_until(stop: threading.Event, store: FolderStore, clip: str) -> Clip:
    """Read a clip, unless nobody wants the chapter any more."""
    if stop.is_set():
        raise CancelledError
    return read_or_drop(store, clip)


def _measure_spans(cues: Iterable[Cue], lengths: Lengths) -> Iterator[Span]:
    """Tell when each cue is heard, by the lengths of the pieces that were joined."""
    sounds = _measure_sounds(lengths)
    for cue in cues:
        times = list(islice(sounds, max(1, len(cue.clips))))
        yield Span(cue.segment, times[0][0], times[-1][1])


def _measure_sounds(lengths: Lengths) -> Iterator[tuple[int, int]]:
    """Tell where each sound begins and ends.

    The pieces of a stretch are a head, then sound and silence by turns, then a tail.
    """
    begin = 0
    for pieces in lengths:
        borders = [begin + border for border in accumulate(pieces)]
        yield from zip(borders[0:-2:2], borders[1:-1:2], strict=True)
        begin = borders[-1]
