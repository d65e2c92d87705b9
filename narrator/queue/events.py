"""What happens while a book is made, as values: the command line shows them, tests assert them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan stands: so many segments are asked for, so many of them need no clip made."""

    segments: int
    done: int


@dataclass(frozen=True, slots=True)
class ClipMade:
    """A clip was made and kept. ``seconds`` is how long it plays.

    ``segments`` is how many wanted only this clip to be done.
    """

    key: str
    seconds: float
    segments: int


@dataclass(frozen=True, slots=True)
class ClipFailed:
    """A clip could not be made; ``segments`` want it, none where it only gauges a voice."""

    key: str
    segments: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ChapterEncoded:
    """A chapter is encoded, or was found encoded. ``number`` counts from 1, of ``count``."""

    number: int
    count: int
    title: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the user should know, in one sentence."""

    text: str


Event = Planned | ClipMade | ClipFailed | ChapterEncoded | Notice
Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """Listen to nothing."""
