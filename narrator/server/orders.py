"""From what a client asks to an order: voices found, the format decided, the impossible refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from narrator.audio.codec import STREAMS, Codec
from narrator.server.schema import SAMPLE_RATES, Prosody, SpeechRequest, TTSRequest
from narrator.server.synthesis import Order

if TYPE_CHECKING:
    from narrator.engine import Voice
    from narrator.server.synthesis import Synthesis

MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
    "opus": "audio/opus",
    "aac": "audio/aac",
    "flac": "audio/flac",
}

DEFAULT_MODEL = "s2.1-pro"
"""The model of the hosted API where none is named, or one that it does not know."""

_OPENAI_VOICES = (
    *("alloy", "ash", "ballad", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer"),
    *("verse", "marin", "cedar"),
)
_OPENAI_RATE = 24_000
_OPENAI_RATES = {"opus": 48_000}
_OPENAI_KILOBITS = {"mp3": 128, "aac": 64}
_LONGEST_PIECE = 300


def order_tts(request: TTSRequest, model: str, synthesis: Synthesis) -> Order:
    """Make an order of a request of Fish Audio's form. Raises HTTPException 400."""
    if request.references:
        raise HTTPException(400, say_cannot_clone(synthesis.engine.name))
    prosody = request.prosody or Prosody()
    rate = request.sample_rate or SAMPLE_RATES[request.format][-1]
    return Order(
        voices=_find_voices(request.reference_id, synthesis),
        codec=_choose_codec(request.format, rate, _find_kilobits(request)),
        rate=rate,
        longest=min(request.chunk_length, synthesis.engine.capabilities().longest_text),
        speed=prosody.speed,
        volume=prosody.volume,
        even=prosody.normalize_loudness,
        spoken=request.normalize,
        model="" if synthesis.engine.capabilities().directions else model or DEFAULT_MODEL,
    )


def order_speech(request: SpeechRequest, synthesis: Synthesis) -> Order:
    """Make an order of a request of OpenAI's form. Raises HTTPException 400."""
    form = request.response_format
    rate = _OPENAI_RATES.get(form, _OPENAI_RATE)
    return Order(
        voices=(_find_openai_voice(request.voice, synthesis),),
        codec=_choose_codec(form, rate, _OPENAI_KILOBITS.get(form, 0)),
        rate=rate,
        longest=min(_LONGEST_PIECE, synthesis.engine.capabilities().longest_text),
        speed=request.speed,
    )


def say_cannot_clone(engine: str) -> str:
    """Say who cannot clone, and who can."""
    return (
        f"The engine {engine!r} cannot clone a voice. Fish Audio's can: send this request to "
        "https://api.fish.audio, or leave out the recordings and choose a voice of GET /model."
    )


def find_voice(name: str, synthesis: Synthesis) -> Voice | None:
    """Find a voice by its name, bare or ``engine:name``."""
    return synthesis.voices.get(name.removeprefix(f"{synthesis.engine.name}:"))


def _find_voices(named: str | list[str] | None, synthesis: Synthesis) -> tuple[Voice, ...]:
    if named is None:
        return (next(iter(synthesis.voices.values())),)
    names = [named] if isinstance(named, str) else named
    return tuple(_require_voice(name, synthesis) for name in names)


def _require_voice(name: str, synthesis: Synthesis) -> Voice:
    if voice := find_voice(name, synthesis):
        return voice
    raise HTTPException(400, "Reference not found")


def _find_openai_voice(named: str | dict[str, str] | None, synthesis: Synthesis) -> Voice:
    """Find a voice; OpenAI's names, which every program of theirs has, stand for ours in turn."""
    voices = list(synthesis.voices.values())
    name = named.get("id", "") if isinstance(named, dict) else named
    if name is None:
        return voices[0]
    if voice := find_voice(name, synthesis):
        return voice
    if name in _OPENAI_VOICES:
        return voices[_OPENAI_VOICES.index(name) % len(voices)]
    raise HTTPException(
        400, f"There is no voice {name[:60]!r}. GET /v1/audio/voices lists those there are."
    )


def _find_kilobits(request: TTSRequest) -> int:
    """Tell the bitrate; the API's own documents give Opus's in bits here and in kilobits there."""
    if request.format == "mp3":
        return request.mp3_bitrate
    bitrate = request.opus_bitrate if request.format == "opus" else 0
    return max(0, bitrate // 1000 if bitrate >= 1000 else bitrate)


def _choose_codec(name: str, rate: int, kilobits: int) -> Codec:
    return replace(STREAMS[name], kilobits=kilobits, rates=(rate,))
