"""Live sessions: text in real time, sound beside it."""

import http
import threading

import pytest
from fishapi.wires import KEY, PATIENCE, Awaited, Blocking, LiveWire, tell

from narrator.fishapi import (
    AuthenticationError,
    FlushEvent,
    ParameterError,
    Prosody,
    ReferenceAudio,
    RequestTimeoutError,
    TextEvent,
    TransportError,
    TTSConfig,
    WebSocketError,
    WebSocketOptions,
)

START = {
    "text": "",
    "chunk_length": 200,
    "format": "mp3",
    "sample_rate": None,
    "mp3_bitrate": 128,
    "opus_bitrate": -1000,
    "references": [],
    "reference_id": None,
    "normalize": True,
    "latency": "balanced",
    "prosody": None,
    "top_p": 0.7,
    "temperature": 0.7,
    "max_new_tokens": 1024,
    "repetition_penalty": 1.2,
    "min_chunk_length": 50,
    "condition_on_previous_chunks": True,
    "early_stop_threshold": 1.0,
}
"""What SDK 1.3.0 starts with, nulls included, but for the opus bitrate."""


def speak(twin, live, texts=("Hello.",), *, each=None, timeout=PATIENCE, **said):
    """Hold a live session and give its chunks."""
    return twin.read(
        live.url,
        lambda it: it.tts.stream_websocket(twin.feed(texts), **said),
        each=each,
        timeout=timeout,
    )


def play(live, action):
    """Have the server act so, with only the socket at hand."""
    live.play = lambda _, socket: action(socket)


def test_a_session_is_as_documented(twin, live):
    """Start with every field, then texts and flushes in their order, then stop."""
    texts = ["Hello ", TextEvent("there."), FlushEvent(), "Bye."]
    assert speak(twin, live, texts) == [b"Hello ", b"there.", b"Bye."]
    start, *rest = live.events
    assert list(start.items()) == [("event", "start"), ("request", START)]
    assert list(start["request"]) == list(START)
    assert rest == [
        {"event": "text", "text": "Hello "},
        {"event": "text", "text": "there."},
        {"event": "flush"},
        {"event": "text", "text": "Bye."},
        {"event": "stop"},
    ]
    assert all(isinstance(frame, bytes) for frame in live.frames)


def test_the_handshake_carries_key_and_model(twin, live):
    """The key and the model go with the handshake."""
    speak(twin, live, model="s1")
    assert live.path == "/v1/tts/live"
    assert live.headers["authorization"] == f"Bearer {KEY}"
    assert live.headers["model"] == "s1"


def test_what_a_session_says_wins_over_its_config(twin, live):
    """The voice's parameters are those of ``convert``."""
    config = TTSConfig(prosody=Prosody(volume=2))
    speak(
        twin, live, references=[ReferenceAudio(b"\x00", "Hi.")], speed=0.5, format="wav",
        config=config,
    )  # fmt: skip
    request = live.events[0]["request"]
    assert request["references"] == [{"audio": b"\x00", "text": "Hi."}]
    assert (request["prosody"], request["format"]) == ({"speed": 0.5, "volume": 2.0}, "wav")


def test_sending_and_receiving_run_side_by_side(twin, live):
    """Sound of the first words is at hand before the next words are written."""
    heard = threading.Event()

    def write():
        yield "first"
        yield FlushEvent()
        assert heard.wait(PATIENCE), "no sound until all text was there"
        yield "last"

    def answer(socket):
        live.hear_until(socket, "flush")
        tell(socket, event="audio", audio=b"first")
        live.hear_until(socket, "stop")
        tell(socket, event="audio", audio=b"last")
        tell(socket, event="finish", reason="stop")

    play(live, answer)
    assert speak(twin, live, write(), each=lambda _: heard.set()) == [b"first", b"last"]


def test_finish_ends_the_session_though_the_socket_stays_open(twin, live):
    """The client goes by the finish event; what follows, or never follows, does not matter."""

    def answer(socket):
        live.hear_until(socket, "stop")
        tell(socket, event="audio", audio=b"all")
        tell(socket, event="finish", reason="stop")
        tell(socket, event="audio", audio=b"too late")
        live.hear(socket)  # until the client hangs up

    play(live, answer)
    assert speak(twin, live) == [b"all"]
    assert live.hung_up.wait(PATIENCE)


def test_unknown_events_are_passed_over(twin, live):
    """Events, fields and text messages that the client does not know change nothing."""

    def answer(socket):
        live.hear_until(socket, "stop")
        tell(socket, event="log", audio=None, level=3)
        socket.send("hello")
        tell(socket, event="audio", audio=b"all", alignment={"x": 1}, reason=None)
        tell(socket, event="finish", reason="stop")

    play(live, answer)
    assert speak(twin, live) == [b"all"]


def test_large_messages_are_heard(twin, live):
    """A message of several megabytes is sound like any other; its bound can be set."""
    sound = bytes(3_000_000)

    def answer(socket):
        live.hear_until(socket, "stop")
        tell(socket, event="audio", audio=sound)
        tell(socket, event="finish", reason="stop")

    play(live, answer)
    assert speak(twin, live) == [sound]
    with pytest.raises(WebSocketError, match="broke off"):
        speak(twin, live, ws_options=WebSocketOptions(max_message_size_bytes=1_000_000))


@pytest.mark.parametrize(
    ("event", "message", "limit"),
    [
        ({"event": "finish", "reason": "error"}, "no reason", None),
        ({"event": "finish", "reason": "error", "message": "No voice"}, "No voice", None),
        (
            {"event": "error", "error": "Concurrency limit exceeded", "max_concurrency": 5},
            "Concurrency limit exceeded",
            5,
        ),
    ],
)
def test_a_failed_session_raises(twin, live, event, message, limit):
    """Both ways in which servers tell of a failure raise, after the sound that came before."""

    def answer(socket):
        live.hear(socket)
        tell(socket, event="audio", audio=b"some")
        tell(socket, **event)

    play(live, answer)
    heard = []
    with pytest.raises(WebSocketError, match=message) as caught:
        speak(twin, live, each=heard.append)
    assert heard == [b"some"]
    assert caught.value.concurrency_limit == limit


@pytest.mark.parametrize("politely", [True, False])
def test_a_session_that_breaks_off_raises(twin, live, politely):
    """Sound without a finish is not whole, whether or not the server said goodbye."""

    def answer(socket):
        live.hear(socket)
        tell(socket, event="audio", audio=b"some")
        if not politely:
            socket.socket.shutdown(2)

    play(live, answer)
    with pytest.raises(WebSocketError, match="broke off"):
        speak(twin, live)


def test_a_refused_handshake_is_an_error_of_the_api(twin, live):
    """A key that is not valid raises what it raises everywhere."""

    def refuse(connection):
        return connection.respond(http.HTTPStatus.UNAUTHORIZED, '{"message":"Invalid Token"}')

    live.refusal = refuse
    heard = []
    with pytest.raises(AuthenticationError, match="Invalid Token") as caught:
        twin.read(
            live.url,
            lambda it: it.tts.stream_websocket(twin.feed(["Hi"])),
            on_response=heard.append,
        )
    assert caught.value.status == 401
    assert [one.status for one in heard] == [401]


def test_no_server_is_a_transport_error(twin, live):
    """Where nobody listens, the connection fails."""
    live.url = "http://127.0.0.1:9"
    with pytest.raises(TransportError):
        speak(twin, live)


@pytest.mark.parametrize("error", [RuntimeError("no more words"), OSError("disk"), EOFError()])
def test_an_error_of_the_text_stream_comes_through(twin, live, error):
    """What the caller's own text stream raises is raised as it is, and ends the session."""

    def write():
        yield "first"
        raise error

    with pytest.raises(type(error)) as caught:
        speak(twin, live, write())
    assert caught.value is error
    assert live.hung_up.wait(PATIENCE)


def test_anything_else_in_the_text_stream_is_refused(twin, live):
    """A text stream gives text; a number is told as what it is."""
    with pytest.raises(ParameterError, match="not int"):
        speak(twin, live, [3])


def test_a_session_can_be_left(twin, live):
    """Closing the generator hangs up, though text and sound go on."""

    def write():
        yield "first"
        live.hung_up.wait(PATIENCE)
        yield "last"

    def answer(socket):
        live.hear_until(socket, "text")
        while True:
            tell(socket, event="audio", audio=b"some")

    play(live, answer)
    left = twin.leave(live.url, lambda it: it.tts.stream_websocket(twin.feed(write())))
    assert left == b"some"
    assert live.hung_up.wait(PATIENCE)


def test_a_silent_server_times_out(twin, live):
    """Once all text is sent, silence is borne for as long as the client's timeout."""

    def answer(socket):
        live.hear_until(socket, "stop")
        live.hear(socket)

    play(live, answer)
    with pytest.raises(RequestTimeoutError, match="in time"):
        speak(twin, live, timeout=0.2)


def test_a_slow_text_stream_does_not_time_out(twin, live):
    """While text may still come, the server may be silent."""
    never = threading.Event()

    def write():
        never.wait(0.5)
        yield "late"

    assert speak(twin, live, write(), timeout=0.2) == [b"late"]


def test_a_plain_iterable_suits_both_clients(twin, live):
    """A list of texts needs no wrapping, whichever the client."""
    chunks = twin.read(live.url, lambda it: it.tts.stream_websocket(["a", "b"]))
    assert chunks == [b"a", b"b"]


def test_an_asynchronous_text_stream_needs_the_asynchronous_client(live):
    """The blocking client says which one to use."""
    with pytest.raises(ParameterError, match="AsyncFishAudio"):
        speak(Blocking(), live, Awaited().feed(["a"]))


def test_the_key_does_not_follow_a_redirect(twin, live):
    """Another host that a server points to is not given the key."""
    with_key = []

    def note(wire, socket):
        with_key.append("authorization" in wire.headers)
        LiveWire.speak_all(wire, socket)

    def redirect(connection):
        live.refusal = None
        answer = connection.respond(http.HTTPStatus.FOUND, "")
        elsewhere = live.url.replace("http://127.0.0.1", "ws://localhost")
        answer.headers["Location"] = elsewhere + "/v1/tts/live"
        return answer

    live.refusal, live.play = redirect, note
    speak(twin, live)
    assert with_key == [False]
