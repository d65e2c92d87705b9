"""Recordings of a voice to clone."""

import numpy as np
import pytest

from narrator.audio.clip import Clip
from narrator.audio.codec import CODECS, encode
from narrator.engines.recordings import find_problem, list_names, read_recordings
from narrator.errors import UsageError

RATE = 16_000


def record(seconds, loudness=3000.0, silence=0.25, noise=2.0):
    """Make a clip of bursts of noise, as speech has them, with silence between."""
    chance = np.random.default_rng(7)
    times = np.arange(int(seconds * RATE))
    bursts = chance.normal(0, loudness, len(times)) * (times % RATE >= silence * RATE)
    return Clip(
        np.clip(bursts + chance.normal(0, noise, len(times)), -32768, 32767).astype(np.int16), RATE
    )


@pytest.mark.parametrize(
    ("clip", "problem"),
    [
        (record(12), ""),
        (record(9), "9.0 s"),
        (record(31), "31.0 s"),
        (record(12, loudness=40_000), "clipped"),
        (record(12, noise=1000), "noisy"),
    ],
)
def test_what_speaks_against_a_recording(clip, problem):
    """Too short, too long, clipped, noisy: each is named; what is fine has no problem."""
    assert problem in find_problem(clip)
    assert bool(find_problem(clip)) == bool(problem)


def test_a_recording_needs_its_text(tmp_path):
    """A sound without the words in it is refused, and the file to write is named."""
    (tmp_path / "mara").mkdir()
    (tmp_path / "mara" / "one.wav").write_bytes(b"RIFF")
    assert list_names(tmp_path) == ("mara",)
    with pytest.raises(UsageError, match=r"one\.txt"):
        read_recordings(tmp_path / "mara")
    (tmp_path / "mara" / "one.txt").write_text("Words.", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read as sound"):
        read_recordings(tmp_path / "mara")


@pytest.mark.parametrize(
    ("text", "problem"), [("Straße".encode("latin-1"), "UTF-8"), (b" ", "empty")]
)
def test_the_text_can_be_read(tmp_path, text, problem):
    """A text in another encoding, or without words, is refused by the name of its file."""
    (tmp_path / "mara").mkdir()
    clip = record(12)
    encode([clip.samples], clip.rate, tmp_path / "mara" / "one.wav", CODECS["wav"])
    (tmp_path / "mara" / "one.txt").write_bytes(text)
    with pytest.raises(UsageError, match=rf"one\.txt.*{problem}"):
        read_recordings(tmp_path / "mara")


def test_no_folder_has_no_voices(tmp_path):
    """Where nobody recorded anything, there is nothing to list."""
    assert list_names(tmp_path / "voices") == ()
