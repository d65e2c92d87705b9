"""A chapter is mastered once, and again only where what is heard changes."""

import dataclasses
import json
import threading
from concurrent.futures import CancelledError

import pytest

from narrator.audio.mastering import Mastering
from narrator.book.chapters import find_measurement, master, master_all, name_chapter
from narrator.book.model import ChapterCues, Cue
from narrator.errors import MachineError

RATE = 24_000
BOTH = ("m4b", "mp3")


def write_times(store):
    """Tell of every file of the store when it was written."""
    return {path: path.stat().st_mtime_ns for path in store.root.rglob("*") if path.is_file()}


def test_first_time(store, chapter):
    """A chapter is as long as its cues, and its spans lie in order where they are heard."""
    made = master(chapter("One", "a", "b"), store=store, rate=RATE, formats=BOTH)
    first, second = made.spans
    assert made.frames % 1024 == 0
    assert made.packets == made.frames // 1024 + 1
    assert (first.segment, second.segment) == ("One:a", "One:b")
    assert second.start - first.end == 300 * 24
    assert all(store.has(f"chapters/{made.key}.{suffix}") for suffix in ("mp3", "json"))
    assert store.has(f"chapters/{made.stretches[0]}.m4a")


def test_odd_rate(store, chapter):
    """A rate that no encoder knows becomes the next that they do."""
    made = master(chapter("One", "a"), store=store, rate=20_000, formats=BOTH)
    assert made.rate == 22_050
    assert made.spans[0].end - made.spans[0].start == pytest.approx(0.54 * 22_050, abs=200)


def test_second_time(store, chapter):
    """What is in the store is neither made nor written again, and is the same."""
    cues = chapter("One", "a", "b")
    made = master(cues, store=store, rate=RATE, formats=BOTH)
    before = write_times(store)
    assert master(cues, store=store, rate=RATE, formats=BOTH) == made
    assert write_times(store) == before


def test_other_title(store, chapter):
    """A new title, or new names of segments, encode nothing."""
    made = master(chapter("One", "a"), store=store, rate=RATE)
    before = write_times(store)
    again = master(ChapterCues("Two", (Cue("2:1", ("a",), 0.0, 300),)), store=store, rate=RATE)
    assert again.key == made.key
    assert again.title == "Two"
    assert again.spans == (dataclasses.replace(made.spans[0], segment="2:1"),)
    assert write_times(store) == before


def test_one_more_format(store, chapter):
    """Another format is made beside the first, which stays."""
    cues = chapter("One", "a")
    first = master(cues, store=store, rate=RATE, formats=("mp3",))
    mp3 = store.path(f"chapters/{first.key}.mp3")
    before = mp3.stat().st_mtime_ns
    both = master(cues, store=store, rate=RATE, formats=BOTH)
    assert (first.packets, both.packets) == (0, both.frames // 1024 + 1)
    assert mp3.stat().st_mtime_ns == before


def test_killed_between(store, chapter):
    """A chapter whose last file was never written is made again, for whatever is asked."""
    cues = chapter("One", "a")
    made = master(cues, store=store, rate=RATE)
    store.drop(f"chapters/{made.key}.json")
    master(cues, store=store, rate=RATE, formats=("mp3",))
    assert master(cues, store=store, rate=RATE, formats=BOTH) == made


@pytest.mark.parametrize("damage", ["{", "[]", '{"frames": 1}', '{"spans": 3}'])
def test_damaged_json(store, chapter, damage):
    """What is known of a chapter is not believed where it is damaged."""
    cues = chapter("One", "a")
    made = master(cues, store=store, rate=RATE)
    store.put(f"chapters/{made.key}.json", damage.encode())
    assert master(cues, store=store, rate=RATE) == made


def test_name(chapter):
    """Everything that can be heard is in a chapter's name, and no title."""
    cues = chapter("One", "a", "b")
    first, second = cues.cues
    others = [
        ChapterCues("One", (second, first)),
        ChapterCues("One", (first,)),
        ChapterCues("One", (dataclasses.replace(first, gain_db=0.1), second)),
        ChapterCues("One", (dataclasses.replace(first, pause_ms=301), second)),
    ]
    changes = {"measure": "RMS"}, {"target": -19.9}, {"ceiling": -1.5}, {"room_tone": -70.0}
    changes += {"mp3": 192}, {"aac": 96}, {"channels": 2}, {"head_ms": 700}, {"constant": False}
    masterings = [Mastering(**change) for change in changes]
    names = {name_chapter(it, rate=RATE) for it in [cues, *others]}
    names |= {name_chapter(cues, rate=22_050)}
    names |= {name_chapter(cues, rate=RATE, mastering=each) for each in masterings}
    assert len(names) == 6 + len(masterings)


def test_listening_keeps_its_name():
    """What was encoded before there were profiles is found again."""
    cues = ChapterCues("x", (Cue("1:1", ("a", "b"), 1.25, 300),))
    assert name_chapter(cues, rate=RATE).startswith("v1-94c1e7a1a15ed3a6d545cb5347d59d96")


def test_many_clips(store, keep):
    """A segment of several clips is one span with a breath between; one of none is its pause."""
    cues = (Cue("1", (keep("a"), keep("b")), 0.0, 200), Cue("2", (), 0.0, 1000), Cue("3", ("a",)))
    first, gap, last = master(ChapterCues("One", cues), store=store, rate=RATE).spans
    assert first.end - first.start > 2 * 0.5 * RATE
    assert gap.start == gap.end == first.end + 200 * 24
    assert last.start == gap.end + RATE


def test_measurements(store, keep):
    """A measurement that is missing or damaged is made again from the clip, and kept."""
    found = find_measurement(keep("a"), store)
    for damage in (b"", b"\xff", b"{}"):
        store.put("clips/a.json", damage)
        assert find_measurement("a", store) == found
        assert json.loads(store.read("clips/a.json"))["frames"] == found.frames


def test_damaged_clip(store, chapter):
    """A damaged clip is dropped, and the message says to run again."""
    cues = chapter("One", "a", "b")
    master(chapter("Two", "a"), store=store, rate=RATE)
    store.put("clips/a.flac", store.read("clips/a.flac")[:3000])
    with pytest.raises(MachineError, match=r"a\.flac was damaged.*[Rr]un the same command again"):
        master(cues, store=store, rate=RATE)
    assert not store.has("clips/a.flac")
    assert not store.has("clips/a.json")
    assert not list(store.root.rglob(".partial-*"))


def test_all(store, chapter):
    """Side by side, chapters come out as one by one, in order, each reported once."""
    chapters = [chapter(f"{number}", f"{number}a", f"{number}b") for number in range(5)]
    done = []
    made = master_all(chapters, store=store, rate=RATE, jobs=2, on_done=done.append)
    assert [it.title for it in made] == ["0", "1", "2", "3", "4"]
    assert sorted(done, key=lambda it: it.title) == list(made)
    assert master(chapters[3], store=store, rate=RATE) == made[3]


def test_one_goes_wrong(store, chapter):
    """What goes wrong with one chapter is raised, and what was finished is kept."""
    chapters = [chapter("One", "a"), ChapterCues("Two", (Cue("2:1", ("gone",)),))]
    with pytest.raises(MachineError):
        master_all(chapters, store=store, rate=RATE)
    assert len(list((store.root / "chapters").rglob("*.m4a"))) == 1


def test_stop(store, chapter):
    """A chapter that is told to stop does, and leaves nothing half-written."""
    stop = threading.Event()
    stop.set()
    with pytest.raises(CancelledError):
        master(chapter("One", "a"), store=store, rate=RATE, stop=stop)
    assert not list((store.root / "chapters").rglob("*.m4a"))
