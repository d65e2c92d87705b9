"""What clients send: every parameter with its type, default, range and meaning, in one table.

The models check requests, and the OpenAPI page and the reference at ``/docs`` are made from them.
Names, defaults and ranges are Fish Audio's (its OpenAPI and AsyncAPI documents of August 2026) and,
for :class:`SpeechRequest`, OpenAI's. Where the hosted API takes more than it documents, so do we.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema  # noqa: TC002 - pydantic reads the annotation

LONGEST_TEXT = 100_000
"""In characters: of one request, and of what waits to be spoken on a WebSocket."""
LONGEST_REFERENCE = 32 << 20
"""In bytes: of one recording of a voice, about six minutes of it uncompressed."""
LONGEST_RECORDING = 20_000_000
"""In bytes: of a recording to be transcribed."""

Format = Literal["wav", "pcm", "mp3", "opus"]
SAMPLE_RATES: dict[str, tuple[int, ...]] = {
    "wav": (8_000, 16_000, 24_000, 32_000, 44_100),
    "pcm": (8_000, 16_000, 24_000, 32_000, 44_100),
    "mp3": (32_000, 44_100),
    "opus": (48_000,),
}
"""In Hz, by format; the last is what is sent where none is asked for."""

_UNUSED = "Accepted and checked; it changes nothing on an engine of this machine."


class Wire(BaseModel):
    """What comes over the wire: unknown fields are passed over, ``null`` means the default."""

    model_config = ConfigDict(
        extra="ignore", strict=True, frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, values: object) -> object:
        if isinstance(values, Mapping):
            return {name: value for name, value in values.items() if value is not None}
        return values

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Say in the schema that everything with a default may be null."""
        schema = handler.resolve_ref_schema(handler(core_schema))
        if issubclass(cls, Query):  # text is never null
            return schema
        required = schema.get("required", ())
        for name, field in schema.get("properties", {}).items():
            if name not in required:
                schema["properties"][name] = _allow_null(field)
        return schema


class Query(Wire):
    """Parameters that come as text: in the address, or in a form."""

    model_config = ConfigDict(strict=False)


class Reference(Wire):
    """A recording of a voice to be cloned."""

    audio: Annotated[bytes, Field(max_length=LONGEST_REFERENCE)]
    """The recording's bytes: WAV, MP3 or FLAC, best 10 to 30 seconds. MessagePack only."""
    text: Annotated[str, Field(max_length=LONGEST_TEXT)]
    """What is said in it, word for word."""


class Prosody(Wire):
    """How the words are said."""

    speed: Annotated[float, Field(ge=0.5, le=2)] = 1.0
    """How fast: 2 is twice as fast as the voice by itself."""
    volume: Annotated[float, Field(ge=-20, le=20)] = 0.0
    """How much louder, in dB. What would be too loud for the format is held at its ceiling."""
    normalize_loudness: bool = True
    """Bring every voice to the same loudness (-20 LUFS), before `volume`."""


class TTSRequest(Wire):
    """What is to be said, by whom, and in what form it is sent."""

    text: Annotated[str, Field(max_length=LONGEST_TEXT)]
    """The text. `<|speaker:0|>` begins a turn of the first voice of `reference_id`. What the model
    of the header `model` takes for directions (`[whispering]`, `(happy)`) is not read aloud."""
    reference_id: (
        Annotated[str, Field(max_length=128)]
        | Annotated[list[str], Field(min_length=1, max_length=32)]
        | None
    ) = None
    """A voice of the engine by its name (see `GET /model`), or one for each speaker."""
    references: list[Reference] | list[list[Reference]] | None = None
    """Recordings of a voice to clone, or a list of them for each speaker. Refused by an engine that
    cannot clone."""
    prosody: Prosody = Prosody()
    """Speed and loudness."""
    format: Format = "mp3"
    """The form of the sound, which is mono: WAV and PCM have 16 bits, Opus comes in Ogg. A streamed
    WAV gives its sizes as 0xFFFFFFFF, which means unknown."""
    sample_rate: int | None = None
    """In Hz. WAV and PCM: 8000, 16000, 24000, 32000, 44100 (the default); MP3: 32000, 44100 (the
    default); Opus: 48000."""
    mp3_bitrate: Literal[64, 128, 192] = 128
    """In kilobits a second."""
    opus_bitrate: Literal[-1000, 24, 32, 48, 64, 24_000, 32_000, 48_000, 64_000] = -1000
    """In kilobits a second, or in bits; -1000 leaves it to the encoder."""
    latency: Literal["low", "normal", "balanced"] = "normal"
    """Accepted; the first sentence is always sent as soon as it is spoken."""
    chunk_length: Annotated[int, Field(ge=100, le=300)] = 300
    """How many characters are spoken at once at most: a longer sentence is cut at a clause."""
    normalize: bool = True
    """Say dashes as pauses, and leave out asterisks and other ornaments. Numbers are read by the
    engine either way."""
    temperature: Annotated[float, Field(ge=0, description=f"Documented as 0 to 1. {_UNUSED}")] = 0.7
    top_p: Annotated[float, Field(ge=0, le=1, description=_UNUSED)] = 0.7
    max_new_tokens: Annotated[int, Field(ge=0, description=_UNUSED)] = 1024
    repetition_penalty: Annotated[float, Field(description=_UNUSED)] = 1.2
    min_chunk_length: Annotated[int, Field(ge=0, le=100, description=_UNUSED)] = 50
    condition_on_previous_chunks: Annotated[bool, Field(description=_UNUSED)] = True
    early_stop_threshold: Annotated[float, Field(ge=0, le=1, description=_UNUSED)] = 1.0
    features: Annotated[list[str], Field(max_length=32, description=_UNUSED)] = []

    @model_validator(mode="after")
    def _check_rate(self) -> TTSRequest:
        rates = SAMPLE_RATES[self.format]
        if self.sample_rate is not None and self.sample_rate not in rates:
            known = ", ".join(map(str, rates))
            raise ValueError(f"sample_rate of {self.format} must be one of {known}")
        return self


class LiveRequest(TTSRequest):
    """The request of a WebSocket's first event, whose text may come later."""

    text: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    """What is said first; usually empty."""


class SpeechRequest(Wire):
    """OpenAI's `POST /v1/audio/speech`."""

    input: Annotated[str, Field(max_length=LONGEST_TEXT)]
    """The text."""
    model: str = "tts-1"
    """Any name: the engine is the one that the server was started with."""
    voice: str | dict[str, str] | None = None
    """A voice of the engine by its name; OpenAI's own names (`alloy` and so on) stand for the
    engine's voices in their order."""
    response_format: Literal["mp3", "opus", "aac", "flac", "wav", "pcm"] = "mp3"
    """The form of the sound. PCM and WAV have 16 bits at 24,000 Hz."""
    speed: Annotated[float, Field(ge=0.25, le=4)] = 1.0
    """How fast: 2 is twice as fast as the voice by itself."""
    instructions: Annotated[str, Field(description=_UNUSED)] = ""
    stream_format: Literal["audio"] = "audio"
    """The sound itself. OpenAI's other form, events, is not offered."""


class ASRRequest(Query):
    """A recording to be written down."""

    audio: Annotated[bytes, Field(min_length=1, max_length=LONGEST_RECORDING)]
    """The recording's bytes, in any common format, up to an hour long."""
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$")] | None = None
    """The language spoken, such as `en`; it is guessed where it is not given."""
    ignore_timestamps: bool = True
    """Accepted; the times of the segments are given either way."""


class ModelQuery(Query):
    """Which voices are listed."""

    page_size: Annotated[int, Field(ge=1, le=100)] = 10
    """How many at once."""
    page_number: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """Which page, counted from 1."""
    title: str = ""
    """Only voices with this in their name."""
    tag: list[str] = []
    """Only voices with all of these tags; a voice's tags are its gender and its language."""
    self: bool = False
    """Accepted: all voices are the user's own."""
    author_id: str | None = None
    """Only voices of this author; all are of `narrator`."""
    language: list[str] = []
    """Only voices of one of these languages, such as `en` or `en-GB`."""
    title_language: str = ""
    """Accepted; it changes nothing."""
    sort_by: Literal["score", "task_count", "created_at"] = "score"
    """Accepted: the best voices come first."""


def _allow_null(field: dict[str, Any]) -> dict[str, Any]:
    if "enum" in field:
        field["enum"] = [*field["enum"], None]
    if isinstance(field.get("type"), str):
        field["type"] = [field["type"], "null"]
        return field
    if "$ref" in field:
        field["anyOf"] = [{"$ref": field.pop("$ref")}]
    choices = field.get("anyOf", [])
    if choices and {"type": "null"} not in choices:
        choices.append({"type": "null"})
    return field
