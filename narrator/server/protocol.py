"""Connections that say nothing, or take nothing of what they are sent, are cut off here.

uvicorn waits for both as long as they like; the classes here watch over its own.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from narrator.server.limits import Limits


class LimitedConfig(Config):
    """uvicorn's configuration, with our limits beside it."""

    def __init__(self, app: Any, limits: Limits, **others: Any) -> None:  # noqa: ANN401 - as uvicorn has it
        super().__init__(
            app,
            http=WatchedHttp,
            ws=WatchedWebSocket,
            ws_max_size=limits.body,
            ws_ping_interval=limits.silence,
            ws_ping_timeout=limits.stall,
            timeout_keep_alive=max(1, int(limits.silence)),
            **others,
        )
        self.limits = limits


class _Alarm:
    """Goes off once, unless it is stopped in time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._timer: asyncio.TimerHandle | None = None

    def set(self, seconds: float, act: Callable[[], object]) -> None:
        """Set the alarm; one that is set already stays as it is."""
        if self._timer is None:
            self._timer = self._loop.call_later(seconds, act)

    def stop(self) -> None:
        """Stop the alarm."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class WatchedHttp(H11Protocol):
    """A connection of HTTP that must ask for something, and take what it is sent."""

    config: LimitedConfig

    def __init__(self, *arguments: Any, **others: Any) -> None:  # noqa: ANN401 - as uvicorn has it
        super().__init__(*arguments, **others)
        self._silence = _Alarm(self.loop)
        self._stall = _Alarm(self.loop)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to watch, or refuse where there are too many connections."""
        super().connection_made(transport)
        if len(self.connections) > self.config.limits.sockets:
            transport.write(_TOO_MANY)
            transport.close()
        else:
            self._watch()

    def data_received(self, data: bytes) -> None:
        """Handle data, and see whether a request is being made now."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._watch()

    def _watch(self) -> None:
        asked = self.cycle is not None and not self.cycle.response_complete
        if asked or self.transport.get_protocol() is not self:  # or it is a WebSocket now
            self._silence.stop()
        else:
            self._silence.set(self.config.limits.silence, self.transport.abort)

    def pause_writing(self) -> None:
        """Note that the client takes nothing at the moment."""
        super().pause_writing()
        self._stall.set(self.config.limits.stall, self.transport.abort)

    def resume_writing(self) -> None:
        """Note that it takes something again."""
        super().resume_writing()
        self._stall.stop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        super().connection_lost(exc)
        self._silence.stop()
        self._stall.stop()


class WatchedWebSocket(WebSocketsSansIOProtocol):
    """A WebSocket that must take what it is sent; whether it is there at all, pings tell."""

    config: LimitedConfig

    def __init__(self, *arguments: Any, **others: Any) -> None:  # noqa: ANN401 - as uvicorn has it
        super().__init__(*arguments, **others)
        self._stall = _Alarm(self.loop)

    def pause_writing(self) -> None:
        """Note that the client takes nothing at the moment."""
        super().pause_writing()
        self._stall.set(self.config.limits.stall, self.transport.abort)

    def resume_writing(self) -> None:
        """Note that it takes something again."""
        super().resume_writing()
        self._stall.stop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        super().connection_lost(exc)
        self._stall.stop()


def _write_refusal() -> bytes:
    """Write the answer for a connection too many, whose request is not even read."""
    body = json.dumps({"status": 503, "message": "The server holds too many connections."})
    head = (
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\n"
        f"connection: close\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


_TOO_MANY = _write_refusal()
