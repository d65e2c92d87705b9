"""Claims: one makes a clip, others wait."""

import errno
import fcntl
import multiprocessing
import os
import subprocess
import sys
import threading
import time
import uuid

import pytest
from odd_engine import OddEngine

from narrator.cache.shared import open_store
from narrator.cache.store import FolderStore
from narrator.engine import Speech
from narrator.errors import MachineError
from narrator.queue.claims import claiming, find_claimed
from narrator.queue.job import clip_name, make_job
from narrator.queue.work import make_clip


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    return FolderStore(tmp_path / "cache")


def test_threads_that_want_one_clip_have_it_made_once(store, tmp_path):
    """Of many that ask for a clip at once, one has it spoken, and all have it."""
    engine = OddEngine(log=tmp_path / "log", pace=0.2)
    job = make_job(engine, engine.identity("alto"), Speech("Once.", "alto", "en"))
    threads = [
        threading.Thread(target=make_clip, args=(job,), kwargs={"engine": engine, "store": store})
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert engine.log.read_text(encoding="utf-8") == "Once.\n"


def test_two_machines_make_a_clip_once(bucket, tmp_path):
    """Of two machines with one store, one has a clip spoken, and both have it."""
    url = f"{bucket}/{uuid.uuid4()}"
    stores = [open_store(tmp_path / name, url) for name in ("one", "two")]
    engine = OddEngine(log=tmp_path / "log", pace=0.2)
    job = make_job(engine, engine.identity("alto"), Speech("Once.", "alto", "en"))
    threads = [
        threading.Thread(target=make_clip, args=(job,), kwargs={"engine": engine, "store": store})
        for store in stores
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert engine.log.read_text(encoding="utf-8") == "Once.\n"
    assert all(store.has(clip_name(job.key)) for store in stores)


def test_another_machines_claim_is_seen(bucket, tmp_path):
    """What another machine is making is claimed too, for as long as it is at it."""
    url = f"{bucket}/{uuid.uuid4()}"
    here, there = (open_store(tmp_path / name, url) for name in ("here", "there"))
    with claiming(there, "held"):
        assert find_claimed(here, ["held", "other"]) == {"held"}
        assert find_claimed(here, ["other"]) == frozenset()
    assert find_claimed(here, ["held"]) == frozenset()


def test_a_claim_is_seen_while_it_is_held(store):
    """Only what somebody holds is claimed: not what was let go, nor what a dead process left."""
    (store.root / "claims").mkdir(parents=True)
    (store.root / "claims" / "left").touch()
    with claiming(store, "held"):
        assert find_claimed(store, ["held", "left", "other"]) == {"held"}
    assert find_claimed(store, ["held"]) == frozenset()


def count_up(root, path, times):
    """Add one to the number in a file, many times, under a claim."""
    for _ in range(times):
        with claiming(FolderStore(root), "key"):
            number = int(path.read_text())
            path.write_text(str(number + 1))


def test_processes_never_hold_one_claim_at_once(store, tmp_path):
    """Four processes that take a claim 100 times each lose no count."""
    path = tmp_path / "number"
    path.write_text("0")
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=count_up, args=(store.root, path, 100)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert path.read_text() == "400"
    assert not list((store.root / "claims").iterdir())


def test_a_claim_goes_with_its_process(store):
    """Nobody waits for what was killed."""
    program = (
        "import sys, time; from pathlib import Path\n"
        "from narrator.cache.store import FolderStore\n"
        "from narrator.queue.claims import claiming\n"
        "with claiming(FolderStore(Path(sys.argv[1])), 'key'):\n"
        "    print('held', flush=True); time.sleep(60)\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(store.root)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    threading.Timer(0.2, holder.kill).start()
    start = time.monotonic()
    with claiming(store, "key"):
        assert time.monotonic() - start >= 0.2
    holder.communicate()


def test_a_disk_without_locks(store, monkeypatch):
    """Where the disk knows no locks, a claim is nobody's, and everybody goes on."""

    def refuse(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with claiming(store, "key"), claiming(store, "other"):
        pass


def test_a_folder_that_cannot_be(tmp_path):
    """A file where the folder should be is told as the disk's other refusals are."""
    (tmp_path / "cache").write_text("")
    with pytest.raises(MachineError), claiming(FolderStore(tmp_path / "cache"), "key"):
        pass
