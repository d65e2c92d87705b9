"""Recordings become clips of a chapter, once, and are heard where they belong."""

import numpy as np
import pytest

from narrator.audio.codec import CODECS, encode
from narrator.audio.loudness import Part, integrated_loudness
from narrator.book.chapters import find_measurement
from narrator.book.model import ChapterCues, Cue
from narrator.book.recordings import lay_bed, lay_recorded, list_cues
from narrator.errors import ManuscriptError
from narrator.script.sounds import Recording

RATE = 24_000


@pytest.fixture
def recording(tmp_path):
    """Write a recording of 100 s: noise, with a second of silence after each nine."""
    noise = np.random.default_rng(3).integers(-900, 900, 100 * RATE).astype(np.int16)
    noise[np.arange(len(noise)) % (10 * RATE) >= 9 * RATE] = 0
    path = tmp_path / "read.flac"
    encode([noise], RATE, path, CODECS["flac"])
    return Recording(path)


def test_pieces(store, recording):
    """A long recording becomes several cues, as loud as voices, with its own silences between."""
    first, second = list_cues(recording, "1:1", 700, store)
    assert (first.segment, second.segment) == ("1:1", "1:1+1")
    assert first.pause_ms == pytest.approx(1000, abs=100)
    assert second.pause_ms == 700
    parts = [Part(find_measurement(it.clips[0], store), it.gain_db) for it in (first, second)]
    assert integrated_loudness(parts) == pytest.approx(-20, abs=0.1)


def test_kept(store, recording):
    """What was cut once is not decoded again, unless a clip of it has gone."""
    made = list_cues(recording, "1:1", 0, store)
    times = {it: it.stat().st_mtime_ns for it in store.root.rglob("*.flac")}
    assert list_cues(recording, "1:1", 0, store) == made
    assert {it: it.stat().st_mtime_ns for it in store.root.rglob("*.flac")} == times
    store.drop(f"clips/{made[0].clips[0]}.flac")
    assert list_cues(recording, "1:1", 0, store) == made
    assert store.has(f"clips/{made[0].clips[0]}.flac")


def test_in_place_of_lines(store, recording, keep):
    """A passage is heard in place of its lines, and its last pause is theirs."""
    lines = [Cue(f"1:{at}", (keep("a"),), 0.0, 100 * at) for at in range(1, 5)]
    chapter = ChapterCues("One", tuple(lines), 1)
    made = lay_recorded(chapter, {"1:2": recording, "1:3": None}, store)
    assert [it.segment for it in made.cues] == ["1:1", "1:2", "1:2+1", "1:4"]
    assert [it.pause_ms for it in made.cues][2] == 300


def test_bed(store, recording, keep):
    """Credits on a bed are one clip, as long as they were, and made once."""
    cues = (Cue("0:1", (keep("a"),), 0.0, 600), Cue("0:2", (keep("b"),), -2.0, 2000))
    made = lay_bed(ChapterCues("", cues), recording, rate=RATE, store=store)
    (cue,) = made.cues
    assert (cue.segment, cue.pause_ms) == ("0:1", 2000)
    found = [find_measurement(clip, store) for clip in ("a", "b")]
    seconds = sum((it.end - it.start) / it.rate for it in found) + 0.6
    mixed = find_measurement(cue.clips[0], store)
    assert mixed.frames / mixed.rate == pytest.approx(seconds, abs=0.05)
    assert lay_bed(ChapterCues("", cues), recording, rate=RATE, store=store) == made


def test_no_sound(store, tmp_path):
    """A file that is no sound, or has none there, is told by its name."""
    (tmp_path / "a.wav").write_bytes(b"no sound")
    with pytest.raises(ManuscriptError, match=r"a\.wav cannot be heard"):
        list_cues(Recording(tmp_path / "a.wav"), "intro", 0, store)
