"""What is asked of recognition: ``/v1/asr``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrator.fishapi.replies import ASRResponse, read_json
from narrator.fishapi.wire import Call, make_body_request

if TYPE_CHECKING:
    from narrator.fishapi.options import RequestOptions


def transcribe(
    *,
    audio: bytes,
    language: str | None = None,
    include_timestamps: bool = True,
    model: str | None = None,
    request_options: RequestOptions | None = None,
) -> Call[ASRResponse]:
    """Write down what is said in a recording.

    ``audio``: a sound file's bytes, 20 MB and 60 minutes at most. ``language``: a code such as
    ``en``; the API finds it out where none is given. ``include_timestamps``: whether segments with
    their times are wanted. ``model``: a header that not every server knows, not sent by default.
    Times are in seconds. Raises as all methods do.
    """
    fields: dict[str, object] = {"audio": audio, "ignore_timestamps": not include_timestamps}
    if language is not None:
        fields["language"] = language
    request = make_body_request("/v1/asr", fields, model=model, options=request_options)
    return Call(request, lambda reply: read_json(reply.content, ASRResponse))
