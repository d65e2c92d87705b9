"""The engine that speaks through Fish Audio's protocol, against a real server of it."""

import dataclasses
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgpack
import numpy as np
import pytest
from engines.contract import EngineContract
from odd_engine import OddEngine
from served import running

from narrator.audio.codec import CODECS, encode
from narrator.engine import Speech, list_voices
from narrator.engines import patience
from narrator.engines.fish import RATE, FishEngine
from narrator.errors import EngineError, SpeechError, UsageError


def make_engine(url, folder, *, model="s2-pro", label="tone"):
    """Make an engine that speaks through the server at an address."""
    return FishEngine(model=model, base_url=url, label=label, folder=folder)


@pytest.fixture(scope="module")
def server():
    """Run our own server with the tone engine."""
    with running(OddEngine()) as server:
        yield server


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give a folder of no recordings."""
    return tmp_path_factory.mktemp("voices")


class TestContract(EngineContract):
    """It keeps what every engine promises."""

    @pytest.fixture
    def engine(self, server, folder):
        """Give the engine."""
        return make_engine(server.url, folder)

    @pytest.fixture
    def again(self, server, folder):
        """Give another."""
        return make_engine(server.url, folder)


def test_voices_of_the_account(server, folder):
    """The default comes first, then what the account lists, found by name or by id."""
    engine = make_engine(server.url, folder)
    names = [voice.name for voice in engine.voices()]
    assert names[0] == "default"
    assert {"alto", "bass"} <= set(names)
    assert [v.name for v in list_voices(engine, ["fish:" + "a" * 32])][-1] == "a" * 32


def test_nobody_knows_the_voice(server, folder):
    """A name that is neither an id nor the account's is no voice, and known ones are told."""
    engine = make_engine(server.url, folder)
    assert engine.find_voice("Nobody") is None
    with pytest.raises(UsageError, match="alto"):
        engine.identity("Nobody")


def test_an_unknown_id_fails_its_text(server, folder):
    """The server's own refusal of a voice comes out with the text that it was for."""
    with pytest.raises(SpeechError, match=r"Reference not found\. Type narrator voices"):
        make_engine(server.url, folder).speak(Speech("Hello.", "a" * 32, "en"))


def test_identity_names_the_server(server, folder):
    """Host, label and model are in a job's name; the port, which changes, is not."""
    identity = make_engine(server.url, folder).identity("alto")
    assert (identity["host"], identity["label"], identity["model"]) == (
        "127.0.0.1",
        "tone",
        "s2-pro",
    )
    others = [{"label": "piper"}, {"model": "s1"}]
    for other in others:
        assert make_engine(server.url, folder, **other).identity("alto") != identity
    assert server.url.rpartition(":")[2] not in str(identity)


@pytest.fixture
def recorded(tmp_path):
    """Record a voice: a quarter of the time it says nothing."""
    (tmp_path / "mara").mkdir()
    rng = np.random.default_rng(1)
    loud = rng.normal(0, 3000, 24_000 * 12) * (np.arange(24_000 * 12) % 24_000 > 6_000)
    encode([loud.astype(np.int16)], 24_000, tmp_path / "mara" / "one.wav", CODECS["wav"])
    (tmp_path / "mara" / "one.txt").write_text("The lamp went round.", encoding="utf-8")
    return tmp_path


def test_a_recorded_voice(server, recorded):
    """A folder of recordings is a voice, named by what is in it; no other speaks in its place."""
    engine = make_engine(server.url, recorded)
    assert "mara" in [voice.name for voice in engine.voices()]
    before = engine.identity("mara")["voice"]
    with pytest.raises(SpeechError, match="clon"):
        engine.speak(Speech("Hello.", "mara", "en"))
    (recorded / "mara" / "one.txt").write_text("Another text.", encoding="utf-8")
    assert make_engine(server.url, recorded).identity("mara")["voice"] != before


class Moody(BaseHTTPRequestHandler):
    """Answers with what is next on its list: a status with headers, or sound."""

    protocol_version = "HTTP/1.1"
    moods: list
    asked: list

    def do_POST(self):
        """Answer a request for speech."""
        self.asked.append(self.rfile.read(int(self.headers["content-length"])))
        status, headers, body = self.moods.pop(0)
        self.send_response(status)
        for name, value in {"content-length": len(body), **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        """Answer as fish-speech does: it lists its voices at a place of its own."""
        known = self.path == "/v1/references/list"
        body = b'{"success": true, "reference_ids": ["mara"], "message": "Success"}'
        self.send_response(200 if known else 404)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Keep quiet."""


@pytest.fixture
def moody(tmp_path, monkeypatch):
    """Run a server with moods, and an engine that does not wait long."""
    monkeypatch.setattr(patience, "LONGEST_PAUSE", 0.01)
    handler = type("Handler", (Moody,), {"moods": [], "asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        engine = make_engine(f"http://127.0.0.1:{server.server_port}", tmp_path)
        yield engine, handler
        server.shutdown()
        thread.join()


def make_wav(tmp_path):
    """Give the bytes of a WAV file of half a second."""
    path = tmp_path / "tone.wav"
    encode([np.full(RATE // 2, 1000, np.int16)], RATE, path, CODECS["wav"])
    return path.read_bytes()


SPEECH = Speech("Hello.", "default", "en")


def test_voices_of_fish_speech(moody):
    """A server of one's own lists its voices elsewhere; one that it does not know is no voice."""
    engine, _ = moody
    assert [voice.name for voice in engine.voices()] == ["default", "mara"]
    assert engine.identity("mara")["voice"] == "mara"
    assert engine.find_voice("jonas") is None


def test_nobody_answers(tmp_path, monkeypatch):
    """Where no server is, no text can pass: that ends the run."""
    monkeypatch.setattr(patience, "LONGEST_PAUSE", 0.01)
    with pytest.raises(EngineError, match="fish") as caught:
        make_engine("http://127.0.0.1:9", tmp_path).speak(SPEECH)
    assert type(caught.value) is EngineError


def test_a_plan_needs_no_key(tmp_path, monkeypatch):
    """Without a key the hosted API has a price and names, and speaking says what is missing."""
    monkeypatch.delenv("FISH_API_KEY", raising=False)
    engine = FishEngine(model="s2-pro", base_url="", label="", folder=tmp_path)
    assert [voice.name for voice in engine.voices()] == ["default"]
    assert engine.identity("default")["host"] == "api.fish.audio"
    assert engine.capabilities().price == 15.0
    with pytest.raises(EngineError, match="FISH_API_KEY"):
        engine.speak(SPEECH)


def test_a_dialogue(moody, tmp_path):
    """Two voices with a plus between them are sent as a list, and their turns in the text."""
    engine, server = moody
    server.moods += [(200, {"content-type": "audio/wav"}, make_wav(tmp_path))]
    pair = "a" * 32 + "+" + "b" * 32
    engine.speak(Speech("<|speaker:0|>Hi!<|speaker:1|>Hello!", pair, "en"))
    sent = msgpack.unpackb(server.asked[0])
    assert sent["reference_id"] == ["a" * 32, "b" * 32]
    assert sent["text"] == "<|speaker:0|>Hi!<|speaker:1|>Hello!"
    assert engine.identity(pair)["voice"] == pair


@pytest.mark.parametrize(("model", "pair"), [("s1", "a+b"), ("s2-pro", "default+mara")])
def test_who_cannot_speak_together(server, recorded, model, pair):
    """A model with one voice at a time, or voices of two kinds, make no dialogue."""
    with pytest.raises(UsageError):
        make_engine(server.url, recorded, model=model).identity(pair)


def test_speed_is_asked_for(server, folder):
    """Twice the speed is half the time."""
    engine = make_engine(server.url, folder)
    speech = Speech("The lamp was still burning when they came home.", "alto", "en")
    slow, fast = (engine.speak(dataclasses.replace(speech, speed=s)).seconds for s in (1.0, 2.0))
    assert slow / fast == pytest.approx(2, rel=0.15)
