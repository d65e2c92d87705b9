"""The whole book in one mp3 or one Opus, with chapter marks, copied from encoded chapters."""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import partial
from os import SEEK_CUR
from typing import TYPE_CHECKING

from narrator.audio.codec import CODECS
from narrator.book.files import FilePlan
from narrator.book.mp3 import read_id3_build
from narrator.book.names import list_titles
from narrator.book.splice import Source, Splice, choose_packets, find_source, write_spliced
from narrator.book.tags import BookTags, make_id3_tags
from narrator.book.timeline import lay_out
from narrator.book.verify import verify_whole
from narrator.book.vorbis import (
    BUILD,
    MOST_CHAPTERS,
    make_chapter_comments,
    make_comments,
    make_picture_comment,
)
from narrator.errors import DamagedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from narrator.book.files import Binding
    from narrator.book.parts import Part

_OPUS_RATE, _OPUS_TICKS = 48_000, 960  # of a packet: RFC 6716, and 20 ms as we encode
_OPUS_HEADERS = 2  # packets before those of the sound
_LOW_RATE = 32_000
"""From here up an mp3's frame has 1152 samples, below it 576 (ISO/IEC 11172-3 and 13818-3)."""


def plan_mp3_book(binding: Binding) -> Iterator[FilePlan]:
    """Tell which mp3 each part of the book becomes, and whether it is already there."""
    for part in binding.parts:
        plan = partial(_make_splice, binding, part, "mp3")
        yield _plan(binding, part, "mp3", plan, lambda path: read_id3_build(path)[0])


def plan_opus(binding: Binding) -> Iterator[FilePlan]:
    """Tell which Opus each part of the book becomes, and whether it is already there."""
    parts = binding.split(MOST_CHAPTERS)
    if len(parts) > len(binding.parts):
        binding.warn(
            f"An Opus can name {MOST_CHAPTERS} chapters, and this book has "
            f"{len(binding.chapters)}: its Opus comes in {len(parts)} parts."
        )
    for part in parts:
        plan = partial(_make_splice, binding, part, "opus")
        yield _plan(binding, part, "opus", plan, _read_opus_build)


def _plan(
    binding: Binding,
    part: Part,
    suffix: str,
    make_splice: Callable[[], Splice],
    read_build: Callable[[Path], str],
) -> FilePlan:
    path = binding.name_file(part, suffix)
    titles = list_titles(chapter.title for chapter in part.chapters)
    keys = [chapter.key for chapter in part.chapters]
    place = [part.number, part.total]
    listed = [*zip(keys, titles, strict=True)]
    build = binding.details.name_build([CODECS[suffix].description, place, listed])
    write = _write_mp3 if suffix == "mp3" else _write_opus

    def work(partial_path: Path, tags: BookTags) -> None:
        own = replace(tags, part=(part.number, part.total))
        splice = make_splice()
        write(partial_path, splice, own)
        verify_whole(partial_path, splice, own)

    timeline = lay_out(part.chapters)
    is_current = read_build(path) == build
    return FilePlan(path, suffix, timeline.frames / timeline.rate, build, is_current, work)


def _make_splice(binding: Binding, part: Part, suffix: str) -> Splice:
    """Choose what is copied of each chapter."""
    timeline = lay_out(part.chapters)
    paths = [find_source(chapter, suffix, binding.store) for chapter in part.chapters]
    there = [_count_or_drop(path, _COUNTS[suffix]) for path in paths]
    rate, ticks = _OPUS_RATE, _OPUS_TICKS
    if suffix == "mp3":
        rate = _read_rate(paths[0])
        ticks = 576 if rate < _LOW_RATE else 1152
    counts = choose_packets(timeline, there, Fraction(ticks * timeline.rate, rate))
    titles = list_titles(chapter.title for chapter in part.chapters)
    sources = zip(paths, titles, counts, strict=True)
    return Splice(suffix, rate, tuple(Source(*each, ticks) for each in sources))


def _count_or_drop(path: Path, count: Callable[[Path], int]) -> int:
    try:
        return count(path)
    except (IndexError, ValueError, struct.error) as error:
        path.unlink(missing_ok=True)
        raise DamagedError(
            f"The encoded chapter {path} was damaged and has been removed."
        ) from error


def _count_mp3(path: Path) -> int:
    """Read the number of frames from the tag in the first one."""
    with path.open("rb") as file:
        head = file.read(2048)
    at = max(head.find(b"Info"), head.find(b"Xing"))
    if at < 0:
        raise ValueError("the mp3 does not tell its length")
    return int(struct.unpack_from(">I", head, at + 8)[0])


def _count_opus(path: Path) -> int:
    """Count the packets that the pages list, by the lengths below 255 (RFC 3533, 6)."""
    count, end = -_OPUS_HEADERS, path.stat().st_size
    with path.open("rb") as file:
        while file.tell() < end:
            head = file.read(27)
            if not head.startswith(b"OggS"):
                raise ValueError("the Opus is no run of pages")
            lengths = file.read(head[26])
            count += sum(length < 255 for length in lengths)
            file.seek(sum(lengths), SEEK_CUR)
    return count


def _read_rate(path: Path) -> int:
    import av

    with av.open(str(path)) as container:
        return container.streams.audio[0].rate


_COUNTS = {"mp3": _count_mp3, "opus": _count_opus}


def _write_mp3(path: Path, splice: Splice, tags: BookTags) -> None:
    number, total = tags.part
    marks = list(zip(splice.starts, [source.title for source in splice.sources], strict=False))
    times = [(start * 1000 / splice.rate, title) for start, title in marks]
    end = splice.seconds * 1000
    head = make_id3_tags(
        tags, title=tags.part_title, number=number, total=total, marks=times, end=end
    )
    with path.open("wb") as file:
        file.write(head)
        write_spliced(file, splice)


def _write_opus(path: Path, splice: Splice, tags: BookTags) -> None:
    number, total = tags.part
    marks = [
        (start / splice.rate, source.title)
        for start, source in zip(splice.starts, splice.sources, strict=False)
    ]
    comments = make_comments(tags, title=tags.part_title, number=number, total=total)
    comments |= make_chapter_comments(marks)
    with path.open("wb") as file:
        write_spliced(file, splice, comments | make_picture_comment(tags.picture))


def _read_opus_build(path: Path) -> str:
    from mutagen import MutagenError
    from mutagen.oggopus import OggOpus

    with suppress(OSError, KeyError, MutagenError):
        return str(OggOpus(path)[BUILD][0])
    return ""
