"""Nothing clicks where sounds are joined, as heard in the decoded file."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from book.test_bind import DETAILS, RATE
from book.test_whole import decode
from movement import find_clicks

from narrator.audio.mastering import LISTEN
from narrator.book import stretches
from narrator.book.bind import bind
from narrator.book.chapters import master
from narrator.book.timeline import lay_out

MOST = 8
"""How sharp the sharpest bend of a pause may be, of the usual one: noise has 4 to 5 in so many."""


@pytest.fixture
def pauses(store, chapter, tmp_path, monkeypatch):
    """Bind chapters with room tone, of many stretches; give the sound and where its pauses are."""
    monkeypatch.setattr(stretches, "LENGTH", 2)

    def bind_as(name):
        mastering = replace(LISTEN, room_tone=-60.0)
        cues = [
            chapter(title, *clips) for title, clips in (("A", "abcd"), ("B", "efg"), ("C", "hi"))
        ]
        how = {"store": store, "rate": RATE, "formats": (name,), "mastering": mastering}
        made = dict(enumerate((master(it, **how) for it in cues), 1))
        (file,) = bind(made, details=DETAILS, folder=tmp_path, store=store, formats=(name,))
        sound, rate = decode(file.path)
        timed = lay_out(list(made.values())).chapters
        heard = [span for each in timed for span in each.spans]
        gaps = [
            (one.end * rate // RATE, other.start * rate // RATE) for one, other in pairwise(heard)
        ]
        return sound, rate, gaps

    return bind_as


@pytest.mark.parametrize("name", ["m4b", "mp3-book", "opus"])
def test_no_clicks(pauses, name):
    """Between words, stretches and chapters the room tone goes on without a bend of its own."""
    found = find_clicks(*pauses(name))
    assert len(found) == 8
    assert max(found) < MOST


def test_a_click_is_found(pauses):
    """One sample that is 40 dB down, in one of the pauses, is found there and nowhere else."""
    sound, rate, gaps = pauses("m4b")
    sound = sound.copy()
    sound[sum(gaps[3]) // 2] += 0.01
    assert [bend > MOST for bend in find_clicks(sound, rate, gaps)] == [at == 3 for at in range(8)]


@pytest.mark.parametrize("name", ["m4b", "mp3-book", "opus"])
def test_the_room_does_not_pump(pauses, name):
    """After loud words and before them, the room is as loud as in every other pause."""
    sound, rate, gaps = pauses(name)
    edge = rate * 6 // 100
    levels = [
        10 * np.log10(np.mean(part**2))
        for begin, end in gaps
        for part in (sound[begin + edge : begin + 2 * edge], sound[end - 2 * edge : end - edge])
    ]
    assert max(levels) - min(levels) < 3
    assert np.mean(levels) == pytest.approx(-60, abs=2)
