"""A client of the Fish Audio API that could be a package of its own.

::

    from narrator.fishapi import FishAudio

    with FishAudio() as client:                                  # FISH_API_KEY
        sound = client.tts.convert(text="Hello.")                # mp3
        with client.tts.stream(text="A long text.") as chunks:   # as it arrives
            for chunk in chunks:
                play(chunk)
        for chunk in client.tts.stream_websocket(words()):       # text as it arrives
            play(chunk)

It speaks to https://api.fish.audio, or to any server of the same protocol (``base_url``). Names
follow the official Python SDK; :mod:`narrator.fishapi.errors` draws the tree of errors.
:class:`AsyncFishAudio` is the same, awaited.
"""

from narrator.fishapi.awaiting import AsyncAudioStream, AsyncTimedAudioStream
from narrator.fishapi.blocking import AudioStream, TimedAudioStream
from narrator.fishapi.client import AsyncFishAudio, FishAudio
from narrator.fishapi.errors import (
    APIError,
    AuthenticationError,
    BadRequestError,
    FishAudioError,
    NotFoundError,
    ParameterError,
    PayloadTooLargeError,
    PaymentRequiredError,
    PermissionError,  # noqa: A004  users of the official SDK know it by this name
    RateLimitError,
    RequestTimeoutError,
    ResponseError,
    ServerError,
    TransportError,
    ValidationError,
    WebSocketError,
)
from narrator.fishapi.info import ResponseInfo
from narrator.fishapi.options import RequestOptions, WebSocketOptions
from narrator.fishapi.parameters import (
    FlushEvent,
    Prosody,
    ReferenceAudio,
    TextEvent,
    TTSConfig,
)
from narrator.fishapi.replies import (
    ASRResponse,
    ASRSegment,
    Author,
    Credits,
    Package,
    PaginatedResponse,
    Sample,
    Voice,
)
from narrator.fishapi.timestamps import AlignedText, Alignment, TimedAudio, TimedSpeech

__all__ = [
    "APIError",
    "ASRResponse",
    "ASRSegment",
    "AlignedText",
    "Alignment",
    "AsyncAudioStream",
    "AsyncFishAudio",
    "AsyncTimedAudioStream",
    "AudioStream",
    "AuthenticationError",
    "Author",
    "BadRequestError",
    "Credits",
    "FishAudio",
    "FishAudioError",
    "FlushEvent",
    "NotFoundError",
    "Package",
    "PaginatedResponse",
    "ParameterError",
    "PayloadTooLargeError",
    "PaymentRequiredError",
    "PermissionError",
    "Prosody",
    "RateLimitError",
    "ReferenceAudio",
    "RequestOptions",
    "RequestTimeoutError",
    "ResponseError",
    "ResponseInfo",
    "Sample",
    "ServerError",
    "TTSConfig",
    "TextEvent",
    "TimedAudio",
    "TimedAudioStream",
    "TimedSpeech",
    "TransportError",
    "ValidationError",
    "Voice",
    "WebSocketError",
    "WebSocketOptions",
]
