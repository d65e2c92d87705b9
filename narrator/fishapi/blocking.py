"""The blocking side: sends what the other modules describe, and waits for it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Generic, Self, TypeVar

import httpx2
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from narrator.fishapi.access import make_tls
from narrator.fishapi.errors import ParameterError, WebSocketError
from narrator.fishapi.live import STOP, Event, Session, read_event, write_event
from narrator.fishapi.replies import read_json
from narrator.fishapi.socket_terms import (
    list_terms,
    make_address,
    read_handshake,
    translate_socket,
)
from narrator.fishapi.timestamps import TimedAudio, TimedSpeech, gather
from narrator.fishapi.wire import (
    Call,
    Reply,
    Request,
    build,
    check_type,
    make_error,
    read_info,
    translate,
)

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import TracebackType

    from websockets.sync.client import ClientConnection

    from narrator.fishapi.access import Access
    from narrator.fishapi.info import ResponseInfo

T = TypeVar("T")


class Stream(Iterator[T], Generic[T]):
    """What arrives, as it arrives: iterate over it once.

    It holds a connection until it has been read to its end or closed, so use it in a ``with`` block
    where you may leave early. ``info`` is the head of the answer. Iterating raises TransportError
    where the connection breaks.
    """

    def __init__(self, items: Generator[T], response: httpx2.Response, info: ResponseInfo) -> None:
        self._items = items
        self._response = response
        self.info = info

    def __next__(self) -> T:
        return next(self._items)

    def close(self) -> None:
        """Leave: what has not been read is not fetched."""
        self._items.close()
        self._response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AudioStream(Stream[bytes]):
    """Sound as it arrives."""

    def collect(self) -> bytes:
        """Give all that is still to come, in one piece."""
        return b"".join(self)


class TimedAudioStream(Stream[TimedAudio]):
    """Sound with the times of its words, as it arrives."""

    def collect(self) -> TimedSpeech:
        """Give all that is still to come, put together."""
        return gather(self)


class Driver:
    """Sends requests over one pool of connections; threads may share it."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self._http = httpx2.Client(
            headers=access.headers, timeout=access.timeout, verify=make_tls()
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def fetch(self, call: Call[T]) -> T:
        """Send, wait for the whole answer, and read it."""
        with translate(self.access):
            response = self._http.send(build(self._http, self.access, call.request))
        info = read_info(response)
        self.access.tell(info)
        reply = Reply(info, response.content)
        if not response.is_success:
            raise make_error(reply, self.access)
        return call.read(reply)

    def open_audio(self, request: Request) -> AudioStream:
        """Send, and give the sound as it arrives."""
        response, info = self._open(request)
        return AudioStream(self._read(response, response.iter_bytes()), response, info)

    def open_events(self, request: Request) -> TimedAudioStream:
        """Send, and give the events as they arrive."""
        response, info = self._open(request, events=True)
        events = iter(httpx2.EventSource(response, max_event_size=None))
        timed = (read_json(event.data, TimedAudio) for event in events)
        return TimedAudioStream(self._read(response, timed), response, info)

    def _open(
        self, request: Request, *, events: bool = False
    ) -> tuple[httpx2.Response, ResponseInfo]:
        with translate(self.access):
            response = self._http.send(build(self._http, self.access, request), stream=True)
        try:
            return response, self._check(response, events=events)
        except BaseException:
            response.close()
            raise

    def _check(self, response: httpx2.Response, *, events: bool) -> ResponseInfo:
        info = read_info(response)
        self.access.tell(info)
        if not response.is_success:
            with translate(self.access):
                content = response.read()
            raise make_error(Reply(info, content), self.access)
        check_type(info, events=events)
        return info

    def _read(self, response: httpx2.Response, items: Iterator[T]) -> Generator[T]:
        try:
            with translate(self.access):
                yield from items
        finally:
            response.close()

    def converse(self, session: Session) -> Generator[bytes]:
        """Hold a live session: send the texts from a thread, and give the sound meanwhile."""
        terms = list_terms(self.access, session)
        with ExitStack() as stack:
            with translate_socket(self.access):
                socket = stack.enter_context(connect(make_address(self.access), **terms))
            self.access.tell(read_handshake(socket.response))
            sender = _Sender(socket, session)
            sender.start()
            while not (event := self._hear(socket, sender)).is_last:
                if event.audio:
                    yield event.audio

    def _hear(self, socket: ClientConnection, sender: _Sender) -> Event:
        try:
            with translate_socket(self.access):
                message = self._receive(socket, sender)
        except WebSocketError:
            if sender.failure is not None:  # it closed the socket: what it met comes first
                raise sender.failure from None
            raise
        return read_event(message, self.access.redact)

    def _receive(self, socket: ClientConnection, sender: _Sender) -> bytes | str:
        while True:
            try:
                return socket.recv(timeout=self.access.timeout)
            except TimeoutError:
                if not sender.is_alive():  # silent, though it has all of the text
                    raise


class _Sender(threading.Thread):
    """Sends a session's texts; a daemon, as no one can wake it from a text that never comes."""

    def __init__(self, socket: ClientConnection, session: Session) -> None:
        super().__init__(daemon=True)
        self._socket = socket
        self._session = session
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Send until the texts or the session end; keep what the texts raised."""
        try:
            if self._send(self._session.start) and self._send_texts():
                self._send(STOP)
        except BaseException as error:  # noqa: BLE001  raised again where the caller is
            self.failure = error
            self._socket.close()

    def _send_texts(self) -> bool:
        texts = self._session.texts
        if not isinstance(texts, Iterable):
            raise ParameterError("An asynchronous text stream needs AsyncFishAudio.")
        return all(self._send(write_event(text)) for text in texts)

    def _send(self, message: bytes) -> bool:
        try:
            self._socket.send(message)
        except ConnectionClosed:  # the listener sees it too, and knows why
            return False
        return True
