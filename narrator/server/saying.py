"""What a worker does: say one piece, and measure it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.audio.loudness import Measurement, measure
from narrator.queue.work import speak

if TYPE_CHECKING:
    from narrator.audio.clip import Clip
    from narrator.engine import Engine, Speech


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A clip and what was measured of it."""

    clip: Clip
    measurement: Measurement


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says what it is given: in a worker process it holds the engine, which holds its model."""

    engine: Engine

    def __call__(self, speech: Speech) -> Said:
        """Say it. Raises SpeechError, EngineError."""
        clip = speak(self.engine, speech)
        return Said(clip, measure(clip))
