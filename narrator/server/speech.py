"""The endpoints that speak: whole requests in, streamed sound out."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import re
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from starlette.responses import StreamingResponse

from narrator.server.endpoints import AUDIO, BODY, Endpoint, Service
from narrator.server.orders import MEDIA_TYPES, order_speech, order_tts
from narrator.server.refusals import EXPECTED, describe, refuse
from narrator.server.schema import SpeechRequest, TTSRequest
from narrator.server.wire import JSON, read_request

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterator

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Send

    from narrator.server.synthesis import Order, Spoken, Synthesis
    from narrator.server.text import Piece

EVENTS = "text/event-stream"

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+(?:['’.,-]\w+)*")
_LONG = 5_000
"""Characters, of which fewer are cut in a millisecond."""
_log = logging.getLogger(__name__)


async def tts(service: Service, request: Request) -> Response:
    """Say a text, as Fish Audio's ``POST /v1/tts``."""
    asked = await read_request(request, TTSRequest, service.limits)
    order = order_tts(asked, request.headers.get("model", ""), service.synthesis)
    sound = stream_bytes(service.synthesis, asked.text, order)
    return SoundResponse(sound, MEDIA_TYPES[asked.format])


async def tts_with_timestamps(service: Service, request: Request) -> Response:
    """Say a text in events that tell when each word is heard."""
    asked = await read_request(request, TTSRequest, service.limits)
    order = order_tts(asked, request.headers.get("model", ""), service.synthesis)
    return SoundResponse(stream_events(service.synthesis, asked.text, order), EVENTS)


async def openai_speech(service: Service, request: Request) -> Response:
    """Say a text, as OpenAI's ``POST /v1/audio/speech``."""
    asked = await read_request(request, SpeechRequest, service.limits)
    order = order_speech(asked, service.synthesis)
    sound = stream_bytes(service.synthesis, asked.input, order)
    return SoundResponse(sound, MEDIA_TYPES[asked.response_format])


class SoundResponse(StreamingResponse):
    """Sound as it is made. What fails before its first byte is an answer of its own.

    What fails later cannot be told any more: the connection ends in the middle, so that nobody
    takes the part for the whole.
    """

    def __init__(self, content: AsyncGenerator[bytes], media_type: str) -> None:
        super().__init__(content, media_type=media_type)
        self._content = content

    async def stream_response(self, send: Send) -> None:
        """Send it all; the caller cancels this when the client goes away."""
        async with aclosing(self._content):
            try:
                first = await anext(self._content, b"")
            except EXPECTED as error:
                await _send_refusal(error, send)
                return
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await self._send_all(first, send)

    async def _send_all(self, first: bytes, send: Send) -> None:
        try:
            await send({"type": "http.response.body", "body": first, "more_body": True})
            async for data in self._content:
                await send({"type": "http.response.body", "body": data, "more_body": True})
        except EXPECTED as error:
            _log.warning("Speech was broken off in the middle: %s", describe(error)[1])
        else:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send_refusal(error: Exception, send: Send) -> None:
    response = refuse(*describe(error))
    headers = response.raw_headers
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.body, "more_body": False})


async def stream_bytes(synthesis: Synthesis, text: str, order: Order) -> AsyncGenerator[bytes]:
    """Stream the sound of a text."""
    async with aclosing(synthesis.stream(split(text, order), order)) as stream:
        async for _, data in stream:
            yield data


async def stream_events(synthesis: Synthesis, text: str, order: Order) -> AsyncGenerator[bytes]:
    """Stream the sound of a text as server-sent events, one or more a sentence.

    The alignment of a later event replaces that of an earlier one with the same ``chunk_seq``.
    """
    number, offset, last = -1, 0.0, None
    async with aclosing(synthesis.stream(split(text, order), order)) as stream:
        async for sound, data in stream:
            if sound is not None and sound is not last:
                offset += last.seconds if last else 0.0
                number, last = number + 1, sound
            event = {
                "audio_base64": base64.b64encode(data).decode(),
                "content": last.piece.text if last else "",
                "alignment": align(last) if last else None,
                "chunk_seq": max(number, 0),
                "chunk_audio_offset_sec": round(offset, 3),
            }
            yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()


async def split(text: str, order: Order) -> AsyncIterator[Piece]:
    """Give the pieces of a text; a long one is cut in a thread of its own."""
    splitter = order.make_splitter()
    long = len(text) > _LONG
    fed = await asyncio.to_thread(splitter.feed, text) if long else splitter.feed(text)
    for piece in (*fed, *splitter.drain()):
        yield piece


def align(sound: Spoken) -> dict[str, Any]:
    """Tell when each word of a piece is heard, in seconds from the piece's beginning.

    No engine tells this; it is estimated from the words' lengths, which is right to about a word.
    """
    words = _WORD.findall(sound.piece.text)
    a_letter = sound.said / max(1, sum(len(word) + 1 for word in words))
    return {"audio_duration": round(sound.seconds, 3), "segments": list(_time(words, a_letter))}


def _time(words: list[str], a_letter: float) -> Iterator[dict[str, Any]]:
    start = 0.0
    for word in words:
        end = start + (len(word) + 1) * a_letter
        yield {"text": word, "start": round(start, 3), "end": round(end, 3)}
        start = end


_REFUSALS = (400, 408, 413, 415, 429, 503)

ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/tts",
        tts,
        "Say a text; the sound is streamed while it is spoken.",
        TTSRequest,
        BODY,
        AUDIO[:4],
        _REFUSALS,
        hears_model=True,
    ),
    Endpoint(
        "POST",
        "/v1/tts/stream/with-timestamp",
        tts_with_timestamps,
        "Say a text in server-sent events, each with the times of its words (estimated).",
        TTSRequest,
        BODY,
        (EVENTS,),
        _REFUSALS,
        hears_model=True,
    ),
    Endpoint(
        "POST",
        "/v1/audio/speech",
        openai_speech,
        "Say a text, for clients of OpenAI's speech API.",
        SpeechRequest,
        (JSON,),
        AUDIO,
        _REFUSALS,
    ),
)
