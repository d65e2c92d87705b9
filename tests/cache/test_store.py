"""The store."""

import errno
import os
import threading
import time

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
    assert NAME in store.look("clips")
    assert "clips/v1-none.flac" not in store.look("clips")
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
    with pytest.raises(MachineError, match="A file is where a folder is needed"):
        FolderStore(tmp_path / "cache").put(NAME, b"sound")


def test_a_link_is_followed(tmp_path):
    """Where a symbolic link stands, the file that it names is replaced, and the link stays."""
    file, link = tmp_path / "real" / "book.m4b", tmp_path / "book.m4b"
    file.parent.mkdir()
    file.write_bytes(b"old")
    link.symlink_to(file)
    with replacing(link) as path:
        path.write_bytes(b"new")
    assert (link.is_symlink(), file.read_bytes()) == (True, b"new")


def test_what_is_no_file_is_written_straight(tmp_path):
    """A pipe stays a pipe, and gets the bytes."""
    pipe, got = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    with replacing(pipe) as path:
        path.write_bytes(b"sound")
    reader.join()
    assert (got, pipe.is_fifo()) == ([b"sound"], True)


@pytest.mark.parametrize("number", [errno.EISDIR, errno.ENAMETOOLONG, errno.EIO])
def test_whatever_the_disk_refuses_is_told(tmp_path, number):
    """Every error of the machine becomes ours, with a next step."""
    message = f"book.*{os.strerror(number)}.*Choose another place"
    with pytest.raises(MachineError, match=message), replacing(tmp_path / "book"):
        raise OSError(number, os.strerror(number))


def test_old_leftovers_are_swept(store):
    """What a killed process left a day ago goes when its shelf is listed or its folder written."""
    store.put(NAME, b"sound")
    folder = store.path(NAME).parent
    for sweep in (lambda: store.known("clips"), lambda: store.put(NAME, b"sound")):
        for name, age in (("old_1234", 90_000), ("new_1234", 60), ("of somebody else", 90_000)):
            file = folder / f"{PARTIAL}{name}.flac"
            file.write_bytes(b"half")
            os.utime(file, (time.time() - age,) * 2)
        sweep()
        left = {path.name for path in folder.glob(f"{PARTIAL}*")}
        assert left == {f"{PARTIAL}new_1234.flac", f"{PARTIAL}of somebody else.flac"}


def test_a_stray_file_is_passed_over(store):
    """What a file manager leaves on a shelf is no clip, and stops nothing."""
    store.put("clips/v1-ab.flac", b"x")
    (store.root / "clips" / ".DS_Store").touch()
    assert store.known("clips") == {"clips/v1-ab.flac"}
