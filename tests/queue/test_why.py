"""Why a clip is missing."""

import pytest
from odd_engine import OddEngine

from narrator.engine import Speech
from narrator.queue.job import list_parts, make_job
from narrator.queue.why import find_nearest


def job_of(text, *, voice="alto", direction=None, take=1):
    """Make a job."""
    engine = OddEngine()
    return make_job(engine, engine.identity(voice), Speech(text, voice, "en", direction), take)


def explain(job, *others, there=lambda _: True):
    """Give the parts that differ from the nearest of other jobs, or None."""
    made = [(other.key, list_parts(other)) for other in others]
    nearest = find_nearest(job, made, there)
    return nearest and {it.part: (it.before, it.now) for it in nearest.changes}


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"voice": "bass"}, ("alto", "bass")),
        ({"take": 2}, ("1", "2")),
        ({"direction": "whispering"}, ("", "whispering")),
    ],
)
def test_one_changed_part_is_named(change, part):
    """Whatever of a name was changed is told with what it was before."""
    (name,) = change
    assert explain(job_of("The lamp.", **change), job_of("The lamp.")) == {name: part}


def test_the_same_words_are_nearer_than_the_same_voice():
    """Words that were said in another voice come before other words in the same one."""
    same_words, same_voice = job_of("The lamp.", voice="bass"), job_of("The lamps.")
    assert explain(job_of("The lamp."), same_voice, same_words) == {"voice": ("bass", "alto")}


def test_the_fewest_changes_are_nearest():
    """Of clips that say the same, that with the fewest other parts is compared."""
    one, two = job_of("The lamp.", take=2), job_of("The lamp.", take=2, voice="bass")
    assert explain(job_of("The lamp."), two, one) == {"take": ("2", "1")}


def test_other_words_are_not_near():
    """A clip of other words explains nothing; nor does one that is there no longer."""
    assert explain(job_of("The lamp."), job_of("A storm at sea.")) is None
    assert explain(job_of("The lamp."), job_of("The lamps."), there=lambda _: False) is None
