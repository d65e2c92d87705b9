"""Running a plan: make what is missing, write down what happened, go on where one clip fails."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from narrator.queue.events import ClipCached, ClipFailed, ClipMade, ClipRetried, Listener
from narrator.queue.price import split_by_price
from narrator.queue.work import Failed, Made

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from narrator.engine import Engine
    from narrator.queue.job import Job
    from narrator.queue.journal import Journal
    from narrator.queue.plan import Plan


class Makers(Protocol):
    """Whoever makes clips: a crew of this machine's, or one that many books share."""

    def make_clips(self, jobs: Iterable[Job | None]) -> Iterator[Made | Failed]:
        """Make the clips, in no certain order. Raises what would fail every one.

        A job that is None says that there is none just now, and may be more later.
        """
        ...


Hire = Callable[["Engine"], AbstractContextManager["Makers"]]
"""How makers are found who speak with an engine, for as long as the block lasts."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to: clips made, seconds of sound in them, and why the others failed.

    ``present`` are the keys of all planned clips that are there now, made just now or before;
    ``left`` the jobs that were not tried, because that would have cost more than was allowed.
    """

    made: int
    audio: float
    failed: tuple[ClipFailed, ...]
    present: frozenset[str]
    left: tuple[Job, ...] = ()


class _Tally:
    """Counts what happens, writes it down, and tells the listener."""

    def __init__(self, plan: Plan, journal: Journal, listen: Listener) -> None:
        self.plan = plan
        self.journal = journal
        self.listen = listen
        self.made = 0
        self.audio = 0.0
        self.failed: list[ClipFailed] = []
        self.present = set(plan.cached)

    def count(self, result: Made | Failed) -> None:
        """Count what became of one job."""
        for it in result.retries:
            self.listen(ClipRetried(result.job.key, it.attempt, it.wait, it.reason))
        if isinstance(result, Failed):
            self._count_failure(result)
        else:
            self._count_clip(result)

    def _count_clip(self, made: Made) -> None:
        key = made.job.key
        self.present.add(key)
        done = sum(self.present.issuperset(line.keys) for line in self.plan.waiting[key])
        if not made.work:
            self.listen(ClipCached(key, done))
            return
        self.made += 1
        self.audio += made.audio
        self.journal.record(made.job, work=made.work, audio=made.audio)
        self.listen(ClipMade(key, made.audio, done))

    def _count_failure(self, failed: Failed) -> None:
        key = failed.job.key
        self.journal.record(failed.job, work=failed.work, audio=0.0, error=failed.reason)
        segments = [line.segment.id for line in self.plan.waiting[key]]
        self.failed.append(ClipFailed(key, tuple(segments), failed.reason))
        self.listen(self.failed[-1])


def run_plan(
    plan: Plan,
    *,
    engines: Mapping[str, Engine],
    hire: Hire,
    journal: Journal,
    listen: Listener,
    max_cost: float = math.inf,
) -> Outcome:
    """Make every clip that the plan is missing, each by the makers hired for its engine.

    A clip that fails is told of and left out, and so are those, from the first on, that would cost
    more than ``max_cost`` US dollars together. What would fail every clip is raised: EngineError,
    MachineError.
    """
    tally = _Tally(plan, journal, listen)
    affordable, left = split_by_price(plan.missing, engines, max_cost)
    by_engine = sorted(affordable, key=lambda job: job.engine)
    for name, jobs in groupby(by_engine, key=lambda job: job.engine):
        with hire(engines[name]) as makers:
            for result in makers.make_clips(jobs):
                tally.count(result)
    return Outcome(
        tally.made, tally.audio, tuple(tally.failed), frozenset(tally.present), tuple(left)
    )
