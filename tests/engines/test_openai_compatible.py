"""The engine that speaks through OpenAI's ``/v1/audio/speech``, against a real server of it."""

import pytest
from chatting import chatting
from engines.contract import EngineContract
from odd_engine import OddEngine
from served import running
from starlette.responses import PlainTextResponse

from narrator.engine import Speech, list_voices
from narrator.engines import patience
from narrator.engines.openai_compatible import OpenAICompatibleEngine
from narrator.errors import EngineError, UsageError


def make_engine(url, label=""):
    """Make an engine that speaks through the server at an address."""
    return OpenAICompatibleEngine(model="tts-1", base_url=url, label=label)


@pytest.fixture(scope="module")
def server():
    """Run our own server with the tone engine."""
    with running(OddEngine()) as server:
        yield server


class TestContract(EngineContract):
    """It keeps what every engine promises."""

    @pytest.fixture
    def engine(self, server):
        """Give the engine."""
        return make_engine(server.url)

    @pytest.fixture
    def again(self, server):
        """Give another, at the same server's address as others write it."""
        return make_engine(f"{server.url}/v1/")


def test_voices_are_the_servers(server):
    """The server's list is the engine's; other names are nobody's."""
    engine = make_engine(server.url)
    assert {"alto", "bass"} <= {voice.name for voice in engine.voices()}
    assert list_voices(engine, ["Nobody"]) == list(engine.voices())


def test_openai_itself_is_not_asked_for_its_voices():
    """The hosted service lists no voices: its own names are known, and what they cost."""
    engine = make_engine("")
    assert "alloy" in [voice.name for voice in engine.voices()]
    assert engine.capabilities().price > 0


def test_a_label_keeps_servers_apart(server):
    """Two servers at one address have clips of their own where they are told apart."""
    one, two = (make_engine(server.url, label).identity("alto") for label in ("one", "two"))
    assert one != two


def test_nobody_answers(monkeypatch):
    """Where no server is, that is said at once, with its address."""
    monkeypatch.setattr(patience, "LONGEST_PAUSE", 0.01)
    with pytest.raises(EngineError, match=r"127\.0\.0\.1:9"):
        make_engine("http://127.0.0.1:9").speak(Speech("Hello.", "alto", "en"))


@pytest.mark.parametrize("url", ["http://me:SECRET@127.0.0.1", "nowhere", "ftp://127.0.0.1"])
def test_what_is_no_address(url):
    """An address that cannot be is refused, and one with a secret in it is not shown."""
    with pytest.raises(UsageError) as caught:
        make_engine(url)
    assert "SECRET" not in str(caught.value)


def test_a_key_that_cannot_be_is_not_shown(server, monkeypatch):
    """A key with a blank in it is refused without being quoted."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-SECRET SECRET")
    with pytest.raises(EngineError) as caught:
        make_engine(server.url).speak(Speech("Hello.", "alto", "en"))
    assert "SECRET" not in str(caught.value)


def test_a_key_that_a_server_repeats_is_not_shown(monkeypatch):
    """What a server says as it refuses is told without the key."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    refuse = lambda body: PlainTextResponse("bad key sk-secret", 401)  # noqa: E731, ARG005
    with chatting(refuse) as endpoint, pytest.raises(EngineError, match="bad key …") as caught:
        make_engine(endpoint.url).speak(Speech("Hello.", "alto", "en"))
    assert "sk-secret" not in str(caught.value)


def test_a_model_of_unknown_price_is_not_free():
    """The hosted service is never taken to be free."""
    engine = OpenAICompatibleEngine(model="x", base_url="https://API.openai.com:443/v1", label="")
    assert engine.capabilities().price > 0
