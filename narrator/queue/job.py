"""A job: one clip to be made, named by everything of it that the ear can hear."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from narrator.cache.key import name_by_content

if TYPE_CHECKING:
    from collections.abc import Mapping

    from narrator.cache.key import Json
    from narrator.engine import Engine, Speech


@dataclass(frozen=True, slots=True)
class Job:
    """One clip to be made: by which engine, and what it is to say.

    ``key`` is its name; ``identity`` what the engine said of itself and the voice, and ``take`` the
    number of the take, are the parts of the name that are not in ``speech``. ``answers`` are as
    many as may be paid for until one is the sound of the text, None for any number.
    """

    key: str
    engine: str
    speech: Speech
    identity: Mapping[str, str] = field(default_factory=dict)
    take: int = 1
    answers: int | None = field(default=None, compare=False)


def name_job(identity: Mapping[str, str], speech: Speech, take: int = 1) -> str:
    """Name a job: the engine's identity, the words and how they are said, the number of the take.

    The place of the words in a book is not part of it, nor is our version: an inserted line
    re-makes one clip, and two books share what they share. To change this form is to make every
    clip of every user anew.
    """
    return name_by_content(_list_parts(identity, speech, take))


def list_parts(job: Job) -> dict[str, Json]:
    """List what a job's name is made of; as canonical JSON, hashed, it is the name."""
    return _list_parts(job.identity, job.speech, job.take)


def _list_parts(identity: Mapping[str, str], speech: Speech, take: int) -> dict[str, Json]:
    spelled: dict[str, Json] = {}
    if speech.phonemes:
        spelled["phonemes"] = [list(pair) for pair in speech.phonemes]
    if speech.foreign:
        spelled["foreign"] = [list(pair) for pair in speech.foreign]
    return {
        "identity": identity,
        "text": speech.text,
        "language": speech.language,
        "direction": speech.direction,
        "speed": f"{speech.speed:g}",
        "take": take,
        **spelled,
    }


def make_job(engine: Engine, identity: dict[str, str], speech: Speech, take: int = 1) -> Job:
    """Make a job; what the engine draws at random, it draws from the job's own name."""
    key = name_job(identity, speech, take)
    return Job(key, engine.name, replace(speech, seed=int(key[-8:], 16)), identity, take)


def name_take(job: Job, take: int) -> str:
    """Give the name that a job would have as another take."""
    return name_job(job.identity, job.speech, take)


def clip_name(key: str) -> str:
    """Give the name under which a store keeps a job's clip."""
    return f"clips/{key}.flac"


def measurement_name(key: str) -> str:
    """Give the name under which a store keeps what was measured of a job's clip."""
    return f"clips/{key}.json"
