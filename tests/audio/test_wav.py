"""WAV files as servers send them."""

import io

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from narrator.audio.codec import decode
from narrator.audio.wav import count_missing, read_plain

SAMPLES = np.arange(-600, 600, dtype=np.int16)


def write_wav(samples, rate=24_000, **how):
    """Write a WAV file."""
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format="WAV", **{"subtype": "PCM_16", **how})
    return file.getvalue()


def state_size(wav, size):
    """Have a WAV file state another size of its sound."""
    place = wav.index(b"data") + 4
    return wav[:place] + size.to_bytes(4, "little") + wav[place + 4 :]


def test_what_was_cut_is_counted():
    """What a WAV file lacks of its own size is counted; a size that nobody knows is none."""
    wav = write_wav(SAMPLES)
    assert count_missing(wav[:-500]) == 500
    for whole in (wav, state_size(wav, 0xFFFFFF00), state_size(wav, 0), b"ID3", wav[:20]):
        assert count_missing(whole) == 0


@pytest.mark.parametrize("size", [None, 0, 0xFFFFFFFF, 0x7FFFFF00])
def test_plain_files_are_read_as_the_decoder_does(size):
    """One channel of 16 bits is the same with and without the decoder, whatever size it states."""
    wav = write_wav(SAMPLES)
    wav = wav if size is None else state_size(wav, size)
    clip = read_plain(wav, 24_000)
    assert clip.rate == 24_000
    assert (clip.samples == SAMPLES).all()
    assert (decode(wav, 24_000).samples == clip.samples).all()


@pytest.mark.parametrize(
    "wav",
    [
        write_wav(SAMPLES, 44_100),
        write_wav(np.stack([SAMPLES, SAMPLES], axis=1)),
        write_wav(SAMPLES, subtype="FLOAT"),
        write_wav(SAMPLES, subtype="PCM_24"),
        b"ID3 and so on",
        b"",
    ],
)
def test_other_files_are_left_to_the_decoder(wav):
    """Another rate, more channels, another form: none of them is taken for what it is not."""
    assert read_plain(wav, 24_000) is None


@given(st.binary(max_size=60), st.integers(0, 60))
def test_nothing_is_too_broken(junk, place):
    """Whatever bytes come, they are counted and read, or left, without an error."""
    wav = write_wav(SAMPLES[:20])
    spoilt = wav[:place] + junk
    assert count_missing(spoilt) >= 0
    clip = read_plain(spoilt, 24_000)
    assert clip is None or len(clip.samples) <= len(spoilt)
