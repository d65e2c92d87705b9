"""Narrator turns a manuscript into a chaptered, many-voiced audiobook.

::

    import narrator

    narrator.say("Good evening.", "hello.mp3")

Names are loaded when they are first used, so that importing this package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from narrator.errors import NarratorError
    from narrator.options import Options
    from narrator.pipeline import Book, narrate
    from narrator.queue.events import (
        BookBound,
        ChapterEncoded,
        ClipCached,
        ClipFailed,
        ClipMade,
        ClipRetried,
        Event,
        Notice,
        Planned,
        Started,
    )
    from narrator.saying import say
    from narrator.settings import Settings, read_settings

__all__ = [
    "Book",
    "BookBound",
    "ChapterEncoded",
    "ClipCached",
    "ClipFailed",
    "ClipMade",
    "ClipRetried",
    "Event",
    "NarratorError",
    "Notice",
    "Options",
    "Planned",
    "Settings",
    "Started",
    "narrate",
    "read_settings",
    "say",
]

_HOMES = {
    "Book": "narrator.pipeline",
    "BookBound": "narrator.queue.events",
    "ChapterEncoded": "narrator.queue.events",
    "ClipCached": "narrator.queue.events",
    "ClipFailed": "narrator.queue.events",
    "ClipMade": "narrator.queue.events",
    "ClipRetried": "narrator.queue.events",
    "Event": "narrator.queue.events",
    "NarratorError": "narrator.errors",
    "Notice": "narrator.queue.events",
    "Options": "narrator.options",
    "Planned": "narrator.queue.events",
    "Settings": "narrator.settings",
    "Started": "narrator.queue.events",
    "narrate": "narrator.pipeline",
    "read_settings": "narrator.settings",
    "say": "narrator.saying",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'narrator' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
