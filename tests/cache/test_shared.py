"""The store that many machines share, on a folder, in memory and on an S3 server."""

import pytest

from narrator.cache import shared
from narrator.cache.shared import open_store
from narrator.cache.store import FolderStore
from narrator.errors import MachineError, UsageError

NAME = "clips/v1-3f00.flac"


@pytest.fixture
def stores(url, tmp_path):
    """Open the place from two machines."""
    return open_store(tmp_path / "one", url), open_store(tmp_path / "two", url)


def test_what_one_machine_makes_another_knows(stores):
    """A clip is known, found and read elsewhere at once, bit by bit."""
    one, two = stores
    assert two.known("clips") == frozenset()
    assert not two.has(NAME)
    one.put(NAME, b"sound")
    with one.writing("clips/v1-aa00.json") as path:
        path.write_bytes(b"numbers")
    assert two.known("clips") == {NAME, "clips/v1-aa00.json"}
    assert two.has(NAME)
    assert (two.read(NAME), two.read("clips/v1-aa00.json")) == (b"sound", b"numbers")


def test_many_are_fetched_at_once(stores, tmp_path):
    """What is soon to be read is brought here; what is nowhere is passed over."""
    one, two = stores
    names = [f"clips/v1-{number:04}.json" for number in range(30)]
    for name in names:
        one.put(name, name.encode())
    two.fetch([*names, "clips/v1-none.json"])
    copies = list((tmp_path / "two").rglob("v1-*.json"))
    assert sorted(path.read_text() for path in copies) == names


def test_what_is_nowhere_is_missing(stores):
    """Reading what nobody made raises as it does in a folder; dropping it does nothing."""
    one, _ = stores
    with pytest.raises(KeyError):
        one.read(NAME)
    one.drop(NAME)


def test_what_is_dropped_is_gone_everywhere(stores):
    """A damaged clip that one machine removes is made again by whoever needs it."""
    one, two = stores
    one.put(NAME, b"sound")
    two.drop(NAME)
    assert two.known("clips") == frozenset()
    assert not two.has(NAME)


def test_what_is_derived_stays_here(stores):
    """Encoded chapters are not sent about."""
    one, two = stores
    one.put("chapters/v1-3f00.m4a", b"chapter")
    assert one.known("chapters") == {"chapters/v1-3f00.m4a"}
    assert two.known("chapters") == frozenset()


def test_a_cast_is_always_the_newest(stores):
    """A cast that another machine kept is read, not an older copy."""
    one, two = stores
    for voices in (b"first", b"second"):
        one.put("casts/v1-3f00.json", voices)
        assert two.read("casts/v1-3f00.json") == voices


def test_a_file_that_failed_is_nowhere(stores):
    """What raises while it is written is known on no machine."""
    one, two = stores
    with pytest.raises(ZeroDivisionError), one.writing(NAME) as path:
        path.write_bytes(b"half")
        raise ZeroDivisionError
    assert not one.has(NAME)
    assert two.known("clips") == frozenset()


def test_without_a_url_it_is_a_folder(tmp_path):
    """A folder stays the plain store that it was."""
    assert open_store(tmp_path) == FolderStore(tmp_path)


def test_an_unknown_kind_of_place_is_told(tmp_path):
    """A URL of no kind that is known has a sentence, and what to install."""
    with pytest.raises(UsageError, match="pip install"):
        open_store(tmp_path, "nowhere://there").known("clips")


def test_a_place_that_refuses_is_told(tmp_path, bucket):
    """A bucket that is not there is named, without a word of the key."""
    with pytest.raises(MachineError, match="s3://no-such-bucket") as caught:
        open_store(tmp_path, "s3://no-such-bucket").put(NAME, b"sound")
    assert bucket
    assert "secret" not in str(caught.value)


def test_a_copy_whose_file_vanished_is_sent_again(stores):
    """A clip that is only here any more is kept there again, and not made."""
    one, two = stores
    one.put(NAME, b"sound")
    two.drop(NAME)
    assert one.secure(NAME)
    assert two.read(NAME) == b"sound"
    two.drop(NAME)
    one.root.joinpath("clips/3f/v1-3f00.flac").unlink()
    assert not one.secure(NAME)


def test_titles_share_a_listing(stores, monkeypatch):
    """Who looks again soon sees what was made and dropped here, and does not list anew."""
    one, _ = stores
    one.put(NAME, b"sound")
    seen = one.look("clips")
    assert NAME in seen
    monkeypatch.setattr(type(one), "known", None)
    one.put("clips/v1-aa00.flac", b"sound")
    one.drop(NAME)
    assert "clips/v1-aa00.flac" in one.look("clips")
    assert NAME not in one.look("clips")


def test_what_others_made_is_seen_in_time(stores, monkeypatch):
    """A listing is believed for a while only."""
    one, _ = stores
    assert NAME not in one.look("clips")
    with shared._reaching(one.url) as (files, base):
        shared._write_whole(files, shared._far(base, NAME), b"sound")
    assert NAME not in one.look("clips")
    monkeypatch.setattr(shared, "_LATELY", 0.0)
    assert NAME in one.look("clips")
