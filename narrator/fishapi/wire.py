"""One exchange without the sending: requests and answers as values, the same for both clients."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

import httpx2
import msgspec

from narrator.fishapi.errors import (
    BY_STATUS,
    APIError,
    ParameterError,
    RequestTimeoutError,
    ResponseError,
    ServerError,
    TransportError,
    ValidationError,
)
from narrator.fishapi.info import ResponseInfo
from narrator.fishapi.options import Encoding, RequestOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from narrator.fishapi.access import Access

T = TypeVar("T")
Pairs = tuple[tuple[str, str], ...]

_LONGEST_MESSAGE = 400


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be sent, but for the server's address and the key."""

    method: str
    path: str
    params: Pairs = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = field(default=None, repr=False)
    form: Mapping[str, str | Sequence[str]] = field(default_factory=dict, repr=False)
    files: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    options: RequestOptions = field(default_factory=RequestOptions)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that has been read to its end."""

    info: ResponseInfo
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A request, and how its answer is read."""

    request: Request
    read: Callable[[Reply], T]


def make_body_request(
    path: str,
    fields: Mapping[str, object],
    *,
    model: str | None,
    options: RequestOptions | None,
) -> Request:
    """Make the request whose body is these fields, in the encoding that was asked for."""
    options = options or RequestOptions()
    headers = {"content-type": f"application/{options.encoding}"}
    if model is not None:
        headers["model"] = check_header("model", model)
    content = encode(fields, options.encoding)
    return Request("POST", path, headers=headers, content=content, options=options)


def encode(fields: Mapping[str, object], encoding: Encoding) -> bytes:
    """Write the fields as MessagePack or JSON. Raises ParameterError for sound in JSON."""
    if encoding == "msgpack":
        return msgspec.msgpack.encode(fields)
    if encoding != "json":
        raise ParameterError(f"encoding must be msgpack or json, not {encoding!r}.")
    if _holds_bytes(fields):
        raise ParameterError(
            "JSON cannot carry sound, and the API refuses it as base64: "
            "send reference audio and recordings with encoding='msgpack', the default."
        )
    return msgspec.json.encode(fields)


def _holds_bytes(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(map(_holds_bytes, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_holds_bytes, value))
    return isinstance(value, bytes | bytearray | memoryview)


def make_params(**values: str | float | bool | Sequence[str] | None) -> Pairs:
    """Give query parameters: nothing for None, one for each of a list."""
    return tuple(
        (name, str(one).lower() if isinstance(one, bool) else str(one))
        for name, value in values.items()
        if value is not None
        for one in ([value] if isinstance(value, str | float | int) else value)
    )


def check_header(name: str, value: str) -> str:
    """Give the value of a header back. Raises ParameterError where it would break the header."""
    if not re.fullmatch("[!-~]([ -~]*[!-~])?", value):
        raise ParameterError(f"{name} must be printable ASCII without a line break: {value!r}.")
    return value


def build(
    client: httpx2.Client | httpx2.AsyncClient, access: Access, request: Request
) -> httpx2.Request:
    """Make the request that the HTTP library sends; either of its clients makes the same."""
    options = request.options
    headers = httpx2.Headers(dict(options.additional_headers))
    for name, value in headers.items():
        check_header(name, value)
    headers.update(dict(request.headers))
    return client.build_request(
        request.method,
        access.base_url + request.path,
        params=(*request.params, *options.additional_query_params.items()) or None,
        headers=headers,
        content=request.content,
        data=request.form or None,
        files=request.files or None,
        timeout=httpx2.USE_CLIENT_DEFAULT if options.timeout is None else options.timeout,
    )


def read_info(response: httpx2.Response) -> ResponseInfo:
    """Give the head of an answer."""
    return ResponseInfo(response.status_code, dict(response.headers))


def check_type(info: ResponseInfo, *, events: bool = False) -> None:
    """Raise ResponseError where an answer of status 200 holds neither sound nor events."""
    kind = info.content_type
    if (kind != "text/event-stream") if events else kind.startswith(("text/", "application/json")):
        wanted = "text/event-stream" if events else "sound"
        raise ResponseError(
            f"The server answered with {kind or 'no content type'} where {wanted} was asked for. "
            "Is the base URL that of a server that speaks the Fish Audio API?"
        )


def make_error(reply: Reply, access: Access) -> APIError:
    """Give the error that an answer without success stands for, the key taken out of it."""
    status = reply.info.status
    body = access.redact(reply.content.decode("utf-8", "replace"))
    problems = _list_problems(body)
    message = _find_message(body) or "; ".join(problems) or _name_status(status)
    kind = BY_STATUS.get(status, ServerError if status >= 500 else APIError)
    error = kind(status, _shorten(message), body, reply.info)
    if isinstance(error, ValidationError):
        error.problems = problems
    return error


def _find_message(body: str) -> str:
    said = _read_loosely(body)
    if isinstance(said, dict):
        words = (said.get(name) for name in ("message", "detail", "error", "reason"))
        return next((word for word in words if isinstance(word, str) and word), "")
    is_prose = not isinstance(said, list) and not body.lstrip().startswith("<")  # nor a page
    return " ".join(body.split()) if is_prose else ""


def _list_problems(body: str) -> tuple[str, ...]:
    said = _read_loosely(body)
    if isinstance(said, dict):
        said = said.get("detail", said.get("errors"))
    if not isinstance(said, list):
        return ()
    return tuple(_describe_problem(one) for one in said)


def _describe_problem(problem: object) -> str:
    if not isinstance(problem, dict):
        return str(problem)
    place = problem.get("loc", ())
    where = ".".join(map(str, place)) if isinstance(place, list) else str(place or "")
    what = str(problem.get("msg") or problem.get("message") or problem.get("type") or problem)
    return f"{where}: {what}" if where else what


def _read_loosely(body: str) -> object:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return None


def _name_status(status: int) -> str:
    return httpx2.codes.get_reason_phrase(status) or "no message"


def _shorten(message: str) -> str:
    message = message.strip().rstrip(".")
    return message if len(message) <= _LONGEST_MESSAGE else message[:_LONGEST_MESSAGE] + "…"


@contextmanager
def translate(access: Access) -> Iterator[None]:
    """Turn the HTTP library's and the system's errors into ours."""
    try:
        yield
    except (httpx2.TimeoutException, TimeoutError) as error:
        raise RequestTimeoutError(
            f"{access.host} did not answer in time ({type(error).__name__})."
        ) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError) as error:
        told = access.redact(str(error)) or type(error).__name__
        raise TransportError(f"The connection to {access.host} failed: {told}") from error
