"""The journal."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from odd_engine import OddEngine

from narrator.cache.key import name_by_content
from narrator.engine import Speech
from narrator.errors import MachineError
from narrator.queue.job import list_parts, make_job
from narrator.queue.journal import Speed, open_journal


def job_of(text):
    """Make a job of a text."""
    engine = OddEngine()
    return make_job(engine, engine.identity("alto"), Speech(text, "alto", "en"))


def test_speed_is_what_was_measured(tmp_path):
    """Seconds for a character, of work and of sound, come from what was made, not what failed."""
    with open_journal(tmp_path / "journal.sqlite") as journal:
        assert journal.measure_speed("tone") is None
        journal.record(job_of("0123456789"), work=1.0, audio=2.0)
        journal.record(job_of("0123456789"), work=3.0, audio=4.0)
        journal.record(job_of("0123456789"), work=9.0, audio=0.0, error="refused")
        assert journal.measure_speed("tone") == Speed(work=0.2, audio=0.3)


def test_what_was_written_is_there_next_time(tmp_path):
    """A journal is opened again with all that was written down."""
    for _ in range(2):
        with open_journal(tmp_path / "new" / "journal.sqlite") as journal:
            journal.record(job_of("0123456789"), work=1.0, audio=2.0)
            assert journal.measure_speed("tone") == Speed(work=0.1, audio=0.2)


def test_a_clip_is_known_by_its_key(tmp_path):
    """What a clip's name is made of is told by its key alone."""
    with open_journal(tmp_path / "journal.sqlite") as journal:
        job = job_of("One line.")
        assert journal.recall_clip(job.key) is None
        journal.record(job, work=1.0, audio=2.0)
        assert journal.recall_clip(job.key) == list_parts(job)


def test_a_file_that_is_no_journal_is_told(tmp_path):
    """A damaged journal is named, and that it may be deleted."""
    path = tmp_path / "journal.sqlite"
    path.write_bytes(b"no database " * 100)
    with pytest.raises(MachineError, match=r"journal\.sqlite.*may be deleted"), open_journal(path):
        pass


def test_looking_makes_nothing(tmp_path):
    """Where there is no journal, none is made to look at; where there is one, nothing beside it."""
    path = tmp_path / "new" / "journal.sqlite"
    with open_journal(path, look_only=True) as journal:
        assert journal.measure_speed("tone") is None
    assert not path.parent.exists()
    with open_journal(path) as journal:
        journal.record(job_of("0123456789"), work=1.0, audio=2.0)
        with open_journal(path, look_only=True) as other:  # while a build writes
            assert other.measure_speed("tone") == Speed(work=0.1, audio=0.2)
    with open_journal(path, look_only=True) as journal:
        assert journal.measure_speed("tone") == Speed(work=0.1, audio=0.2)
        assert list(path.parent.iterdir()) == [path]


def test_many_may_begin_a_journal_at_once(tmp_path):
    """Builds that start together on a new machine each find the journal they need."""
    count = 6
    for number in range(20):
        together = Barrier(count)

        def begin(path=tmp_path / f"{number}.sqlite", together=together):
            together.wait()
            with open_journal(path) as journal:
                journal.record(job_of("0123456789"), work=1.0, audio=2.0)
                return journal.measure_speed("tone")

        with ThreadPoolExecutor(count) as pool:
            begun = [pool.submit(begin) for _ in range(count)]
            assert [it.result() for it in begun] == [Speed(work=0.1, audio=0.2)] * count


def test_what_failed_last_is_told(tmp_path):
    """A job is among the failed until an attempt at it is good."""
    one, other = job_of("One."), job_of("Other.")
    with open_journal(tmp_path / "journal.sqlite") as journal:
        for job in (one, other):
            journal.record(job, work=1.0, audio=0.0, error="refused")
        journal.record(other, work=1.0, audio=1.0)
        assert journal.list_failed() == {one.key}


def test_what_a_name_is_made_of_is_recalled(tmp_path):
    """Clips are recalled with the parts of their names, those that say the same first."""
    with open_journal(tmp_path / "journal.sqlite") as journal:
        for text in ("The lamp.", "The lump.", "Something much longer than that."):
            journal.record(job_of(text), work=1.0, audio=1.0)
        journal.record(job_of("The limp."), work=1.0, audio=0.0, error="refused")
        recalled = list(journal.recall_clips("The lamp."))
    assert [parts["text"] for _, parts in recalled] == ["The lamp.", "The lump."]
    assert [name_by_content(parts) for _, parts in recalled] == [key for key, _ in recalled]


def test_a_journal_of_an_earlier_version_is_read(tmp_path):
    """Where the journal knows no parts yet, looking finds none, and writing adds the table."""
    path = tmp_path / "journal.sqlite"
    with open_journal(path) as journal:
        journal.connection.execute("DROP TABLE clips")
    with open_journal(path, look_only=True) as journal:
        assert list(journal.recall_clips("The lamp.")) == []
    with open_journal(path) as journal:
        journal.record(job_of("The lamp."), work=1.0, audio=1.0)
