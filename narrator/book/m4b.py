"""The m4b: encoded chapters laid end to end by copying, nothing decoded, nothing held in memory.

The file is ``ftyp``, ``moov``, then one ``mdat``: the chapters' titles, then their sound. The index
stands in front, so that a player on the network can start at once.
"""

from __future__ import annotations

import os
import shutil
import struct
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from narrator.book.boxes import check_whole, make_box, make_data_header, make_full_box
from narrator.book.files import Binding, BookDetails, FilePlan
from narrator.book.moov import Contents, encode_titles, make_moov, sum_chunks
from narrator.book.names import find_language_code, list_titles
from narrator.book.tags import MP4_BUILD, BookTags, make_mp4_tags
from narrator.book.timeline import lay_out
from narrator.book.track import Track, read_track
from narrator.book.verify import verify_m4b
from narrator.errors import DamagedError, DeliveryError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from narrator.book.model import EncodedChapter, Timeline
    from narrator.book.parts import Part
    from narrator.cache.store import FolderStore

MOST_NERO = 255
"""The most chapters that a ``chpl`` box can count. Players that find one see no other chapters, so
a book with more does without."""

_TYPE = make_box("ftyp", b"M4B ", struct.pack(">I", 512), b"M4B M4A mp42isom")
_NERO_TICKS = 10_000_000  # a second
_CAN_SEND: bool = sys.platform == "linux"
"""Elsewhere the system sends to sockets only."""


def plan_m4b(binding: Binding) -> Iterator[FilePlan]:
    """Tell which file each part of the book becomes, and whether it is already there."""
    for part in binding.parts:
        path = binding.name_file(part, "m4b")
        yield plan_part(part, path, details=binding.details, store=binding.store)


def plan_part(part: Part, path: Path, *, details: BookDetails, store: FolderStore) -> FilePlan:
    """Tell whether a part of a book, as an m4b, is already there."""
    timeline = lay_out(part.chapters)
    titles = list_titles(chapter.title for chapter in part.chapters)
    keys = [chapter.key for chapter in part.chapters]
    place = [[part.number, part.total]] if part.total > 1 else []
    build = details.name_build([*zip(keys, titles, strict=True), *place])

    def write(partial: Path, tags: BookTags) -> None:
        own = replace(tags, part=(part.number, part.total))
        write_m4b(partial, part.chapters, tags=own, store=store)
        verify_m4b(partial, timeline, own)

    seconds = timeline.frames / timeline.rate
    return FilePlan(path, "m4b", seconds, build, read_build(path) == build, write)


def write_m4b(
    path: Path, chapters: Sequence[EncodedChapter], *, tags: BookTags, store: FolderStore
) -> None:
    """Write the book.

    Raises DamagedError where an encoded chapter is damaged: it is dropped from the store, so that
    running again makes it again.
    """
    timeline = lay_out(chapters)
    with tempfile.TemporaryFile(dir=path.parent) as sizes, path.open("wb") as file:
        runs, config = _gather(store, chapters, sizes)
        contents = _describe(timeline, config, sizes, tags.metadata.language)
        user_data = make_box("udta", make_mp4_tags(tags), _make_nero(timeline))
        header = make_data_header(contents.size)
        start = len(_TYPE) + len(make_moov(contents, user_data, 0)) + len(header)
        moov = make_moov(contents, user_data, start)
        file.writelines((_TYPE, moov.before))
        sizes.seek(0)
        shutil.copyfileobj(sizes, file)
        file.writelines((moov.after, header, *contents.titles))
        for run in runs:
            _copy(store.path(run.name), run.start, run.end, file)


def read_build(path: Path) -> str:
    """Tell which build a finished m4b is; empty where it is not whole, or none of ours."""
    from mutagen import MutagenError
    from mutagen.mp4 import MP4

    with suppress(OSError, ValueError, MutagenError):
        check_whole(path)
        tags = MP4(path).tags
        return b"".join(tags.get(MP4_BUILD, [])).decode() if tags else ""
    return ""


@dataclass(frozen=True, slots=True)
class _Run:
    """Packets to be copied: those that lie in a file of the store from ``start`` to ``end``."""

    name: str
    start: int
    end: int


def _gather(
    store: FolderStore, chapters: Sequence[EncodedChapter], sizes: BinaryIO
) -> tuple[list[_Run], bytes]:
    """Find what is to be copied, write the packets' sizes, and tell how the sound is decoded.

    All that are damaged are dropped before that is raised.
    """
    runs: list[_Run] = []
    configs: set[bytes] = set()
    damaged: list[DamagedError] = []
    for chapter in chapters:
        try:
            found = _read_tracks(store, chapter)
        except DamagedError as error:
            damaged.append(error)
            continue
        for key, track in zip(chapter.stretches, found, strict=True):
            sizes.write(track.sizes)
            configs.add(track.config)
            runs.append(_Run(_name(key), track.start, track.end))
    if damaged:
        raise damaged[0]
    _check_alike(chapters, configs)
    return runs, configs.pop()


def _read_tracks(store: FolderStore, chapter: EncodedChapter) -> list[Track]:
    """Read the tracks of a chapter's stretches, all but the first without what primes a decoder."""
    found = [_read_or_drop(store, key) for key in chapter.stretches]
    tracks = [track for track in found if track]
    tracks[1:] = [track.without_priming() for track in tracks[1:]]
    if sum(len(track.sizes) for track in tracks) != chapter.packets * 4:
        store.drop(f"chapters/{chapter.key}.json")
        raise DamagedError(f"The encoded chapter {chapter.title!r} was damaged and was removed.")
    return tracks


def _read_or_drop(store: FolderStore, key: str) -> Track | None:
    """Read the track of a stretch; one that is damaged is dropped, and None."""
    name = _name(key)
    try:
        return read_track(store.path(name))
    except (OSError, ValueError, struct.error):
        store.drop(name)
        return None


def _name(stretch: str) -> str:
    return f"chapters/{stretch}.m4a"


def _check_alike(chapters: Sequence[EncodedChapter], configs: Collection[bytes]) -> None:
    rates = sorted({chapter.rate for chapter in chapters})
    if len(rates) > 1 or len(configs) > 1:
        listed = ", ".join(f"{rate} Hz" for rate in rates)
        raise DeliveryError(
            f"The chapters were not encoded alike ({listed}), and one m4b takes one kind of sound. "
            "Build with --format mp3, or with voices of one engine."
        )


def _describe(timeline: Timeline, config: bytes, sizes: BinaryIO, language: str) -> Contents:
    packets = sizes.tell() // 4
    sizes.seek(0)
    titles = list_titles(chapter.title for chapter in timeline.chapters)
    return Contents(
        rate=timeline.rate,
        language=find_language_code(language),
        config=config,
        packets=packets,
        chunks=sum_chunks(sizes, packets),
        titles=encode_titles(titles),
        lengths=tuple(chapter.end - chapter.start for chapter in timeline.chapters),
    )


def _make_nero(timeline: Timeline) -> bytes:
    """Make Nero's list of chapters: starts in ticks, titles of at most 255 bytes."""
    count = len(timeline.chapters)
    if count > MOST_NERO:
        return b""
    entries = [struct.pack(">IB", 0, count)]
    titles = list_titles(chapter.title for chapter in timeline.chapters)
    for chapter, title in zip(timeline.chapters, titles, strict=True):
        text = title.encode()
        ticks = round(chapter.start * _NERO_TICKS / timeline.rate)
        entries.append(struct.pack(">QB", ticks, len(text)) + text)
    return make_full_box("chpl", *entries, version=1)


def _copy(path: Path, start: int, end: int, target: BinaryIO) -> None:
    """Copy bytes of a file, inside the system where it can do that."""
    target.flush()
    with path.open("rb") as source:
        while start < end and (count := _copy_some(source, target, start, end - start)):
            start += count


def _copy_some(source: BinaryIO, target: BinaryIO, at: int, count: int) -> int:
    if _CAN_SEND:
        return os.sendfile(target.fileno(), source.fileno(), at, count)
    source.seek(at)
    return target.write(source.read(min(1 << 20, count)))
