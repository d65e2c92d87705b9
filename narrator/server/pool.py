"""The workers: each does one task at a time, in a process or a thread of its own.

A queue's crew makes a list of clips and keeps them. A server has tasks that come and go, wants each
result itself, and must not let one client's text take down another's: so each worker is a pool of
one, and the process that dies takes only its own task along.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from narrator.errors import EngineError, SpeechError
from narrator.queue.process import begin_process, spawning

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

Task = TypeVar("Task")
Result = TypeVar("Result")


class Pool(Generic[Task, Result]):
    """Workers that all do the same: ``work``, which can be pickled where they are processes.

    Use it as a context manager. :meth:`run` belongs to one event loop, which it never blocks.
    """

    def __init__(self, work: Callable[[Task], Result], size: int, *, processes: bool) -> None:
        self._workers = [_Worker(work, processes=processes) for _ in range(size)]
        self._free = list(self._workers)
        self._waiting: list[tuple[int, int, asyncio.Future[_Worker[Task, Result]]]] = []
        self._order = count()
        self._first: Task | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in self._workers:
            worker.dismiss()

    def warm_up(self, task: Task) -> None:
        """Have every worker do a task, and wait for it: models are loaded then.

        Raises what the task raises; EngineError where a worker cannot start.
        """
        self._first = task
        try:
            for future in [worker.begin(task) for worker in self._workers]:
                future.result()
        except BrokenProcessPool as error:
            raise EngineError("The engine's worker processes cannot start.") from error

    async def run(self, task: Task, rank: int = 0) -> Result:
        """Have the task done by the next worker that is free; of two that wait, the lower rank's.

        Whoever cancels it while it waits gives up its place; a task that is being done is finished,
        and its result dropped. Raises SpeechError where the task kills its worker.
        """
        worker = await self._take(rank)
        future = worker.begin(task)
        loop = asyncio.get_running_loop()
        future.add_done_callback(partial(self._end, worker, loop))
        try:
            return await asyncio.wrap_future(future)
        except BrokenProcessPool as error:
            raise SpeechError("The engine's process died on this. It has a new one now.") from error

    async def _take(self, rank: int) -> _Worker[Task, Result]:
        if self._free:
            return self._free.pop()
        waiter: asyncio.Future[_Worker[Task, Result]] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (rank, next(self._order), waiter))
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._give(waiter.result())
            raise

    def _give(self, worker: _Worker[Task, Result]) -> None:
        while self._waiting:
            _, _, waiter = heappop(self._waiting)
            if not waiter.done():
                waiter.set_result(worker)
                return
        self._free.append(worker)

    def _end(
        self,
        worker: _Worker[Task, Result],
        loop: asyncio.AbstractEventLoop,
        future: Future[Result],
    ) -> None:
        """Give a worker back, in the loop's own thread; one that died is replaced and warmed up."""
        broken = not future.cancelled() and isinstance(future.exception(), BrokenProcessPool)
        with suppress(RuntimeError):  # the loop has ended, and nobody waits
            loop.call_soon_threadsafe(self._replace if broken else self._give, worker)

    def _replace(self, worker: _Worker[Task, Result]) -> None:
        worker.renew()
        if self._first is None:
            self._give(worker)
            return
        loop = asyncio.get_running_loop()
        again = worker.begin(self._first)
        again.add_done_callback(lambda _: loop.call_soon_threadsafe(self._give, worker))


class _Worker(Generic[Task, Result]):
    """One worker, which may have to be replaced."""

    def __init__(self, work: Callable[[Task], Result], *, processes: bool) -> None:
        self._work = work
        self._processes = processes
        self._executor = self._hire()

    def begin(self, task: Task) -> Future[Result]:
        """Begin a task; where the process had died before, that comes out as its result."""
        try:
            if isinstance(self._executor, ProcessPoolExecutor):
                with spawning():
                    return self._executor.submit(_do, task)
            return self._executor.submit(self._work, task)
        except BrokenProcessPool as error:
            broken: Future[Result] = Future()
            broken.set_exception(error)
            return broken

    def renew(self) -> None:
        """Put a new process in the place of one that died."""
        self.dismiss()
        self._executor = self._hire()

    def dismiss(self) -> None:
        """Let the worker go when it has done what it is at."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _hire(self) -> Executor:
        if not self._processes:
            return ThreadPoolExecutor(1)
        return ProcessPoolExecutor(
            1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(self._work,),
        )


_work: list[Callable[..., object]] = []
"""In a worker process: what it does."""


def _begin(work: Callable[..., object]) -> None:
    _work.append(work)
    begin_process()


def _do(task: object) -> Any:  # noqa: ANN401 - what the work gives, which this process knows
    return _work[0](task)
