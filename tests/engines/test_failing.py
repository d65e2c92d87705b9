"""The network engines against a server that misbehaves on purpose."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from misbehaving import SOUNDS, Misbehaving, listen, make_server, misbehaving

from narrator.cache.store import FolderStore
from narrator.engine import Speech, taking_notes
from narrator.engines import patience, remote
from narrator.engines.fish import FishEngine
from narrator.engines.openai_compatible import OpenAICompatibleEngine
from narrator.engines.remote import RemoteEngine
from narrator.errors import EngineError, SpeechError
from narrator.options import Options
from narrator.pipeline import narrate
from narrator.queue.job import make_job
from narrator.queue.work import make_clip

SPEECH = Speech("The lamp was still burning when they came home.", "default", "en")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    """Wait for a moment only where nobody said how long."""
    monkeypatch.setattr(patience, "LONGEST_PAUSE", 0.01)


@pytest.fixture(scope="module")
def server():
    """Run a server that does what a test has it begin with."""
    with misbehaving() as server:
        yield server


@pytest.fixture(params=["fish", "openai_compatible"])
def make_engine(request, tmp_path):
    """Make either engine for an address."""

    def make(url):
        if request.param == "fish":
            return FishEngine(model="s2-pro", base_url=url, label="", folder=tmp_path)
        return OpenAICompatibleEngine(model="tts-1", base_url=url, label="")

    return make


@pytest.fixture
def engine(make_engine, server):
    """Make either engine for the server."""
    return make_engine(server.url)


@pytest.mark.parametrize("fault", ["429", "429@0.02", "500", "502", "503@0.02", "drop", *SOUNDS])
def test_what_passes_is_tried_again(server, engine, fault):
    """After a fault that may pass, the same is asked for once more, and its sound is the clip."""
    server.begin(fault)
    with taking_notes() as notes:
        clip = engine.speak(SPEECH)
    assert [(it.attempt, bool(it.reason)) for it in notes.retries] == [(1, True)]
    assert clip.seconds == pytest.approx(0.063 * len(SPEECH.text), rel=0.1)
    assert server.counts.asked == {SPEECH.text: 2}


@pytest.mark.parametrize(
    ("fault", "error"),
    [("400", SpeechError), ("401", EngineError), ("402", EngineError)],
)
def test_what_stays_is_asked_once(server, engine, fault, error):
    """A bad text costs only itself; a bad key or an empty purse ends the run; none is retried."""
    server.begin(fault)
    with pytest.raises(error) as caught:
        engine.speak(SPEECH)
    assert type(caught.value) is error
    assert server.counts.asked.total() == 1


@pytest.mark.parametrize("fault", ["401", "402"])
def test_a_wrong_key_costs_one_request(make_engine, fault):
    """However many are to be spoken at once, one is sent until it is known that the key is good."""
    with misbehaving(faults=[f"{fault}:1"], latency=0.05) as server:
        engine = make_engine(server.url)
        with ThreadPoolExecutor(8) as pool:
            spoken = [pool.submit(engine.speak, SPEECH) for _ in range(8)]
        assert {type(it.exception()) for it in spoken} == {EngineError}
        assert len({str(it.exception()) for it in spoken}) == 1
        assert server.counts.asked.total() == 1


@pytest.mark.parametrize("fault", ["429", "400", "500"])
def test_the_first_holds_up_no_other_when_it_fails(make_engine, fault):
    """A refusal of one text says nothing of the key's: the others are spoken, side by side."""
    with misbehaving(fault, latency=0.1) as server:
        engine = make_engine(server.url)
        with ThreadPoolExecutor(4) as pool:
            spoken = [pool.submit(engine.speak, SPEECH) for _ in range(8)]
        assert sum(it.exception() is None for it in spoken) == (7 if fault == "400" else 8)
        assert server.counts.most == 4


@pytest.mark.parametrize(
    ("fault", "times", "said"),
    [
        ("503", 6, "503"),
        ("429", 20, "429"),
        ("drop", 6, "disconnected"),
        ("cut", 6, "closed"),
        ("silent", 3, "silence"),
        ("empty", 3, "only 0.05 s"),
        ("long", 3, "1 s of sound"),
        ("loud", 3, "clipped through"),
        ("cut-sound", 3, "without"),
        ("html-as-wav", 3, "no sound"),
    ],
)
def test_what_does_not_pass_fails_its_text(server, engine, fault, times, said):
    """After some attempts, few where they are paid for, the text has failed and no other."""
    server.begin(*[fault] * 30)
    with pytest.raises(SpeechError, match=said):
        engine.speak(SPEECH)
    assert server.counts.asked.total() == times


def test_a_slow_answer_is_waited_for(server, engine):
    """Sound that comes in small pieces is sound."""
    server.begin("trickle@0.5")
    assert engine.speak(SPEECH).seconds > 1
    assert server.counts.asked.total() == 1


@pytest.mark.parametrize(("limit", "fault"), [("SILENCE", "hang"), ("LONGEST_ANSWER", "trickle")])
def test_what_takes_too_long_is_not_asked_for_twice(server, engine, monkeypatch, limit, fault):
    """After a time-out nobody knows what is to be paid: the text fails, and is asked for once."""
    monkeypatch.setattr(remote, limit, 0.2)
    server.begin(fault)
    with pytest.raises(SpeechError):
        engine.speak(SPEECH)
    assert server.counts.asked.total() == 1


def test_a_server_that_comes_late(make_engine):
    """Connections that are refused for a moment are tried again."""
    with listen() as listener:
        port = listener.getsockname()[1]
    engine, clips = make_engine(f"http://127.0.0.1:{port}"), []
    speaking = threading.Thread(target=lambda: clips.append(engine.speak(SPEECH)))
    speaking.start()
    app = Misbehaving()
    server = make_server(app)
    with listen(port) as listener:
        serving = threading.Thread(target=server.run, args=([listener],))
        serving.start()
        speaking.join()
        server.should_exit = True
        serving.join()
    assert len(clips) == app.counts.asked.total() == 1


def test_the_servers_own_word_is_the_least(server, engine):
    """Where it says how long to wait, nobody asks sooner."""
    server.begin("429@0.3", "503@0.3")
    start = time.monotonic()
    engine.speak(SPEECH)
    assert time.monotonic() - start >= 0.6


def test_an_answer_without_end_is_broken_off(monkeypatch):
    """What a server sends is held in memory: more than any text's sound is not read on."""
    monkeypatch.setattr(remote, "LARGEST_ANSWER", 1 << 20)
    endless = iter(lambda: b"x" * 65_536, None)
    with pytest.raises(remote.UnsoundError, match="more than 1 MiB"):
        remote.collect(endless, "http://server")


@pytest.mark.parametrize("faults", [("silent", "429", "html"), ("silent", "cut", "empty")])
def test_answers_that_are_no_sound_are_paid_for(server, engine, tmp_path, faults):
    """What is answered several times is paid for as often, made or not; a refusal is not."""
    server.begin(*faults)
    job = make_job(engine, {"voice": "default"}, SPEECH)
    told = make_clip(job, engine=engine, store=FolderStore(tmp_path / "cache"))
    assert server.counts.paid.total() > 1
    assert told.paid == server.counts.paid.total() * len(SPEECH.text)


def test_a_limit_of_cost_holds_for_answers_that_fail(settings, tmp_path, monkeypatch):
    """Where no answer is a sound, no more is paid than was allowed, and the rest is left."""
    monkeypatch.setattr(RemoteEngine, "_is_hosted", True)
    monkeypatch.setattr(OpenAICompatibleEngine, "at_once", 1)
    lines = [f"The lamp went round for the {n}th time." for n in range(100, 160)]
    (tmp_path / "book.md").write_text("# One\n\n" + "\n\n".join(lines), encoding="utf-8")
    price = len(lines[0]) * 15 / 1e6
    with misbehaving(faults=["silent:1.0"]) as server:
        terms = replace(settings, engine="openai_compatible", base_url=server.url)
        options = Options(max_cost=20 * price)
        book = narrate(tmp_path / "book.md", options=options, settings=terms)
        paid = sum(len(text) * times for text, times in server.counts.paid.items()) * 15 / 1e6
    assert book.outcome.cost == pytest.approx(paid)
    assert 14 * price < paid <= 20 * price
    assert len(book.outcome.failed) + len(book.outcome.left) > len(lines)


def test_a_voice_that_is_not_there_is_not_the_servers_end(server):
    """What is not found fails the lines of its voice alone, even as the very first answer."""
    engine = OpenAICompatibleEngine(model="tts-1", base_url=server.url, label="")
    server.begin("404")
    for _ in range(3):
        with pytest.raises(SpeechError, match=r"404.*voice 'default'"):
            engine.speak(SPEECH)
    assert server.counts.asked.total() == 1
    engine.speak(replace(SPEECH, voice="other"))
    engine.speak(SPEECH)
    server.begin("404")
    with pytest.raises(SpeechError, match="asked for"):
        engine.speak(SPEECH)


def test_where_the_voice_is_there_the_model_is_not(server):
    """What is not found though the server lists its voice fails every text."""
    engine = OpenAICompatibleEngine(model="tts-1", base_url=server.url, label="")
    engine.__dict__["_listed"] = ("default",)
    server.begin("404")
    with pytest.raises(EngineError, match="the model 'tts-1'") as caught:
        engine.speak(SPEECH)
    assert type(caught.value) is EngineError
