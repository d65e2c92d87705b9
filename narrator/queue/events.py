"""What happens while a book is made, as values: the command line shows them, tests assert them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan stands: so many segments are spoken, and so many of their clips are missing."""

    segments: int
    cached: int
    missing: int


@dataclass(frozen=True, slots=True)
class ClipMade:
    """A clip was made and kept. ``seconds`` is how long it plays."""

    key: str
    seconds: float


@dataclass(frozen=True, slots=True)
class ClipFailed:
    """A clip could not be made; ``segment`` is the first that wants it."""

    key: str
    segment: str
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
