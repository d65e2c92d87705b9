"""What the server offers, as rows: routes, the OpenAPI page and the reference are made of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.server.wire import JSON, MSGPACK

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.websockets import WebSocket

    from narrator.server.limits import Limits
    from narrator.server.pool import Pool
    from narrator.server.schema import Wire
    from narrator.server.studio.studio import Studio
    from narrator.server.synthesis import Synthesis
    from narrator.server.transcribing import Heard, Recording

BODY = (JSON, MSGPACK)
AUDIO = ("audio/mpeg", "audio/wav", "audio/pcm", "audio/opus", "audio/aac", "audio/flac")


@dataclass(frozen=True, slots=True)
class Service:
    """What handlers work with.

    ``ears`` are there where listening is installed, ``studio`` where the page is served.
    """

    synthesis: Synthesis
    ears: Pool[Recording, Heard] | None
    limits: Limits
    studio: Studio | None = None


Handler = Callable[[Service, "Request"], Awaitable["Response"]]
Conversation = Callable[[Service, "WebSocket"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One thing that can be asked for.

    ``takes`` describes the body, in one of the ``forms``, or, where there are no forms, the
    parameters in the address; ``gives`` are the media types of the answer.
    """

    method: str
    path: str
    handle: Handler
    summary: str
    takes: type[Wire] | None = None
    forms: tuple[str, ...] = ()
    gives: tuple[str, ...] = (JSON,)
    refusals: tuple[int, ...] = ()
    hears_model: bool = False
    """Whether the header ``model`` is read."""
