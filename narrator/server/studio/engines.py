"""The engines that the page offers: the server's own, and every other that is configured here."""

from __future__ import annotations

import os
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypedDict

from starlette.exceptions import HTTPException

from narrator.engines import list_engines, make_engine
from narrator.errors import NarratorError
from narrator.server.pool import Pool
from narrator.server.saying import Speaker
from narrator.server.synthesis import Synthesis

if TYPE_CHECKING:
    from narrator.engine import Engine, Voice
    from narrator.settings import Settings

_KEYS = {
    "fish": ("FISH_API_KEY", "FISH_API_BASE_URL"),
    "openai_compatible": ("OPENAI_API_KEY", "OPENAI_BASE_URL"),
}
"""What a network engine needs one of: a key for the hosted server, or the address of another."""


class EngineRow(TypedDict):
    """An engine as the page offers it; ``why`` says what is wanting, and is empty where nothing."""

    name: str
    why: str
    directions: bool
    varies: bool
    price: float


class VoiceRow(TypedDict):
    """A voice as the page shows it."""

    id: str
    engine: str
    name: str
    language: str
    gender: str
    description: str


class Engines:
    """Who can speak. Another engine than the server's is set to work when it is first asked."""

    def __init__(self, settings: Settings, home: Synthesis) -> None:
        self.home = home.engine.name
        self._settings = settings
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._speaking = {self.home: home}
        self._known: dict[str, Engine] = {self.home: home.engine}
        self._voices: dict[str, tuple[Voice, ...]] = {self.home: tuple(home.voices.values())}

    def close(self) -> None:
        """Let the workers go."""
        self._stack.close()

    def list_engines(self) -> list[EngineRow]:
        """List the engines, the server's own first, with what is wanting of each."""
        names = dict.fromkeys((self.home, *list_engines()))
        return [self._describe(name) for name in names]

    def list_voices(self) -> list[VoiceRow]:
        """List the voices of all engines that can speak."""
        ready = [row["name"] for row in self.list_engines() if not row["why"]]
        return [_describe_voice(voice) for name in ready for voice in self._voices[name]]

    def find(self, name: str) -> Synthesis:
        """Give what speaks with an engine, which is set to work. Raises HTTPException, EngineError.

        It waits until the engine's models are loaded.
        """
        with self._lock:
            if name not in self._speaking:
                why = self._look(name)
                if why:
                    raise HTTPException(400, why)
                self._speaking[name] = self._begin(self._known[name])
            return self._speaking[name]

    def _begin(self, engine: Engine) -> Synthesis:
        can = engine.capabilities()
        size, processes = can.at_once or 1, can.workers == "processes"
        return Synthesis(
            engine, self._stack.enter_context(Pool(Speaker(engine), size, processes=processes))
        )

    def _describe(self, name: str) -> EngineRow:
        why = self._look(name)
        can = self._known[name].capabilities() if name in self._known else None
        return EngineRow(
            name=name,
            why=why,
            directions=bool(can and can.directions),
            varies=bool(can and can.varies),
            price=can.price if can else 0.0,
        )

    def _look(self, name: str) -> str:
        """Say what is wanting before an engine can speak; nothing where it can."""
        if name in self._voices:
            return ""
        key, address = _KEYS.get(name, ("", ""))
        if key and not (os.environ.get(key) or os.environ.get(address) or self._settings.base_url):
            return f"Set {key}, and start the server again."
        try:
            engine = self._known.setdefault(name, make_engine(name, self._settings))
            voices = engine.voices()
            engine.identity(voices[0].name)
        except (NarratorError, ImportError) as error:
            return str(error)
        self._voices[name] = voices
        return ""


def _describe_voice(voice: Voice) -> VoiceRow:
    return VoiceRow(
        id=voice.id,
        engine=voice.engine,
        name=voice.name,
        language=voice.language,
        gender=voice.gender,
        description=voice.description,
    )
