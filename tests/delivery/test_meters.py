"""The meters: known signals, and the same figures however the sound comes in."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.delivery.meters import SoundMeter, design_weighting

RATE = 48_000


def measure(sound, rate=RATE, pieces=()):
    """Measure sound that comes in pieces of these lengths, then the rest at once."""
    rows = np.atleast_2d(sound).astype(np.float32)
    meter = SoundMeter(rate, len(rows))
    start = 0
    for piece in pieces:
        meter.add(rows[:, start : start + piece])
        start += piece
    meter.add(rows[:, start:])
    return meter.finish()


def tone(level, seconds, hertz=1000.0, rate=RATE, phase=0.0):
    """Make a tone with a peak of so many dB."""
    time = np.arange(round(seconds * rate)) / rate
    return 10 ** (level / 20) * np.sin(2 * np.pi * hertz * time + phase)


def test_the_weighting_is_that_of_the_standard():
    """At 48 kHz the coefficients are those of BS.1770-4, tables 1 and 2."""
    shelf = [1.53512485958697, -2.69169618940638, 1.19839281085285]
    shelf += [1.0, -1.69065929318241, 0.73248077421585]
    high_pass = [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621]
    assert design_weighting(48_000) == pytest.approx(np.array([shelf, high_pass]), abs=1e-9)


@pytest.mark.parametrize("rate", [22_050, 24_000, 44_100, 48_000])
def test_a_stereo_tone_is_as_loud_as_the_standard_says(rate):
    """EBU Tech 3341, case 1: 1 kHz of -23 dB in both channels is -23 LUFS, within 0.1 LU."""
    sound = measure(np.tile(tone(-23, 20, rate=rate), (2, 1)), rate)
    assert sound.loudness == pytest.approx(-23, abs=0.1)
    assert sound.rms == pytest.approx(-26.01, abs=0.01)
    assert sound.peak == pytest.approx(-23, abs=0.01)


@pytest.mark.parametrize(
    ("levels", "wanted"), [((-20, -30), 10), ((-20, -15), 5), ((-40, -20), 20)]
)
def test_the_range_is_that_of_the_standard(levels, wanted):
    """EBU Tech 3342, cases 1 to 3: two tones of 20 s have the range between them, within 1 LU."""
    sound = np.concatenate([tone(level, 20, rate=24_000) for level in levels])
    assert measure(np.tile(sound, (2, 1)), 24_000).range_lu == pytest.approx(wanted, abs=1)


def test_silence_between_does_not_count():
    """EBU Tech 3341, as case 3: what is 10 LU below the rest does not lower the loudness."""
    sound = np.concatenate([tone(level, 10, rate=24_000) for level in (-36, -23, -23, -23, -36)])
    assert measure(np.tile(sound, (2, 1)), 24_000).loudness == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize("phase", [45, 60, 67.5])
def test_a_peak_between_samples_is_found(phase):
    """EBU Tech 3341, cases 15 to 18: a quarter of the rate, whose peaks no sample meets."""
    sound = measure(tone(-6, 1, hertz=RATE / 4, phase=math.radians(phase)))
    assert sound.peak < -6.1
    assert -6.4 < sound.true_peak < -5.8


def test_the_noise_floor_is_the_quietest_half_second():
    """Quiet of half a second counts, one of a quarter does not; digital silence has none."""
    noise = np.random.default_rng(1).standard_normal(RATE) * 0.001
    loud = tone(-20, 1)
    assert measure(np.concatenate([loud, noise, loud])).noise_floor == pytest.approx(-60, abs=0.3)
    assert measure(np.concatenate([loud, noise[: RATE // 4], loud])).noise_floor > -30
    assert measure(np.concatenate([loud, np.zeros(RATE), loud])).noise_floor == -math.inf


def test_head_and_tail_are_what_is_quiet_at_the_ends():
    """They are right to a hundredth of a second, a minute at the most, and in noise too."""
    sound = np.concatenate([np.zeros(RATE // 2), tone(-20, 1), np.zeros(70 * RATE)])
    assert measure(sound).head == pytest.approx(0.5, abs=0.011)
    assert measure(sound).tail == pytest.approx(60)
    noisy = np.concatenate([np.zeros(RATE // 2), tone(-20, 1), np.zeros(2 * RATE)])
    noisy += np.random.default_rng(1).standard_normal(len(noisy)) * 0.003
    assert measure(noisy).tail == pytest.approx(2.0, abs=0.011)


@pytest.mark.parametrize(("run", "places"), [(2, 0), (3, 1), (400, 1)])
def test_runs_at_full_scale_are_clipping(run, places):
    """Two samples are a peak, three or more are a place that was cut off."""
    sound = tone(-20, 1)
    sound[1000 : 1000 + run] = 1.0
    assert measure(sound).clipped == places
    assert measure(-sound, pieces=(1001, 1)).clipped == places


def test_an_offset_is_told_in_percent():
    """Sound that lies beside zero has an offset, the larger of the channels'."""
    both = np.stack([tone(-20, 1), tone(-20, 1) - 0.02])
    assert measure(both).offset == pytest.approx(2.0, abs=0.001)


def test_silence_has_no_level():
    """A silent file is measured, and is all head."""
    sound = measure(np.zeros(RATE))
    assert (sound.rms, sound.loudness, sound.true_peak) == (-math.inf,) * 3
    assert (sound.range_lu, sound.head, sound.tail) == (0, 1, 1)


def test_no_sound_is_refused():
    """Of nothing there is nothing to tell."""
    with pytest.raises(ValueError, match="no sound"):
        SoundMeter(RATE, 1).finish()


@given(st.lists(st.integers(0, 12_000), max_size=6))
def test_property_pieces_do_not_matter(pieces):
    """However the sound is cut into pieces, its figures are the same."""
    chance = np.random.default_rng(3)
    sound = chance.standard_normal((2, 20_000)) * 0.4
    whole, cut = measure(sound, 8000), measure(sound, 8000, pieces)
    for name in ("frames", "rms", "peak", "noise_floor", "loudness", "head", "tail", "clipped"):
        assert getattr(cut, name) == pytest.approx(getattr(whole, name), abs=1e-6), name
    assert cut.true_peak == pytest.approx(whole.true_peak, abs=1e-6)
