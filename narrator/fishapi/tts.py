"""What is asked of speech: ``/v1/tts`` and its stream with timestamps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from narrator.fishapi.parameters import (
    AudioFormat,
    LatencyMode,
    Reference,
    TTSConfig,
    list_fields,
    settle,
)
from narrator.fishapi.wire import Call, Reply, Request, check_type, make_body_request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from narrator.fishapi.options import RequestOptions

DEFAULT_MODEL = "s2-pro"


def convert(  # noqa: PLR0913  the API's parameters under the official SDK's names
    text: str,
    *,
    reference_id: str | Sequence[str] | None = None,
    references: Sequence[Reference] | None = None,
    format: AudioFormat | None = None,  # noqa: A002  the API's name for it
    latency: LatencyMode | None = None,
    speed: float | None = None,
    config: TTSConfig | None = None,
    model: str = DEFAULT_MODEL,
    request_options: RequestOptions | None = None,
) -> Call[bytes]:
    """Speak the text and give the whole sound, in the format asked for.

    ``reference_id``, ``references``, ``format``, ``latency`` and ``speed`` win over ``config``,
    where they and all other parameters are described. ``model``: ``s2-pro``, ``s1``,
    ``s2.1-pro``, ``s2.1-pro-free`` or any later name; the hosted API takes, and bills, a name that
    it does not know as ``s2.1-pro``.

    Raises ParameterError before anything is sent; APIError where the server refuses;
    TransportError where it cannot be reached or breaks off; ResponseError where it sends no sound.
    """
    chosen = settle(
        config or TTSConfig(),
        reference_id=reference_id,
        references=references,
        format=format,
        latency=latency,
        speed=speed,
    )
    fields = list_fields(text, chosen, nulls=False)
    request = make_body_request("/v1/tts", fields, model=model, options=request_options)
    return Call(request, read_sound)


def read_sound(reply: Reply) -> bytes:
    """Give the bytes of the sound, having looked whether they can be sound."""
    check_type(reply.info)
    return reply.content


def ask_for_timestamps(request: Request) -> Request:
    """Give the request for the same speech as events with timestamps."""
    headers = {**request.headers, "accept": "text/event-stream"}
    return replace(request, path="/v1/tts/stream/with-timestamp", headers=headers)
