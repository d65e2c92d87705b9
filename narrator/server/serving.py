"""Serving an engine: its workers warmed up, a socket bound, and uvicorn over both."""

from __future__ import annotations

import asyncio
import logging
import socket
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import uvicorn

from narrator.engine import Speech
from narrator.errors import UsageError
from narrator.proof.whisper import can_listen
from narrator.server.app import make_app
from narrator.server.endpoints import Service
from narrator.server.guard import is_loopback
from narrator.server.limits import Limits
from narrator.server.orders import order_tts
from narrator.server.pool import Pool
from narrator.server.protocol import LimitedConfig
from narrator.server.saying import Speaker
from narrator.server.schema import Prosody, TTSRequest
from narrator.server.speech import stream_bytes
from narrator.server.studio.studio import open_studio
from narrator.server.synthesis import Synthesis
from narrator.server.transcribing import Listener

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from narrator.engine import Engine
    from narrator.settings import Settings

_FIRST_WORDS = "The lamp was lit, and the voices were ready to speak."
_GRACE = 3
"""Seconds that requests in work have to end, when the server is told to."""


@contextmanager
def offering(
    engine: Engine, settings: Settings, limits: Limits | None = None, books: Path | None = None
) -> Iterator[Service]:
    """Have an engine's workers ready, with their models loaded, for as long as the block lasts.

    ``books`` is the folder of the studio's manuscripts, by default one in the user's data.
    Raises ModelMissingError, EngineError where the workers cannot be ready.
    """
    can = engine.capabilities()
    voice = engine.voices()[0]
    engine.identity(voice.name)  # before a worker is started: its model is there, or this tells
    with ExitStack() as stack:
        size, processes = can.at_once or settings.jobs, can.workers == "processes"
        speakers = stack.enter_context(Pool(Speaker(engine), size, processes=processes))
        language = "en" if voice.language == "mul" else voice.language
        speakers.warm_up(Speech(_FIRST_WORDS, voice.name, language))
        ears = Pool(Listener(settings.models), 1, processes=True) if can_listen() else None
        if ears:
            stack.enter_context(ears)
        synthesis = Synthesis(engine, speakers)
        asyncio.run(_say_once(synthesis))
        studio = open_studio(replace(settings, engine=engine.name), books, synthesis)
        stack.callback(studio.close)
        yield Service(synthesis, ears, limits or Limits(), studio)


async def _say_once(synthesis: Synthesis) -> None:
    """Go the whole way once, so that the first client does not wait for libraries to load."""
    request = TTSRequest(text=_FIRST_WORDS, prosody=Prosody(volume=20))
    order = order_tts(request, "", synthesis)
    async for _ in stream_bytes(synthesis, request.text, order):
        pass


def check_access(host: str, key: str | None) -> None:
    """Refuse to open a server to other machines without a key. Raises UsageError."""
    if key is not None and not key.strip():
        raise UsageError("The key is empty. Give one, or leave it out to serve this machine only.")
    if key is None and not is_loopback(host):
        raise UsageError(
            f"At {host} other machines can reach the server, so it wants a key. Set "
            "NARRATOR_SERVER_KEY or give --key, or leave out --host to serve this machine only."
        )


def bind(host: str, port: int) -> socket.socket:
    """Bind the server's socket, and listen; port 0 takes any that is free. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Where the protocol is not named, asyncio leaves Nagle's algorithm on: 40 ms for each answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host.strip("[]"), port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def make_server(service: Service, key: str | None) -> uvicorn.Server:
    """Make the server; run it with the socket that it is to listen on."""
    logging.getLogger("python_multipart").setLevel(logging.ERROR)  # clients' faults are no news
    config = LimitedConfig(
        make_app(service, key),
        service.limits,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=_GRACE,
    )
    return uvicorn.Server(config)
