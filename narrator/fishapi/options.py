"""What can be asked for one call, apart from what the API itself is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Encoding = Literal["msgpack", "json"]


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """How one request is sent.

    ``timeout``: seconds that the server may be silent, ``None`` for the client's.
    ``additional_headers``: such as ``traceparent``; those that a method sends itself win.
    ``additional_query_params``: added to the address.
    ``encoding``: of the body of speech and recognition requests. ``json`` is for servers and
    proxies that read nothing else; it cannot carry audio.
    """

    timeout: float | None = None
    additional_headers: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    additional_query_params: Mapping[str, str] = field(default_factory=dict, hash=False)
    encoding: Encoding = "msgpack"


@dataclass(frozen=True, slots=True)
class WebSocketOptions:
    """How a live session is kept.

    The client pings every ``keepalive_ping_interval_seconds`` and gives up where no pong comes for
    ``keepalive_ping_timeout_seconds``: 60 by default, as servers that are busy with a long text
    have been seen not to answer within 20. ``max_message_size_bytes`` bounds one message of the
    server, ``queue_size`` the messages that wait for you. ``close_timeout_seconds`` is how long a
    finished session waits for the server to say goodbye, which not every one does.
    """

    keepalive_ping_timeout_seconds: float | None = 60.0
    keepalive_ping_interval_seconds: float | None = 20.0
    max_message_size_bytes: int = 32 * 2**20
    queue_size: int = 16
    close_timeout_seconds: float = 1.0
