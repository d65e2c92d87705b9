"""The store."""

import errno
import os

import pytest

from narrator.cache.store import PARTIAL, FolderStore, replacing
from narrator.errors import MachineError

NAME = "clips/v1-ab12.flac"


@pytest.fixture
def store(tmp_path):
    """A store that is empty, in a folder that does not exist yet."""
    return FolderStore(tmp_path / "cache")


def test_what_is_put_is_known_and_read(store):
    """A file that was put is known on its shelf, and read as it was."""
    store.put(NAME, b"sound")
    assert store.known("clips") == {NAME}
    assert store.has(NAME)
    assert store.read(NAME) == b"sound"


def test_an_empty_store_knows_nothing(store):
    """A store whose folder does not exist is empty, not broken."""
    assert store.known("clips") == frozenset()
    with pytest.raises(KeyError):
        store.read(NAME)


def test_a_file_that_failed_leaves_nothing(store):
    """A file whose writing broke off is not known, and nothing of it stays."""
    with pytest.raises(RuntimeError), store.writing(NAME) as path:
        path.write_bytes(b"half")
        raise RuntimeError
    assert store.known("clips") == frozenset()
    assert list(store.path(NAME).parent.iterdir()) == []


def test_what_a_killed_process_left_is_not_known(store):
    """A half-written file that nobody could clean away is never taken for a clip."""
    store.put(NAME, b"sound")
    (store.path(NAME).parent / f"{PARTIAL}x.flac").write_bytes(b"half")
    assert store.known("clips") == {NAME}


def test_a_failed_replacement_keeps_the_old_file(tmp_path):
    """A file that exists stays as it was when its replacement breaks off."""
    file = tmp_path / "book.m4b"
    file.write_bytes(b"old")
    with pytest.raises(RuntimeError), replacing(file) as path:
        path.write_bytes(b"new")
        raise RuntimeError
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_full_disk_is_told_with_the_next_step(store):
    """What the disk refuses becomes one sentence with the folder and what to do."""
    with pytest.raises(MachineError, match=r"clips.*Free some space"), store.writing(NAME):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_really_full_disk_is_told(tmp_path):
    """Writing to a device that is full gives the same sentence."""
    if not os.path.exists("/dev/full"):  # noqa: PTH110  a device, not a file
        pytest.skip("needs /dev/full")
    with pytest.raises(MachineError, match="Free some space"), replacing(tmp_path / "a") as path:
        path.unlink()
        path.symlink_to("/dev/full")
        path.write_bytes(b"sound")


def test_a_file_where_a_folder_is_needed(tmp_path):
    """A file in the place of the store's folder is told, not tripped over."""
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(MachineError, match="--cache"):
        FolderStore(tmp_path / "cache").put(NAME, b"sound")
