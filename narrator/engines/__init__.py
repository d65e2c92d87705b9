"""The engines: ours by a table, a stranger's by the entry points ``narrator.engines``.

Either way a name stands for a factory, ``module:function``, that makes an engine from the settings.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from narrator.engine import Engine
from narrator.errors import EngineError, UsageError
from narrator.settings import Settings

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "narrator.engines"

Factory = Callable[[Settings], Engine]


def make_kokoro(settings: Settings) -> Engine:
    """Make the default engine: many neural voices, on this machine."""
    from narrator.engines.kokoro import KokoroEngine

    return KokoroEngine(
        settings.models,
        model_file=settings.kokoro_model,
        voices_file=settings.kokoro_voices,
        graph=settings.kokoro_graph,
    )


def make_piper(settings: Settings) -> Engine:
    """Make the fast engine for drafts: one neural voice, on this machine."""
    from narrator.engines.piper import PiperEngine

    return PiperEngine(settings.models)


def make_tone(settings: Settings) -> Engine:
    """Make the engine for tests and dry runs: tones as long as the text would take."""
    from narrator.engines.tone import ToneEngine

    return ToneEngine(pace=settings.tone_pace)


def make_fish(settings: Settings) -> Engine:
    """Make the engine of the Fish Audio API, and of servers that speak its protocol."""
    from narrator.engines.fish import FishEngine

    return FishEngine(
        model=settings.fish_model,
        base_url=settings.base_url or os.environ.get("FISH_API_BASE_URL", ""),
        label=settings.server_label,
        folder=settings.voices,
    )


def make_openai_compatible(settings: Settings) -> Engine:
    """Make the engine of servers that have OpenAI's ``/v1/audio/speech``."""
    from narrator.engines.openai_compatible import OpenAICompatibleEngine

    return OpenAICompatibleEngine(
        model=settings.openai_model,
        base_url=settings.base_url or os.environ.get("OPENAI_BASE_URL", ""),
        label=settings.server_label,
    )


OURS: dict[str, Factory] = {
    "kokoro": make_kokoro,
    "piper": make_piper,
    "tone": make_tone,
    "fish": make_fish,
    "openai_compatible": make_openai_compatible,
}


def list_engines() -> tuple[str, ...]:
    """List the names of all engines, ours first."""
    return (*OURS, *sorted(set(_find_strangers()) - set(OURS)))


def make_engine(name: str, settings: Settings) -> Engine:
    """Make the engine of that name.

    Raises UsageError where nobody knows the name, EngineError where its package cannot be loaded.
    """
    if factory := OURS.get(name):
        return factory(settings)
    strangers = _find_strangers()
    if name not in strangers:
        raise UsageError(_say_unknown(name))
    try:
        factory = cast("Factory", strangers[name].load())
        return factory(settings)
    except (ImportError, AttributeError) as error:
        raise EngineError(
            f"The engine {name!r} is registered by {strangers[name].value}, "
            f"which cannot be loaded: {error}. Install that package again."
        ) from error


def _find_strangers() -> dict[str, EntryPoint]:
    from importlib import metadata

    return {point.name: point for point in metadata.entry_points(group=GROUP)}


def _say_unknown(name: str) -> str:
    names = list_engines()
    close = difflib.get_close_matches(name, names, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    return f"There is no engine {name!r}.{hint} Known: {', '.join(names)}."
