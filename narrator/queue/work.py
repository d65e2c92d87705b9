"""Making one clip: speak, look whether it can be right, measure, keep.

This runs in a worker, which keeps the clip itself: nothing but a few numbers goes back.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrator.audio.codec import encode_flac
from narrator.audio.loudness import measure
from narrator.audio.plausible import find_fault
from narrator.engine import Retry, count_bytes, taking_notes
from narrator.errors import NarratorError, SpeechError
from narrator.queue.claims import claiming
from narrator.queue.job import Job, clip_name, measurement_name

if TYPE_CHECKING:
    from narrator.audio.clip import Clip
    from narrator.cache.store import FolderStore
    from narrator.engine import Engine, Speech


@dataclass(frozen=True, slots=True)
class Made:
    """A clip that was made: seconds of sound, and of work; ``paid`` are the bytes to be paid for.

    Work of an engine that asks a server is its requests' own time, without waiting to be let in.

    Those are more than its own where answers were asked for again that were no sound.
    """

    job: Job
    audio: float
    work: float
    paid: int
    retries: tuple[Retry, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A clip that was there when it was to be made: somebody else has made it meanwhile."""

    job: Job


@dataclass(frozen=True, slots=True)
class Failed:
    """A clip that could not be made, why, and the seconds of work and paid bytes spent on it."""

    job: Job
    reason: str
    work: float
    paid: int = 0
    retries: tuple[Retry, ...] = ()


Result = Made | Found | Failed


def make_clip(job: Job, *, engine: Engine, store: FolderStore) -> Result:
    """Make a clip and keep it, with its measurements, unless it is there.

    Where another process is making it, that is waited for: nothing is paid for twice. What goes
    wrong with this text alone is returned; what would go wrong with every text is raised:
    EngineError, MachineError.
    """
    with claiming(store, job.key):
        if store.secure(clip_name(job.key)):
            return Found(job)
        return _make(job, engine, store)


def _make(job: Job, engine: Engine, store: FolderStore) -> Made | Failed:
    start = time.perf_counter()
    most = math.inf if job.answers is None else job.answers * count_bytes(job.speech)
    with taking_notes(most) as notes:
        try:
            clip = speak(engine, job.speech)
        except SpeechError as error:
            work = time.perf_counter() - start
            return Failed(job, str(error), work, notes.paid or 0, tuple(notes.retries))
    _keep(clip, job.key, store)
    work = time.perf_counter() - start if notes.asked is None else notes.asked
    paid = count_bytes(job.speech) if notes.paid is None else notes.paid
    return Made(job, clip.seconds, work, paid, tuple(notes.retries))


def speak(engine: Engine, speech: Speech) -> Clip:
    """Have the text spoken; whatever a plug-in raises comes out as one of our errors.

    Raises SpeechError too where the clip cannot be the sound of the text: silent, far too short or
    too long, clipped through.
    """
    try:
        clip = engine.speak(speech)
    except (NarratorError, MemoryError):
        raise
    except Exception as error:
        raise SpeechError(f"The engine {engine.name!r} failed: {error!r}.") from error
    if fault := find_fault(clip, speech.text, speech.language, speech.speed):
        raise SpeechError(f"The engine {engine.name!r} {fault} of {speech.text[:60]!r}.")
    return clip


def _keep(clip: Clip, key: str, store: FolderStore) -> None:
    """Keep the measurements first: a clip that is known has them."""
    store.put(measurement_name(key), measure(clip).to_json())
    store.put(clip_name(key), encode_flac(clip))
