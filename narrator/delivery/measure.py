"""A finished file, anybody's, opened and decoded once from its first packet to its last."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from narrator.audio.fill import MOST_BITS
from narrator.delivery.marks import list_marks
from narrator.delivery.meters import SoundMeter
from narrator.delivery.model import DeliveredFile, Stream

if TYPE_CHECKING:
    from pathlib import Path

    from av import AudioFrame, AudioResampler, Packet
    from av.audio.stream import AudioStream
    from av.container import InputContainer

SUFFIXES = ("mp3", "m4b", "m4a", "mp4", "aac", "opus", "ogg", "oga", "flac", "wav", "w64", "aiff")
"""The files of a folder that are looked at."""

_CONTAINERS = "mp3,mov,mp4,m4a,aac,ogg,flac,wav,w64,aiff"
"""Those that hold their sound themselves: a playlist would have us open what it names."""
_PICTURES = "image2,png_pipe,jpeg_pipe,webp_pipe"
_KILOBITS = {  # of an MP3's frames by the index in their header: ISO/IEC 11172-3 and 13818-3
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}
_MPEG_1 = 0b11
_WINDOW = 50
"""Packets of AAC whose bits are counted together: a second, or two."""
_UNKNOWN = 0xFFFFFF00
"""A WAV's size from here up was written before it was known."""
_LOST = 0.02
"""Seconds that frames may lie apart: more than a rounded time, less than a lost frame."""


def measure_file(path: Path) -> DeliveredFile:
    """Decode a file and measure it.

    Raises ValueError, saying why, where it is no sound that is known, or none can be decoded.
    """
    import av

    options = {"format_whitelist": _CONTAINERS}
    try:
        with av.open(str(path), "r", options=options, metadata_errors="replace") as container:
            if not container.streams.audio:
                raise ValueError("there is no sound in it")
            stream = container.streams.audio[0]
            if not stream.codec_context:  # what PyAV gives where nothing decodes it
                raise ValueError("nothing here decodes its codec")
            tags = container.metadata or stream.metadata  # an Ogg file's are its stream's
            marks, cover = list_marks(path, container), _find_cover(container)
            stated = _find_length(path, container, stream)
            codec = stream.codec_context.codec.canonical_name
            count, meter = _decode(container, stream)
            sound = meter.finish()
    except (av.FFmpegError, OSError) as error:
        raise ValueError(str(getattr(error, "strerror", None) or error)) from error
    return DeliveredFile(
        path=path,
        size=path.stat().st_size,
        stream=Stream(
            kind=path.suffix.lower().removeprefix("."),
            codec=codec,
            kilobits=count.tell_kilobits(sound.seconds),
            constant=count.is_constant(codec, sound.channels),
            stated=0.0 if count.varies() else stated,
            damaged=count.damaged,
        ),
        sound=sound,
        marks=marks,
        tags={name.lower(): text for name, text in tags.items() if text.strip()},
        cover=cover,
    )


def measure_picture(path: Path) -> tuple[int, int]:
    """Tell width and height of a picture. Raises ValueError where it is none."""
    import av

    try:
        with av.open(str(path), "r", options={"format_whitelist": _PICTURES}) as container:
            context = container.streams.video[0].codec_context
            return context.width, context.height
    except (av.FFmpegError, IndexError) as error:
        raise ValueError("it is no picture") from error


@dataclass(slots=True)
class _Count:
    """What the packets come to: their bytes, the bitrates that MP3's frames state, the damaged.

    ``most`` and ``least`` are the bytes of the fullest and the emptiest stretch of packets.
    """

    size: int = 0
    damaged: int = 0
    rates: set[int] = field(default_factory=set)
    end: float = 0.0
    packets: int = 0
    begun: int = 0
    most: int = 0
    least: int = 0

    def add(self, packet: Packet[AudioStream], codec: str) -> None:
        self.size += packet.size
        if not packet.size:  # the last packet is an empty one
            return
        self.packets += 1
        if self.packets % _WINDOW == 0:
            self._close_window()
        if codec == "mp3":
            self.rates.add(_read_kilobits(bytes(memoryview(packet)[:4])))

    def _close_window(self) -> None:
        size = self.size - self.begun
        self.most = max(self.most, size)
        self.least = min(self.least or size, size)
        self.begun = self.size

    def follow(self, frame: AudioFrame) -> None:
        """See that a frame begins where the last ended: some decoders pass over what is damaged."""
        expected = self.end or frame.time or 0.0
        time = expected if frame.time is None else frame.time
        self.damaged += time - expected > _LOST
        self.end = time + frame.samples / frame.sample_rate

    def tell_kilobits(self, seconds: float) -> float:
        """Tell the bitrate: an MP3's own, where it has one, else the mean."""
        if len(self.rates) == 1 and (stated := next(iter(self.rates))):
            return float(stated)
        return self.size * 8 / 1000 / seconds

    def varies(self) -> bool:
        """Tell whether an MP3's length, where it is not stated, cannot be told by its size."""
        return len(self.rates) > 1

    def is_constant(self, codec: str, channels: int) -> bool | None:
        """Tell whether it has as many bits in every second, as far as the codec can.

        AAC has, where they differ by no more than a decoder's room for a packet at either end.
        """
        if codec.startswith("pcm_"):
            return True
        if codec == "aac" and self.most:
            return self.most - self.least <= 2 * channels * MOST_BITS // 8
        return len(self.rates) == 1 if self.rates else None


def _read_kilobits(header: bytes) -> int:
    """Read an MP3 frame's bitrate from its header, in kbit/s; 0 where it is none."""
    if len(header) < 4 or header[0] != 0xFF:
        return 0
    version = 1 if header[1] >> 3 & 0b11 == _MPEG_1 else 2
    return _KILOBITS[version][header[2] >> 4]


def _decode(container: InputContainer, stream: AudioStream) -> tuple[_Count, SoundMeter]:
    """Decode all packets; what cannot be decoded is counted and left out."""
    import av

    context = stream.codec_context
    codec = context.codec.canonical_name
    count = _Count()
    if not context.sample_rate or not context.channels:
        raise ValueError("nothing in it tells how its sound is to be decoded")
    meter = SoundMeter(context.sample_rate, context.channels)
    planar = av.AudioResampler("fltp", context.layout, context.sample_rate)
    for packet in container.demux(stream):
        count.add(packet, codec)
        try:
            frames = packet.decode()
        except av.FFmpegError:
            count.damaged += 1
            continue
        for frame in frames:
            count.follow(frame)
            _feed(meter, planar, frame)
    return count, meter


def _feed(meter: SoundMeter, planar: AudioResampler, frame: AudioFrame) -> None:
    for part in planar.resample(frame):
        meter.add(part.to_ndarray().astype(np.float32, copy=False))


def _find_cover(container: InputContainer) -> tuple[int, int] | None:
    for video in container.streams.video:
        if video.codec_context and video.codec_context.width:
            return video.codec_context.width, video.codec_context.height
    return None


def _find_length(path: Path, container: InputContainer, stream: AudioStream) -> float:
    """Tell how long the file claims to play, in seconds; 0 where it does not."""
    if container.format.name == "aac":
        return 0.0
    if container.format.name == "wav":
        return _read_wav_length(path)
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / 1_000_000 if container.duration else 0.0


def _read_wav_length(path: Path) -> float:
    """Read how long a WAV claims to be: FFmpeg tells what is there of it.

    One that was sent while it was made claims nothing.
    """
    with path.open("rb") as file:
        file.seek(12)
        rate = 0
        while len(header := file.read(8)) == 8:
            kind, size = struct.unpack("<4sI", header)
            if kind == b"data":
                return size / rate if rate and 0 < size < _UNKNOWN else 0.0
            after = file.tell() + size + size % 2
            if kind == b"fmt " and len(body := file.read(min(size, 40))) >= 12:
                rate = struct.unpack_from("<I", body, 8)[0]
            file.seek(after)
    return 0.0
