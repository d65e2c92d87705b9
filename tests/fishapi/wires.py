"""Real servers on loopback that keep what they are sent, and both clients behind one handle."""

import asyncio
import inspect
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import msgspec
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

from narrator.fishapi import AsyncFishAudio, FishAudio

KEY = "sk-2f9c1e7a5b3d4860"
PATIENCE = 20.0
"""Seconds after which a test that waits for the other side has failed: a guard, not a measure."""


@dataclass
class Seen:
    """A request as it arrived."""

    method: str
    path: str
    params: list
    headers: dict
    body: bytes


@dataclass
class Answer:
    """What the server says: chunks are sent as they are drawn, and the last perhaps never."""

    status: int = 200
    chunks: object = (b"sound",)
    headers: dict = field(default_factory=lambda: {"Content-Type": "audio/mpeg"})
    complete: bool = True


def say_json(value, status=200, **headers):
    """Make an answer of a JSON document."""
    return Answer(
        status, (msgspec.json.encode(value),), {"Content-Type": "application/json", **headers}
    )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def take(self):
        """Keep the request and answer it."""
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        seen = Seen(self.command, parts.path, parse_qsl(parts.query), headers, body)
        self.server.wire.seen.append(seen)
        with suppress(ConnectionError):  # a client may leave
            self.send(self.server.wire.answer)

    do_GET = do_POST = do_PATCH = do_DELETE = take  # noqa: N815  the standard library's names

    def send(self, answer):
        """Send the answer, chunk by chunk."""
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for chunk in answer.chunks:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
        if answer.complete:
            self.wfile.write(b"0\r\n\r\n")
        self.close_connection = not answer.complete

    def log_message(self, *_):
        """Say nothing."""


class HttpWire:
    """An HTTP server."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"
        self.seen = []
        self.answer = Answer()
        self.released = threading.Event()

    @property
    def last(self):
        """The request that came last."""
        return self.seen[-1]


@contextmanager
def serve_http():
    """Run an HTTP server for a while."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.wire = HttpWire(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.wire
    finally:
        server.wire.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


class LiveWire:
    """A WebSocket server: it keeps events as they come, and acts as ``play`` says."""

    def __init__(self):
        self.url = ""
        self.headers = {}
        self.path = ""
        self.frames = []
        self.refusal = None
        self.play = LiveWire.speak_all
        self.hung_up = threading.Event()

    @property
    def events(self):
        """What was heard, read."""
        return [msgspec.msgpack.decode(frame) for frame in self.frames]

    def hear(self, socket):
        """Give the next event."""
        self.frames.append(socket.recv(timeout=PATIENCE))
        return self.events[-1]

    def hear_until(self, socket, name):
        """Give the events up to the first of that name."""
        while self.hear(socket)["event"] != name:
            pass

    def speak_all(self, socket):
        """Say one chunk for every text, then finish."""
        self.hear_until(socket, "stop")
        for event in self.events:
            if event["event"] == "text":
                tell(socket, event="audio", audio=event["text"].encode(), time=1.0)
        tell(socket, event="finish", reason="stop")


def tell(socket, **event):
    """Send an event to the client."""
    socket.send(msgspec.msgpack.encode(event))


@contextmanager
def serve_live():
    """Run a WebSocket server for a while."""
    wire = LiveWire()

    def refuse(connection, request):
        wire.headers = {name.lower(): value for name, value in request.headers.raw_items()}
        wire.path = request.path
        return wire.refusal(connection) if wire.refusal else None

    def handle(socket):
        try:
            wire.play(wire, socket)
        except ConnectionClosed:
            wire.hung_up.set()

    with serve(handle, "127.0.0.1", 0, process_request=refuse) as server:
        wire.url = f"http://127.0.0.1:{server.socket.getsockname()[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield wire
        finally:
            server.shutdown()
            thread.join()


class Blocking:
    """The blocking client."""

    kind = FishAudio

    def ask(self, url, what, **options):
        """Give what one call gives."""
        with FishAudio(**{"api_key": KEY, "base_url": url, "timeout": PATIENCE, **options}) as it:
            return what(it)

    def read(self, url, what, *, each=None, **options):
        """Give all that a stream gives; ``each`` is told of every item as it comes."""

        def run(client):
            items = []
            for item in what(client):
                items.append(item)
                if each:
                    each(item)
            return items

        return self.ask(url, run, **options)

    def collect(self, url, what):
        """Give what a stream comes to."""
        return self.ask(url, lambda client: what(client).collect())

    def leave(self, url, what):
        """Read one item of a stream, and go."""

        def run(client):
            stream = what(client)
            item = next(stream)
            stream.close()
            return item

        return self.ask(url, run)

    def feed(self, texts):
        """Give a text stream of the kind that belongs to this client."""
        return texts


class Awaited:
    """The asynchronous client."""

    kind = AsyncFishAudio

    def ask(self, url, what, **options):
        """Give what one call gives."""

        async def run():
            settings = {"api_key": KEY, "base_url": url, "timeout": PATIENCE, **options}
            async with AsyncFishAudio(**settings) as client:
                answer = what(client)
                return await answer if inspect.isawaitable(answer) else answer

        return asyncio.run(run())

    def read(self, url, what, *, each=None, **options):
        """Give all that a stream gives; ``each`` is told of every item as it comes."""

        async def run(client):
            items = []
            async for item in await _open(what(client)):
                items.append(item)
                if each:
                    each(item)
            return items

        return self.ask(url, run, **options)

    def collect(self, url, what):
        """Give what a stream comes to."""

        async def run(client):
            stream = await what(client)
            return await stream.collect()

        return self.ask(url, run)

    def leave(self, url, what):
        """Read one item of a stream, and go."""

        async def run(client):
            stream = await _open(what(client))
            item = await anext(stream)
            await (stream.aclose() if inspect.isasyncgen(stream) else stream.close())
            return item

        return self.ask(url, run)

    async def feed(self, texts):
        """Give a text stream of the kind that belongs to this client."""
        texts = iter(texts)
        end = object()
        while (text := await asyncio.to_thread(next, texts, end)) is not end:
            yield text


async def _open(stream):
    return await stream if inspect.isawaitable(stream) else stream
