"""A crew: workers that make clips, and some that die."""

import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from odd_engine import OddEngine

from narrator.cache.store import FolderStore
from narrator.engine import Speech
from narrator.errors import EngineError, MachineError
from narrator.queue.crew import Crew
from narrator.queue.job import clip_name, make_job
from narrator.queue.work import Failed, Found, Made, make_clip


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    return FolderStore(tmp_path / "cache")


def jobs_of(*texts):
    """Make a job of each text."""
    engine = OddEngine()
    return [make_job(engine, engine.identity("alto"), Speech(text, "alto", "en")) for text in texts]


class FillingEngine(OddEngine):
    """Has its process find, from its first text on, that the disk takes nothing more."""

    def speak(self, speech):
        """Hum."""
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
        return super().speak(speech)


def make_all(jobs, engine, store, size=2):
    """Make the clips and give what became of each text."""
    with Crew(engine, store, size) as crew:
        return {result.job.speech.text: result for result in crew.make_clips(jobs)}


@pytest.mark.parametrize("workers", ["processes", "threads"])
def test_every_clip_is_made_and_kept(store, workers):
    """Processes and threads alike make every clip, and the store knows it when it is told of."""
    jobs = jobs_of(*(f"Line {n}." for n in range(12)))
    results = make_all(jobs, OddEngine(workers=workers), store)
    assert all(isinstance(result, Made) for result in results.values())
    assert all(store.has(clip_name(job.key)) for job in jobs)


def test_one_bad_text_is_told_and_the_rest_is_made(store):
    """A text that the engine refuses, breaks on or says nothing of fails alone, with its reason."""
    texts = ["One.", "refuse", "Two.", "break", "be-silent", "Three."]
    results = make_all(jobs_of(*texts), OddEngine(workers="threads"), store)
    reasons = {text: r.reason for text, r in results.items() if isinstance(r, Failed)}
    assert set(reasons) == {"refuse", "break", "be-silent"}
    assert "will not say that" in reasons["refuse"]
    assert "ZeroDivisionError" in reasons["break"]
    assert "silence" in reasons["be-silent"]


def test_a_text_that_kills_its_worker_fails_alone(store):
    """When a process dies, the jobs in hand are made again and only the one that kills is lost."""
    texts = [*(f"Line {n}." for n in range(5)), "die", *(f"More {n}." for n in range(5))]
    results = make_all(jobs_of(*texts), OddEngine(), store)
    assert [text for text, r in results.items() if isinstance(r, Failed)] == ["die"]
    assert len(results) == len(texts)


@pytest.mark.parametrize("workers", ["processes", "threads"])
def test_a_text_for_which_memory_runs_out_fails_alone(store, workers):
    """What a worker has not memory enough for is tried alone at the end; the rest is made."""
    texts = ["One.", "starve", "Two.", "starve too", "Three."]
    results = make_all(jobs_of(*texts), OddEngine(workers=workers), store)
    failed = {text: r.reason for text, r in results.items() if isinstance(r, Failed)}
    assert set(failed) == {"starve", "starve too"}
    assert "memory" in failed["starve"]
    assert len(results) == len(texts)


def test_memory_that_is_enough_for_nothing_ends_the_run(store):
    """Where no clip at all can be made, that is told once, and not for each text."""
    with pytest.raises(MemoryError):
        make_all(jobs_of("starve", "starve too"), OddEngine(), store)


def test_a_full_disk_is_told_once_and_nothing_is_lost(store, tmp_path):
    """A worker that cannot keep its clip ends the run; what was kept stays, and it goes on."""
    jobs = jobs_of(*(f"Line {n} of many." for n in range(9)))
    make_all(jobs[:3], OddEngine(), store)
    engine = FillingEngine(log=tmp_path / "log")
    with pytest.raises(MachineError, match="File too large"):
        make_all(jobs, engine, store)
    assert all(store.has(clip_name(job.key)) for job in jobs[:3])
    results = make_all(jobs, OddEngine(), store)
    assert all(store.has(clip_name(job.key)) for job in jobs)
    assert sum(isinstance(result, Found) for result in results.values()) == 3


@pytest.mark.parametrize("workers", ["processes", "threads"])
def test_ctrl_c_waits_for_no_clip_in_hand(store, workers):
    """However long a clip takes, those in hand are given up a moment after Ctrl-C."""
    crew = Crew(OddEngine(workers=workers, pace=60), store, 2)
    with pytest.raises(KeyboardInterrupt), crew:
        threading.Timer(0.5, os.kill, [os.getpid(), signal.SIGINT]).start()
        list(crew.make_clips(jobs_of("One.", "Two.", "Three.")))
    assert not multiprocessing.active_children()


def test_clips_that_are_nearly_done_are_kept_at_ctrl_c(store):
    """What is done within a second after Ctrl-C is kept: it may have been paid for."""
    (job,) = jobs_of("Four.")
    with (
        pytest.raises(KeyboardInterrupt),
        Crew(OddEngine(workers="threads", pace=0.5), store, 2) as c,
    ):
        threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGINT]).start()
        list(c.make_clips([job]))
    assert store.has(clip_name(job.key))


@pytest.mark.parametrize("workers", ["processes", "threads"])
def test_what_no_text_can_pass_is_raised(store, workers):
    """An engine that can say nothing at all ends the run at once, with its own error."""
    with pytest.raises(EngineError, match="no credit"):
        make_all(jobs_of("One.", "no-credit"), OddEngine(workers=workers), store)


def test_a_clip_that_is_there_is_not_made_again(store, tmp_path):
    """A clip that somebody else made a moment ago is taken, not made."""
    engine = OddEngine(log=tmp_path / "log")
    (job,) = jobs_of("Once.")
    first, second = (make_clip(job, engine=engine, store=store) for _ in range(2))
    assert isinstance(first, Made)
    assert second == Found(job)
    assert engine.log.read_text(encoding="utf-8") == "Once.\n"


def test_the_only_text_may_kill_its_worker(store):
    """A worker that began and died is its text's fault: that fails, and nothing is raised."""
    results = make_all(jobs_of("die", "die too"), OddEngine(), store)
    assert [type(result) for result in results.values()] == [Failed, Failed]


def test_workers_that_cannot_start_end_the_run(tmp_path):
    """A script without a guard is told to have one, and not that each of its texts failed."""
    script = tmp_path / "script.py"
    script.write_text(
        "from odd_engine import OddEngine\n"
        "from test_crew import jobs_of, make_all\n"
        "from narrator.cache.store import FolderStore\n"
        "from pathlib import Path\n"
        "make_all(jobs_of('One.', 'Two.'), OddEngine(), FolderStore(Path('cache')))\n"
    )
    done = start_script(script)
    _, messages = done.communicate()
    assert "EngineError: The worker processes of the engine 'tone' cannot start" in messages


def test_the_workers_go_when_their_parent_is_killed(tmp_path):
    """No worker process outlives the process that started it, whatever ended that."""
    script = tmp_path / "script.py"
    script.write_text(
        "from odd_engine import OddEngine\n"
        "from test_crew import jobs_of, make_all\n"
        "from narrator.cache.store import FolderStore\n"
        "from pathlib import Path\n"
        "if __name__ == '__main__':\n"
        "    make_all(jobs_of('One.', 'Two.'), OddEngine(pace=60), FolderStore(Path('cache')))\n"
    )
    parent = start_script(script)
    while not (workers := list_children(parent.pid)):
        assert parent.poll() is None, "it ended before it had a worker"
        time.sleep(0.01)
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 10
    while any(is_alive(pid) for pid in workers):
        assert time.monotonic() < deadline, "a worker is still there after ten seconds"
        time.sleep(0.05)


def start_script(script):
    """Start a Python script that knows what the tests here share."""
    here = Path(__file__).parent
    paths = os.pathsep.join(map(str, (here, here.parent, here.parents[1])))
    return subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": paths},
        cwd=script.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def list_children(pid):
    """Give the processes that a process has started."""
    listing = Path(f"/proc/{pid}/task/{pid}/children")
    if not listing.exists():
        pytest.skip("needs /proc")
    return [int(child) for child in listing.read_text().split()]


def is_alive(pid):
    """Tell whether a process runs still, and is not just waiting to be counted."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
