"""What can be asked of speech: the API's parameters, checked before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Literal, TypeAlias

from narrator.fishapi.errors import ParameterError

AudioFormat = Literal["mp3", "wav", "pcm", "opus"]
LatencyMode = Literal["low", "normal", "balanced"]

SAMPLE_RATES: Mapping[str, tuple[int, ...]] = {
    "mp3": (32000, 44100),
    "wav": (8000, 16000, 24000, 32000, 44100),
    "pcm": (8000, 16000, 24000, 32000, 44100),
    "opus": (48000,),
}
"""The rates in Hz that the API makes, by format."""

_CHOICES: Mapping[str, tuple[object, ...]] = {
    "format": tuple(SAMPLE_RATES),
    "latency": ("low", "normal", "balanced"),
    "mp3_bitrate": (64, 128, 192),
    "opus_bitrate": (-1000, 24, 32, 48, 64, 24000, 32000, 48000, 64000),
}
_RANGES: Mapping[str, tuple[float, float]] = {
    "temperature": (0.0, 1.0),
    "top_p": (0.0, 1.0),
    "early_stop_threshold": (0.0, 1.0),
    "repetition_penalty": (0.0, float("inf")),
    "chunk_length": (100, 300),
    "min_chunk_length": (0, 100),
    "max_new_tokens": (1, float("inf")),
    "speed": (0.5, 2.0),
    "volume": (-20.0, 20.0),
}
_WHOLE = {"chunk_length", "min_chunk_length", "max_new_tokens"}


@dataclass(frozen=True, slots=True)
class ReferenceAudio:
    """A recording whose voice is to be cloned, for this request only.

    ``audio``: the file's bytes, WAV, MP3 or FLAC; 10 to 30 seconds are best, and about six minutes
    the most. ``text``: exactly what is said in it, with its punctuation.
    """

    audio: bytes = field(repr=False)
    text: str

    def __post_init__(self) -> None:
        if not isinstance(self.audio, bytes) or not self.audio:
            raise ParameterError("ReferenceAudio.audio must be the bytes of a sound file.")


Reference: TypeAlias = ReferenceAudio | Sequence[ReferenceAudio]


@dataclass(frozen=True, slots=True)
class Prosody:
    """How the voice speaks.

    ``speed``: a factor, 0.5 to 2.0, default 1.0. ``volume``: dB, −20 to 20, default 0.0.
    ``normalize_loudness``: default true; S1 takes no notice. It is sent only where it is false, as
    true is the API's own default and no official SDK sends it. (API reference of
    ``POST /v1/tts``; the bounds of the volume are those of the WebSocket reference.)
    """

    speed: float = 1.0
    volume: float = 0.0
    normalize_loudness: bool = True

    def __post_init__(self) -> None:
        _check_ranges(self)


@dataclass(frozen=True, slots=True)
class TTSConfig:
    """Everything that the API can be told about speech but the text, the voice's model apart.

    It can be made once and used many times. Ranges and units are those of the API reference of
    ``POST /v1/tts`` (fetched August 2026); the defaults are those of the official Python SDK 1.3,
    which differ from the API's own in ``latency`` (``normal``) and ``chunk_length`` (300).
    Values are checked here; raises ParameterError.
    """

    format: AudioFormat = "mp3"
    """``mp3``, ``wav``, ``pcm`` (16 bits, little-endian, no header) or ``opus`` (in Ogg). All are
    mono. Default ``mp3``."""
    sample_rate: int | None = None
    """Hz. ``wav`` and ``pcm``: 8000, 16000, 24000, 32000, 44100; ``mp3``: 32000, 44100; ``opus``:
    48000. Default: 44100, with ``opus`` 48000."""
    mp3_bitrate: int = 128
    """kbit/s, with ``mp3``: 64, 128 or 192. Default 128."""
    opus_bitrate: int = -1000
    """With ``opus``: −1000 (the encoder decides), or 24000, 32000, 48000, 64000 bit/s. 24, 32, 48,
    64 are sent as they are: the official SDK counts in kbit/s, and sends 32 always. Default −1000,
    the API's."""
    normalize: bool = True
    """Whether numbers in English and Chinese text are read as words. Default true."""
    chunk_length: int = 200
    """How much text is made at a time, 100 to 300 (the API reference does not say of what; the SDK
    says characters). Less sounds sooner, more sounds better. Default 200; the API's is 300."""
    min_chunk_length: int = 50
    """The least text to make at a time, in characters, 0 to 100. Default 50."""
    latency: LatencyMode = "balanced"
    """``normal`` (best, about 500 ms to the first sound), ``balanced`` (about 300 ms) or ``low``.
    Default ``balanced``; the API's is ``normal``."""
    reference_id: str | Sequence[str] | None = None
    """A voice's id; or, with the S2 models, one for each ``<|speaker:N|>`` in the text, from 0.
    Default: none, and the model chooses a voice anew each time."""
    references: Sequence[Reference] = ()
    """Recordings to clone. With the S2 models also a sequence of sequences, one for each speaker,
    together with a ``reference_id`` that names each. Default: none. MessagePack only."""
    prosody: Prosody | None = None
    """Speed, volume, loudness. Default: none, which is the API's own."""
    top_p: float = 0.7
    """How much of the probability is drawn from (nucleus sampling), 0 to 1. Default 0.7."""
    temperature: float = 0.7
    """How freely is drawn, 0 to 1: more is livelier, less is steadier. Default 0.7."""
    max_new_tokens: int = 1024
    """The most audio tokens for one chunk of text, 1 or more. Default 1024."""
    repetition_penalty: float = 1.2
    """How much repeating itself costs the model, 0 or more; 1 is nothing. Default 1.2."""
    condition_on_previous_chunks: bool = True
    """Whether a chunk is made with the sound before it in mind, for a steady voice. Default
    true."""
    early_stop_threshold: float = 1.0
    """When to stop early, 0 to 1. Default 1.0."""
    features: Sequence[str] = ()
    """Switches passed on to the model's server, such as ``quality-guard``. Default: none; sent
    only where there are any."""
    extra: Mapping[str, object] = field(default_factory=dict, hash=False)
    """Fields that this class does not know yet, or values that it would refuse, sent as they are:
    they win over all others. Default: none."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "references", _freeze_references(self.references))
        object.__setattr__(self, "features", tuple(self.features))
        object.__setattr__(self, "extra", dict(self.extra))
        if not isinstance(self.reference_id, str | None):
            object.__setattr__(self, "reference_id", tuple(self.reference_id))
        for name, choices in _CHOICES.items():
            _check_choice(name, getattr(self, name), choices)
        _check_ranges(self)
        _check_sample_rate(self.format, self.sample_rate)


@dataclass(frozen=True, slots=True)
class TextEvent:
    """A piece of text in a live session; a plain string is the same."""

    text: str


@dataclass(frozen=True, slots=True)
class FlushEvent:
    """In a live session: speak what has been sent so far, without waiting for more."""


LiveText: TypeAlias = str | TextEvent | FlushEvent


def settle(
    config: TTSConfig,
    *,
    reference_id: str | Sequence[str] | None,
    references: Sequence[Reference] | None,
    format: AudioFormat | None,  # noqa: A002  the API's name for it
    latency: LatencyMode | None,
    speed: float | None,
) -> TTSConfig:
    """Give the configuration with what a call says for itself; a speed keeps the volume."""
    said: dict[str, object] = {
        "reference_id": reference_id,
        "references": references,
        "format": format,
        "latency": latency,
    }
    if speed is not None:
        said["prosody"] = replace(config.prosody or Prosody(), speed=speed)
    changes = {name: value for name, value in said.items() if value is not None}
    return replace(config, **changes) if changes else config  # type: ignore[arg-type]


def list_fields(text: str, config: TTSConfig, *, nulls: bool) -> dict[str, object]:
    """Give the request as the API names it, in the order of the official SDK.

    ``nulls`` keeps the fields that are not set, which that SDK does in live sessions only.
    """
    said: dict[str, object] = {
        "text": text,
        "chunk_length": config.chunk_length,
        "format": config.format,
        "sample_rate": config.sample_rate,
        "mp3_bitrate": config.mp3_bitrate,
        "opus_bitrate": config.opus_bitrate,
        "references": [_plain(reference) for reference in config.references],
        "reference_id": config.reference_id,
        "normalize": config.normalize,
        "latency": config.latency,
        "prosody": _plain_prosody(config.prosody),
        "top_p": float(config.top_p),
        "temperature": float(config.temperature),
        "max_new_tokens": config.max_new_tokens,
        "repetition_penalty": float(config.repetition_penalty),
        "min_chunk_length": config.min_chunk_length,
        "condition_on_previous_chunks": config.condition_on_previous_chunks,
        "early_stop_threshold": float(config.early_stop_threshold),
    }
    if config.features:
        said["features"] = config.features
    kept = {name: value for name, value in said.items() if nulls or value is not None}
    return {**kept, **config.extra}


def _plain(reference: Reference) -> object:
    if isinstance(reference, ReferenceAudio):
        return {"audio": reference.audio, "text": reference.text}
    return [_plain(one) for one in reference]


def _plain_prosody(prosody: Prosody | None) -> dict[str, object] | None:
    if prosody is None:
        return None
    said: dict[str, object] = {"speed": float(prosody.speed), "volume": float(prosody.volume)}
    return said if prosody.normalize_loudness else {**said, "normalize_loudness": False}


def _freeze_references(references: Sequence[Reference]) -> tuple[Reference, ...]:
    frozen = tuple(one if isinstance(one, ReferenceAudio) else tuple(one) for one in references)
    speakers = (one if isinstance(one, tuple) else (one,) for one in frozen)
    if not all(isinstance(one, ReferenceAudio) for speaker in speakers for one in speaker):
        raise ParameterError("references must hold ReferenceAudio, or a list of them per speaker.")
    return frozen


def _check_choice(name: str, value: object, choices: tuple[object, ...]) -> None:
    if value not in choices or isinstance(value, bool):
        listed = ", ".join(map(str, choices))
        raise ParameterError(f"{name} must be one of {listed}, not {value!r}.")


def _check_ranges(value: Prosody | TTSConfig) -> None:
    for name in (one.name for one in fields(value) if one.name in _RANGES):
        _check_number(name, getattr(value, name), *_RANGES[name])


def _check_number(name: str, value: object, low: float, high: float) -> None:
    kinds = int if name in _WHOLE else int | float
    if isinstance(value, bool) or not isinstance(value, kinds):
        raise ParameterError(f"{name} must be a number, not {value!r}.")
    if not low <= value <= high or value == float("inf"):
        bounds = f"{low:g} or more" if high == float("inf") else f"between {low:g} and {high:g}"
        raise ParameterError(f"{name} must be {bounds}, not {value!r}.")


def _check_sample_rate(format_: str, rate: int | None) -> None:
    rates = SAMPLE_RATES[format_]
    if rate is not None and (rate not in rates or isinstance(rate, bool)):
        listed = ", ".join(map(str, rates))
        raise ParameterError(f"sample_rate with {format_} must be one of {listed}, not {rate!r}.")
