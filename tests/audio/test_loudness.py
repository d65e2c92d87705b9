"""Loudness is that of ITU-R BS.1770-4, and gains follow from it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.audio.clip import Clip
from narrator.audio.loudness import (
    SILENT,
    Part,
    chapter_gain,
    integrated_loudness,
    measure,
    read_measurement,
    to_factor,
    voice_gain,
)

RATES = (16_000, 22_050, 24_000, 44_100)
STAGE_1 = [1.53512485958697, -2.69169618940638, 1.19839281085285]
STAGE_1_BELOW = [1.0, -1.69065929318241, 0.73248077421585]
STAGE_2_BELOW = [1.0, -1.99004745483398, 0.99007225036621]


def ask_ffmpeg(clip):
    """Give the loudness that FFmpeg's own meter finds."""
    import av

    graph = av.filter.Graph()
    layout = {"sample_rate": str(clip.rate), "sample_fmt": "s16", "channel_layout": "mono"}
    source = graph.add("abuffer", **layout, time_base=f"1/{clip.rate}")
    meter, sink = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(clip.samples[None], format="s16", layout="mono")
    frame.sample_rate, frame.pts = clip.rate, 0
    graph.push(frame)
    graph.push(None)
    loudness = SILENT
    while True:
        try:
            loudness = float(graph.pull().metadata.get("lavfi.r128.I", loudness))
        except (av.error.EOFError, av.error.BlockingIOError):
            return loudness


@pytest.mark.parametrize("rate", [24_000, 48_000])
def test_full_scale(tone, rate):
    """A sine of 997 Hz at full scale on one channel is -3.01 LUFS, as the standard says."""
    loudness = integrated_loudness([Part(measure(tone(peak=1.0, seconds=5, rate=rate)))])
    assert loudness == pytest.approx(-3.01, abs=0.05)


@pytest.mark.parametrize("rate", RATES)
def test_like_ffmpeg(babble, rate):
    """Loudness is within a tenth of what FFmpeg's meter says, at every rate."""
    clip = babble(seconds=12, rate=rate)
    found = measure(clip)
    heard = Clip(clip.samples[found.start : found.end], rate)
    assert integrated_loudness([Part(found)]) == pytest.approx(ask_ffmpeg(heard), abs=0.1)


def test_parts_like_the_whole(babble):
    """Loudness of parts and pauses is that of the sound they make, gated where it is silent."""
    clips = [babble(seed, seconds=5.37) for seed in range(20)]
    parts = [Part(measure(clip), seed % 7, 700) for seed, clip in enumerate(clips)]
    pieces = []
    for clip, part in zip(clips, parts, strict=True):
        sound = clip.samples[part.measurement.start : part.measurement.end]
        pieces += [np.rint(sound * to_factor(part.gain_db)), np.zeros(16_800)]
    whole = Clip(np.concatenate(pieces).astype(np.int16), 24_000)
    assert integrated_loudness(parts) == pytest.approx(ask_ffmpeg(whole), abs=0.1)


def test_weighting_of_the_standard(babble):
    """A long clip is weighted as by the standard's own coefficients for 48 kHz."""
    from scipy.signal import sosfilt

    clip = babble(seconds=45, rate=48_000)
    found = measure(clip)
    stages = [STAGE_1 + STAGE_1_BELOW, [1.0, -2.0, 1.0, *STAGE_2_BELOW]]
    wanted = sosfilt(stages, clip.samples[found.start : found.end] / 32768) ** 2
    hops = wanted[: len(wanted) // 4800 * 4800].reshape(-1, 4800).mean(axis=1)
    assert found.weighted[: len(hops)] == pytest.approx(hops, rel=1e-3, abs=1e-9)


def test_what_is_measured(tone):
    """Peak and squares are those of the samples between the edges."""
    found = measure(tone(peak=0.5, seconds=2))
    assert (found.frames, found.rate, found.peak) == (48_000, 24_000, 16_384)
    assert found.sum_squares == pytest.approx(0.125 * (found.end - found.start), rel=1e-3)
    assert found.plain[5] == pytest.approx(0.125, rel=1e-3)


def test_silence():
    """A silent clip has no loudness and no gain."""
    silent = measure(Clip(np.zeros(24_000, np.int16), 24_000))
    assert (silent.start, silent.end, silent.peak, silent.plain) == (0, 0, 0, ())
    assert integrated_loudness([Part(silent, 0.0, 500)]) == SILENT
    assert voice_gain(silent, -20.0) == chapter_gain([], -20.0) == 0.0


def test_gains(tone):
    """A gain, in tenths of a dB, is what is missing to the target."""
    found = measure(tone(peak=0.1, seconds=3))
    gain = voice_gain(found, -20.0)
    assert gain == pytest.approx(3.0, abs=0.1)
    assert math.isclose(gain, round(gain, 1))
    assert chapter_gain([Part(found, gain)], -20.0) == pytest.approx(0.0, abs=0.06)


@given(st.integers(0, 2**32), st.floats(0.01, 2.0), st.sampled_from(RATES))
def test_json(seed, seconds, rate):
    """A measurement that was written reads back the same."""
    chance = np.random.default_rng(seed)
    count = round(seconds * rate)
    clip = Clip(chance.integers(-32768, 32768, count).astype(np.int16), rate)
    found = measure(clip)
    assert read_measurement(found.to_json()) == found
    assert 0 <= found.start <= found.end <= found.frames == count


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"rules":0}', b'{"rules":1}', b"\xff"])
def test_damaged_json(data):
    """What is no measurement, or another kind, is refused."""
    with pytest.raises(ValueError, match=r"\w"):
        read_measurement(data)
