"""A workshop: crews that many books share, so that none stands idle while a book is bound.

Each engine has a bench, a thread that feeds one crew from the orders of all books, that of the
lowest rank first. A clip that several books want at once is made once. What nobody waits for any
more is not begun.
"""

from __future__ import annotations

import multiprocessing.resource_tracker
import signal
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, Protocol, Self

from narrator.errors import EngineError, MachineError, NarratorError
from narrator.queue.crew import GRACE
from narrator.queue.runner import Makers
from narrator.queue.work import Failed, Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from narrator.engine import Engine
    from narrator.queue.job import Job
    from narrator.queue.work import Result

_LEAVING = 1.0
"""Seconds that a bench may take to end, besides the grace that its crew gives to clips in hand."""


class Staff(Makers, Protocol):
    """Makers who can be stopped."""

    def interrupt(self) -> None:
        """Have ``make_clips`` end soon, by KeyboardInterrupt, in whatever thread it is at work."""
        ...


HireStaff = Callable[["Engine"], AbstractContextManager[Staff]]
"""How the makers of a bench are found."""


class Workshop:
    """Benches by engine; use it as a context manager. ``hire`` finds the crew of a bench.

    Leaving it by an error, or by Ctrl-C, drops all orders and begins nothing more; clips in hand
    are kept that are done within a moment.
    """

    def __init__(self, hire: HireStaff) -> None:
        self._hire = hire
        self._benches: dict[str, _Bench] = {}
        self._lock = threading.Lock()
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._stopped = kind is not None
            benches = list(self._benches.values())
        for bench in benches:
            bench.stop() if self._stopped else bench.close()
        for bench in benches:
            bench.join(GRACE + _LEAVING if self._stopped else None)

    @contextmanager
    def hire(
        self, engine: Engine, *, rank: int, late: Callable[[Result], None] = lambda _: None
    ) -> Iterator[Makers]:
        """Give the makers of an engine to a book of that rank, as long as the block lasts.

        What is in hand when the block is left in the middle is waited for; ``late`` hears what
        became of that.
        """
        order = _Order(self._find_bench(engine), rank)
        try:
            yield order
        finally:
            order.bench.withdraw(order)
            for result in order.list_rest():
                late(result)

    def _find_bench(self, engine: Engine) -> _Bench:
        with self._lock:
            if self._stopped:
                raise _say_stopped()
            bench = self._benches.get(engine.name)
            if bench is None:
                bench = self._benches[engine.name] = _Bench(engine, self._hire)
                bench.start()
            return bench


@dataclass(eq=False)
class _Order:
    """What a book wants of a bench, and the box in which it finds what became of it."""

    bench: _Bench
    rank: int
    jobs: Iterator[Job | None] = field(default_factory=lambda: iter(()))
    is_open: bool = False
    """Whether there may be more jobs to begin."""
    in_hand: int = 0
    box: SimpleQueue[Result | NarratorError | None] = field(default_factory=SimpleQueue)
    """None comes last, when everything was made."""

    def make_clips(self, jobs: Iterable[Job | None]) -> Iterator[Result]:
        """Make the clips, each taken from ``jobs`` when its turn comes, by the bench's thread."""
        self.jobs = (job for job in jobs if job)
        self.bench.place(self)
        while result := self.box.get():
            if isinstance(result, NarratorError):
                raise result
            yield result

    def list_rest(self) -> Iterator[Result]:
        """Wait for what is in hand still, and give it; nothing where the bench has ended."""
        while (result := self.box.get()) and not isinstance(result, NarratorError):
            yield result

    def tell_end(self) -> None:
        """Say so where nothing more will come."""
        if not self.is_open and not self.in_hand:
            self.box.put(None)


class _Bench(threading.Thread):
    """Feeds a crew from the orders of many books, and hands out what it makes."""

    def __init__(self, engine: Engine, hire: HireStaff) -> None:
        super().__init__(name=f"bench of {engine.name}", daemon=True)
        self._engine = engine
        self._hire = hire
        self._change = threading.Condition()
        self._orders: list[_Order] = []
        """Those that have jobs to begin, in the order in which they are served."""
        self._waiting: dict[str, list[_Order]] = {}
        """Who waits for each clip in hand, by its key."""
        self._closed = False
        self._broken: NarratorError | None = None
        self._makers: Staff | None = None

    def place(self, order: _Order) -> None:
        """Take a book's order. Raises what ended the bench."""
        with self._change:
            if self._broken:
                raise self._broken
            order.is_open = True
            self._orders.append(order)
            self._orders.sort(key=lambda it: it.rank)
            self._change.notify()

    def withdraw(self, order: _Order) -> None:
        """Begin nothing more of an order; its box ends with what is in hand of it."""
        with self._change:
            if order in self._orders:
                self._orders.remove(order)
            order.is_open = False
            order.tell_end()

    def close(self) -> None:
        """Let the crew go when all orders are served."""
        with self._change:
            self._closed = True
            self._change.notify()

    def stop(self) -> None:
        """Drop all orders, and let the crew go as Ctrl-C does."""
        self._break(_say_stopped())
        if self._makers:
            self._makers.interrupt()

    def run(self) -> None:
        """Have the orders made, until the bench is closed or stopped, or the engine fails."""
        _hold_ctrl_c()
        try:
            with self._hire(self._engine) as self._makers:
                for result in self._makers.make_clips(self._feed()):
                    self._deliver(result)
        except NarratorError as error:
            self._break(error)
        except KeyboardInterrupt:  # stopped: whoever waited has heard of it
            return
        except Exception as error:  # noqa: BLE001  whatever ended it, the books that wait must hear
            self._break(MachineError(f"The engine {self._engine.name!r} stopped: {error!r}."))

    def _feed(self) -> Iterator[Job | None]:
        """Yield the jobs; None where there is none just now and the crew has work in hand."""
        while True:
            with self._change:
                self._change.wait_for(lambda: self._orders or self._waiting or self._has_ended)
                if self._has_ended:
                    return
                job = self._choose()
            if job or self._waiting:
                yield job

    @property
    def _has_ended(self) -> bool:
        return self._broken is not None or (self._closed and not self._orders)

    def _choose(self) -> Job | None:
        """Choose the next job that is not in hand already."""
        while self._orders:
            order = self._orders[0]
            job = next(order.jobs, None)
            if job is None:
                self._orders.remove(order)
                order.is_open = False
                order.tell_end()
                continue
            order.in_hand += 1
            if job.key not in self._waiting:
                self._waiting[job.key] = [order]
                return job
            self._waiting[job.key].append(order)
        return None

    def _deliver(self, result: Result) -> None:
        """Hand a result to the book that ordered it, and to others that wanted the same.

        It was paid for once.
        """
        with self._change:
            orders = self._waiting.pop(result.job.key, [])
            for order in orders:
                order.in_hand -= 1
                order.box.put(result)
                order.tell_end()
                result = (
                    replace(result, paid=0) if isinstance(result, Failed) else Found(result.job)
                )

    def _break(self, error: NarratorError) -> None:
        with self._change:
            self._broken = self._broken or error
            orders = {*self._orders, *(it for some in self._waiting.values() for it in some)}
            self._orders.clear()
            self._waiting.clear()
            self._change.notify()
            for order in orders:
                order.in_hand = 0
                order.box.put(error)


def _say_stopped() -> EngineError:
    return EngineError("The batch was stopped: run it again to go on.")


def _hold_ctrl_c() -> None:
    """Block Ctrl-C in this thread, and so in the processes that it starts: it is not theirs."""
    multiprocessing.resource_tracker.ensure_running()  # which would unblock it
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
