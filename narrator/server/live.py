"""Speaking on a WebSocket, while the text is still being written.

::

    client's events ─ listen ─▶ pieces in a queue ─ speak ─▶ events with sound

Both go on at once: listening never waits for speech, so pings are answered whatever is computed.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any

import msgpack
from starlette.exceptions import HTTPException
from starlette.websockets import WebSocketDisconnect

from narrator.server.orders import order_tts
from narrator.server.refusals import EXPECTED, describe
from narrator.server.schema import LONGEST_TEXT, LiveRequest, TTSRequest
from narrator.server.wire import check, unpack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, MutableMapping

    from starlette.websockets import WebSocket

    from narrator.server.endpoints import Service
    from narrator.server.synthesis import Order
    from narrator.server.text import Piece

LONGEST_EVENT = 1 << 15
"""Bytes of sound in one event; some clients take no message above a mebibyte."""


async def live(service: Service, websocket: WebSocket) -> None:
    """Hold one conversation: ``start``, then ``text`` and ``flush`` as they come, then ``stop``."""
    await websocket.accept()
    with suppress(WebSocketDisconnect):
        try:
            await _Conversation(service, websocket).hold()
            ending = {"event": "finish", "reason": "stop"}
        except EXPECTED as error:
            ending = {"event": "finish", "reason": "error", "message": describe(error)[1]}
        await websocket.send_bytes(msgpack.packb(ending))
        await websocket.close()


class _Conversation:
    """The state of one conversation: what waits to be spoken."""

    def __init__(self, service: Service, websocket: WebSocket) -> None:
        self._service = service
        self._socket = websocket
        self._pieces: asyncio.Queue[Piece | None] = asyncio.Queue()
        self._waiting = 0
        """Characters of text that were taken and not yet spoken."""

    async def hold(self) -> None:
        """Listen and speak until all is spoken. Raises HTTPException, NarratorError."""
        order, text = await self._take_start()
        await _race(self._listen(order, text), self._speak(order))

    async def _take_start(self) -> tuple[Order, str]:
        event = await self._receive()
        if event.get("event") != "start":
            raise HTTPException(400, "The first event must be 'start'.")
        request = check(LiveRequest, event.get("request") or {})
        model = self._socket.headers.get("model", "")
        return order_tts(request, model, self._service.synthesis), request.text

    async def _listen(self, order: Order, text: str) -> None:
        """Take the client's events until it goes away: after ``stop`` they change nothing."""
        splitter = order.make_splitter()
        self._add(await asyncio.to_thread(splitter.feed, text))
        while True:
            event = await self._receive()
            kind = event.get("event")
            if kind == "text":
                self._add(await asyncio.to_thread(splitter.feed, self._read_text(event)))
            elif kind in ("flush", "stop"):
                self._add(await asyncio.to_thread(splitter.drain))
            if kind == "stop":
                self._pieces.put_nowait(None)
                await self._wait_for_leave()

    def _read_text(self, event: dict[str, Any]) -> str:
        text = check(TTSRequest, {"text": event.get("text")}).text
        if self._waiting + len(text) > LONGEST_TEXT:
            raise HTTPException(400, f"More than {LONGEST_TEXT} characters wait to be spoken.")
        return text

    def _add(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            self._waiting += len(piece.text)
            self._pieces.put_nowait(piece)

    async def _receive(self) -> dict[str, Any]:
        """Receive an event. Raises HTTPException where there is none for too long, or a bad one."""
        while True:
            try:
                async with asyncio.timeout(self._service.limits.idle):
                    message = await self._socket.receive()
            except TimeoutError as error:
                if not self._waiting:
                    raise HTTPException(408, "The client was silent for too long.") from error
            else:
                return _read_event(message)

    async def _wait_for_leave(self) -> None:
        while True:
            _read_leave(await self._socket.receive())

    async def _speak(self, order: Order) -> None:
        last = None
        async with aclosing(self._service.synthesis.stream(self._take_pieces(), order)) as stream:
            async for sound, data in stream:
                if sound is not None and sound is not last:
                    self._waiting -= len(sound.piece.text)
                    last = sound
                await self._send_sound(data)

    async def _send_sound(self, data: bytes) -> None:
        for start in range(0, len(data), LONGEST_EVENT):
            event = {"event": "audio", "audio": data[start : start + LONGEST_EVENT]}
            await self._socket.send_bytes(msgpack.packb(event))

    async def _take_pieces(self) -> AsyncIterator[Piece]:
        while (piece := await self._pieces.get()) is not None:
            yield piece


def _read_event(message: MutableMapping[str, Any]) -> dict[str, Any]:
    _read_leave(message)
    data = message.get("bytes")
    event = unpack(data) if data is not None else None
    if not isinstance(event, dict):
        raise HTTPException(400, "Every message must be a map in MessagePack, sent as binary.")
    return event


def _read_leave(message: MutableMapping[str, Any]) -> None:
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"])


async def _race(*runners: Coroutine[Any, Any, None]) -> None:
    """Run all until the first ends, or fails, which is raised; the others are cancelled."""
    tasks = [asyncio.ensure_future(runner) for runner in runners]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
