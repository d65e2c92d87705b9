"""A live session without the sending: what is said and heard on ``WS /v1/tts/live``.

Every message is one MessagePack map. The client says start, then text and flush as they come, then
stop; the server sends audio, then finish.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import msgspec

from narrator.fishapi.errors import ParameterError, WebSocketError
from narrator.fishapi.options import WebSocketOptions
from narrator.fishapi.parameters import (
    AudioFormat,
    FlushEvent,
    LatencyMode,
    LiveText,
    Reference,
    TextEvent,
    TTSConfig,
    list_fields,
    settle,
)
from narrator.fishapi.replies import read_msgpack
from narrator.fishapi.tts import DEFAULT_MODEL
from narrator.fishapi.wire import check_header

PATH = "/v1/tts/live"
TextStream: TypeAlias = Iterable[LiveText] | AsyncIterable[LiveText]
STOP = msgspec.msgpack.encode({"event": "stop"})


@dataclass(frozen=True, slots=True)
class Session:
    """A live session to be held: its first message, and how it is kept."""

    start: bytes = field(repr=False)
    texts: TextStream
    headers: Mapping[str, str]
    options: WebSocketOptions


class Event(msgspec.Struct, frozen=True):
    """A message of the server; one that is not known here has no audio and is not the last."""

    event: str = ""
    audio: bytes = b""
    reason: str = ""
    message: str = ""
    error: str = ""
    max_concurrency: int | None = None

    @property
    def is_last(self) -> bool:
        """Whether the session is over; some servers leave the socket open after it."""
        return self.event == "finish"


def open_session(  # noqa: PLR0913  the API's parameters under the official SDK's names
    text_stream: TextStream,
    *,
    reference_id: str | Sequence[str] | None = None,
    references: Sequence[Reference] | None = None,
    format: AudioFormat | None = None,  # noqa: A002  the API's name for it
    latency: LatencyMode | None = None,
    speed: float | None = None,
    config: TTSConfig | None = None,
    model: str = DEFAULT_MODEL,
    ws_options: WebSocketOptions | None = None,
) -> Session:
    """Speak text as it comes into being: give sound while ``text_stream`` goes on.

    ``text_stream`` gives strings (or TextEvent), which are spoken as one text: blanks between words
    are yours to send. A FlushEvent has what was sent spoken at once. It is drawn from beside the
    receiving, in a thread, so it may wait for as long as it likes; by the asynchronous client in a
    task, so there it is an asynchronous iterable, or a plain one that never waits. An error in it
    ends the session and is raised to you as it is.

    The connection is opened when the first chunk is asked for. To leave early, close the generator.
    The parameters are those of ``convert``; ``ws_options`` says how the connection is kept.

    Raises APIError where the server refuses; WebSocketError where the session fails or breaks off;
    TransportError where there is no connection; RequestTimeoutError where all text is sent and the
    server is silent for as long as the client's timeout.
    """
    chosen = settle(
        config or TTSConfig(),
        reference_id=reference_id,
        references=references,
        format=format,
        latency=latency,
        speed=speed,
    )
    start = {"event": "start", "request": list_fields("", chosen, nulls=True)}
    headers = {"model": check_header("model", model)}
    options = ws_options or WebSocketOptions()
    return Session(msgspec.msgpack.encode(start), text_stream, headers, options)


def write_event(item: LiveText) -> bytes:
    """Write what the text stream gave as a message. Raises ParameterError for anything else."""
    match item:
        case str(text) | TextEvent(text):
            said = {"event": "text", "text": text}
        case FlushEvent():
            said = {"event": "flush"}
        case _:
            raise ParameterError(
                f"A text stream gives strings, TextEvent or FlushEvent, not {type(item).__name__}."
            )
    return msgspec.msgpack.encode(said)


def read_event(frame: bytes | str, redact: Callable[[str], str]) -> Event:
    """Read a message of the server. Raises WebSocketError where it tells of a failure."""
    event = Event() if isinstance(frame, str) else read_msgpack(frame, Event)
    failed = event.event == "error" or (event.is_last and event.reason == "error")
    if failed:
        told = event.message or event.error or "the server gave no reason"
        raise WebSocketError(f"The live session failed: {redact(told)}", event.max_concurrency)
    return event
