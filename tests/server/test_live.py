"""The WebSocket: text while it is written, sound while it is spoken, and bad manners."""

from dataclasses import replace

import msgpack
import pytest
from odd_engine import OddEngine
from served import TWO, length, receive, running, send
from websockets.exceptions import ConnectionClosed

from narrator.server.limits import Limits


def hear(socket):
    """Give the sound until the conversation ends, and how it ended."""
    sound = b""
    while (event := receive(socket))["event"] == "audio":
        sound += event["audio"]
    return sound, event


def start(socket, **request):
    """Begin a conversation."""
    send(socket, event="start", request={"text": "", "format": "wav", **request})


def test_conversation(server):
    """Text in bits becomes the sound that the whole text would, then the server says goodbye."""
    with server.connect() as socket:
        start(socket)
        for word in TWO.split(" "):
            send(socket, event="text", text=f"{word} ")
        send(socket, event="stop")
        sound, ending = hear(socket)
        assert ending == {"event": "finish", "reason": "stop"}
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=5)
    assert sound == server.post(text=TWO, format="wav").content


def test_a_start_alone_is_enough(server):
    """A text in the first event is spoken; a start without a request means all defaults."""
    with server.connect() as socket:
        start(socket, text="Hello there.")
        send(socket, event="stop")
        assert length(hear(socket)[0]) > 0.5
    with server.connect() as socket:
        send(socket, event="start")
        send(socket, event="unheard-of")
        send(socket, event="stop")
        assert hear(socket)[1]["reason"] == "stop"


def test_sound_comes_before_the_text_is_complete(server):
    """A sentence is heard when the next begins, and what a flush asks for is heard at once."""
    with server.connect() as socket:
        start(socket)
        send(socket, event="text", text="Hello there. And")
        assert receive(socket)["event"] == "audio"
        send(socket, event="text", text=" so on")
        send(socket, event="flush")
        assert receive(socket)["event"] == "audio"
        send(socket, event="stop")
        assert hear(socket)[1]["reason"] == "stop"


def test_pings_are_answered_while_an_engine_computes(waiting):
    """However long a sentence takes, the client knows that the server is there."""
    with running(waiting) as server, server.connect() as socket:
        start(socket, text=TWO)
        send(socket, event="stop")
        assert receive(socket)["event"] == "audio"
        assert waiting.begun.wait(20)
        assert socket.ping().wait(10)
        assert server.get("/v1/health").json() == {"status": "ok"}
        assert not waiting.go_on.is_set()
        waiting.go_on.set()
        assert hear(socket)[1]["reason"] == "stop"


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (b"\xc1", "not MessagePack"),
        ("hello", "sent as binary"),
        (msgpack.packb([1]), "must be a map"),
        (msgpack.packb({"event": "text", "text": "Hi."}), "must be 'start'"),
        (msgpack.packb({"event": "start", "request": 5}), "valid dictionary"),
        (msgpack.packb({"event": "start", "request": {"format": "mid"}}), "format"),
        (msgpack.packb({"event": "start", "request": {"reference_id": "x"}}), "not found"),
        (
            msgpack.packb(
                {"event": "start", "request": {"references": [{"audio": b"", "text": ""}]}}
            ),
            "cannot clone",
        ),
    ],
)
def test_bad_beginnings(server, message, said):
    """What cannot be begun is told in the form that the SDKs understand."""
    with server.connect() as socket:
        socket.send(message)
        sound, ending = hear(socket)
    assert (sound, ending["event"], ending["reason"]) == (b"", "finish", "error")
    assert said in ending["message"]


@pytest.mark.parametrize("text", [None, 5, "a" * 100_001, ["a"]])
def test_bad_texts(server, text):
    """A text that is none, or too much of it, ends the conversation."""
    with server.connect() as socket:
        start(socket)
        send(socket, event="text", text=text)
        assert hear(socket)[1]["reason"] == "error"


def test_more_than_can_be_spoken_is_refused(waiting):
    """Text that is not spoken yet does not pile up without end."""
    with running(waiting) as server, server.connect() as socket:
        start(socket, text="A second. ")
        for _ in range(2):
            send(socket, event="text", text="Yet more of it. " * 5000)
        assert "wait to be spoken" in hear(socket)[1]["message"]


def test_an_engine_that_fails_is_told():
    """A failure in the middle has its reason."""
    with running(OddEngine(workers="threads")) as server, server.connect() as socket:
        start(socket, text="All is well. Now refuse.")
        send(socket, event="stop")
        sound, ending = hear(socket)
    assert length(sound) > 0.5
    assert "will not say that" in ending["message"]


def test_silent_clients_are_cut_off():
    """Who says nothing, before or after the start, is told so and let go."""
    limits = replace(Limits(), idle=0.2)
    with running(OddEngine(workers="threads"), limits) as server:
        with server.connect() as socket:
            assert "silent for too long" in hear(socket)[1]["message"]
        with server.connect() as socket:
            start(socket)
            assert "silent for too long" in hear(socket)[1]["message"]


def test_a_client_that_waits_for_its_sound_is_not_silent(waiting):
    """While something is being spoken, nobody needs to say anything."""
    limits = replace(Limits(), idle=0.1)
    with running(waiting, limits) as server, server.connect() as socket:
        start(socket, text="A second. ")
        send(socket, event="flush")
        assert waiting.begun.wait(20)
        with pytest.raises(TimeoutError):
            socket.recv(timeout=0.5)
        waiting.go_on.set()
        assert receive(socket)["event"] == "audio"
