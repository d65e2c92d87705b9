"""A server of Fish Audio's and OpenAI's protocols that misbehaves on purpose.

It hums, as the tone engine does, and counts what it is asked for and would be paid for; now and
then, or at once, it does one of the faults below instead. To try a build against it::

    python -m tests.misbehaving --port 8090 --limit 15 --told --fault 429:0.05 500:0.02
    narrator build BOOK --engine fish --base-url http://127.0.0.1:8090

``GET /counts`` tells the counts as JSON; they are printed too when Ctrl-C ends it. A fault is
written ``NAME:SHARE`` or ``NAME@SECONDS:SHARE``, where the share is of all requests; with
``--first``, as many requests as are named fail so, in order. ``--late 5`` refuses connections for
five seconds.
"""

import argparse
import asyncio
import io
import json
import logging
import random
import socket
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import msgpack
import numpy as np
import soundfile
import uvicorn

if __package__:  # started from the root with -m: what tests share lies here
    sys.path.insert(0, str(Path(__file__).parent))

from narrator.engines.tone import SECONDS_A_CHARACTER

PAGE = b"<!doctype html><html><body>Something is being mended.</body></html>"
STATUSES = {
    "400": "Reference not found",
    "401": "Invalid Token",
    "402": "Insufficient API credit",
    "404": "Not found",
    "429": "You have exceeded your current concurrency limit",
    "500": "Internal error",
    "502": "Bad gateway",
    "503": "Overloaded",
}
"""Refusals; with seconds, they are in ``Retry-After``."""
SOUNDS = ("cut", "cut-sound", "empty", "silent", "loud", "long", "raw", "html", "html-as-wav")
"""Answers of status 200 that are not the sound of the text; they want to be paid for."""
FAULTS = (*STATUSES, *SOUNDS, "drop", "hang", "trickle")
"""And: the connection dropped before an answer; silence, or a body in small pieces, for seconds."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong: see the lists above."""

    name: str
    seconds: float | None = None
    share: float = 0.0

    @classmethod
    def read(cls, text):
        """Read ``NAME@SECONDS:SHARE``, of which only the name is needed."""
        head, _, share = text.partition(":")
        name, _, seconds = head.partition("@")
        if name not in FAULTS:
            raise argparse.ArgumentTypeError(f"there is no fault {name!r}: {', '.join(FAULTS)}")
        return cls(name, float(seconds) if seconds else None, float(share or 0))


@dataclass
class Counts:
    """What was asked for, what would be paid for, by text; refusals, and the most at once."""

    asked: Counter = field(default_factory=Counter)
    paid: Counter = field(default_factory=Counter)
    answers: Counter = field(default_factory=Counter)
    most: int = 0
    over: int = 0
    """Requests above the limit."""
    last: str = ""
    """The text that was asked for last."""

    def as_json(self):
        """Give the sums, and the texts that were paid for more than once."""
        twice = {text: times for text, times in self.paid.items() if times > 1}
        sums = {"asked": self.asked.total(), "paid": self.paid.total()}
        more = {"most": self.most, "over": self.over, "answers": dict(self.answers)}
        return {**sums, "texts": len(self.paid), "twice": twice, **more}


class Misbehaving:
    """The application. ``first`` are the faults of the first requests, ``faults`` those by chance.

    ``limit`` is how many requests it takes at once, which it says in the head of its answers where
    it is ``told``; ``latency`` the seconds that a request takes.
    """

    def __init__(self, *, faults=(), first=(), limit=None, told=False, latency=0.0, seed=0):
        self.faults = list(faults)
        self.first = list(first)
        self.limit, self.told, self.latency = limit, told, latency
        self.counts = Counts()
        self._chance = random.Random(seed)
        self._inside = 0

    def begin(self, *first):
        """Begin to count anew, with these faults first."""
        self.first, self.counts = [Fault.read(text) for text in first], Counts()
        return self

    async def __call__(self, scope, receive, send):
        """Answer a request."""
        if scope["path"] == "/counts":
            await answer(send, 200, json.dumps(self.counts.as_json()).encode())
        elif scope["method"] != "POST":
            await answer(send, 404, b'{"status": 404, "message": "Not found"}')
        else:
            body = await read_body(receive)
            is_fish = scope["path"] == "/v1/tts"
            asked = msgpack.unpackb(body) if is_fish else json.loads(body)
            text, rate = asked["text" if is_fish else "input"], asked.get("sample_rate") or 24_000
            await self._speak(text, make_sound(text, rate), send)

    async def _speak(self, text, sound, send):
        self.counts.asked[text] += 1
        self.counts.last = text
        self._inside += 1
        self.counts.most = max(self.counts.most, self._inside)
        try:
            if self.limit and self._inside > self.limit:
                self.counts.over += 1
                await self._misbehave(Fault("429"), text, sound, send)
            elif fault := self._choose():
                await self._misbehave(fault, text, sound, send)
            else:
                await asyncio.sleep(self.latency)
                await self._send_sound(text, sound, send)
        finally:
            self._inside -= 1

    def _choose(self):
        if self.first:
            return self.first.pop(0)
        drawn = self._chance.random()
        for fault in self.faults:
            drawn -= fault.share
            if drawn < 0:
                return fault
        return None

    async def _misbehave(self, fault, text, sound, send):
        self.counts.answers[fault.name] += 1
        if fault.name in STATUSES:
            await self._refuse(fault, send)
        elif fault.name == "drop":
            drop(send)
        elif fault.name == "hang":
            self.counts.paid[text] += 1
            await asyncio.sleep(fault.seconds or 3600)
            drop(send)
        elif fault.name == "trickle":
            await self._send_sound(text, sound, send, seconds=fault.seconds or 60)
        else:
            await asyncio.sleep(self.latency)
            await self._send_nonsense(fault.name, text, sound, send)

    async def _refuse(self, fault, send):
        if fault.name.startswith("5"):
            await asyncio.sleep(self.latency)
        wait = {} if fault.seconds is None else {"retry-after": f"{fault.seconds:g}"}
        body = json.dumps({"status": int(fault.name), "message": STATUSES[fault.name]}).encode()
        await answer(send, int(fault.name), body, **wait, **self._tell())

    async def _send_nonsense(self, name, text, sound, send):
        self.counts.paid[text] += 1
        if name == "cut":
            await begin(send, 200, len(sound), **{"content-type": "audio/wav"}, **self._tell())
            await send({"type": "http.response.body", "body": sound[:-400], "more_body": True})
            drop(send)
        elif name == "html":
            await answer(send, 200, PAGE, **{"content-type": "text/html"})
        else:
            nonsense = make_nonsense(name, sound)
            await answer(send, 200, nonsense, **{"content-type": "audio/wav"}, **self._tell())

    async def _send_sound(self, text, sound, send, seconds=0.0):
        self.counts.paid[text] += 1
        self.counts.answers["200"] += 1
        await begin(send, 200, len(sound), **{"content-type": "audio/wav"}, **self._tell())
        pieces = max(1, int(seconds * 20))
        size = -(-len(sound) // pieces)
        for place in range(0, len(sound), size):
            body = sound[place : place + size]
            await send({"type": "http.response.body", "body": body, "more_body": True})
            await asyncio.sleep(seconds / pieces)
        await send({"type": "http.response.body"})

    def _tell(self):
        if not (self.limit and self.told):
            return {}
        told = {"limit": self.limit, "current": self._inside}
        return {f"ratelimit-{name}-concurrency": str(count) for name, count in told.items()}


def make_nonsense(name, sound):
    """Spoil a sound."""
    samples, rate = soundfile.read(io.BytesIO(sound), dtype="int16")
    spoilt = {
        "empty": samples[len(samples) // 2 :][: rate * 46 // 1000],
        "silent": samples * 0,
        "loud": np.where(samples < 0, -32768, 32767).astype(np.int16),
        "long": np.tile(samples, 1 + 200 * rate // len(samples)),
    }
    if name in spoilt:
        return write_wav(spoilt[name], rate)
    return {
        "cut-sound": sound[: len(sound) // 2],
        "raw": np.random.default_rng(0).bytes(4000),
        "html-as-wav": PAGE,
    }[name]


@lru_cache(maxsize=1000)
def make_sound(text, rate):
    """Hum a text for as long as the tone engine does, as a WAV file."""
    count = int(rate * SECONDS_A_CHARACTER * len(text))
    hum = np.sin(np.arange(count) * (2 * np.pi * 196 / rate)) * np.hanning(count)
    return write_wav((hum * 9000).astype(np.int16), rate)


def write_wav(samples, rate):
    """Write samples as a WAV file."""
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format="WAV", subtype="PCM_16")
    return file.getvalue()


async def read_body(receive):
    """Read the whole of a request's body."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body


async def begin(send, status, length, **headers):
    """Send the head of an answer."""
    head = {"content-type": "application/json", "content-length": str(length), **headers}
    pairs = [(name.encode(), value.encode()) for name, value in head.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})


async def answer(send, status, body, **headers):
    """Send a whole answer."""
    await begin(send, status, len(body), **headers)
    await send({"type": "http.response.body", "body": body})


def drop(send):
    """Drop the connection, whatever was sent of the answer."""
    send.__self__.transport.abort()


def make_server(app):
    """Make the server of an application."""
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # what fails here, is meant to
    terms = {"log_config": None, "access_log": False, "lifespan": "off", "proxy_headers": False}
    return uvicorn.Server(uvicorn.Config(app, timeout_graceful_shutdown=0, **terms))


def listen(port=0):
    """Listen at a port; 0 takes any that is free."""
    listener = socket.create_server(("127.0.0.1", port))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


@contextmanager
def misbehaving(*first, **how):
    """Run a server in a thread; give it with its ``url``. Faults are as on the command line.

    ``first`` are those of the first requests, ``faults`` among ``how`` those by chance.
    """
    faults = [Fault.read(text) for text in how.pop("faults", ())]
    app = Misbehaving(faults=faults, **how).begin(*first)
    with listen() as listener:
        app.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = make_server(app)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield app
        finally:
            server.should_exit = server.force_exit = True
            thread.join()


def main():
    """Serve until stopped, and print the counts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--fault", type=Fault.read, nargs="*", default=[], metavar="NAME:SHARE")
    parser.add_argument("--first", type=Fault.read, nargs="*", default=[], metavar="NAME")
    parser.add_argument("--limit", type=int, help="requests at once")
    parser.add_argument("--told", action="store_true", help="say the limit in every answer")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds that a request takes")
    parser.add_argument("--late", type=float, default=0.0, help="seconds until it listens")
    parser.add_argument("--seed", type=int, default=0)
    chosen = vars(parser.parse_args())
    time.sleep(chosen.pop("late"))
    with listen(chosen.pop("port")) as listener:
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        app = Misbehaving(faults=chosen.pop("fault"), **chosen)
        with suppress(KeyboardInterrupt):
            make_server(app).run([listener])
    print(json.dumps(app.counts.as_json(), indent=2))


if __name__ == "__main__":
    main()
