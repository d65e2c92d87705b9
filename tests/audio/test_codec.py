"""Files come out playable, as long as they should be, and the same every time."""

import dataclasses
import errno
import io
import re
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from narrator.audio.clip import Clip
from narrator.audio.codec import (
    CODECS,
    STREAMS,
    StreamEncoder,
    encode,
    encode_flac,
    find_codec,
    read_clip,
)
from narrator.audio.codec import decode as decode_clip
from narrator.errors import MachineError, UsageError

FULL = Path("/dev/full")
_RAW = {"pcm": {"format": "s16le", "options": {"sample_rate": "24000"}}}


def decode(file, **how):
    """Decode a file to floats at its own rate."""
    with av.open(file if hasattr(file, "read") else str(file), **how) as container:
        frames = list(container.decode(audio=0))
    samples = np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])
    return samples / (32768 if samples.dtype == np.int16 else 1), frames[0].sample_rate


@pytest.mark.parametrize("rate", [22_050, 24_000])
@pytest.mark.parametrize("suffix", CODECS)
def test_every_kind(tmp_path, tone, suffix, rate):
    """Every kind of file plays what was put in, twice with the same bytes."""
    clip = tone(seconds=2.5, rate=rate)
    pieces = np.array_split(clip.samples, 7)
    files = [tmp_path / f"{name}.{suffix}" for name in "ab"]
    assert all(encode(pieces, rate, file, find_codec(file)) for file in files)
    assert files[0].read_bytes() == files[1].read_bytes()
    samples, found_rate = decode(files[0])
    assert len(samples) / found_rate == pytest.approx(2.5, abs=0.1)
    assert np.std(samples) == pytest.approx(np.std(clip.samples / 32768), rel=0.1)


def test_no_date(tmp_path, tone):
    """A file does not tell the version of the program that made it."""
    for suffix in CODECS:
        path = tmp_path / f"a.{suffix}"
        encode([tone().samples], 24_000, path, CODECS[suffix])
        assert not re.search(rb"Lav[cf]\d", path.read_bytes())


@pytest.mark.parametrize("name", ["hello.ogg", "hello", "hello.mp33", "hello.MP3x"])
def test_unknown_kind(tmp_path, name):
    """A suffix that nobody knows gets the known ones and something to type."""
    with pytest.raises(UsageError, match=r"\.m4a, \.mp3.*Try 'hello\.\w+'"):
        find_codec(tmp_path / name)


def test_capitals(tmp_path):
    """A suffix in capitals is a suffix."""
    assert find_codec(tmp_path / "A.MP3") is CODECS["mp3"]


@given(arrays(np.int16, st.integers(1, 500)), st.sampled_from([16_000, 22_050, 24_000, 48_000]))
def test_clip_round_trip(tmp_path_factory, samples, rate):
    """A clip comes back bit by bit."""
    path = tmp_path_factory.mktemp("clip") / "a.flac"
    path.write_bytes(encode_flac(Clip(samples, rate)))
    clip = read_clip(path)
    assert clip.rate == rate
    assert np.array_equal(clip.samples, samples)


@pytest.mark.parametrize("damage", ["empty", "header", "half", "hole", "gone"])
def test_damaged_clip(tmp_path, babble, damage):
    """A damaged clip is never read as if it were whole."""
    path = tmp_path / "a.flac"
    path.write_bytes(encode_flac(babble()))
    data = path.read_bytes()
    half = len(data) // 2
    hole = data[:half] + bytes(500) + data[half + 500 :]
    path.write_bytes({"empty": b"", "header": data[:60], "half": data[:half]}.get(damage, hole))
    if damage == "gone":
        path.unlink()
    with pytest.raises(MachineError, match=r"a\.flac cannot be read"):
        read_clip(path)


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
def test_full_disk(babble):
    """A full disk is told as what it is, not passed over."""
    with pytest.raises(OSError) as caught:  # noqa: PT011 - its number is looked at below
        encode([babble(seconds=60).samples], 24_000, FULL, CODECS["mp3"])
    assert caught.value.errno == errno.ENOSPC


@pytest.mark.parametrize("suffix", STREAMS)
def test_every_stream(tone, suffix):
    """A stream gives bytes before it ends, plays what was put in, and tells no false length."""
    clip = tone(seconds=2.5, rate=24_000)
    encoder = StreamEncoder(clip.rate, STREAMS[suffix])
    pieces = [encoder.write(piece) for piece in np.array_split(clip.samples, 5)]
    assert all(pieces)
    data = b"".join([*pieces, encoder.finish()])
    samples, rate = decode(io.BytesIO(data), **_RAW.get(suffix, {}))
    assert len(samples) / rate == pytest.approx(2.5, abs=0.1)
    assert np.std(samples) == pytest.approx(np.std(clip.samples / 32768), rel=0.1)
    assert suffix != "wav" or data[4:8] == data[40:44] == b"\xff\xff\xff\xff"


def test_any_sound_is_decoded(tmp_path):
    """A file of any kind comes back as long as it was, at its own rate or at one that is asked."""
    sound = np.full(24_000, 3000, np.int16)
    for suffix in ("wav", "mp3", "flac", "m4a"):
        encode([sound], 24_000, tmp_path / f"a.{suffix}", CODECS[suffix])
        data = (tmp_path / f"a.{suffix}").read_bytes()
        assert decode_clip(data).rate == 24_000
        assert decode_clip(data).seconds == pytest.approx(1, abs=0.1)
        assert decode_clip(data, 16_000).seconds == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize(
    "kind", ["ffconcat version 1.0\nfile {}\n", "#EXTM3U\n#EXTINF:1,\n{}\n", "x"]
)
def test_what_names_other_files_is_no_sound(tmp_path, kind):
    """A playlist from a stranger opens nothing of this machine."""
    encode([np.full(24_000, 3000, np.int16)], 24_000, tmp_path / "a.wav", CODECS["wav"])
    with pytest.raises(ValueError, match="no sound"):
        decode_clip(kind.format(tmp_path / "a.wav").encode())


def test_two_channels(tone, tmp_path):
    """Of two channels both hold what was given."""
    import soundfile

    path = tmp_path / "a.flac"
    encode([tone().samples], 24_000, path, dataclasses.replace(CODECS["flac"], channels=2))
    samples, _ = soundfile.read(path, dtype="int16")
    assert (samples[:, 0] == tone().samples).all()
    assert (samples[:, 1] == tone().samples).all()
