"""Which voices are given up: those that spoke nothing of all that they were asked for.

One line that cannot be spoken says nothing of the next. A dozen, when nothing that the voice ever
said is there, say that the voice is wrong, or its server: a novel would be thousands of requests to
learn it again, some of them paid for.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from narrator.queue.work import Failed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
        self._aside: list[Job] = []

    def sift(self, jobs: Iterable[Job]) -> Iterator[Job]:
        """Give the jobs of voices that are not given up, as it is known when each is asked for."""
        for job in jobs:
            if self._is_given_up(_voice(job)):
                self._aside.append(job)
            else:
                yield job

    def note(self, result: Result) -> None:
        """Note what became of a job."""
        voice = _voice(result.job)
        if not isinstance(result, Failed):
            self._proven.add(voice)
            return
        self._failures[voice] += 1
        if self._failures[voice] == ENOUGH and self._was_heard(voice):
            self._proven.add(voice)

    def list_untried(self) -> Iterator[Failed]:
        """Give the jobs that were set aside, as failures that cost nothing."""
        for job in self._aside:
            yield Failed(
                job,
                f"it was not tried, as the voice {job.speech.voice!r} could speak nothing else.",
                work=0.0,
            )

    def _is_given_up(self, voice: tuple[str, str]) -> bool:
        return voice not in self._proven and self._failures[voice] >= ENOUGH

    def _was_heard(self, voice: tuple[str, str]) -> bool:
        """Tell whether anything that this voice said was there before."""
        return any(
            _voice(job) == voice for job in map(self._plan.jobs.get, self._plan.cached) if job
        )


def _voice(job: Job) -> tuple[str, str]:
    return job.engine, job.speech.voice
