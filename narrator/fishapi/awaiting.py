"""The asynchronous side: the same as :mod:`narrator.fishapi.blocking`, awaited (asyncio)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Generic, Self, TypeVar

import httpx2
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from narrator.fishapi.access import make_tls
from narrator.fishapi.errors import WebSocketError
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
    from collections.abc import AsyncGenerator
    from types import TracebackType

    from websockets.asyncio.client import ClientConnection

    from narrator.fishapi.access import Access
    from narrator.fishapi.info import ResponseInfo
    from narrator.fishapi.live import TextStream
    from narrator.fishapi.parameters import LiveText

T = TypeVar("T")


class AsyncStream(AsyncIterator[T], Generic[T]):
    """What arrives, as it arrives: iterate over it once, with ``async for``.

    It holds a connection until it has been read to its end or closed, so use it in an ``async
    with`` block where you may leave early. ``info`` is the head of the answer. Iterating raises
    TransportError where the connection breaks.
    """

    def __init__(
        self, items: AsyncGenerator[T], response: httpx2.Response, info: ResponseInfo
    ) -> None:
        self._items = items
        self._response = response
        self.info = info

    async def __anext__(self) -> T:
        return await anext(self._items)

    async def close(self) -> None:
        """Leave: what has not been read is not fetched."""
        await self._items.aclose()
        await self._response.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


class AsyncAudioStream(AsyncStream[bytes]):
    """Sound as it arrives."""

    async def collect(self) -> bytes:
        """Give all that is still to come, in one piece."""
        return b"".join([chunk async for chunk in self])


class AsyncTimedAudioStream(AsyncStream[TimedAudio]):
    """Sound with the times of its words, as it arrives."""

    async def collect(self) -> TimedSpeech:
        """Give all that is still to come, put together."""
        return gather([event async for event in self])


class AsyncDriver:
    """Sends requests over one pool of connections; tasks may share it."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self._http = httpx2.AsyncClient(
            headers=access.headers, timeout=access.timeout, verify=make_tls()
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def fetch(self, call: Call[T]) -> T:
        """Send, wait for the whole answer, and read it."""
        with translate(self.access):
            response = await self._http.send(build(self._http, self.access, call.request))
        info = read_info(response)
        self.access.tell(info)
        reply = Reply(info, response.content)
        if not response.is_success:
            raise make_error(reply, self.access)
        return call.read(reply)

    async def open_audio(self, request: Request) -> AsyncAudioStream:
        """Send, and give the sound as it arrives."""
        response, info = await self._open(request)
        return AsyncAudioStream(self._read(response, response.aiter_bytes()), response, info)

    async def open_events(self, request: Request) -> AsyncTimedAudioStream:
        """Send, and give the events as they arrive."""
        response, info = await self._open(request, events=True)
        events = aiter(httpx2.EventSource(response, max_event_size=None))
        timed = (read_json(event.data, TimedAudio) async for event in events)
        return AsyncTimedAudioStream(self._read(response, timed), response, info)

    async def _open(
        self, request: Request, *, events: bool = False
    ) -> tuple[httpx2.Response, ResponseInfo]:
        with translate(self.access):
            request_ = build(self._http, self.access, request)
            response = await self._http.send(request_, stream=True)
        try:
            return response, await self._check(response, events=events)
        except BaseException:
            await response.aclose()
            raise

    async def _check(self, response: httpx2.Response, *, events: bool) -> ResponseInfo:
        info = read_info(response)
        self.access.tell(info)
        if not response.is_success:
            with translate(self.access):
                content = await response.aread()
            raise make_error(Reply(info, content), self.access)
        check_type(info, events=events)
        return info

    async def _read(self, response: httpx2.Response, items: AsyncIterator[T]) -> AsyncGenerator[T]:
        try:
            with translate(self.access):
                async for item in items:
                    yield item
        finally:
            await response.aclose()

    async def converse(self, session: Session) -> AsyncGenerator[bytes]:
        """Hold a live session: send the texts from a task, and give the sound meanwhile."""
        terms = list_terms(self.access, session)
        async with AsyncExitStack() as stack:
            with translate_socket(self.access):
                socket = await stack.enter_async_context(
                    connect(make_address(self.access), **terms)
                )
            self.access.tell(read_handshake(socket.response))
            sender = _Sender(socket, session)
            async with sender:
                while not (event := await self._hear(socket, sender)).is_last:
                    if event.audio:
                        yield event.audio

    async def _hear(self, socket: ClientConnection, sender: _Sender) -> Event:
        try:
            with translate_socket(self.access):
                message = await self._receive(socket, sender)
        except WebSocketError:
            if sender.failure is not None:  # it closed the socket: what it met comes first
                raise sender.failure from None
            raise
        return read_event(message, self.access.redact)

    async def _receive(self, socket: ClientConnection, sender: _Sender) -> bytes | str:
        while True:
            try:
                return await asyncio.wait_for(socket.recv(), self.access.timeout)
            except TimeoutError:
                if not sender.is_alive():  # silent, though it has all of the text
                    raise


class _Sender:
    """Sends a session's texts from a task, for as long as its ``async with`` block lasts."""

    def __init__(self, socket: ClientConnection, session: Session) -> None:
        self._socket = socket
        self._session = session
        self.failure: Exception | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])

    def is_alive(self) -> bool:
        """Tell whether there may be text to send."""
        return not self._task.done()

    async def _run(self) -> None:
        try:
            if await self._send(self._session.start) and await self._send_texts():
                await self._send(STOP)
        except Exception as error:  # noqa: BLE001  raised again where the caller is
            self.failure = error
            await self._socket.close()

    async def _send_texts(self) -> bool:
        async for text in _draw(self._session.texts):
            if not await self._send(write_event(text)):
                return False
        return True

    async def _send(self, message: bytes) -> bool:
        try:
            await self._socket.send(message)
        except ConnectionClosed:  # the listener sees it too, and knows why
            return False
        return True


async def _draw(texts: TextStream) -> AsyncIterator[LiveText]:
    if isinstance(texts, AsyncIterable):
        async for text in texts:
            yield text
    else:
        for text in texts:
            yield text
