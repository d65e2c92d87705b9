"""Asking a chat model through a real server on this machine."""

import socket

import pytest
from chatting import chatting
from starlette.responses import JSONResponse, PlainTextResponse

from narrator.chat.client import ChatClient
from narrator.engines import patience
from narrator.errors import EngineError, SpeechError, UsageError


@pytest.fixture(autouse=True)
def _no_key(monkeypatch):
    monkeypatch.delenv("NARRATOR_CHAT_KEY", raising=False)
    monkeypatch.setattr(patience, "LONGEST_PAUSE", 0.01)
    monkeypatch.setattr(patience, "LONGEST_ASKED", 0.01)


def test_the_protocol_is_spoken():
    """Model, task and text are sent, and the answer's text comes back; no key is sent."""
    with chatting('{"1": 2}') as endpoint:
        assert ChatClient(endpoint.url, "small").ask("Do.", "It.") == '{"1": 2}'
    (body,) = endpoint.asked
    assert body["model"] == "small"
    assert [it["content"] for it in body["messages"]] == ["Do.", "It."]
    assert "authorization" not in endpoint.headers[0]


def test_the_key_goes_to_the_server_and_nowhere_else(monkeypatch):
    """An error that repeats it shows it to nobody."""
    monkeypatch.setenv("NARRATOR_CHAT_KEY", "sk-secret")
    refuse = lambda body: PlainTextResponse("bad key sk-secret", 401)  # noqa: E731, ARG005
    with chatting(refuse) as endpoint, pytest.raises(EngineError, match="NARRATOR_CHAT") as error:
        ChatClient(endpoint.url, "m").ask("", "")
    assert endpoint.headers[0]["authorization"] == "Bearer sk-secret"
    assert "sk-secret" not in str(error.value)


def test_what_may_pass_is_asked_again():
    """A server that is overloaded, and one that asks to be left alone, answer the third time."""
    faults = [PlainTextResponse("", 503), PlainTextResponse("", 429, {"retry-after": "1"})]
    with chatting(lambda _: faults.pop(0) if faults else "yes") as endpoint:
        assert ChatClient(endpoint.url, "m").ask("", "") == "yes"
    assert len(endpoint.asked) == 3


@pytest.mark.parametrize(
    "answer",
    [
        PlainTextResponse("<html>"),
        JSONResponse({"choices": []}),
        JSONResponse({"choices": [{"message": "no"}]}),
        JSONResponse([]),
        PlainTextResponse("[" * 100_000),
        PlainTextResponse("too long", 400),
    ],
)
def test_what_is_no_answer_is_an_error_of_this_text(answer):
    """Pages, empty and odd objects, deep ones, a refusal of this text."""
    with chatting(lambda _: answer) as endpoint, pytest.raises(SpeechError, match="endpoint"):
        ChatClient(endpoint.url, "m").ask("", "")


def test_a_model_that_says_nothing_says_nothing():
    """A message without a content, as of one that calls a tool, is an empty answer."""
    empty = JSONResponse({"choices": [{"message": {"content": None}}]})
    with chatting(lambda _: empty) as endpoint:
        assert ChatClient(endpoint.url, "m").ask("", "") == ""


def test_a_server_that_is_not_there_is_an_error_of_all_texts():
    """Nothing listens at the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(EngineError, match="cannot be reached"):
        ChatClient(url, "m").ask("", "")


def test_a_silent_server_is_not_asked_again():
    """Nobody knows whether it has done its work."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(SpeechError, match="did not answer"):
            ChatClient(url, "m", silence=0.1).ask("", "")


@pytest.mark.parametrize(
    "url", ["", "localhost:80", "ftp://a", "http://", "http://a:0", "http://a?k=1"]
)
def test_what_is_no_address_is_refused(url):
    """And named."""
    with pytest.raises(UsageError, match="NARRATOR_CHAT_URL"):
        ChatClient(url, "m")


def test_an_address_with_a_secret_is_refused_unshown():
    """It would stand in every error."""
    with pytest.raises(UsageError) as error:
        ChatClient("http://me:secret@a", "m")
    assert "secret" not in str(error.value)
