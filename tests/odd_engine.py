"""An engine that hums like the tone engine, but does what a word in the text tells it to."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from narrator.audio.clip import Clip
from narrator.engine import Capabilities
from narrator.engines.tone import ToneEngine
from narrator.errors import EngineError, SpeechError


@dataclass(frozen=True)
class OddEngine(ToneEngine):
    """Does as the text says: die, starve, refuse, break, be-silent, no-credit. Logs its work."""

    log: Path | None = None
    workers: str = "processes"
    longest: int = 400
    price: float = 0.0
    varies: bool = False

    def capabilities(self) -> Capabilities:
        """Tell what the engine can do."""
        return replace(
            super().capabilities(),
            workers=self.workers,
            longest_text=self.longest,
            price=self.price,
            varies=self.varies,
        )

    def speak(self, speech):
        """Hum, unless a word says otherwise."""
        if self.log:
            with self.log.open("a", encoding="utf-8") as log:
                log.write(speech.text + "\n")
        clip = super().speak(speech)
        if "die" in speech.text:
            os._exit(9)
        if "starve" in speech.text:
            raise MemoryError
        if "refuse" in speech.text:
            raise SpeechError("It will not say that.")
        if "no-credit" in speech.text:
            raise EngineError("There is no credit left.")
        if "break" in speech.text:
            raise ZeroDivisionError
        if "be-silent" in speech.text:
            return Clip(np.zeros_like(clip.samples), clip.rate)
        return clip
