"""The sound of a line: its takes, one of them to hear, and another one to be made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from starlette.exceptions import HTTPException

from narrator.errors import SpeechError
from narrator.preparing import JOURNAL
from narrator.queue.crew import Crew
from narrator.queue.job import clip_name, make_job
from narrator.queue.journal import open_journal
from narrator.queue.price import find_price
from narrator.queue.selection import Selection
from narrator.queue.takes import find_takes
from narrator.queue.work import Failed, Made
from narrator.saying import join_clips, wav_bytes
from narrator.server.studio.edits import find_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from narrator.engine import Engine
    from narrator.queue.job import Job
    from narrator.queue.plan import Line
    from narrator.server.studio.book import Library, LineRow, View


class LineDetails(TypedDict):
    """A line with its takes at hand; ``price`` is what one more costs, in US dollars.

    ``varies`` tells whether another take would sound otherwise, ``directions`` whether the engine
    takes a direction, ``fault`` why it failed.
    """

    line: LineRow
    takes: list[int]
    varies: bool
    directions: bool
    price: float
    fault: str


def describe(library: Library, view: View, segment: str) -> LineDetails:
    """Describe a line with its takes."""
    line = find_line(view, segment)
    can = _engine_of(view, line).capabilities()
    return LineDetails(
        line=view.describe_line(view.places[segment]),
        takes=sorted(_find_clips(library, view, segment)),
        varies=can.varies,
        directions=can.directions,
        price=round(find_price(_jobs_of(view, line), view.prepared.engines), 4),
        fault=next((view.failed[key] for key in line.keys if key in view.failed), ""),
    )


def hear(library: Library, view: View, segment: str, take: int | None) -> bytes:
    """Give the sound of a take as a WAV file, of the one that is heard where none is named.

    Raises HTTPException 404 where it is not made.
    """
    line = find_line(view, segment)
    clips = _find_clips(library, view, segment).get(take or line.take)
    if not clips:
        raise HTTPException(404, "This take of the line is not made yet.")
    rate = _engine_of(view, line).capabilities().rate
    return wav_bytes(join_clips(clips, store=library.store, rate=rate))


def make(library: Library, view: View, segment: str, *, another: bool) -> int:
    """Make the clips of a line that are missing, or those of another take; give the take's number.

    Raises SpeechError where it cannot be said, HTTPException where no other take would differ.
    """
    line = find_line(view, segment)
    engine = _engine_of(view, line)
    jobs, take = _jobs_of(view, line), line.take
    gauge = view.plan.jobs.get(view.plan.gauges.get(line.voice, ""))
    if another:
        if not engine.capabilities().varies:
            raise HTTPException(400, f"{engine.name} says the same words the same way every time.")
        take = max(_find_clips(library, view, segment), default=0) + 1
        jobs = [make_job(engine, dict(job.identity), job.speech, take) for job in jobs]
    _make_clips([*jobs, *([gauge] if gauge else [])], engine, library)
    library.note_clips(view.title, (job.key for job in jobs))
    return take


def _make_clips(jobs: list[Job], engine: Engine, library: Library) -> None:
    store = library.store
    missing = [job for job in jobs if not store.has(clip_name(job.key))]
    if not missing:
        return
    settings = library.settings
    with (
        open_journal(settings.data / JOURNAL) as journal,
        Crew(engine, store=store, size=1) as crew,
    ):
        for result in crew.make_clips(missing):
            if isinstance(result, Failed):
                journal.record(result.job, work=result.work, audio=0.0, error=result.reason)
                raise SpeechError(result.reason)
            if isinstance(result, Made):
                journal.record(result.job, work=result.work, audio=result.audio)


def _find_clips(library: Library, view: View, segment: str) -> dict[int, tuple[str, ...]]:
    """Find the clips of each take of a line that is at hand."""
    store = library.store
    plan = replace(view.plan, selection=Selection(segments=frozenset({segment})))
    known = _Known(store.has)
    return {number: clips for it in find_takes(plan, known) for number, clips in it.clips.items()}


class _Known:
    """Looks for a few clips by name, where listing them all would take longer."""

    def __init__(self, has: Callable[[str], bool]) -> None:
        self._has = has

    def __contains__(self, name: object) -> bool:
        return self._has(str(name))

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _engine_of(view: View, line: Line) -> Engine:
    return view.prepared.engines[line.voice.partition(":")[0]]


def _jobs_of(view: View, line: Line) -> list[Job]:
    return [view.plan.jobs[key] for key in line.keys]
