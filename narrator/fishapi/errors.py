"""Every error that the client raises on purpose.

::

    FishAudioError
    ├── ParameterError            what you gave cannot be sent (also a ValueError)
    ├── APIError                  the server refused: .status .message .body .info
    │   ├── BadRequestError          400, also for an unknown reference_id
    │   ├── AuthenticationError      401
    │   ├── PaymentRequiredError     402
    │   ├── PermissionError          403
    │   ├── NotFoundError            404
    │   ├── PayloadTooLargeError     413
    │   ├── ValidationError          422: .problems
    │   ├── RateLimitError           429: .retry_after .concurrency_limit
    │   └── ServerError              500 and above
    ├── ResponseError             the server answered something that is not the API
    ├── TransportError            no connection, or it broke
    │   └── RequestTimeoutError      no answer in time
    └── WebSocketError            a live session failed: .concurrency_limit

A refused WebSocket handshake is an :class:`APIError` like any other refusal. Worth trying again,
after a growing pause: :class:`RateLimitError`, :class:`ServerError`, :class:`TransportError`,
:class:`WebSocketError`. The client itself never tries again. All of them can be pickled.
"""

from __future__ import annotations

from typing import ClassVar

from narrator.fishapi.info import ResponseInfo


class FishAudioError(Exception):
    """The root: catch this to catch everything that the client raises on purpose."""


class ParameterError(FishAudioError, ValueError):
    """A parameter is missing or out of its range; nothing was sent."""


class ResponseError(FishAudioError):
    """The answer cannot be read as what was asked for: most often a wrong base URL."""


class TransportError(FishAudioError):
    """The server could not be reached, or the connection broke before the answer was complete."""


class RequestTimeoutError(TransportError):
    """The server said nothing for as long as the timeout allows."""


class WebSocketError(FishAudioError):
    """A live session ended with an error, or without saying that it was finished."""

    def __init__(self, message: str, concurrency_limit: int | None = None) -> None:
        super().__init__(message, concurrency_limit)
        self.message = message
        self.concurrency_limit = concurrency_limit
        """How many sessions the account may have at once, where the server said so."""

    def __str__(self) -> str:
        return self.message


class APIError(FishAudioError):
    """The server answered with a status that is no success.

    ``message`` is what it said, in one line; ``body`` the answer as it came; ``info`` its headers.
    """

    advice: ClassVar[str] = ""

    def __init__(
        self, status: int, message: str, body: str = "", info: ResponseInfo | None = None
    ) -> None:
        info = info or ResponseInfo(status)
        super().__init__(status, message, body, info)
        self.status = status
        self.message = message
        self.body = body
        self.info = info

    def __str__(self) -> str:
        return f"The server answered {self.status}: {self.message}. {self.advice}".rstrip()


class BadRequestError(APIError):
    """400: the request cannot be carried out, or names a voice that does not exist."""


class AuthenticationError(APIError):
    """401: the key is missing or not valid."""

    advice = "Check the API key (api_key, FISH_API_KEY)."


class PaymentRequiredError(APIError):
    """402: the account has not enough API credit, which is apart from platform credit."""

    advice = "Add API credit to the account."


class PermissionError(APIError):  # noqa: A001  users of the official SDK know it by this name
    """403: the key is valid, but may not do this."""


class NotFoundError(APIError):
    """404: no such voice, or no such endpoint on this server."""


class PayloadTooLargeError(APIError):
    """413: the request is too large, mostly by its reference audio (about 50 MiB at most)."""


class ValidationError(APIError):
    """422: the server found fields missing or wrong."""

    problems: tuple[str, ...] = ()
    """One line for each, ``field: what is wrong``; empty where the server gave only a message."""


class RateLimitError(APIError):
    """429: too many requests in progress at once (the API counts those, not requests a second)."""

    advice = "Send fewer requests at once, and this one again when another is done."

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, where the server said so (the API itself mostly does not)."""
        return self.info.retry_after

    @property
    def concurrency_limit(self) -> int | None:
        """How many requests the account may have in progress, where the server said so."""
        return self.info.concurrency_limit


class ServerError(APIError):
    """500 and above: a fault of the server or of something before it."""


BY_STATUS: dict[int, type[APIError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    402: PaymentRequiredError,
    403: PermissionError,
    404: NotFoundError,
    413: PayloadTooLargeError,
    422: ValidationError,
    429: RateLimitError,
}
