"""Stretches: what is encoded by itself and heard as one."""

import numpy as np
import pytest
from book.test_bind import DETAILS, RATE, decode, find_in

from narrator.audio.codec import read_clip
from narrator.audio.trim import find_edges
from narrator.book import stretches
from narrator.book.bind import bind
from narrator.book.chapters import master
from narrator.book.timeline import lay_out


@pytest.fixture(autouse=True)
def _short_stretches(monkeypatch):
    """Cut after every second clip, so that a test needs few."""
    monkeypatch.setattr(stretches, "LENGTH", 2)


@pytest.fixture
def bound(store, tmp_path):
    """Master a chapter and bind it alone; give it with the sound of the finished file."""

    def bind_chapter(cues):
        made = master(cues, store=store, rate=RATE)
        (file,) = bind({1: made}, details=DETAILS, folder=tmp_path, store=store, formats=("m4b",))
        return made, decode(file.path)

    return bind_chapter


def test_every_segment_is_on_its_frame(store, chapter, bound):
    """Decoded, every segment starts where the timeline says, in whichever stretch it lies."""
    made, sound = bound(chapter("One", *"abcdefg"))
    assert len(made.stretches) == 4
    (timed,) = lay_out([made]).chapters
    assert len(sound) == made.frames
    for span in timed.spans:
        clip = read_clip(store.path(f"clips/{span.segment[-1]}.flac"))
        start, end = find_edges(clip)
        near = sound[span.start - 4096 : span.end + 4096]
        assert find_in(near, clip.samples[start:end]) == 4096


def test_nothing_is_heard_of_a_seam(chapter, bound):
    """Between two stretches the decoded sound is as silent as the pause in which they meet."""
    made, sound = bound(chapter("One", *"abcd"))
    (timed,) = lay_out([made]).chapters
    for before, after in zip(timed.spans, timed.spans[1:], strict=False):
        assert not np.any(sound[before.end + 1100 : after.start - 100])


def test_a_changed_clip_changes_its_stretch_alone(store, chapter):
    """Of a chapter with one other clip, only the stretch that holds it is encoded."""
    before = master(chapter("One", *"abcdef"), store=store, rate=RATE)
    after = master(chapter("One", *"abxdef"), store=store, rate=RATE)
    same = [one == other for one, other in zip(before.stretches, after.stretches, strict=True)]
    assert same == [True, False, True]
