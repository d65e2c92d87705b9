"""Making one clip, on disks that take only a part of it."""

import resource
from contextlib import contextmanager

import pytest

from narrator.audio.codec import read_clip
from narrator.cache.store import FolderStore
from narrator.engine import Retry, Speech, note_request, note_retry
from narrator.engines.tone import ToneEngine
from narrator.errors import MachineError
from narrator.queue.job import clip_name, make_job
from narrator.queue.work import make_clip


class Hesitant(ToneEngine):
    """Asks twice, as a server's engine may."""

    def speak(self, speech):
        """Say that it is tried again, then hum."""
        note_retry(Retry(1, 0.0, "The server is busy."))
        note_request(100.0)
        note_request(20.0)
        return super().speak(speech)


@contextmanager
def room_for(size):
    """Have the system refuse, as a full disk does, whatever makes a file larger than that."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_clip_that_the_disk_took_in_part_is_not_known(tmp_path):
    """However little of a clip's end did not fit, it is told, and the clip is made again."""
    engine, store = ToneEngine(), FolderStore(tmp_path)
    job = make_job(engine, engine.identity("alto"), Speech("A line of words.", "alto", "en"))
    make_clip(job, engine=engine, store=store)
    path = store.path(clip_name(job.key))
    size, whole = path.stat().st_size, read_clip(path)
    for missing in range(1, 3000, 97):
        store.drop(clip_name(job.key))
        with room_for(size - missing), pytest.raises(MachineError):
            make_clip(job, engine=engine, store=store)
        assert not store.has(clip_name(job.key))
    make_clip(job, engine=engine, store=store)
    assert (read_clip(path).samples == whole.samples).all()


def test_what_was_tried_again_is_told(tmp_path):
    """A clip comes with its failed attempts and its requests' time; outside nobody is told."""
    engine = Hesitant()
    job = make_job(engine, engine.identity("alto"), Speech("A line.", "alto", "en"))
    made = make_clip(job, engine=engine, store=FolderStore(tmp_path))
    assert made.retries == (Retry(1, 0.0, "The server is busy."),)
    assert made.work == 120.0
    engine.speak(job.speech)
