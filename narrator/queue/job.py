"""A job: one clip to be made, named by everything of it that the ear can hear."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from narrator.cache.key import name_by_content

if TYPE_CHECKING:
    from narrator.engine import Engine, Speech


@dataclass(frozen=True, slots=True)
class Job:
    """One clip to be made: by which engine, and what it is to say. ``key`` is its name."""

    key: str
    engine: str
    speech: Speech


def name_job(identity: dict[str, str], speech: Speech, take: int = 1) -> str:
    """Name a job: the engine's identity, the words and how they are said, the number of the take.

    The place of the words in a book is not part of it, nor is our version: an inserted line
    re-makes one clip, and two books share what they share. To change this form is to make every
    clip of every user anew.
    """
    return name_by_content(
        {
            "identity": identity,
            "text": speech.text,
            "language": speech.language,
            "direction": speech.direction,
            "speed": f"{speech.speed:g}",
            "take": take,
        }
    )


def make_job(engine: Engine, identity: dict[str, str], speech: Speech, take: int = 1) -> Job:
    """Make a job; what the engine draws at random, it draws from the job's own name."""
    key = name_job(identity, speech, take)
    return Job(key, engine.name, replace(speech, seed=int(key[-8:], 16)))


def clip_name(key: str) -> str:
    """Give the name under which a store keeps a job's clip."""
    return f"clips/{key}.flac"


def measurement_name(key: str) -> str:
    """Give the name under which a store keeps what was measured of a job's clip."""
    return f"clips/{key}.json"
