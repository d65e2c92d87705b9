"""Running a plan: make what is missing, write down what happened, go on where one clip fails."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from narrator.queue.doubts import Doubts
from narrator.queue.events import ClipCached, ClipFailed, ClipMade, ClipRetried, Listener
from narrator.queue.jobs import Keys
from narrator.queue.price import Budget, find_price, price_bytes, split_by_price
from narrator.queue.waiting import Waiting
from narrator.queue.work import Failed, Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from narrator.engine import Engine
    from narrator.queue.job import Job
    from narrator.queue.journal import Journal
    from narrator.queue.plan import Plan
    from narrator.queue.work import Made, Result


class Makers(Protocol):
    """Whoever makes clips: a crew of this machine's, or one that many books share."""

    def make_clips(self, jobs: Iterable[Job | None]) -> Iterator[Result]:
        """Make the clips, in no certain order. Raises what would fail every one.

        Jobs are taken when there is somebody to begin them, maybe by another thread. One that is
        None says that there is none just now, and may be more later.
        """
        ...


Hire = Callable[["Engine"], AbstractContextManager["Makers"]]
"""How makers are found who speak with an engine, for as long as the block lasts."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to: clips made, seconds of sound in them, and why the others failed.

    ``present`` are the keys of all planned clips that are there now, made just now or before;
    ``left`` the jobs that were not tried, because that would have cost more than was allowed;
    ``cost`` is what was paid, in US dollars, for answers that were no sound too.
    """

    made: int
    audio: float
    failed: tuple[ClipFailed, ...]
    present: Keys | frozenset[str]
    left: Sequence[Job] = ()
    cost: float = 0.0


class _Tally:
    """Counts what happens, writes it down, and tells the listener."""

    def __init__(
        self, plan: Plan, engines: Mapping[str, Engine], journal: Journal, listen: Listener
    ) -> None:
        self.plan = plan
        self.engines = engines
        self.journal = journal
        self.listen = listen
        self.made = 0
        self.audio = 0.0
        self.failed: list[ClipFailed] = []
        self.waiting = Waiting(plan)
        self._present = bytearray(Keys.of(plan.jobs, plan.cached).marks)

    def count(self, result: Result) -> float:
        """Count what became of one job; tell what it cost, in US dollars."""
        if isinstance(result, Found):
            self.listen(ClipCached(result.job.key, self._count_done(result.job.key)))
            return 0.0
        for it in result.retries:
            self.listen(ClipRetried(result.job.key, it.attempt, it.wait, it.reason))
        cost = price_bytes(result.paid, self.engines[result.job.engine])
        if isinstance(result, Failed):
            self._count_failure(result, cost)
        else:
            self._count_clip(result, cost)
        return cost

    def _count_done(self, key: str) -> int:
        """Count the segments that wanted only this clip, which is there now."""
        self._present[self.plan.jobs.find(key)] = 1
        return self.waiting.count_done(key)

    @property
    def present(self) -> Keys:
        """The keys of all planned clips that are there."""
        return Keys(self.plan.jobs, bytes(self._present))

    def _count_clip(self, made: Made, cost: float) -> None:
        done = self._count_done(made.job.key)
        self.made += 1
        self.audio += made.audio
        try:  # who is told finds the clip in the journal; one that is paid for is told in any case
            self.journal.record(made.job, work=made.work, audio=made.audio)
        finally:
            self.listen(ClipMade(made.job.key, made.audio, done, cost))

    def _count_failure(self, failed: Failed, cost: float) -> None:
        key = failed.job.key
        self.journal.record(failed.job, work=failed.work, audio=0.0, error=failed.reason)
        segments = self.waiting.list_segments(key)
        self.failed.append(ClipFailed(key, segments, failed.reason, cost))
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

    A clip that fails is told of and left out, and so are those of a voice that speaks nothing, and
    those, from the first on, that would cost more than ``max_cost`` US dollars together. Nothing
    goes beyond that: where an answer was no sound, another is asked for only if there is money for
    it. What would fail every clip is raised: EngineError, MachineError.
    """
    tally, doubts = _Tally(plan, engines, journal, listen), Doubts(plan)
    affordable, left = split_by_price(plan.missing, engines, max_cost)
    budget = Budget(max_cost, find_price(affordable, engines))

    def hand_out(jobs: Iterable[Job]) -> Iterator[Job]:
        for job in doubts.sift(jobs):
            answers = budget.promise(job.key, find_price([job], engines))
            yield job if math.isinf(max_cost) else replace(job, answers=answers)

    for name in sorted({job.engine for job in affordable}):
        jobs: Iterable[Job] = (job for job in affordable if job.engine == name)
        with hire(engines[name]) as makers:
            while jobs:
                for result in makers.make_clips(hand_out(jobs)):
                    doubts.note(result)
                    budget.pay(result.job.key, tally.count(result))
                jobs = doubts.take_back()
    for untried in doubts.list_untried():
        tally.count(untried)
    return Outcome(
        made=tally.made,
        audio=tally.audio,
        failed=tuple(tally.failed),
        present=tally.present,
        left=left,
        cost=budget.spent,
    )
