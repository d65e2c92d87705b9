"""What the API answers, as values; fields that this module does not know are passed over.

Only what no answer can be without is required: servers of one's own answer with less, and the API
answers with null where it has nothing.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  msgspec reads the annotations
from decimal import Decimal  # noqa: TC003  the same
from typing import Generic, TypeVar

import msgspec

from narrator.fishapi.errors import ResponseError

T = TypeVar("T")


class Sample(msgspec.Struct, frozen=True):
    """A recording that shows how a voice sounds; ``audio`` is its address."""

    title: str = ""
    text: str = ""
    task_id: str = ""
    audio: str = ""


class Author(msgspec.Struct, frozen=True, rename={"id": "_id"}):
    """Who made a voice."""

    id: str = ""
    nickname: str = ""
    avatar: str = ""


class Voice(msgspec.Struct, frozen=True, rename={"id": "_id"}):
    """A voice of the account or the library (the API calls it a model).

    ``id`` is what speech takes as ``reference_id``. ``state``: created, training, trained, failed;
    ``visibility``: public, unlist, private.
    """

    id: str
    title: str = ""
    description: str = ""
    type: str = "tts"
    train_mode: str = "fast"
    state: str = "trained"
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    samples: tuple[Sample, ...] = ()
    visibility: str = "private"
    lock_visibility: bool = False
    cover_image: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    like_count: int = 0
    mark_count: int = 0
    shared_count: int = 0
    task_count: int = 0
    liked: bool = False
    marked: bool = False
    author: Author = Author()


class PaginatedResponse(msgspec.Struct, Generic[T], frozen=True):
    """One page of a list; ``total`` counts the entries of all pages."""

    total: int
    items: tuple[T, ...]


class ASRSegment(msgspec.Struct, frozen=True):
    """A stretch of recognised speech, from ``start`` to ``end`` seconds."""

    text: str
    start: float
    end: float


class ASRResponse(msgspec.Struct, frozen=True):
    """What was recognised.

    ``duration`` of the sound is in seconds (API reference; the official SDK's page says
    milliseconds). ``segments`` is empty unless times were asked for.
    """

    text: str
    duration: float = 0.0
    segments: tuple[ASRSegment, ...] = ()
    language: str | None = None
    language_code: str | None = None


class Credits(msgspec.Struct, frozen=True, rename={"id": "_id"}):
    """The API credit of the account, in US dollars."""

    credit: Decimal
    id: str = ""
    user_id: str = ""
    cumulative_top_up: Decimal | None = None
    has_phone_sha256: bool | None = None
    has_free_credit: bool | None = None
    created_at: str = ""
    updated_at: str = ""


class Package(msgspec.Struct, frozen=True, rename={"id": "_id"}):
    """The platform's package of the account, which speech through the API does not draw on."""

    total: int
    balance: int
    id: str = ""
    user_id: str = ""
    type: str = ""
    created_at: str = ""
    updated_at: str = ""
    finished_at: str | None = None


def read_json(content: bytes | str, kind: type[T]) -> T:
    """Read a JSON document as a value of that kind. Raises ResponseError."""
    try:
        return read_value(msgspec.json.decode(content), kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _refuse(kind, error) from error


def read_msgpack(content: bytes, kind: type[T]) -> T:
    """Read a MessagePack document as a value of that kind. Raises ResponseError."""
    try:
        return read_value(msgspec.msgpack.decode(content), kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _refuse(kind, error) from error


def read_value(value: object, kind: type[T]) -> T:
    """Read plain data as a value of that kind, a null like a field that is not there."""
    return msgspec.convert(_drop_nulls(value), kind, strict=False)


def _drop_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {key: _drop_nulls(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_drop_nulls(one) for one in value]
    return value


def _refuse(kind: type[object], error: Exception) -> ResponseError:
    name = getattr(kind, "__name__", str(kind))
    return ResponseError(f"The server's answer cannot be read as {name}: {error}.")
