"""What a listening worker does: write down a recording, with Whisper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from narrator.audio.codec import decode_pieces
from narrator.engines.models import find_model
from narrator.errors import UsageError
from narrator.proof.whisper import MODEL, RATE, load_whisper

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

LONGEST_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording in any common format, and the language spoken, guessed where it is empty."""

    audio: bytes
    language: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Some words, and when they are heard, in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in ``seconds`` of a recording."""

    phrases: tuple[Phrase, ...]
    seconds: float
    language: str


class Listener:
    """Writes down what it is given. The model is loaded for the first recording."""

    def __init__(self, models: Path) -> None:
        self._models = models

    def __call__(self, recording: Recording) -> Heard:
        """Write it down.

        Raises UsageError for what is no sound, or none of a language known; ModelMissingError.
        """
        sound = _decode(recording.audio)
        language = recording.language.partition("-")[0].lower() or None
        if language is not None and language not in self._model.supported_languages:
            raise UsageError(f"The language {language!r} is not one that can be written down.")
        segments, info = self._model.transcribe(
            sound, language=language, beam_size=5, condition_on_previous_text=False
        )
        phrases = [Phrase(s.text.strip(), round(s.start, 3), round(s.end, 3)) for s in segments]
        return Heard(tuple(phrases), round(len(sound) / RATE, 3), info.language)

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401 - faster-whisper is optional, so its types cannot be named
        return load_whisper(find_model(MODEL, self._models).folder)


def _decode(audio: bytes) -> NDArray[np.float32]:
    """Decode to what Whisper takes, and no further than is allowed: a small file can hold days."""
    pieces: list[NDArray[np.float32]] = []
    room = LONGEST_SECONDS * RATE
    try:
        for piece in decode_pieces(audio, RATE):
            pieces.append(piece.samples.astype(np.float32) / np.float32(32768))
            room -= len(piece.samples)
            if room < 0:
                raise UsageError(f"The recording is longer than {LONGEST_SECONDS} seconds.")
    except ValueError as error:
        raise UsageError("The recording cannot be read as sound.") from error
    return np.concatenate([*pieces, np.zeros(0, np.float32)])
