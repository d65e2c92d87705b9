"""Filled AAC has a constant rate, and sounds as it did."""

import io

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.audio.codec import CODECS, encode
from narrator.audio.fill import Filler, fill_packet
from narrator.audio.mastering import Mastering

RATE = 44_100


def read(path):
    """Give a file's packets and its decoded sound."""
    with av.open(str(path)) as file:
        packets = [bytes(packet) for packet in file.demux(audio=0) if packet.size]
    with av.open(str(path)) as file:
        sound = np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1)
    return packets, sound


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("kilobits", [192, 256])
def test_rate(tmp_path, babble, kilobits, channels):
    """A second has the bits that were asked for, and the sound is that without them."""
    samples = np.concatenate([babble(seconds=2, rate=RATE).samples, np.zeros(RATE * 2, np.int16)])
    mastering = Mastering(aac=kilobits, channels=channels)
    plain = mastering.find_codec("m4a")
    filled = Mastering(aac=kilobits, channels=channels, aac_filled=True).find_codec("m4a")
    encode([samples], RATE, tmp_path / "a.m4a", plain)
    encode([samples], RATE, tmp_path / "b.m4a", filled)
    (before, sound), (after, same) = read(tmp_path / "a.m4a"), read(tmp_path / "b.m4a")
    assert np.array_equal(sound, same)
    assert len(before) == len(after)
    sizes = np.array([len(packet) for packet in after])
    share = kilobits * 1000 * 1024 / RATE / 8
    behind = np.cumsum(sizes) - share * np.arange(1, len(sizes) + 1)
    assert -1 <= behind.min() <= behind[-1] < 1


@given(st.integers(1, 1500))
def test_every_size_property(more):
    """A packet can be brought to any size, and decodes as it did."""
    packet = fill_packet(PACKET, len(PACKET) + more)
    assert len(packet) == len(PACKET) + more
    assert np.array_equal(decode(packet), decode(PACKET))


def test_what_needs_more_has_it():
    """A packet beyond its share is left as it is, and the next ones pay for it."""
    filler = Filler(256, RATE)
    large = fill_packet(PACKET, 1000)
    assert filler.fill(large) == large
    rest = [len(filler.fill(PACKET)) for _ in range(9)]
    assert 1000 + sum(rest) == int(10 * 256_000 * 1024 / RATE / 8)


def test_another_name():
    """What is filled is kept under a name of its own; what is not keeps the one it had."""
    assert "filled" not in CODECS["m4a"].description
    assert Mastering(aac_filled=True).find_codec("m4a").description.endswith("filled")


def make_packet():
    """Encode a moment of noise: the second packet, which has sound in it."""
    noise = np.random.default_rng(1).normal(0, 3000, (1, 2048)).astype(np.int16)
    context = av.CodecContext.create("aac", "w")
    context.sample_rate, context.layout, context.format = RATE, "mono", "fltp"
    context.bit_rate = 64_000
    frame = av.AudioFrame.from_ndarray(noise.astype(np.float32) / 32768, "fltp", "mono")
    frame.sample_rate = RATE
    graph = av.AudioFifo()
    graph.write(frame)
    packets = [it for part in graph.read_many(1024) for it in context.encode(part)]
    return bytes([*packets, *context.encode(None)][1])


def decode(packet):
    """Decode a packet alone, behind the header of a stream."""
    size = len(packet) + 7
    header = bytes(
        [0xFF, 0xF1, 0x50, 0x40 | size >> 11, size >> 3 & 255, (size & 7) << 5 | 31, 252]
    )
    with av.open(io.BytesIO((header + packet) * 3), format="aac") as file:
        return np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1)


PACKET = make_packet()
