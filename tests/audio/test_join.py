"""A chapter streams: sound and silence by turns, level, and never whole in memory."""

import tracemalloc

import numpy as np
import pytest

from narrator.audio.clip import Clip
from narrator.audio.join import BLOCK, TAIL_MS, Level, Sound, join, to_frames
from narrator.audio.loudness import NOTHING, Part, measure

HEAD_MS = 500
RATE = 24_000
HEAD, TAIL = to_frames(HEAD_MS, RATE), to_frames(TAIL_MS, RATE)


def stream(clips, *, gain_db=0.0, ceiling_db=-1.0, pause_ms=350, tone_db=-np.inf):
    """Join clips, each with the same pause."""
    clips = dict(enumerate(clips))
    sounds = [Sound(name, Part(measure(clip), 0.0, pause_ms)) for name, clip in clips.items()]
    level = Level(RATE, gain_db, ceiling_db, tone_db)
    return join(sounds, clips.get, level, head=HEAD, tail=TAIL)


def test_order(babble):
    """Head, then sound and pause by turns, then tail; a whole number of AAC's frames."""
    head, first, pause, second, _, tail = stream([babble(1), babble(2)])
    assert len(head) == HEAD_MS * 24
    assert len(pause) == 350 * 24
    assert len(tail) >= TAIL_MS * 24
    assert not any(map(np.any, (head, pause, tail)))
    assert all(map(np.any, (first, second)))
    assert sum(map(len, stream([babble(1), babble(2)]))) % BLOCK == 0


def test_trimmed(babble):
    """A clip's own silence goes; its sound comes out as it was, but for the edges."""
    clip = babble()
    padded = Clip(np.pad(clip.samples, 12_000), RATE)
    sound = list(stream([padded]))[1]
    found = measure(padded)
    assert len(sound) == found.end - found.start < len(clip.samples) + 1200
    middle = padded.samples[found.start + 1000 : found.end - 1000].astype(int)
    assert np.abs(sound[1000:-1000] - middle).max() <= 1


def test_level(tone):
    """Gains add up, and the ceiling holds."""
    quiet, loud = (list(stream([tone(peak=0.1)], gain_db=gain))[1] for gain in (6.0, 40.0))
    assert np.abs(quiet).max() == pytest.approx(0.1 * 10 ** (6 / 20) * 32767, rel=0.01)
    assert np.abs(loud.astype(int)).max() <= 10 ** (-1 / 20) * 32767 + 1


def test_other_rate(tone):
    """A clip of another rate is as long and as high as it was."""
    sound = list(stream([tone(hertz=440, seconds=1, rate=44_100)]))[1]
    spectrum = np.abs(np.fft.rfft(sound))
    assert len(sound) == pytest.approx(RATE, abs=2)
    assert spectrum.argmax() * RATE / len(sound) == pytest.approx(440, abs=1)


def test_silence():
    """A sound without a clip is only its pause."""
    sounds = [Sound("", Part(NOTHING, 0.0, 1000))]
    pieces = list(join(sounds, {}.get, Level(RATE, 0.0, -1.0), head=HEAD, tail=TAIL))
    assert [len(piece) for piece in pieces[1:3]] == [0, RATE]


def test_memory(babble):
    """A chapter of ten minutes takes no more memory than a few of its clips."""
    pieces = stream([babble(seconds=6)] * 100)
    tracemalloc.start()
    frames = sum(map(len, pieces))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert frames > 600 * RATE
    assert peak < 4_000_000


def test_room_tone():
    """Room tone lies under all of it, as loud as it was asked for, and breaks nowhere."""
    level = Level(RATE, 0.0, -3.0, -60.0)
    heard = np.concatenate(list(join([], {}.get, level, head=20 * RATE, tail=0))) / 32767
    assert 10 * np.log10(np.mean(heard**2)) == pytest.approx(-60, abs=0.1)
    steps = np.abs(np.diff(heard))
    around = slice(8 * RATE - 10, 8 * RATE + 10)
    assert steps[around].max() <= steps.max()
    assert np.abs(heard[: 8 * RATE] - heard[8 * RATE : 16 * RATE]).max() == 0


def test_room_tone_keeps_the_ceiling():
    """A peak at the ceiling is not raised by what lies under it."""
    (_, sound, *_) = stream([Clip(np.full(RATE, 30_000, np.int16), RATE)], tone_db=-40.0)
    assert np.abs(sound).max() <= round(10 ** (-1 / 20) * 32767)
