"""What a chapter is brought to follows from measurements alone, and the sound agrees."""

import numpy as np
import pytest

from narrator.audio.codec import CODECS
from narrator.audio.join import Level, Sound, join, to_frames
from narrator.audio.loudness import Part, measure
from narrator.audio.mastering import LISTEN, Mastering

RATE = 24_000


@pytest.mark.parametrize("pause_ms", [0, 350, 4000])
def test_rms(babble, pause_ms):
    """A chapter's RMS, silence included, comes out as it was asked for."""
    clips = [babble(seconds=seconds) for seconds in (2, 5, 1)]
    parts = [
        Part(measure(clip), gain, pause_ms) for clip, gain in zip(clips, (0, 3, -2), strict=True)
    ]
    gain = Mastering(measure="RMS", target=-30.0, head_ms=700).find_gain(parts)
    sounds = [Sound(number, part) for number, part in enumerate(parts)]
    head = to_frames(700, RATE)
    pieces = join(sounds, clips.__getitem__, Level(RATE, gain, -0.1), head=head, tail=0)
    heard = np.concatenate(list(pieces)) / 32767
    assert 10 * np.log10(np.mean(heard**2)) == pytest.approx(-30, abs=0.15)


def test_silence_stays():
    """What is silent gets no gain."""
    assert Mastering(measure="RMS").find_gain([]) == 0.0


def test_codecs():
    """For listening, codecs are as they were; a shop's have its bits and channels."""
    assert LISTEN.find_codec("mp3") == CODECS["mp3"]
    assert LISTEN.find_codec("m4a") == CODECS["m4a"]
    shop = Mastering(mp3=192, aac=256, channels=2).find_codec
    assert (shop("mp3").kilobits, shop("m4a").kilobits, shop("flac").channels) == (192, 256, 2)


def test_two_channels(babble):
    """Twice the same sound is brought to the loudness of both together, which is 3 LU more."""
    parts = [Part(measure(babble()))]
    both = Mastering(channels=2).find_gain(parts)
    assert both == pytest.approx(LISTEN.find_gain(parts) - 3.0, abs=0.11)
