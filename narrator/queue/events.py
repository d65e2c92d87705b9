"""What happens while a book is made, as values: whoever listens gets each when it happens.

The command line shows them and writes them down (``--log json``); a Python program passes a
function to ``narrator.narrate(..., listen=...)``. They come in the thread that called it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from narrator.cache.key import Json


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan stands: so many segments are asked for, so many of them need no clip made.

    ``missing`` clips are to be made, for ``price`` US dollars.
    """

    segments: int
    done: int
    missing: int = 0
    price: float = 0.0


@dataclass(frozen=True, slots=True)
class Started:
    """An engine is set to work, on so many clips."""

    engine: str
    clips: int


@dataclass(frozen=True, slots=True)
class ClipCached:
    """A clip that was missing turned out to be there: somebody else has made it meanwhile.

    ``segments`` is how many wanted only this clip to be done.
    """

    key: str
    segments: int


@dataclass(frozen=True, slots=True)
class ClipMade:
    """A clip was made and kept. ``seconds`` is how long it plays, ``cost`` is in US dollars.

    ``segments`` is how many wanted only this clip to be done.
    """

    key: str
    seconds: float
    segments: int
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class ClipRetried:
    """A clip was asked for again, after ``attempt`` attempts and ``wait`` seconds, and why.

    It is told when it is known what became of the clip in the end.
    """

    key: str
    attempt: int
    wait: float
    reason: str


@dataclass(frozen=True, slots=True)
class ClipFailed:
    """A clip could not be made; ``segments`` want it, none where it only gauges a voice.

    ``cost`` is what the attempts cost, in US dollars.
    """

    key: str
    segments: tuple[str, ...]
    reason: str
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class ChapterEncoded:
    """A chapter is encoded, or was found encoded. ``number`` counts from 1, of ``count``."""

    number: int
    count: int
    title: str


@dataclass(frozen=True, slots=True)
class BookBound:
    """A file of the book is finished; ``made`` tells whether now, or found as it should be.

    ``kind`` is ``m4b`` or ``mp3``, ``seconds`` how long it plays.
    """

    path: Path
    kind: str
    seconds: float
    made: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the user should know, in one sentence."""

    text: str


Event = (
    Planned
    | Started
    | ClipCached
    | ClipMade
    | ClipRetried
    | ClipFailed
    | ChapterEncoded
    | BookBound
    | Notice
)
Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """Listen to nothing."""


def to_json(event: Event) -> dict[str, Json]:
    """Give an event as a JSON object: its kind as ``event`` (``clip_made``), then its fields."""
    kind = re.sub(r"(?<!^)([A-Z])", r"_\1", type(event).__name__).lower()
    values = asdict(event)
    return {
        "event": kind,
        **{name: str(it) if isinstance(it, Path) else it for name, it in values.items()},
    }
