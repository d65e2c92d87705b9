"""The endpoint that listens: a recording in, its words out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from narrator.server.endpoints import Endpoint, Service
from narrator.server.schema import ASRRequest
from narrator.server.transcribing import Recording
from narrator.server.wire import FORM, MSGPACK, read_form

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from narrator.server.transcribing import Heard


async def asr(service: Service, request: Request) -> Response:
    """Write down a recording."""
    asked = await read_form(request, ASRRequest, service.limits)
    if service.ears is None:
        raise HTTPException(
            400, 'This server cannot listen. Install it with: pip install "narrator[proof]"'
        )
    heard = await service.ears.run(Recording(asked.audio, asked.language or ""))
    return JSONResponse(_describe(heard))


def _describe(heard: Heard) -> dict[str, object]:
    return {
        "text": " ".join(phrase.text for phrase in heard.phrases),
        "duration": heard.seconds,
        "segments": [{"text": p.text, "start": p.start, "end": p.end} for p in heard.phrases],
        "language_code": heard.language,
    }


ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/asr",
        asr,
        "Write down a recording, with Whisper.",
        ASRRequest,
        (FORM, MSGPACK),
        refusals=(400, 408, 413, 415, 429, 503),
    ),
)
