"""Running a plan: make what is missing, write down what happened, go on where one clip fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from narrator.queue.crew import Crew
from narrator.queue.events import ClipFailed, ClipMade, Listener
from narrator.queue.work import Failed, Made

if TYPE_CHECKING:
    from collections.abc import Mapping

    from narrator.cache.store import FolderStore
    from narrator.engine import Engine
    from narrator.queue.journal import Journal
    from narrator.queue.plan import Plan


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to: clips made, seconds of sound in them, and why the others failed.

    ``present`` are the keys of all planned clips that are there now, made just now or before.
    """

    made: int
    audio: float
    failed: tuple[ClipFailed, ...]
    present: frozenset[str]


@dataclass
class _Tally:
    """Counts what happens, writes it down, and tells the listener."""

    plan: Plan
    journal: Journal
    listen: Listener
    made: int = 0
    audio: float = 0.0
    failed: tuple[ClipFailed, ...] = ()
    present: set[str] = field(default_factory=set)

    def count(self, result: Made | Failed) -> None:
        if isinstance(result, Failed):
            self._count_failure(result)
            return
        self.present.add(result.job.key)
        self.made += bool(result.work)
        self.audio += result.audio
        if result.work:
            self.journal.record(result.job, work=result.work, audio=result.audio)
        self.listen(ClipMade(result.job.key, result.audio))

    def _count_failure(self, result: Failed) -> None:
        key = result.job.key
        self.journal.record(result.job, work=result.work, audio=0.0, error=result.reason)
        event = ClipFailed(key, self.plan.find_segment(key), result.reason)
        self.failed += (event,)
        self.listen(event)


def run(
    plan: Plan,
    *,
    engines: Mapping[str, Engine],
    store: FolderStore,
    journal: Journal,
    workers: int,
    listen: Listener,
) -> Outcome:
    """Make every clip that the plan is missing; ``workers`` are at it at once.

    A clip that fails is told of and left out. What would fail every clip is raised: EngineError,
    MachineError.
    """
    tally = _Tally(plan, journal, listen)
    by_engine = sorted(plan.missing, key=lambda job: job.engine)
    for name, jobs in groupby(by_engine, key=lambda job: job.engine):
        engine = engines[name]
        with Crew(engine, store, engine.capabilities().at_once or workers) as crew:
            for result in crew.make_clips(jobs):
                tally.count(result)
    return Outcome(tally.made, tally.audio, tally.failed, plan.cached | tally.present)
