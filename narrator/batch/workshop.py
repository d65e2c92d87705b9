"""A workshop: crews that many books share, so that none stands idle while a book is bound.

Each engine has a bench, a thread that feeds one crew from the orders of all books. Orders of one
rank are served in turn, those of a lower number first. A clip that several books want is made once.
"""

from __future__ import annotations

import itertools
import multiprocessing.resource_tracker
import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, PriorityQueue, SimpleQueue
from typing import TYPE_CHECKING, Self

from narrator.errors import MachineError, NarratorError
from narrator.queue.work import Failed, Made

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from narrator.engine import Engine
    from narrator.queue.job import Job
    from narrator.queue.runner import Hire, Makers

_LAST = 1 << 62
"""The rank of the order that closes a bench: below all others."""

Result = Made | Failed
Box = SimpleQueue[Result | NarratorError]
"""Where a book finds what became of its orders."""


class Workshop:
    """Benches by engine; use it as a context manager. ``hire`` finds the crew of a bench."""

    def __init__(self, hire: Hire) -> None:
        self._hire = hire
        self._benches: dict[str, _Bench] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for bench in self._benches.values():
            bench.close(wait=kind is None)

    @contextmanager
    def hire(self, engine: Engine, *, rank: int) -> Iterator[Makers]:
        """Give the makers of an engine to a book of that rank."""
        with self._lock:
            bench = self._benches.get(engine.name)
            if bench is None:
                bench = self._benches[engine.name] = _Bench(engine, self._hire)
                bench.start()
        yield _Customer(bench, rank)


@dataclass(frozen=True, slots=True)
class _Customer:
    """A book, at a bench."""

    bench: _Bench
    rank: int

    def make_clips(self, jobs: Iterable[Job | None]) -> Iterator[Result]:
        box: Box = SimpleQueue()
        count = self.bench.order(jobs, self.rank, box)
        for _ in range(count):
            result = box.get()
            if isinstance(result, NarratorError):
                raise result
            yield result


class _Bench(threading.Thread):
    """Feeds a crew from the orders of many books, and hands out what it makes."""

    def __init__(self, engine: Engine, hire: Hire) -> None:
        super().__init__(name=f"bench of {engine.name}", daemon=True)
        self._engine = engine
        self._hire = hire
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._orders: PriorityQueue[tuple[int, int, Job | None]] = PriorityQueue()
        self._boxes: dict[str, list[Box]] = {}
        self._in_hand = 0
        self._broken: NarratorError | None = None

    def order(self, jobs: Iterable[Job | None], rank: int, box: Box) -> int:
        """Take a book's orders; tell how many there are. Raises what ended the bench."""
        count = 0
        with self._lock:
            if self._broken:
                raise self._broken
            for job in jobs:
                if job is not None:
                    boxes = self._boxes.setdefault(job.key, [])
                    boxes.append(box)
                    count += 1
                    if len(boxes) == 1:
                        self._orders.put((rank, next(self._numbers), job))
        return count

    def close(self, *, wait: bool) -> None:
        """Let the crew go when all orders are served."""
        self._orders.put((_LAST, 0, None))
        if wait:
            self.join()

    def run(self) -> None:
        """Have the orders made, until the bench is closed or the engine fails."""
        _hold_ctrl_c()
        try:
            with self._hire(self._engine) as makers:
                for result in makers.make_clips(self._feed()):
                    self._in_hand -= 1
                    self._deliver(result)
        except NarratorError as error:
            self._break(error)
        except Exception as error:  # noqa: BLE001  whatever ended it, the books that wait must hear
            self._break(MachineError(f"The engine {self._engine.name!r} stopped: {error!r}."))

    def _feed(self) -> Iterator[Job | None]:
        """Yield the orders; None where there is none just now and the crew has work in hand."""
        while True:
            try:
                _, _, job = self._orders.get(block=not self._in_hand)
            except Empty:
                yield None
                continue
            if job is None:
                return
            self._in_hand += 1
            yield job

    def _deliver(self, result: Result) -> None:
        """Hand a result to the book that ordered it, and to others that wanted the same."""
        with self._lock:
            first, *others = self._boxes.pop(result.job.key)
        first.put(result)
        for box in others:
            box.put(result if isinstance(result, Failed) else Made(result.job, 0.0, 0.0))

    def _break(self, error: NarratorError) -> None:
        with self._lock:
            self._broken = error
            waiting = {id(box): box for boxes in self._boxes.values() for box in boxes}
            self._boxes.clear()
        for box in waiting.values():
            box.put(error)


def _hold_ctrl_c() -> None:
    """Block Ctrl-C in this thread, and so in the processes that it starts: it is not theirs."""
    multiprocessing.resource_tracker.ensure_running()  # which would unblock it
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
