"""Delivered files made of generated sound: clean ones, and ones that break one rule each."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import av
import numpy as np
from mutagen import id3

_MUXERS = {"mp3": "mp3", "flac": "flac", "wav": "wav", "opus": "ogg", "m4b": "mp4"}
_ENCODERS = {
    "mp3": "libmp3lame",
    "flac": "flac",
    "wav": "pcm_s16le",
    "opus": "libopus",
    "m4b": "aac",
}
_LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1"}
TAGS = {"TIT2": "One", "TALB": "The Lamp", "TPE1": "A. Keeper"}


@dataclass(frozen=True)
class Voice:
    """How a file sounds: levels in dB, lengths in seconds."""

    rms: float = -20.0
    rate: int = 44_100
    channels: int = 1
    head: float = 0.7
    tail: float = 2.1
    seconds: float = 2.2
    floor: float = -75.0
    offset: float = 0.0
    click: float = 0.0
    clipped: bool = False


@dataclass(frozen=True)
class Recipe:
    """A file to make: its sound, and how it lies in the file."""

    voice: Voice = field(default_factory=Voice)
    kind: str = "mp3"
    kilobits: int = 192
    tags: tuple[tuple[str, str], ...] = tuple(TAGS.items())
    marks: tuple[tuple[float, float, str], ...] = ()
    cover: tuple[int, int] | None = None


def speak(voice):
    """Make a buzz that swells and fades as speech does, a row for each channel."""
    chance = np.random.default_rng(7)
    time = np.arange(round(voice.seconds * voice.rate)) / voice.rate
    buzz = sum(np.sin(2 * np.pi * 130 * n * time + n * n) / n for n in range(1, 13))
    buzz *= np.abs(np.sin(2 * np.pi * 2.1 * time + 0.3)) ** 0.5
    ends = [np.zeros(round(length * voice.rate)) for length in (voice.head, voice.tail)]
    sound = np.concatenate([ends[0], buzz, ends[1]])
    sound *= 10 ** (voice.rms / 20) / np.sqrt(np.mean(sound**2))
    sound += 10 ** (voice.floor / 20) * chance.standard_normal(len(sound)) + voice.offset
    middle = len(sound) // 2
    if voice.click:
        sound[middle] = voice.click
    if voice.clipped:
        sound[middle : middle + 6] = 1.0
    return np.tile(np.clip(sound, -1, 1), (voice.channels, 1))


@lru_cache(maxsize=64)
def encode(voice, kind, kilobits):
    """Encode a voice: the bytes of a file without tags."""
    file = io.BytesIO()
    samples = np.rint(speak(voice) * 32767).astype(np.int16)
    options = {"write_xing": "0", "id3v2_version": "0"} if kind == "mp3" else {}
    with av.open(file, "w", format=_MUXERS[kind], container_options=options) as container:
        stream = container.add_stream(_ENCODERS[kind], rate=voice.rate)
        stream.codec_context.layout = _LAYOUTS[voice.channels]
        if kind in ("mp3", "opus", "m4b"):
            stream.codec_context.bit_rate = kilobits * 1000
        for piece in np.array_split(samples, 8, axis=1):
            packed = np.ascontiguousarray(piece.T).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(packed, "s16", _LAYOUTS[voice.channels])
            frame.sample_rate = voice.rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def make(path, recipe=None, **changes):
    """Make a file: a clean one for ACX where nothing is said."""
    recipe = replace(recipe or Recipe(), **changes)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode(recipe.voice, recipe.kind, recipe.kilobits))
    if recipe.kind == "mp3" and (recipe.tags or recipe.marks or recipe.cover):
        make_tags(recipe).save(path, v2_version=3)
    return path


def make_tags(recipe):
    """Make the ID3 tags of a recipe."""
    tags = id3.ID3()
    for name, text in recipe.tags:
        tags.add(getattr(id3, name)(encoding=1, text=[text]))
    for number, (start, end, title) in enumerate(recipe.marks):
        sub = [id3.TIT2(encoding=1, text=[title])] if title else []
        times = {"start_time": round(start * 1000), "end_time": round(end * 1000)}
        tags.add(id3.CHAP(element_id=f"c{number}", **times, sub_frames=sub))
    if recipe.marks:
        names = [f"c{number}" for number in range(len(recipe.marks))]
        tags.add(id3.CTOC(element_id="toc", flags=3, child_element_ids=names, sub_frames=[]))
    if recipe.cover:
        tags.add(id3.APIC(encoding=0, mime="image/png", type=3, data=paint(*recipe.cover)))
    return tags


@lru_cache(maxsize=8)
def paint(width, height):
    """Paint a grey PNG."""
    context = av.CodecContext.create("png", "w")
    context.width, context.height, context.pix_fmt = width, height, "gray"
    context.time_base = 1
    frame = av.VideoFrame.from_ndarray(np.full((height, width), 90, np.uint8), "gray")
    return b"".join(map(bytes, [*context.encode(frame), *context.encode(None)]))


@dataclass(frozen=True)
class Fault:
    """A fault: the profile and the rule that it breaks, how it is planted in a folder.

    ``also`` are rules that cannot be kept where that one is broken.
    """

    what: str
    profile: str
    rule: str
    plant: Callable[[Path], Path]
    also: frozenset[str] = frozenset()

    def __str__(self):
        return f"{self.profile}: {self.what}"


LOUD = Voice(rms=-17.5)
COVER = (2400, 2400)
CLEAN = {
    "acx": Recipe(),
    "spotify": Recipe(LOUD, kind="flac"),
    "google-play": Recipe(kilobits=128),
    "apple": Recipe(cover=COVER),
    "podcast": Recipe(Voice(rms=-17.0)),
    "listen": Recipe(Voice(rate=24_000), kilobits=80),
}
"""A file that keeps every rule of each profile."""


def one(what, profile, rule, *, also=(), voice=None, **changes):
    """Give a fault that lies in one file: what is changed of a clean one."""
    base = CLEAN[profile]
    recipe = replace(base, voice=replace(base.voice, **(voice or {})), **changes)
    name = f"01 - One.{recipe.kind}"
    return Fault(what, profile, rule, lambda at: make(at / name, recipe), frozenset(also))


def two(what, profile, rule, name=None, *, also=(), voice=None, **changes):
    """Give a fault that lies between two files: a clean one, and one that is changed."""
    base = CLEAN[profile]
    other = replace(base, voice=replace(base.voice, **(voice or {})), **changes)

    def plant(folder):
        make(folder / f"01 - One.{base.kind}", base)
        make(folder / (name or f"02 - Two.{other.kind}"), other)
        return folder

    return Fault(what, profile, rule, plant, frozenset(also))


def spoil(what, profile, rule, change, *, kind=None, name=None, also=()):
    """Give a fault that lies in the bytes of a clean file."""
    recipe = replace(CLEAN[profile], kind=kind or CLEAN[profile].kind)

    def plant(folder):
        path = make(folder / (name or f"01 - One.{recipe.kind}"), recipe)
        path.write_bytes(change(path.read_bytes()))
        return path

    return Fault(what, profile, rule, plant, frozenset(also))


def cut(data):
    """Lose the second half."""
    return data[: len(data) // 2]


def overwrite(data):
    """Write nonsense over some bytes in the middle."""
    middle = len(data) // 2
    return data[:middle] + b"\x55" * 4000 + data[middle + 4000 :]


def vary(data):
    """Go on at another bitrate."""
    return data + encode(CLEAN["acx"].voice, "mp3", 256)


NONSENSE = {"length_error", "true_peak", "loudness", "clipped"}
LOSSY = {"codec", "channel_bitrate"}
BARE = {"chapters", "tags", "cover"}
M4B = {"kind": "m4b", "name": "The Lamp.m4b"}
MARKS = ((0.0, 1.5, "One"), (1.5, 3.0, "Two"), (3.0, 4.5, "Three"))
TAGGED = tuple(TAGS.items())

FAULTS = (
    one("too quiet", "acx", "rms", voice={"rms": -26}),
    one("too loud", "acx", "rms", voice={"rms": -16}),
    one("a click", "acx", "peak", voice={"click": 0.95}),
    one("noise", "acx", "noise_floor", voice={"floor": -52}),
    one("48 kHz", "acx", "rate", voice={"rate": 48_000}),
    one("32 kHz", "acx", "rate", voice={"rate": 32_000}),
    one("128 kbit/s", "acx", "bitrate", kilobits=128),
    one("160 kbit/s", "acx", "bitrate", kilobits=160),
    spoil("two bitrates", "acx", "constant", vary),
    one("no head", "acx", "head", voice={"head": 0.05}),
    one("a long head", "acx", "head", voice={"head": 2.0}),
    one("no tail", "acx", "tail", voice={"tail": 0.2}),
    one("a long tail", "acx", "tail", voice={"tail": 7.0}),
    one("a wav", "acx", "kind", kind="wav", also={"codec"}),
    spoil("a wav called mp3", "acx", "codec", bytes, kind="wav", name="01 - One.mp3"),
    two("mono and stereo", "acx", "layouts", voice={"channels": 2}),
    two("a number is missing", "acx", "missing_numbers", "03 - Three.mp3"),
    two("a number twice", "acx", "missing_numbers", "01 - Two.mp3"),
    two("a file without number", "acx", "missing_numbers", "Two.mp3"),
    spoil("no sound", "acx", "readable", lambda _: b"This is text. " * 500),
    spoil("an empty file", "acx", "readable", lambda _: b""),
    one("too quiet", "spotify", "loudness", voice={"rms": -24}),
    one("too loud", "spotify", "loudness", voice={"rms": -14.0}),
    one("a high peak", "spotify", "true_peak", voice={"click": 0.95}),
    one("32 kHz", "spotify", "rate", voice={"rate": 32_000}),
    two("mono and stereo", "spotify", "layouts", voice={"channels": 2, "rms": -21.0}),
    two("44.1 and 48 kHz", "spotify", "rates", voice={"rate": 48_000}),
    one("an mp3", "spotify", "kind", kind="mp3", also={"codec"}),
    spoil("cut short", "spotify", "length_error", cut, kind="flac", also={"damaged"}),
    spoil("overwritten", "spotify", "damaged", overwrite, kind="flac", also=NONSENSE),
    one("clipped", "google-play", "clipped", kind="flac", voice={"clipped": True}),
    one("96 kbit/s", "google-play", "channel_bitrate", kilobits=96),
    one("stereo of 128 kbit/s", "google-play", "channel_bitrate", voice={"channels": 2}),
    one("opus", "google-play", "kind", kind="opus", voice={"rate": 48_000}, also=LOSSY),
    one("three channels", "google-play", "channels", kind="wav", voice={"channels": 3}),
    spoil("a cut wav", "google-play", "length_error", cut, kind="wav"),
    spoil("an m4b cut short", "apple", "readable", cut, **M4B),
    one("a late chapter", "apple", "chapter_start", marks=MARKS[1:]),
    one("no order", "apple", "chapter_order", marks=(MARKS[0], MARKS[2], MARKS[1])),
    one("no title", "apple", "chapter_titles", marks=(*MARKS[:2], (3.0, 4.5, ""))),
    one("beyond the end", "apple", "chapter_end", marks=(*MARKS, (60.0, 70.0, "Four"))),
    one("AAC of any bitrate", "apple", "constant", kind="m4b", voice={"floor": -120}, also=BARE),
    one("no author", "apple", "tags", tags=TAGGED[:2]),
    one("no tags", "apple", "tags", tags=()),
    one("a small cover", "apple", "cover", cover=(1400, 1400)),
    one("no cover", "apple", "cover", cover=None),
    one("a tall cover", "apple", "cover_shape", cover=(2400, 3000)),
    two("two books", "apple", "albums", tags=(TAGGED[0], ("TALB", "The Sea"), TAGGED[2])),
    one("32 kHz", "apple", "rate", voice={"rate": 32_000}),
    one("too quiet", "podcast", "loudness", voice={"rms": -20}),
    one("32 kbit/s", "podcast", "bitrate", kilobits=32),
    one(
        "beside zero", "listen", "offset", kind="flac", voice={"offset": 0.02}, also={"noise_floor"}
    ),
    one("an m4b without chapters", "listen", "chapters", kind="m4b", also={"tags"}),
    one("noise", "listen", "noise_floor", voice={"floor": -45}),
    one("a minute of nothing", "listen", "tail", voice={"tail": 16.0, "rms": -23}),
    two("loud and quiet", "listen", "loudness_spread", voice={"rms": -24}),
    two("24 and 44.1 kHz", "listen", "rates", voice={"rate": 44_100}),
)
"""Each breaks one rule of one of our profiles."""
