"""A server to be tested, an engine that can be held up, and what was sent, decoded."""

import io
import threading
from contextlib import contextmanager
from dataclasses import dataclass

import av
import httpx
import msgpack
import numpy as np
from conftest import MODELS
from odd_engine import OddEngine
from websockets.sync.client import connect

from narrator.server.serving import bind, make_server, offering
from narrator.settings import Settings

TWO = "The first sentence is here. The second one follows it."


@dataclass(frozen=True)
class Running:
    """A server that runs, and ways to talk to it."""

    url: str
    service: object

    def post(self, path="/v1/tts", **body):
        """Post JSON and give the whole answer."""
        return httpx.post(self.url + path, json=body, timeout=30)

    def get(self, path, **headers):
        """Get a page."""
        return httpx.get(self.url + path, headers=headers, timeout=30)

    def connect(self, **how):
        """Open the WebSocket."""
        return connect(f"{self.url.replace('http', 'ws')}/v1/tts/live", **how)


@contextmanager
def running(engine, limits=None, key=None):
    """Run a server for an engine on a port of its own, in a thread of its own."""
    settings = Settings(data=MODELS, cache=MODELS, models=MODELS, jobs=2)
    with bind("127.0.0.1", 0) as listener, offering(engine, settings, limits) as service:
        server = make_server(service, key)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield Running(f"http://127.0.0.1:{listener.getsockname()[1]}", service)
        finally:
            server.should_exit = True
            thread.join()


@dataclass(frozen=True)
class WaitingEngine(OddEngine):
    """Hums, but waits before each text with the word "second" until it is let go on."""

    workers: str = "threads"
    begun: threading.Event = None
    go_on: threading.Event = None

    def speak(self, speech):
        """Hum, or wait first."""
        if "second" in speech.text:
            self.begun.set()
            assert self.go_on.wait(30)
        return super().speak(speech)


def decode(data, **how):
    """Decode sound to samples of -1 … 1, and their rate."""
    with av.open(io.BytesIO(data), **how) as container:
        frames = list(container.decode(audio=0))
    samples = np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])
    return samples / (32768 if samples.dtype == np.int16 else 1), frames[0].sample_rate


def length(data):
    """Tell the seconds that a file plays."""
    samples, rate = decode(data)
    return len(samples) / rate


def send(socket, **event):
    """Send an event of the live protocol."""
    socket.send(msgpack.packb(event))


def receive(socket):
    """Receive an event of the live protocol."""
    return msgpack.unpackb(socket.recv(timeout=20))
