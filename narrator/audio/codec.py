"""Sound in files: the only caller of the encoders.

What is written has no date and no version of a program in it: the same samples give the same bytes.
"""

from __future__ import annotations

import difflib
import hashlib
import io
import itertools
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

import numpy as np

from narrator.audio.clip import Clip, Samples
from narrator.audio.fill import Filler
from narrator.errors import MachineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from av import Packet
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from soxr import ResampleStream

_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
_CONTAINERS = "wav,w64,aiff,caf,mp3,flac,ogg,matroska,webm,mov,mp4,m4a,aac,amr,asf"
"""Those that hold their sound themselves: a playlist would have us open what it names."""
_LAYOUTS = {1: "mono", 2: "stereo"}
_BITEXACT = {"fflags": "+bitexact"}
_FLAC_SUM = slice(26, 42)
"""Where a FLAC file has the sum of its samples: the marker is 4 bytes, a block's head 4 more."""


@dataclass(frozen=True, slots=True)
class Codec:
    """How one kind of file is made.

    ``kilobits`` are those of a second, 0 where nothing is lost; ``rates`` are in Hz, empty where
    any will do. Of two ``channels`` both hold the same. ``filled`` AAC has them in every second,
    whatever its sound needs.
    """

    suffix: str
    container: str
    encoder: str
    kilobits: int = 0
    options: dict[str, str] = field(default_factory=dict)
    container_options: dict[str, str] = field(default_factory=dict)
    rates: tuple[int, ...] = ()
    channels: int = 1
    filled: bool = False

    @property
    def description(self) -> str:
        """Everything of the settings that the ear can hear, for a name made from content."""
        options = ",".join(f"{name}={value}" for name, value in sorted(self.options.items()))
        stereo = " stereo" if self.channels > 1 else ""
        filled = " filled" if self.filled else ""
        return f"{self.encoder} {self.kilobits}k {options}".strip() + stereo + filled


CODECS = {
    codec.suffix: codec
    for codec in (
        Codec("m4a", "ipod", "aac", 64, {"aac_coder": "fast"}, rates=_RATES),
        # Without a tag of the muxer's, tags of ours can be put before the first frame.
        Codec("mp3", "mp3", "libmp3lame", 80, {}, {"id3v2_version": "0"}, _RATES),
        Codec("opus", "ogg", "libopus", 32, rates=(8_000, 12_000, 16_000, 24_000, 48_000)),
        Codec("flac", "flac", "flac"),
        Codec("wav", "wav", "pcm_s16le"),
    )
}
"""Every kind of file, by its suffix."""

STREAMS = {
    codec.suffix: codec
    for codec in (
        # No frame that tells the length, which nobody knows yet.
        replace(CODECS["mp3"], container_options={"id3v2_version": "0", "write_xing": "0"}),
        # A page for every 20 ms: a page is sent when it is full.
        replace(CODECS["opus"], container_options={"page_duration": "20000"}),
        Codec("aac", "adts", "aac", 64, {"aac_coder": "fast"}, rates=_RATES),
        CODECS["flac"],
        CODECS["wav"],
        Codec("pcm", "s16le", "pcm_s16le"),
    )
}
"""Every kind of sound that can be sent while it is made. A WAV's sizes are 0xFFFFFFFF: unknown."""


def find_codec(path: Path) -> Codec:
    """Find what makes a file of that suffix. Raises UsageError naming the suffixes known."""
    suffix = path.suffix.lower().removeprefix(".")
    if codec := CODECS.get(suffix):
        return codec
    close = difflib.get_close_matches(suffix, CODECS, n=1) or ["mp3"]
    known = ", ".join(f".{name}" for name in CODECS)
    raise UsageError(
        f"{path.name!r} does not end in a kind of sound that can be written ({known}). "
        f"Try '{path.stem}.{close[0]}'."
    )


def choose_rate(rate: int, codec: Codec) -> int:
    """Take the rate as it is where the codec has it, else the next above, else its highest."""
    if not codec.rates or rate in codec.rates:
        return rate
    return min((known for known in codec.rates if known > rate), default=max(codec.rates))


def encode(pieces: Iterable[Samples], rate: int, path: Path, codec: Codec) -> int:
    """Write pieces of one sound to a file, in constant memory; tells the number of packets."""
    with encoding(path, rate, codec) as encoder:
        for piece in pieces:
            encoder.write(piece)
    return encoder.packets


@contextmanager
def encoding(path: Path, rate: int, codec: Codec) -> Iterator[Encoder]:
    """Open a file to write sound to, piece by piece; it is whole when the block has ended."""
    import av

    options = {**_BITEXACT, **codec.container_options}
    with av.open(str(path), "w", format=codec.container, container_options=options) as container:
        encoder = Encoder(container, rate, codec)
        yield encoder
        encoder.finish()


class Encoder:
    """An open file that takes mono sound at ``rate`` Hz."""

    def __init__(self, container: OutputContainer, rate: int, codec: Codec) -> None:
        self.packets = 0
        self._channels = codec.channels
        self._container = container
        self._rate = choose_rate(rate, codec)
        self._resampler = _make_resampler(rate, self._rate)
        self._stream = _add_stream(container, self._rate, codec)
        self._filler = Filler(codec.kilobits, self._rate, codec.channels) if codec.filled else None

    def write(self, samples: Samples) -> int:
        """Add samples to the end of the sound, and tell how many they were."""
        resampled = self._resampler.resample_chunk(samples) if self._resampler else samples
        self._encode(resampled)
        return len(samples)

    def finish(self) -> None:
        """Add what the encoder still holds."""
        if self._resampler:
            self._encode(self._resampler.resample_chunk(np.zeros(0, np.int16), last=True))
        self._mux(self._stream.encode(None))

    def _encode(self, samples: Samples) -> None:
        from av import AudioFrame

        if not len(samples):
            return
        both = np.repeat(samples, self._channels).reshape(1, -1)
        frame = AudioFrame.from_ndarray(both, format="s16", layout=_LAYOUTS[self._channels])
        frame.sample_rate = self._rate
        self._mux(self._stream.encode(frame))

    def _mux(self, packets: list[Packet[AudioStream]]) -> None:
        self.packets += len(packets)
        self._container.mux([self._fill(packet) for packet in packets])

    def _fill(self, packet: Packet[AudioStream]) -> Packet[AudioStream]:
        if not self._filler:
            return packet
        from av import Packet

        filled = cast("Packet[AudioStream]", Packet(self._filler.fill(bytes(packet))))
        filled.stream, filled.time_base = packet.stream, packet.time_base
        filled.pts, filled.dts, filled.duration = packet.pts, packet.dts, packet.duration
        filled.is_keyframe = True
        return filled


class StreamEncoder:
    """Makes bytes of mono sound at ``rate`` Hz as it comes; in order, they are the file."""

    def __init__(self, rate: int, codec: Codec) -> None:
        import av

        self._sink = _Sink()
        options = {**_BITEXACT, "flush_packets": "1", **codec.container_options}
        self._container = av.open(
            self._sink, "w", format=codec.container, container_options=options
        )
        self._encoder = Encoder(self._container, rate, codec)

    def write(self, samples: Samples) -> bytes:
        """Add samples, and take what bytes there are now: perhaps none, where they are few."""
        self._encoder.write(samples)
        return self._sink.take()

    def finish(self) -> bytes:
        """End the sound, and take the last bytes."""
        self._encoder.finish()
        self._container.close()
        return self._sink.take()


class _Sink:
    """Where the muxer writes. It has no way back, so the muxer does not correct what it wrote."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes) -> int:
        self._written += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken


def encode_flac(clip: Clip) -> bytes:
    """Make a FLAC file of a clip, whole and bit by bit, as :func:`read_clip` gives it back.

    In memory, because libsndfile says nothing where a full disk did not take the end of a file.
    """
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, clip.samples, clip.rate, subtype="PCM_16", format="FLAC")
    return file.getvalue()


def read_clip(path: Path) -> Clip:
    """Read a clip from a FLAC or WAV file, mono.

    Raises MachineError where the file is damaged or has gone.
    """
    import soundfile

    try:
        samples, rate = soundfile.read(path, dtype="int16")
    except soundfile.LibsndfileError as error:
        raise MachineError(
            f"{path} cannot be read as sound: {error} Delete it and run again."
        ) from error
    return Clip(samples, int(rate))


def check_flac(path: Path) -> Clip:
    """Read a clip from a FLAC file, and see that its samples are those that were written.

    A FLAC file holds their MD5 (RFC 9639, 8.2). Raises MachineError where the file is damaged.
    """
    clip = read_clip(path)
    with path.open("rb") as file:
        written = file.read(_FLAC_SUM.stop)[_FLAC_SUM]
    if hashlib.md5(clip.samples.astype("<i2").tobytes(), usedforsecurity=False).digest() != written:
        raise MachineError(f"{path} is not the sound that was written. Delete it and run again.")
    return clip


def _make_resampler(rate: int, wanted: int) -> ResampleStream | None:
    if rate == wanted:
        return None
    import soxr

    return soxr.ResampleStream(rate, wanted, 1, dtype="int16")


def _add_stream(container: OutputContainer, rate: int, codec: Codec) -> AudioStream:
    from av.codec.context import Flags

    stream = cast(
        "AudioStream", container.add_stream(codec.encoder, rate=rate, options=codec.options)
    )
    context = stream.codec_context
    context.layout = _LAYOUTS[codec.channels]
    if codec.kilobits:
        context.bit_rate = codec.kilobits * 1000
    context.flags |= Flags.bitexact
    return stream


def decode(data: bytes, rate: int | None = None) -> Clip:
    """Decode a whole sound file of any kind, made mono and, where ``rate`` is given, of that rate.

    Raises ValueError where there is no sound in it.
    """
    pieces = list(decode_pieces(data, rate))
    if not pieces:
        raise ValueError("it is empty")
    return Clip(np.concatenate([piece.samples for piece in pieces]), pieces[0].rate)


def decode_pieces(source: bytes | Path, rate: int | None = None) -> Iterator[Clip]:
    """Decode a sound file from anybody piece by piece, as :func:`decode` does at once.

    It is given as its bytes, or by its path.

    The sizes that a WAV states are not believed: one that was sent while it was made has none.
    """
    import av

    mono = av.AudioResampler("s16", "mono", rate)
    options = {"format_whitelist": _CONTAINERS}
    try:
        file = io.BytesIO(source) if isinstance(source, bytes) else str(source)
        with av.open(file, "r", options=options, metadata_errors="ignore") as container:
            for frame in itertools.chain(container.decode(audio=0), [None]):
                for part in mono.resample(frame):
                    yield Clip(part.to_ndarray().reshape(-1).astype(np.int16), part.sample_rate)
    except (av.FFmpegError, IndexError) as error:
        raise ValueError(f"it is no sound that is known ({error})") from error
