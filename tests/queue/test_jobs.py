"""The jobs of a plan in little room, and some of their keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.engine import Speech
from narrator.engines.tone import ToneEngine
from narrator.queue.job import clip_name, make_job
from narrator.queue.jobs import Gathering, Keys

ENGINE = ToneEngine()
TEXTS = st.lists(st.text(max_size=5), max_size=200)


def job_of(text):
    """Make the job that says a text."""
    return make_job(ENGINE, ENGINE.identity("alto"), Speech(text, "alto", "en"))


@given(TEXTS, st.sets(st.text(max_size=5)))
def test_are_a_mapping_in_the_order_of_first_use(texts, there):
    """Each job is there once, found by its key, and marked if its clip is known."""
    jobs = {job.key: job for job in map(job_of, texts)}
    known = {clip_name(job_of(text).key) for text in there}
    gathering = Gathering(known)
    for text in texts:
        gathering.add(job_of(text))
    found, cached = gathering.finish()
    assert list(found.items()) == list(jobs.items())
    assert [found.find(key) for key in jobs] == list(range(len(jobs)))
    assert [*found.pick(reversed(jobs))] == [*reversed(jobs.values())]
    assert set(cached) == {key for key in jobs if clip_name(key) in known}
    assert len(cached) == len(set(cached))


def test_know_no_other_key():
    """What is no key of theirs, or of another form, is not among them."""
    gathering = Gathering(())
    gathering.add(job_of("Yes."))
    jobs, cached = gathering.finish()
    other = job_of("No.").key
    assert other not in jobs
    assert "unheard" not in jobs
    assert other not in Keys.of(jobs, cached)
    with pytest.raises(KeyError):
        jobs[other]
