"""The older Python SDK, which plug-ins of other programs still use, unmodified."""

import asyncio

import pytest
from fish_audio_sdk import (
    AsyncWebSocketSession,
    HttpCodeErr,
    Prosody,
    Session,
    TTSRequest,
    WebSocketErr,
    WebSocketSession,
)
from served import TWO, length


@pytest.fixture(scope="module")
def session(server):
    """The session."""
    with Session("any", base_url=server.url) as opened:
        yield opened


def test_tts(session):
    """A text comes back as sound."""
    request = TTSRequest(text=TWO, format="mp3", prosody=Prosody(speed=1.5, volume=3))
    assert 2 < length(b"".join(session.tts(request))) < 5


def test_tts_awaited(server, session):
    """The same, asynchronously."""

    async def gather():
        async with Session("any", base_url=server.url) as opened:
            request = TTSRequest(text=TWO, format="wav")
            return b"".join([chunk async for chunk in opened.tts.awaitable(request)])

    assert asyncio.run(gather()) == b"".join(session.tts(TTSRequest(text=TWO, format="wav")))


def test_websocket(server, session):
    """Text in bits is spoken."""
    request = TTSRequest(text="", format="wav")
    with WebSocketSession("any", base_url=server.url) as socket:
        spoken = b"".join(socket.tts(request, iter(["The first sentence is here. ", TWO[28:]])))
    assert spoken == b"".join(session.tts(TTSRequest(text=TWO, format="wav")))


def test_async_websocket(server):
    """An error reaches the asynchronous session."""

    async def write():
        yield "Hello."

    async def talk(voice):
        async with AsyncWebSocketSession("any", base_url=server.url) as socket:
            request = TTSRequest(text="", reference_id=voice)
            return b"".join([chunk async for chunk in socket.tts(request, write())])

    assert length(asyncio.run(talk("bass"))) > 0.5
    with pytest.raises((WebSocketErr, ExceptionGroup)):
        asyncio.run(talk("nobody"))


def test_models_and_account(session):
    """Voices and account are read; what cannot be done is the SDK's own error."""
    assert session.list_models(page_size=2).total == 8
    assert session.get_model("bass").title == "bass"
    assert session.get_api_credit().credit > 0
    assert session.get_package().balance > 0


@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (404, lambda session: session.get_model("nobody")),
        (403, lambda session: session.update_model("bass", title="b")),
        (403, lambda session: session.delete_model("bass")),
        (400, lambda session: session.create_model(title="t", voices=[b"x"])),
        (400, lambda session: list(session.tts(TTSRequest(text="Hi.", reference_id="nobody")))),
    ],
)
def test_errors(session, status, ask):
    """An error is read without another one in the reading."""
    with pytest.raises(HttpCodeErr) as caught:
        ask(session)
    assert caught.value.status == status
