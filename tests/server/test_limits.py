"""Too much, too many, too slow: refused or cut off, and others are served meanwhile."""

import socket
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import replace

import httpx
import pytest
from fishaudio import APIError, FishAudio, RateLimitError
from odd_engine import OddEngine
from served import receive, running, send
from websockets.exceptions import ConnectionClosed, InvalidStatus

from narrator.server.limits import Limits

TONE = OddEngine(workers="threads")
HEAD = b"POST /v1/tts HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"


@pytest.fixture(scope="module")
def strict():
    """A server with small limits."""
    limits = Limits(body=200_000, json=100_000, requests=2, silence=0.4, upload=0.8, stall=0.5)
    with running(TONE, limits) as server:
        yield server


def dial(server):
    """Open a bare connection."""
    host, port = server.url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)))
    connection.settimeout(20)
    return connection


def read_all(connection):
    """Read until the server ends the connection."""
    data = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(1 << 16):
            data += piece
    return data


def test_a_body_that_is_too_large_is_not_read(strict):
    """The length that is told is enough to be refused; the SDK hears why."""
    with dial(strict) as connection:
        connection.sendall(HEAD + b"content-length: 999999999\r\n\r\n")
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 413")
    with (
        FishAudio(api_key="any", base_url=strict.url) as fish,
        pytest.raises(APIError) as caught,
    ):
        fish.tts.convert(text="Hi. " * 100_000)
    assert caught.value.status == 413


def test_a_body_of_unknown_length_is_counted(strict):
    """A body in chunks is refused when it has become too large."""
    pieces = (b" " * 10_000 for _ in range(50))
    headers = {"content-type": "application/msgpack"}
    answer = httpx.post(f"{strict.url}/v1/tts", content=pieces, headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (413, 413)


def test_json_has_a_limit_of_its_own(strict):
    """What must be parsed letter by letter may not be as long."""
    assert strict.post(text="a", more="b" * 150_000).status_code == 413


def test_a_message_that_is_too_large_ends_the_socket(strict):
    """A message on the WebSocket has the limit of a body."""
    with strict.connect() as connection:
        connection.send(bytes(300_000))
        with pytest.raises(ConnectionClosed, match="1009"):
            connection.recv(timeout=10)


def test_a_silent_connection_is_ended(strict):
    """Who says nothing is cut off, and so is who never ends the headers."""
    with dial(strict) as silent, dial(strict) as slow:
        slow.sendall(HEAD)
        assert read_all(silent) == read_all(slow) == b""


def test_a_slow_body_is_told_so(strict):
    """A body that stops, and one that trickles, are given up."""
    for trickle in (0, 20):
        with dial(strict) as connection:
            connection.sendall(HEAD + b"content-length: 1000\r\n\r\n")
            drip = threading.Thread(target=send_slowly, args=(connection, trickle))
            drip.start()
            assert connection.recv(1 << 16).startswith(b"HTTP/1.1 408")
            drip.join()


def send_slowly(connection, times):
    """Send a letter now and then."""
    stop = threading.Event()
    with suppress(OSError):  # it was given up
        for _ in range(times):
            connection.sendall(b" ")
            stop.wait(0.1)


def test_a_client_that_takes_nothing_is_ended(strict):
    """Sound that nobody takes is not held for ever; others are served."""
    body = b'{"text": "%s", "format": "wav"}' % (b"All of this is said. " * 3000)
    with dial(strict) as connection:
        connection.sendall(HEAD + b"content-length: %d\r\n\r\n" % len(body) + body)
        assert connection.recv(100)
        wait_for_nobody(strict)
        assert b"\r\n0\r\n\r\n" not in read_all(connection)


def wait_for_nobody(server):
    """Wait until no request is in work, by the server's own count."""
    for _ in range(400):
        count = server.post(text=".").headers["ratelimit-current-concurrency"]
        if count == "1":
            return
        time.sleep(0.02)
    pytest.fail("the request was not given up")


def test_too_many_at_once(waiting):
    """One more than the limit gets 429 with the API's headers, on HTTP and on the WebSocket."""
    with running(waiting, replace(Limits(), requests=2)) as server, ExitStack() as stack:
        stack.callback(waiting.go_on.set)
        for _ in range(2):
            connection = stack.enter_context(server.connect())
            send(connection, event="start", request={"text": "A second. And more."})
        assert waiting.begun.wait(20)
        with FishAudio(api_key="any", base_url=server.url) as fish:
            with pytest.raises(RateLimitError, match="exceeded your current concurrency limit"):
                fish.tts.convert(text="Hi.")
            assert fish.voices.list().total == 8
        answer = server.post(text="Hi.")
        assert answer.headers["ratelimit-limit-concurrency"] == "2"
        assert answer.headers["ratelimit-current-concurrency"] == "2"
        with pytest.raises(InvalidStatus) as caught, server.connect():
            pass
        assert caught.value.response.status_code == 429
        waiting.go_on.set()
        assert receive(connection)["event"] == "audio"


def test_too_many_connections():
    """One connection more than the limit is told so and ended; when one has gone, there is room."""
    with running(TONE, replace(Limits(), sockets=3)) as server:
        held = [dial(server) for _ in range(3)]
        with dial(server) as connection:
            assert b"503 Service Unavailable" in read_all(connection)
        for connection in held:
            connection.close()
        assert retry(lambda: server.get("/v1/health").status_code) == 200


def retry(ask):
    """Ask until there is an answer that is not 503."""
    for _ in range(100):
        if (status := ask()) != 503:
            return status
    return status
