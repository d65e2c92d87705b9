"""Looking after what is kept."""

import json

import pytest

from narrator.book.chapters import find_measurement, master
from narrator.book.kept import drop_broken, list_parts, verify
from narrator.cache.inventory import take_inventory

RATE = 24_000


def faults(store):
    """Look at everything, and give the names of what is broken."""
    with take_inventory(store, list_parts) as inventory:
        return [finding.name for finding in verify(store, inventory) if finding.fault]


def rename(store, clip, number):
    """Keep a clip under a name that is like a job's, and give its key."""
    key = f"v1-{number:064x}"
    store.put(f"clips/{key}.flac", store.read(f"clips/{clip}.flac"))
    find_measurement(key, store)
    return key


def test_a_chapter_names_what_is_in_it(store, chapter):
    """A chapter's file names its clips and stretches, and one that is damaged names nothing."""
    made = master(chapter("One", "a", "b"), store=store, rate=RATE)
    data = store.read(f"chapters/{made.key}.json")
    assert {"clips/a", "clips/b", f"chapters/{made.stretches[0]}"} == set(list_parts(data))
    assert list(list_parts(data[:20])) == list(list_parts(b"[]")) == []


def test_what_an_earlier_version_kept_is_not_called_broken(store, chapter):
    """Encoded sound of which no sum was kept passes, and is removed once it has one and differs."""
    made = master(chapter("One", "a"), store=store, rate=RATE)
    name = f"chapters/{made.stretches[0]}"
    known = json.loads(store.read(f"{name}.json"))
    total = known.pop("sum")
    store.put(f"{name}.json", json.dumps(known).encode())
    store.put(f"{name}.m4a", store.read(f"{name}.m4a")[:-1])
    assert faults(store) == []
    store.put(f"{name}.json", json.dumps({**known, "sum": total}).encode())
    assert faults(store) == [f"{name}.m4a"]


@pytest.mark.parametrize("suffix", ["mp3", "opus", "flac"])
def test_a_chapter_that_the_disk_has_spoilt(store, chapter, suffix):
    """In whatever codec a chapter is kept, a changed byte is found; made again, it is whole."""
    formats = ("mp3", "opus", "flac")
    made = master(chapter("One", "a"), store=store, rate=RATE, formats=formats)
    name = f"chapters/{made.key}.{suffix}"
    whole = store.read(name)
    store.put(name, whole[:-1] + bytes([whole[-1] ^ 1]))
    assert faults(store) == [name]
    again = master(chapter("One", "a"), store=store, rate=RATE, formats=formats)
    assert (again.frames, again.spans) == (made.frames, made.spans)
    assert store.read(name) == whole
    assert faults(store) == []


def test_a_measurement_of_another_clip_is_dropped_alone(store, keep):
    """A measurement that cannot be its clip's goes; the clip, which cost something, stays."""
    one = rename(store, keep("a"), 1)
    other = rename(store, keep("b", seconds=0.7), 2)
    store.put(f"clips/{one}.json", store.read(f"clips/{other}.json"))
    assert faults(store) == [f"clips/{one}.json"]
    assert store.has(f"clips/{one}.flac")


def test_broken_clips_are_dropped_with_their_measurements(store, keep):
    """Of some clips those that are broken go; one that has gone already is passed over."""
    whole, broken = rename(store, keep("a"), 1), rename(store, keep("b"), 2)
    store.put(f"clips/{broken}.flac", store.read(f"clips/{broken}.flac")[:-100])
    dropped = drop_broken(store, [whole, broken, "gone"], jobs=2)
    assert dropped == [store.path(f"clips/{broken}.flac")]
    assert not store.has(f"clips/{broken}.json")
    assert store.has(f"clips/{whole}.flac")
