"""Whatever comes, the answer is a refusal or sound: never a fault, never silence for ever."""

from contextlib import suppress

import httpx
import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strange import BODIES, ENDING, MESSAGES, OPENING
from websockets.exceptions import ConnectionClosed

PATHS = ("/v1/tts", "/v1/tts/stream/with-timestamp", "/v1/audio/speech", "/v1/asr")
KINDS = (*["application/msgpack"] * 4, "application/json", "multipart/form-data; boundary=x")


@pytest.fixture(scope="module")
def client(server):
    """A client that keeps its connection."""
    with httpx.Client(base_url=server.url, timeout=20) as opened:
        yield opened


@given(path=st.sampled_from(PATHS), kind=st.sampled_from(KINDS), body=BODIES)
def test_property_any_body_is_answered(client, path, kind, body):
    """No body makes the server fail."""
    answer = client.post(path, content=body, headers={"content-type": kind})
    assert answer.status_code in (200, 400, 413, 415)
    if answer.status_code != 200:
        assert set(answer.json()) == {"status", "message"}


@given(query=st.dictionaries(st.sampled_from(["page_size", "tag", "self", "x"]), st.text()))
def test_property_any_question_is_answered(client, query):
    """No parameter makes the server fail."""
    assert client.get("/model", params=query).status_code in (200, 400)


@given(begun=st.booleans(), messages=st.lists(MESSAGES, max_size=5))
def test_property_any_conversation_ends(server, begun, messages):
    """No order of events makes the server fail, or leaves the client waiting after ``stop``."""
    with server.connect() as socket:
        with suppress(ConnectionClosed):  # it may end before all is sent
            for message in [OPENING] * begun + messages + [ENDING]:
                socket.send(message)
        while (event := msgpack.unpackb(socket.recv(timeout=20)))["event"] == "audio":
            pass
        assert event["event"] == "finish"
        assert event["reason"] in ("stop", "error")
