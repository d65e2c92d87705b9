"""How many requests the network engines send at once, as a crew works with them."""

import pytest
from misbehaving import misbehaving

from narrator.cache.store import FolderStore
from narrator.engine import Speech
from narrator.engines import patience
from narrator.engines.fish import FishEngine
from narrator.engines.openai_compatible import OpenAICompatibleEngine
from narrator.queue.crew import Crew
from narrator.queue.job import make_job
from narrator.queue.work import Made


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    """Wait for a moment only where nobody said how long."""
    monkeypatch.setattr(patience, "LONGEST_PAUSE", 0.05)


def make_fish(url, tmp_path):
    """Make the engine of Fish Audio's protocol."""
    return FishEngine(model="s2-pro", base_url=url, label="", folder=tmp_path)


def make_openai(url, _):
    """Make the engine of OpenAI's protocol."""
    return OpenAICompatibleEngine(model="tts-1", base_url=url, label="")


def make_all(engine, tmp_path, count):
    """Make so many clips, and tell how many were made."""
    speeches = [Speech(f"Line {n} of the watch.", "default", "en") for n in range(count)]
    jobs = [make_job(engine, engine.identity("default"), speech) for speech in speeches]
    with Crew(engine, FolderStore(tmp_path / "cache"), 1) as crew:
        return sum(isinstance(result, Made) for result in crew.make_clips(jobs))


@pytest.mark.parametrize("make_engine", [make_fish, make_openai])
@pytest.mark.parametrize("limit", [5, 15, 50])
def test_as_many_as_the_server_tells(tmp_path, make_engine, limit):
    """A limit in the head of an answer is used wholly, and never gone beyond."""
    with misbehaving(limit=limit, told=True, latency=limit / 100) as server:
        assert make_all(make_engine(server.url, tmp_path), tmp_path, 3 * limit) == 3 * limit
        assert (server.counts.most, server.counts.over) == (limit, 0)


def test_a_limit_that_is_not_told_is_found_out(tmp_path):
    """Without a word of the server, more are tried until some are refused, and nothing is lost."""
    with misbehaving(limit=9, latency=0.1) as server:
        assert make_all(make_fish(server.url, tmp_path), tmp_path, 150) == 150
        assert server.counts.most >= 9
        assert 0 < server.counts.over < 50
        assert set(server.counts.paid.values()) == {1}


def test_a_limit_below_what_is_usual_is_found_out(tmp_path):
    """A server that takes one at a time, and says nothing of it, makes the whole book."""
    with misbehaving(limit=1, latency=0.02) as server:
        assert make_all(make_fish(server.url, tmp_path), tmp_path, 40) == 40
        assert set(server.counts.paid.values()) == {1}


def test_a_refusal_below_the_limit_delays_one_request(tmp_path):
    """While one is asked to wait, all the others go on."""
    with misbehaving("429@1", limit=5, told=True, latency=0.01) as server:
        assert make_all(make_fish(server.url, tmp_path), tmp_path, 40) == 40
        assert server.counts.most == 5
        texts = list(server.counts.asked)
        assert server.counts.last == texts[0]
