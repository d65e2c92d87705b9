"""A crew: the workers of one engine, and what happens when one of them dies, or all are to stop."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from narrator.errors import EngineError
from narrator.queue.process import begin_process, spawning
from narrator.queue.threads import DaemonExecutor
from narrator.queue.work import Failed, Result, make_clip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.process import BaseProcess
    from multiprocessing.synchronize import Event
    from types import TracebackType

    from narrator.cache.store import FolderStore
    from narrator.engine import Engine
    from narrator.queue.job import Job

_AHEAD = 2
"""Jobs handed out for each worker process: one in hand, one to go on with."""
GRACE = 1.0
"""Seconds that clips in hand have to be done and kept, when somebody pressed Ctrl-C."""

_LOOK = 0.05
"""Seconds after which a crew with room to spare looks whether there are new jobs."""


@dataclass
class Crew:
    """The workers of one engine: processes where it computes, threads where it waits.

    There are ``size`` of them, unless the engine itself says how many jobs it takes at once. Use
    it as a context manager. Leaving it by an error waits for the clips in hand, which are kept;
    leaving it by Ctrl-C waits for a moment only. Either way an engine that has a method ``stop()``
    is told to begin nothing more.
    """

    engine: Engine
    store: FolderStore
    size: int
    _pool: Executor = field(init=False)
    _began: Event = field(init=False)
    """Set by the first worker of the pool that is ready to work."""
    _stillborn: int = field(init=False, default=0)
    """How many pools in a row died before any of their workers was ready."""
    _running: dict[Future[Result], Job] = field(init=False, default_factory=dict)
    _processes: set[BaseProcess] = field(init=False, default_factory=set)
    _hungry: list[Job] = field(init=False, default_factory=list)
    """Jobs for which memory ran out while others were in hand."""
    _has_made: bool = field(init=False, default=False)
    _alarm: Future[None] = field(init=False, default_factory=Future)
    """Done when :meth:`make_clips` is to end."""

    def __enter__(self) -> Self:
        self._pool = self._hire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._stop(None if isinstance(error, Exception) else GRACE)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def interrupt(self) -> None:
        """Have :meth:`make_clips` end by KeyboardInterrupt, in whatever thread it is at work."""
        if not self._alarm.done():
            self._alarm.set_result(None)

    def _stop(self, grace: float | None) -> None:
        """Begin nothing more, and have what is in hand be kept that is done within the grace."""
        stop = getattr(self.engine, "stop", None)
        if stop is not None:
            stop()
        in_hand = {future for future in list(self._running) if not future.cancel()}
        try:
            wait(in_hand, timeout=grace)
        finally:  # a second Ctrl-C comes here
            if grace is not None:
                self._kill()

    def _kill(self) -> None:
        """End the worker processes at once: whatever they write is whole, or is not there."""
        for process in self._processes:
            process.kill()

    def make_clips(self, jobs: Iterable[Job | None]) -> Iterator[Result]:
        """Make the clips, in no certain order, holding only a few jobs at a time.

        A job that is None says that there is none just now, and may be more later. When a worker
        dies, nobody knows which job killed it: all that were in hand are made again, one at a time,
        and one that kills its worker alone is given up. So is one for which there is not memory
        enough even when it is made alone.
        """
        waiting = iter(jobs)
        while self._hand_out(waiting) or self._hungry:
            if self._running:
                yield from self._wait()
            else:
                yield self._make_alone(self._hungry.pop())

    def _wait(self) -> Iterator[Result]:
        """Wait until something of what is in hand is done, and give that."""
        done = self._await(self._running, _LOOK if self._has_room() else None)
        if any(isinstance(future.exception(), BrokenProcessPool) for future in done):
            yield from self._make_one_by_one()
        else:
            yield from self._take(done)

    def _await(
        self, futures: Iterable[Future[Result]], timeout: float | None = None
    ) -> set[Future[Result]]:
        """Wait for the first of some jobs, and give those that are done."""
        some: set[Future[Any]] = {*futures, self._alarm}
        done, _ = wait(some, timeout=timeout, return_when=FIRST_COMPLETED)
        if self._alarm in done:
            raise KeyboardInterrupt
        return {future for future in futures if future in done}

    def _hand_out(self, waiting: Iterator[Job | None]) -> bool:
        """Hand out jobs until every worker has enough; tell whether anything is in hand.

        None are handed out while one waits for memory: it is made when it is alone.
        """
        running = self._running
        while self._has_room() and (job := next(waiting, None)):
            try:
                running[self._submit(job)] = job
            except BrokenProcessPool as error:  # died between two jobs: let it come out as a result
                broken: Future[Result] = Future()
                broken.set_exception(error)
                running[broken] = job
                break
        return bool(running)

    def _take(self, done: Iterable[Future[Result]]) -> Iterator[Result]:
        """Give what became of jobs, and set aside those for which memory ran out."""
        for future in done:
            job = self._running.pop(future)
            if isinstance(future.exception(), MemoryError):
                self._hungry.append(job)
            else:
                self._has_made = True
                yield future.result()

    def _has_room(self) -> bool:
        return not self._hungry and len(self._running) < self._room()

    def _room(self) -> int:
        """Tell how many jobs may be in hand: no more requests than are let in at the other end."""
        can = self.engine.capabilities()
        return can.at_once or self.size * (1 if can.workers == "threads" else _AHEAD)

    def _make_one_by_one(self) -> Iterator[Result]:
        suspects = list(self._running.items())
        self._running.clear()
        self._replace_workers()
        for future, job in suspects:
            if future.done() and not future.exception():
                self._has_made = True
                yield future.result()
            else:
                yield self._make_alone(job)

    def _make_alone(self, job: Job) -> Result:
        """Make one clip while nothing else is in hand.

        Raises MemoryError where there was not memory enough for any clip yet.
        """
        future = self._submit(job)
        self._running[future] = job
        self._await([future])
        del self._running[future]
        try:
            result = future.result()
        except BrokenProcessPool:
            self._replace_workers()
            return Failed(job, f"the engine's process died on {job.speech.text[:60]!r}", 0.0)
        except MemoryError:
            if not self._has_made:
                raise
            return Failed(job, f"there is not memory enough for {job.speech.text[:60]!r}", 0.0)
        self._has_made = True
        return result

    def _submit(self, job: Job) -> Future[Result]:
        if isinstance(self._pool, ProcessPoolExecutor):
            with spawning():
                before = set(multiprocessing.active_children())
                future = self._pool.submit(_work, job)
                self._processes |= set(multiprocessing.active_children()) - before
                return future
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
            return DaemonExecutor()
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


def _work(job: Job) -> Result:
    if _bench is None:  # pragma: no cover  the pool runs the initializer first
        raise RuntimeError("the worker has no engine")
    engine, store = _bench
    return make_clip(job, engine=engine, store=store)
