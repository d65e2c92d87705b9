"""What goes wrong, as an answer: always ``{"status": int, "message": str}``, never more.

A key more, or a list, and one or the other of the official SDKs fails over the error itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from narrator.errors import EngineError, ManuscriptError, NarratorError, SpeechError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.types import ExceptionHandler

_STATUS: tuple[tuple[type[NarratorError], int], ...] = (
    (UsageError, 400),
    (ManuscriptError, 422),
    (SpeechError, 400),
    (EngineError, 503),
)
"""The first that fits; any other error is a fault of ours."""

EXPECTED = (HTTPException, NarratorError)
"""What is told to the client in so many words."""


def refuse(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Make the answer that says no."""
    return JSONResponse({"status": status, "message": message}, status, headers)


def describe(error: Exception) -> tuple[int, str]:
    """Tell the status and the words for an error; one that is not expected keeps its secrets."""
    if isinstance(error, HTTPException):
        return error.status_code, error.detail
    if isinstance(error, NarratorError):
        return next((s for kind, s in _STATUS if isinstance(error, kind)), 500), str(error)
    return 500, "The server failed. What happened is in its log."


def answer(_: Request, error: Exception) -> Response:
    """Answer a request that failed."""
    status, message = describe(error)
    return refuse(status, message, getattr(error, "headers", None))


def answer_nobody(_: Request, __: Exception) -> Response:
    """Answer a client that has gone: nothing of it is sent."""
    return Response(status_code=499)


HANDLERS: dict[type[Exception], ExceptionHandler] = {
    HTTPException: answer,
    NarratorError: answer,
    ClientDisconnect: answer_nobody,
    Exception: answer,
}
