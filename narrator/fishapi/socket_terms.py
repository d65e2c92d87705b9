"""How a WebSocket is opened and what its failures mean, the same for both clients."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from narrator.fishapi.access import make_tls
from narrator.fishapi.errors import APIError, WebSocketError
from narrator.fishapi.info import ResponseInfo
from narrator.fishapi.live import PATH, Session
from narrator.fishapi.wire import Reply, make_error, translate

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping

    from websockets.http11 import Response

    from narrator.fishapi.access import Access


class _NoDebug(logging.LoggerAdapter[logging.Logger]):
    """Keeps the library's account of what it sends, the key among it, out of every log."""

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802  the standard library's name
        return level > logging.DEBUG and super().isEnabledFor(level)

    def process(
        self, msg: object, kwargs: MutableMapping[str, Any]
    ) -> tuple[object, MutableMapping[str, Any]]:
        return msg, kwargs


def list_terms(access: Access, session: Session) -> dict[str, Any]:
    """Give the arguments with which the library connects, but for the address."""
    headers = access.headers
    headers.update(dict(session.headers))
    options = session.options
    return {
        "additional_headers": headers,  # of a kind that hides the key in a traceback's variables
        "user_agent_header": None,
        "ssl": make_tls() if access.base_url.startswith("https") else None,
        "compression": None,  # sound is compressed already
        "open_timeout": access.timeout,
        "close_timeout": options.close_timeout_seconds,
        "ping_interval": options.keepalive_ping_interval_seconds,
        "ping_timeout": options.keepalive_ping_timeout_seconds,
        "max_size": options.max_message_size_bytes,
        "max_queue": options.queue_size,
        "logger": _NoDebug(logging.getLogger(__name__)),
    }


def make_address(access: Access) -> str:
    """Give the address of live sessions."""
    return access.make_socket_url(PATH)


def read_handshake(response: Response | None) -> ResponseInfo:
    """Give the head of the answer with which the server opened or refused the session."""
    if response is None:
        return ResponseInfo(101)
    headers = {name.lower(): value for name, value in response.headers.raw_items()}
    return ResponseInfo(response.status_code, headers)


@contextmanager
def translate_socket(access: Access) -> Iterator[None]:
    """Turn the WebSocket library's and the system's errors into ours."""
    try:
        with translate(access):
            yield
    except InvalidStatus as error:
        raise _refuse(access, error.response) from error
    except InvalidHandshake as error:
        raise WebSocketError(
            f"{access.host} did not open a live session: {access.redact(str(error))}"
        ) from error
    except ConnectionClosed as error:
        raise WebSocketError(
            f"The live session with {access.host} broke off: {access.redact(str(error))}"
        ) from error


def _refuse(access: Access, response: Response) -> APIError:
    info = read_handshake(response)
    access.tell(info)
    return make_error(Reply(info, bytes(response.body or b"")), access)
