"""The ``moov`` box of an m4b: what a player reads to find the sound and the chapters.

Two tracks: the sound, and the chapters' titles as QuickTime text, one in a chunk of its own for
each chapter, which is how every player reads them. Both count in frames of the sound, so chapters
start exactly where they are said to. The layout is that of ISO/IEC 14496-12 and -14, and of the
QuickTime File Format for the text.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from narrator.audio.join import BLOCK
from narrator.book.boxes import Split, make_box, make_descriptor, make_full_box, split_box
from narrator.book.timeline import PRIMING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_SOUND, _TITLES = 1, 2  # the tracks' numbers
_ENABLED_IN_MOVIE, _IN_MOVIE = 3, 2
CHUNK = 128
"""The packets of a chunk: a player sums sizes up from a chunk's start."""
_WINDOW = CHUNK * 512  # packets whose sizes are read at once
_UNITY = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_LONGEST = 2**31  # what some readers of 32-bit durations can hold
_ROOM = 2**29  # more than any ``moov``, with its cover, takes before the packets
_AAC, _SOUND_STREAM = 0x40, 0x15


@dataclass(frozen=True, slots=True)
class Contents:
    """What the file holds.

    ``config`` is what the AAC decoder is told; ``packets`` counts the packets, and ``chunks`` are
    the bytes of each chunk of them, as :func:`sum_chunks` gives them; ``titles`` are the chapters'
    as they lie in the file; ``lengths`` the chapters', in frames. The sizes of the packets
    themselves, 14 MB of them for forty hours, are nowhere in memory.
    """

    rate: int
    language: str
    config: bytes
    packets: int
    chunks: NDArray[np.int64]
    titles: tuple[bytes, ...]
    lengths: tuple[int, ...]

    @property
    def sound_size(self) -> int:
        """The bytes of all packets."""
        return int(self.chunks.sum())

    @property
    def size(self) -> int:
        """The bytes of all titles and packets."""
        return sum(map(len, self.titles)) + self.sound_size

    @property
    def wide(self) -> bool:
        """Whether offsets take 64 bits; told from the size alone, before any offset is known."""
        return self.size >= 2**32 - _ROOM


def sum_chunks(sizes: BinaryIO, packets: int) -> NDArray[np.int64]:
    """Read the sizes of packets, big-endian numbers of 4 bytes, and add up those of each chunk."""
    sums = [np.zeros(0, np.int64)]
    for first in range(0, packets, _WINDOW):
        numbers = np.frombuffer(sizes.read(4 * min(_WINDOW, packets - first)), ">u4")
        starts = np.arange(0, len(numbers), CHUNK)
        sums.append(np.add.reduceat(numbers, starts, dtype=np.int64))
    return np.concatenate(sums)


def make_moov(contents: Contents, user_data: bytes, offset: int) -> Split:
    """Make the box for titles that lie one after the other from ``offset`` on, packets behind.

    Its gap is for the packets' sizes.
    """
    lengths = [len(title) for title in contents.titles]
    frames = sum(contents.lengths)
    return split_box(
        "moov",
        _make_timed("mvhd", frames, contents.rate, rest=_movie_fields()),
        around=_make_sound_track(contents, frames, offset + sum(lengths)),
        after=(
            _make_title_track(contents, frames, offset + np.cumsum([0, *lengths[:-1]])),
            user_data,
        ),
    )


def _movie_fields() -> bytes:
    return struct.pack(">IH10x", 0x10000, 0x100) + _UNITY + bytes(24) + struct.pack(">I", 3)


def _make_timed(kind: str, duration: int, *fields: int, rest: bytes, flags: int = 0) -> bytes:
    """Make a box that has dates (none), fields and a duration, in 64 bits where it must."""
    version, date, last = (0, "I", "I") if duration < _LONGEST else (1, "Q", "Q")
    times = struct.pack(f">2{date}{len(fields)}I{last}", 0, 0, *fields, duration)
    return make_full_box(kind, times, rest, version=version, flags=flags)


def _make_sound_track(contents: Contents, frames: int, offset: int) -> Split:
    media = contents.packets * BLOCK
    return split_box(
        "trak",
        _make_track_header(_SOUND, frames, flags=_ENABLED_IN_MOVIE, group=1, volume=0x100),
        make_box("edts", make_edit(frames)),
        make_box("tref", make_box("chap", struct.pack(">I", _TITLES))),
        around=split_box(
            "mdia",
            _make_media_header(contents, media),
            _make_handler(b"soun", b"SoundHandler"),
            around=split_box(
                "minf",
                make_full_box("smhd", bytes(4)),
                _LOCAL_DATA,
                around=_sound_table(contents, offset),
            ),
        ),
    )


def _make_title_track(contents: Contents, frames: int, offsets: NDArray[np.int64]) -> bytes:
    return make_box(
        "trak",
        _make_track_header(_TITLES, frames, flags=_IN_MOVIE, group=0, volume=0),
        make_box(
            "mdia",
            _make_media_header(contents, frames),
            _make_handler(b"text", b"ChapterHandler"),
            make_box("minf", _TEXT_HEADER, _LOCAL_DATA, _title_table(contents, offsets)),
        ),
    )


def _make_track_header(number: int, frames: int, *, flags: int, group: int, volume: int) -> bytes:
    rest = struct.pack(">8xHHHxx", 0, group, volume) + _UNITY + bytes(8)
    return _make_timed("tkhd", frames, number, 0, rest=rest, flags=flags)


def _make_media_header(contents: Contents, duration: int) -> bytes:
    rest = struct.pack(">HH", _pack_language(contents.language), 0)
    return _make_timed("mdhd", duration, contents.rate, rest=rest)


def _pack_language(code: str) -> int:
    """Pack the three letters of an ISO 639-2 code, five bits each."""
    first, second, third = (ord(letter) - 0x60 for letter in code)
    return first << 10 | second << 5 | third


def _make_handler(kind: bytes, name: bytes) -> bytes:
    return make_full_box("hdlr", struct.pack(">4x4s12x", kind), name, b"\0")


def make_edit(frames: int) -> bytes:
    """Make the box of the edit list: what is heard begins after the packet that primes."""
    version, form = (0, ">IIiHH") if frames < _LONGEST else (1, ">IQqHH")
    return make_full_box("elst", struct.pack(form, 1, frames, PRIMING, 1, 0), version=version)


def _sound_table(contents: Contents, offset: int) -> Split:
    count, chunks = contents.packets, contents.chunks
    starts = offset + np.cumsum(chunks) - chunks
    return split_box(
        "stbl",
        _make_table("stsd", 1, _sound_entry(contents)),
        _make_table("stts", 1, struct.pack(">II", count, BLOCK)),
        make_chunk_runs(count),
        around=split_box("stsz", around=Split(struct.pack(">III", 0, 0, count), 4 * count, b"")),
        after=(
            _make_offsets(starts, wide=contents.wide),
            # How far a decoder must look back: ISO/IEC 14496-12, 10.1, one packet for AAC.
            make_full_box("sgpd", struct.pack(">4sIIh", b"roll", 2, 1, -1), version=1),
            make_full_box("sbgp", struct.pack(">4sIII", b"roll", 1, count, 1)),
        ),
    )


def _title_table(contents: Contents, offsets: NDArray[np.int64]) -> bytes:
    count = len(contents.titles)
    times = b"".join(struct.pack(">II", 1, length) for length in contents.lengths)
    sizes = struct.pack(f">II{count}I", 0, count, *map(len, contents.titles))
    return make_box(
        "stbl",
        _make_table("stsd", 1, _TEXT_ENTRY),
        _make_table("stts", count, times),
        _make_table("stsc", 1, struct.pack(">III", 1, 1, 1)),
        make_full_box("stsz", sizes),
        _make_offsets(offsets, wide=contents.wide),
    )


def _make_table(kind: str, count: int, entries: bytes) -> bytes:
    return make_full_box(kind, struct.pack(">I", count), entries)


def make_chunk_runs(count: int) -> bytes:
    """Say that all chunks are equally long but the last, which has what remains."""
    whole, remainder = divmod(count, CHUNK)
    runs = [(1, CHUNK, 1)] if whole else []
    if remainder:
        runs.append((whole + 1, remainder, 1))
    return _make_table("stsc", len(runs), b"".join(struct.pack(">III", *run) for run in runs))


def _make_offsets(offsets: NDArray[np.int64], *, wide: bool) -> bytes:
    kind, form = ("co64", ">u8") if wide else ("stco", ">u4")
    return _make_table(kind, len(offsets), offsets.astype(form).tobytes())


def _sound_entry(contents: Contents) -> bytes:
    """Describe mono AAC: the sound entry, and the decoder's configuration in it."""
    bits = contents.sound_size * 8 * contents.rate // (contents.packets * BLOCK)
    decoder = struct.pack(">BBHBII", _AAC, _SOUND_STREAM, 0, 0, bits, bits)
    stream = make_descriptor(
        3,
        struct.pack(">HB", 0, 0),
        make_descriptor(4, decoder, make_descriptor(5, contents.config)),
        make_descriptor(6, b"\x02"),
    )
    fields = struct.pack(">6xH8xHHHHI", 1, 1, 16, 0, 0, contents.rate << 16)
    return make_box("mp4a", fields, make_full_box("esds", stream))


def encode_titles(titles: Sequence[str]) -> tuple[bytes, ...]:
    """Make the text samples: length, UTF-8, and the box that says that it is UTF-8."""
    encoded = [title.encode() for title in titles]
    return tuple(struct.pack(">H", len(text)) + text + _UTF8 for text in encoded)


_UTF8 = make_box("encd", struct.pack(">I", 0x100))
_LOCAL_DATA = make_box("dinf", _make_table("dref", 1, make_full_box("url ", flags=1)))
_TEXT_HEADER = make_box(
    "gmhd",
    make_full_box("gmin", struct.pack(">H3H4x", 0x40, 0x8000, 0x8000, 0x8000)),
    make_box("text", _UNITY),
)
_TEXT_ENTRY = make_box("text", struct.pack(">6xH", 1), struct.pack(">I", 1), bytes(40))
