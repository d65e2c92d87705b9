"""Which voices are given up: those that spoke nothing of all that they were asked for.

One line that cannot be spoken says nothing of the next. A dozen, when nothing that the voice ever
said is there, say that the voice is wrong, or its server: a novel would be thousands of requests to
learn it again, some of them paid for. If one that was in hand meanwhile is made after all, what was
set aside is tried.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from narrator.queue.work import Failed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from narrator.queue.job import Job
    from narrator.queue.plan import Plan
    from narrator.queue.work import Result

ENOUGH = 12
"""Clips of a voice that fail, while none is made, until no more of it are tried."""


class Doubts:
    """Follows what became of a plan's jobs, and sets aside those of voices that are given up."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._failures: Counter[tuple[str, str]] = Counter()
        self._proven: set[tuple[str, str]] = set()
        self._aside: dict[tuple[str, str], list[str]] = {}

    def sift(self, jobs: Iterable[Job]) -> Iterator[Job]:
        """Give the jobs of voices that are not given up, as it is known when each is asked for."""
        for job in jobs:
            voice = _voice(job)
            if voice not in self._proven and self._failures[voice] >= ENOUGH:
                self._aside.setdefault(voice, []).append(job.key)
            else:
                yield job

    def note(self, result: Result) -> None:
        """Note what became of a job. Others may be sifted meanwhile by another thread."""
        voice = _voice(result.job)
        if not isinstance(result, Failed):
            self._proven.add(voice)
            return
        if self._failures[voice] + 1 == ENOUGH and self._was_heard(voice):
            self._proven.add(voice)
        self._failures[voice] += 1

    def take_back(self) -> Sequence[Job]:
        """Give the jobs that were set aside too soon: their voice has spoken since."""
        voices = [voice for voice in self._aside if voice in self._proven]
        return self._plan.jobs.pick(key for voice in voices for key in self._aside.pop(voice))

    def list_untried(self) -> Iterator[Failed]:
        """Give the jobs that are set aside, as failures that cost nothing."""
        for (_, voice), keys in self._aside.items():
            reason = f"it was not tried, as the voice {voice!r} could speak nothing else."
            for job in self._plan.jobs.pick(keys):
                yield Failed(job, reason, work=0.0)

    def _was_heard(self, voice: tuple[str, str]) -> bool:
        """Tell whether anything that this voice said was there before."""
        there = map(self._plan.jobs.get, self._plan.cached)
        return any(_voice(job) == voice for job in there if job)


def _voice(job: Job) -> tuple[str, str]:
    return job.engine, job.speech.voice
