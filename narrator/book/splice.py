"""Chapters of one codec, laid end to end by copying their packets; nothing is decoded.

The m4b's timeline is that of all files of the whole book. Another codec's packets are of another
length, so of the silence that ends a chapter just as many are copied as bring the next one back to
that timeline, to within a packet; where it truly starts, and what marks say, is told from the
packets before it. A chapter's first packets prime the decoder as an m4b's do, and the whole book's
are skipped by every player.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, islice
from math import floor
from typing import TYPE_CHECKING, BinaryIO

from narrator.audio.codec import CODECS
from narrator.errors import DamagedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from av import Packet
    from av.audio.stream import AudioStream
    from av.container import InputContainer

    from narrator.book.model import EncodedChapter, Timeline
    from narrator.cache.store import FolderStore


_OPUS_LEAD = 312
"""The ticks before what is heard of an Opus: what the encoder looks ahead, in its head."""


@dataclass(frozen=True, slots=True)
class Source:
    """A chapter's file, its title, and how many of its packets are copied, of how many ticks."""

    path: Path
    title: str
    packets: int
    ticks: int


@dataclass(frozen=True, slots=True)
class Splice:
    """What a file of the whole book is made of; ``rate`` counts the ticks of a second."""

    suffix: str
    rate: int
    sources: tuple[Source, ...]

    @property
    def starts(self) -> tuple[int, ...]:
        """When each chapter starts, and when the last one ends, in ticks."""
        lengths = (source.packets * source.ticks for source in self.sources)
        return (0, *accumulate(lengths))

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return self.starts[-1] / self.rate


def choose_packets(timeline: Timeline, there: Sequence[int], length: Fraction) -> tuple[int, ...]:
    """Tell how many packets of each chapter to copy, of ``there``, all of ``length`` frames.

    All but the last chapter end where the timeline says, or less than a packet before; where there
    are too few, the next chapters make up for it.
    """
    counts: list[int] = []
    for chapter, most in zip(timeline.chapters[:-1], there, strict=False):
        wanted = floor(chapter.end / length) - sum(counts)
        counts.append(min(most, wanted))
    return (*counts, there[-1])


def find_source(chapter: EncodedChapter, suffix: str, store: FolderStore) -> Path:
    """Give the path of a chapter's sound. Raises DamagedError where it has gone."""
    name = f"chapters/{chapter.key}.{suffix}"
    if not store.has(name):
        raise DamagedError(f"The encoded chapter {chapter.title!r} has gone from the store.")
    return store.path(name)


def write_spliced(
    file: BinaryIO, splice: Splice, comments: Mapping[str, str] | None = None
) -> None:
    """Write the packets behind what ``file`` holds already, with comments as tags.

    Raises DamagedError where a chapter has fewer packets than it should.
    """
    import av

    codec = CODECS[splice.suffix]
    with (
        _opening(splice.sources[0]) as first,
        av.open(
            _Behind(file, file.tell()),
            "w",
            format=codec.container,
            container_options={"fflags": "+bitexact", **codec.container_options},
        ) as target,
    ):
        stream = target.add_stream_from_template(first.streams.audio[0])
        stream.metadata.update(comments or {})
        for packet in _renumber(splice):
            packet.stream = stream
            target.mux_one(packet)


def _renumber(splice: Splice) -> Iterator[Packet[AudioStream]]:
    """Give the packets of all sources, each with the time at which it lies in the whole book."""
    at = -_OPUS_LEAD if splice.suffix == "opus" else 0
    for source in splice.sources:
        with _opening(source) as container:
            found = (packet for packet in container.demux(audio=0) if packet.size)
            begun = at
            for packet in islice(found, source.packets):
                packet.time_base = Fraction(1, splice.rate)
                packet.pts = packet.dts = at
                packet.duration = source.ticks
                at += source.ticks
                yield packet
        if at - begun != source.packets * source.ticks:
            source.path.unlink(missing_ok=True)
            raise DamagedError(f"The encoded chapter {source.title!r} was cut short.")


@contextmanager
def _opening(source: Source) -> Iterator[InputContainer]:
    """Open a chapter's sound; one that is none is dropped."""
    import av

    try:
        container = av.open(str(source.path))
    except (av.FFmpegError, OSError) as error:
        source.path.unlink(missing_ok=True)
        raise DamagedError(f"The encoded chapter {source.title!r} was damaged.") from error
    with container:
        yield container


class _Behind:
    """A file for a muxer that is to begin behind what the file holds already."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file = file
        self._start = start

    def write(self, data: bytes) -> int:
        return self._file.write(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        shift = self._start if whence == 0 else 0
        return self._file.seek(offset + shift, whence) - self._start

    def tell(self) -> int:
        return self._file.tell() - self._start
