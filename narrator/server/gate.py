"""How much at once, and how long: requests in work, bytes of a body, the time that it may take."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException

from narrator.server.refusals import refuse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from narrator.server.limits import Limits


class Gate:
    """Counts the requests that bring something to do, and holds their bodies to the limits."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] != "websocket" and scope.get("method") not in ("POST", "PATCH"):
            await self._app(scope, receive, send)
        elif self._inside >= self._limits.requests:
            await self._refuse(scope, receive, send)
        else:
            await self._pass(scope, receive, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._inside += 1
        count = self._count()

        async def send_counted(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                message.setdefault("headers", [])
                MutableHeaders(scope=message).update(count)
            await send(message)

        body = _Body(receive, scope, self._limits)
        try:
            await self._app(scope, body.receive, send_counted)
        finally:
            self._inside -= 1

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = self._limits.requests
        message = (
            f"You have exceeded your current concurrency limit of {limit} requests at once. "
            "Try again when one of them has ended."
        )
        await refuse(429, message, self._count())(scope, receive, send)

    def _count(self) -> dict[str, str]:
        """Tell the limit and how many are inside, in the headers of the hosted API."""
        return {
            "ratelimit-limit-concurrency": str(self._limits.requests),
            "ratelimit-current-concurrency": str(self._inside),
        }


class _Body:
    """The body of one request, on its way in."""

    def __init__(self, receive: Receive, scope: Scope, limits: Limits) -> None:
        self._receive = receive
        self._limits = limits
        self._ended = scope["type"] == "websocket"
        self._told = 0 if self._ended else _told_length(scope)
        self._size = 0
        self._deadline = asyncio.get_running_loop().time() + limits.upload

    async def receive(self) -> Message:
        """Receive the next message. Raises HTTPException: 408, 413."""
        if self._ended:
            return await self._receive()
        self._check()
        message = await self._receive_in_time()
        self._size += len(message.get("body", b""))
        self._ended = not message.get("more_body", False)
        self._check()
        return message

    def _check(self) -> None:
        if max(self._size, self._told) > self._limits.body:
            raise HTTPException(413, f"Payload too large: {self._limits.body} bytes are taken.")

    async def _receive_in_time(self) -> Message:
        now = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(min(self._deadline, now + self._limits.silence)):
                return await self._receive()
        except TimeoutError as error:
            raise HTTPException(408, "The body came too slowly.") from error


def _told_length(scope: Scope) -> int:
    told = Headers(scope=scope).get("content-length", "")
    return int(told) if told.isascii() and told.isdecimal() else 0
