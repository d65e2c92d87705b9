"""The tone engine: a sound for every word, as long as the word would take to say.

It stands in for no other engine: it is a real one, whose voices hum. Tests use it because it needs
no model, and people use it to try out a whole build before they spend an hour on it.
"""

from __future__ import annotations

import difflib
import re
import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from narrator.audio.clip import Clip, clip_from_float
from narrator.engine import Capabilities, Gender, Speech, Voice
from narrator.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 24_000
SECONDS_A_CHARACTER = 0.063
"""So that *Pride and Prejudice* plays for about as long as when it is read to you."""
RULES = "1"
"""Part of every job's name: changes when the same text begins to sound otherwise."""

_PITCHES: dict[str, tuple[Gender, float]] = {
    "alto": ("female", 196.0),
    "baritone": ("male", 110.0),
    "soprano": ("female", 262.0),
    "tenor": ("male", 147.0),
    "mezzo": ("female", 220.0),
    "bass": ("male", 82.0),
    "descant": ("female", 330.0),
    "countertenor": ("male", 175.0),
}


@dataclass(frozen=True)
class ToneEngine:
    """Hums. ``pace`` is how many seconds it works for each second of sound."""

    pace: float = 0.0
    name: str = "tone"

    def capabilities(self) -> Capabilities:
        """Tell what the engine can do: any language, 400 characters at once."""
        return Capabilities(languages=("mul",), longest_text=400, rate=RATE, workers="threads")

    def voices(self) -> tuple[Voice, ...]:
        """List the voices, the default first."""
        return tuple(
            Voice(self.name, name, "mul", gender, rank, f"hums at {pitch:g} Hz")
            for rank, (name, (gender, pitch)) in enumerate(_PITCHES.items())
        )

    def identity(self, voice: str) -> dict[str, str]:
        """Name what can be heard: the rules and the voice."""
        _find_pitch(voice)
        return {"engine": "tone", "rules": RULES, "voice": voice}

    def speak(self, speech: Speech) -> Clip:
        """Hum every word of the text, one after the other."""
        pitch = _find_pitch(speech.voice)
        words = re.findall(r"\S+\s*", speech.text) or [""]
        sounds = [_hum(word, pitch, speech.speed) for word in words]
        clip = clip_from_float(np.concatenate(sounds), RATE)
        time.sleep(self.pace * clip.seconds)
        return clip


def _find_pitch(voice: str) -> float:
    if voice not in _PITCHES:
        close = difflib.get_close_matches(voice, _PITCHES, n=1) or sorted(_PITCHES)
        raise UsageError(f"The engine 'tone' has no voice {voice!r}. Try {close[0]!r}.")
    return _PITCHES[voice][1]


def _hum(word: str, pitch: float, speed: float) -> NDArray[np.float32]:
    """Make the sound of one word: its letters choose the tone, its length the time.

    A twentieth of a second at least, so that it can be heard; soft at both ends; louder and
    quieter by word, as speech is.
    """
    letters = zlib.crc32(word.strip().encode())
    count = int(RATE * max(0.05, SECONDS_A_CHARACTER * len(word)) / speed)
    turns = np.arange(count, dtype=np.float32) * np.float32(
        2 * np.pi * pitch * (1 + letters % 12 / 24) / RATE
    )
    loudness = np.float32(0.15 + 0.15 * (letters // 12 % 8) / 7)
    hummed: NDArray[np.float32] = np.sin(turns) * np.hanning(count).astype(np.float32) * loudness
    return hummed
