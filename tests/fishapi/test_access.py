"""Where the server is and what opens it: arguments, environment, prefixes."""

import pytest
from fishapi.wires import KEY

from narrator.fishapi import FishAudio, ParameterError
from narrator.fishapi.access import make_access


def settle(api_key=None, base_url=None, **environment):
    """Settle what was given, in that environment."""
    return make_access(api_key, base_url, 1.0, None, environment)


def test_arguments_win_over_the_environment():
    """Each comes from its argument, else from the environment, else from the API's address."""
    said = {"FISH_API_KEY": "theirs", "FISH_API_BASE_URL": "http://there:1"}
    assert (settle(**said).key, settle(**said).base_url) == ("theirs", "http://there:1")
    given = settle("mine", "http://here:2/", **said)
    assert (given.key, given.base_url) == ("mine", "http://here:2")
    assert settle("mine").base_url == "https://api.fish.audio"


def test_the_environment_is_read(monkeypatch):
    """A client without arguments takes both from the process's environment."""
    monkeypatch.setenv("FISH_API_KEY", f" {KEY}\n")
    monkeypatch.setenv("FISH_API_BASE_URL", "http://127.0.0.1:8080/api/")
    with FishAudio() as client:
        assert client.base_url == "http://127.0.0.1:8080/api"
        assert client._driver.access.key == KEY


@pytest.mark.parametrize("key", [None, "", "  "])
def test_the_hosted_api_wants_a_key(key):
    """Without one nothing can be asked; as in the official SDK, that is a ValueError."""
    with pytest.raises(ParameterError, match="FISH_API_KEY"):
        settle(key)
    with pytest.raises(ValueError, match="FISH_API_KEY"):
        settle(key, "https://api.fish.audio/")


def test_a_server_of_ones_own_may_want_none(twin, wire):
    """Without a key there is no header for one."""
    assert twin.ask(wire.url, lambda it: it.tts.convert(text="Hi."), api_key="") == b"sound"
    assert "authorization" not in wire.last.headers


@pytest.mark.parametrize(
    ("base_url", "live"),
    [
        ("https://api.fish.audio", "wss://api.fish.audio/v1/tts/live"),
        ("https://api.fish.audio///", "wss://api.fish.audio/v1/tts/live"),
        ("http://127.0.0.1:8080/a/b/", "ws://127.0.0.1:8080/a/b/v1/tts/live"),
        ("http://[::1]:80", "ws://[::1]:80/v1/tts/live"),
        ("http://http", "ws://http/v1/tts/live"),
    ],
)
def test_the_socket_is_beside_the_api(base_url, live):
    """A socket is ws where the API is http, and wss where it is https, under the same prefix."""
    assert settle("k", base_url).make_socket_url("/v1/tts/live") == live


@pytest.mark.parametrize("prefix", ["", "/", "/api", "/api/"])
def test_prefixes_and_slashes_work(twin, wire, live, prefix):
    """Requests and sessions go to the prefix, with one slash each."""
    kept = prefix.rstrip("/")
    twin.ask(wire.url + prefix, lambda it: it.tts.convert(text="Hi."))
    assert wire.last.path == f"{kept}/v1/tts"
    twin.read(live.url + prefix, lambda it: it.tts.stream_websocket(["Hi."]))
    assert live.path == f"{kept}/v1/tts/live"


@pytest.mark.parametrize(
    "base_url", ["api.fish.audio", "ftp://x", "http://", "http://x?y=1", "http://x#y", "http://x:y"]
)
def test_what_is_no_address_is_refused(base_url):
    """An address that cannot be is told at once, with one that can."""
    with pytest.raises(ParameterError, match=r"https://api\.fish\.audio"):
        settle("k", base_url)
