"""A crew: the workers of one engine, and what happens when one of them dies."""

from __future__ import annotations

import multiprocessing
from collections import deque
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from narrator.errors import EngineError
from narrator.queue.process import begin_process, spawning
from narrator.queue.work import Failed, Made, make_clip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.synchronize import Event
    from types import TracebackType

    from narrator.cache.store import FolderStore
    from narrator.engine import Engine
    from narrator.queue.job import Job

_AHEAD = 2
"""Jobs handed out for each worker process: one in hand, one to go on with."""
_MOST_THREADS = 64


@dataclass
class Crew:
    """The workers of one engine: processes where it computes, threads where it waits.

    There are ``size`` of them, unless the engine itself says how many jobs it takes at once. Use
    it as a context manager. Leaving it waits for the clips in hand, which are kept.
    """

    engine: Engine
    store: FolderStore
    size: int
    _pool: Executor = field(init=False)
    _began: Event = field(init=False)
    """Set by the first worker of the pool that is ready to work."""
    _stillborn: int = field(init=False, default=0)
    """How many pools in a row died before any of their workers was ready."""

    def __enter__(self) -> Self:
        self._pool = self._hire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def make_clips(self, jobs: Iterable[Job | None]) -> Iterator[Made | Failed]:
        """Make the clips, in no certain order, holding only a few jobs at a time.

        When a worker dies, nobody knows which job killed it: all that were in hand are made again,
        one at a time, and one that kills its worker alone is given up.
        """
        waiting = iter(jobs)
        running: dict[Future[Made | Failed], Job] = {}
        while self._hand_out(waiting, running):
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            if any(isinstance(future.exception(), BrokenProcessPool) for future in done):
                yield from self._make_one_by_one(running)
                running.clear()
            else:
                yield from (future.result() for future in done if running.pop(future))

    def _hand_out(
        self, waiting: Iterator[Job | None], running: dict[Future[Made | Failed], Job]
    ) -> bool:
        """Hand out jobs until every worker has enough; tell whether anything is in hand."""
        while len(running) < self._room() and (job := next(waiting, None)):
            try:
                running[self._submit(job)] = job
            except BrokenProcessPool as error:  # died between two jobs: let it come out as a result
                broken: Future[Made | Failed] = Future()
                broken.set_exception(error)
                running[broken] = job
                break
        return bool(running)

    def _room(self) -> int:
        """Tell how many jobs may be in hand: no more requests than are let in at the other end."""
        can = self.engine.capabilities()
        return can.at_once or self.size * (1 if can.workers == "threads" else _AHEAD)

    def _make_one_by_one(
        self, running: dict[Future[Made | Failed], Job]
    ) -> Iterator[Made | Failed]:
        suspects = deque(running.items())
        self._replace_workers()
        while suspects:
            future, job = suspects.popleft()
            if future.done() and not future.exception():
                yield future.result()
            else:
                yield self._make_alone(job)

    def _make_alone(self, job: Job) -> Made | Failed:
        try:
            return self._submit(job).result()
        except BrokenProcessPool:
            self._replace_workers()
            reason = f"the engine's process died on {job.speech.text[:60]!r}"
            return Failed(job, reason, 0.0)

    def _submit(self, job: Job) -> Future[Made | Failed]:
        if isinstance(self._pool, ProcessPoolExecutor):
            with spawning():
                return self._pool.submit(_work, job)
        return self._pool.submit(make_clip, job, engine=self.engine, store=self.store)

    def _replace_workers(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._stillborn = 0 if self._began.is_set() else self._stillborn + 1
        if self._stillborn == 2:
            raise EngineError(
                f"The worker processes of the engine {self.engine.name!r} cannot start. "
                'A script must call narrate under: if __name__ == "__main__":'
            )
        self._pool = self._hire()

    def _hire(self) -> Executor:
        if self.engine.capabilities().workers == "threads":
            return ThreadPoolExecutor(_MOST_THREADS)
        context = multiprocessing.get_context("spawn")
        self._began = context.Event()
        return ProcessPoolExecutor(
            self.size,
            mp_context=context,
            initializer=_begin_work,
            initargs=(self.engine, self.store, self._began),
        )


_bench: tuple[Engine, FolderStore] | None = None
"""In a worker process: the engine, which loads its model once, and where clips are kept."""


def _begin_work(engine: Engine, store: FolderStore, began: Event) -> None:
    global _bench  # noqa: PLW0603  a worker process has this one place to keep its engine
    _bench = (engine, store)
    begin_process()
    began.set()


def _work(job: Job) -> Made | Failed:
    if _bench is None:  # pragma: no cover  the pool runs the initializer first
        raise RuntimeError("the worker has no engine")
    engine, store = _bench
    return make_clip(job, engine=engine, store=store)
