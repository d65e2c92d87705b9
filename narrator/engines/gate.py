"""A gate before a server: how many requests are let in at once, and how that is found out.

Where the server tells how many it takes, that is the number, and a refusal below it is none of the
other requests' business. Where it does not, one more is tried for every round that went well, and
refusals take back a quarter of what was in progress: additive increase, multiplicative decrease
(Chiu and Jain 1989), as TCP does. A refusal now and then is no reason: it costs nothing, and a
server may be short for a moment of something else. More than a server does side by side only makes
it slower, and in the end too late: so nothing is added while answers take twice as long as before.

The first request goes alone, until the server shows that it takes it: a wrong key, or an account
without credit, costs one request and not as many as there are places.
"""

from __future__ import annotations

import math
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from narrator.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 64
"""What is tried at most where the server tells no limit."""
MOST_TOLD = 100
"""What is sent at once at most, whatever the server tells."""
_FILES = 6
"""How many files each request may need open: its connection, its clip's claim, and those that wait.
"""

ALONE = 5.0
"""Seconds after which others go in though the first has no answer: a refusal comes sooner."""
_SHUT = 1.0
"""Seconds for which what the server said to one counts for all, where it takes nothing from us."""
_KEPT = 0.75
_SLOWER = 2.0
_WEIGHT = 0.05
"""How much one request counts in the moving averages: of what an answer takes, of refusals."""
_ENOUGH = 20
"""Answers before which their average says nothing."""
_HEAD = 100
"""Characters that take a server as long as all that it does besides speaking. It is a guess: it
keeps short texts and long ones from being taken for a server that is slow, and one that is quick.
"""
_FEW = 0.1
"""Up to this part of the requests refused, one more may be tried."""
_MANY = 0.2
"""Above this part, there are too many at once."""
_SOME = 0.12
"""What is supposed of the refused where fewer are let in: so there is a pause before the next."""


def _count_at_most() -> int:
    """Tell how many requests at once this process has files for."""
    import resource

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_TOLD if files < 0 else max(1, min(MOST_TOLD, files // _FILES))


@dataclass(frozen=True, slots=True)
class Pass:
    """One request that was let in: which it is, counted from 1, and when, in seconds."""

    number: int
    began: float = field(default_factory=time.monotonic)


class Gate:
    """Lets requests in; threads share it. ``start`` is how many at once before more is known."""

    def __init__(self, start: int) -> None:
        self._start = start
        self._most = _count_at_most()
        self._limit = float(min(start, self._most))
        self._told = False
        self._open = False
        self._shut = -math.inf
        self._reason = ""
        self._inside = self._resting = self._back = 0
        self._passed = self._last_cut = 0
        self._pace = self._refused = 0.0
        self._best = math.inf
        self._answers = 0
        self._lock = threading.Lock()
        self._line = threading.Condition(self._lock)
        """Where those wait that were not in yet."""
        self._line_again = threading.Condition(self._lock)
        """Where those wait that come again: they go first."""
        self._closed = threading.Event()

    def __reduce__(self) -> tuple[type[Gate], tuple[int]]:
        """Have an engine be sent elsewhere, where it has a gate of its own."""
        return Gate, (self.limit,)

    @property
    def limit(self) -> int:
        """How many requests are let in at once."""
        return int(self._limit)

    @property
    def room(self) -> int:
        """How many jobs may be in hand here, so that the server never waits for the next.

        Besides those that are let in: as many whose sound is being kept, or who wait to be next,
        and as many again that rest before they ask again.
        """
        return 2 * self.limit + min(self._resting, self.limit)

    @contextmanager
    def entered(self, *, again: bool = False) -> Iterator[Pass]:
        """Wait for a place, and have it for as long as the block lasts.

        Those that come ``again`` go in before those that were not in yet. Raises EngineError where
        the gate is closed, or was shut a moment ago.
        """
        with self._lock:
            self._wait_for_place(again=again)
            self._inside += 1
            self._passed += 1
            entry = Pass(self._passed)
        try:
            yield entry
        finally:
            with self._lock:
                self._inside -= 1
                self._call_next(1)

    def _wait_for_place(self, *, again: bool) -> None:
        line = self._line_again if again else self._line
        self._back += again
        try:
            self._refuse()
            while not self._has_place(again=again):
                if not line.wait(None if self._open else ALONE):
                    self._let_in_all()
                self._refuse()
        finally:
            self._back -= again

    def _refuse(self) -> None:
        """Raise EngineError where the gate is closed, or shut for a moment."""
        if self._closed.is_set():
            raise EngineError("The engine was stopped: it asks its server for nothing more.")
        if time.monotonic() - self._shut < _SHUT:
            raise EngineError(self._reason)

    def _has_place(self, *, again: bool) -> bool:
        places = self.limit if self._open else 1
        return self._inside + (0 if again else self._back) < places

    def _let_in_all(self) -> None:
        if not self._open:
            self._open = True
            self._call_next(self.limit)

    def _call_next(self, count: int) -> None:
        """Wake as many as there are places for, and nobody for nothing."""
        others = min(count, self._back)
        self._line_again.notify(others)
        self._line.notify(count - others)

    def rest(self, seconds: float) -> None:
        """Wait outside, unless the gate is closed meanwhile."""
        with self._lock:
            self._resting += 1
        try:
            self._closed.wait(seconds)
        finally:
            with self._lock:
                self._resting -= 1

    def open(self) -> None:
        """Let in as many as the limit allows: the server takes what we send."""
        with self._lock:
            self._let_in_all()

    def shut(self, reason: str) -> None:
        """Turn away for a moment all that wait, for this reason: the server took nothing yet.

        Where it did take something, what it refuses one of us says nothing of the others'.
        """
        with self._lock:
            if self._open:
                return
            self._shut, self._reason = time.monotonic(), reason
            self._line.notify_all()
            self._line_again.notify_all()

    def close(self) -> None:
        """Let nobody in any more; those that wait, for a place or outside, wait no longer."""
        with self._lock:
            self._closed.set()
            self._line.notify_all()
            self._line_again.notify_all()

    @property
    def closed(self) -> threading.Event:
        """Set once the gate is closed."""
        return self._closed

    def learn(self, limit: int | None) -> None:
        """Take the server's own word, where it said one, for how many it takes."""
        if limit:
            limit = min(limit, self._most)
            with self._lock:
                more, self._limit, self._told = limit - self.limit, float(limit), True
                self._call_next(max(0, more))

    def note_answer(self, entry: Pass, characters: int) -> None:
        """Try one more for every round of answers that are as quick as they were."""
        pace = (time.monotonic() - entry.began) / (characters + _HEAD)
        with self._lock:
            self._answers += 1
            self._pace += (pace - self._pace) * max(_WEIGHT, 1 / self._answers)
            self._refused -= self._refused * _WEIGHT
            if self._answers >= _ENOUGH:
                self._best = min(self._best, self._pace)
            used = self._inside + 1 >= self.limit
            helps = self._limit < self._start or self._pace <= _SLOWER * self._best
            if used and helps and self._refused <= _FEW and not self._told:
                self._limit = min(MOST, self._most, self._limit + 1 / self._limit)
                self._call_next(1)

    def note_refusal(self, entry: Pass) -> None:
        """Where many are refused, take back a quarter of what was in progress.

        That is once for all that were in it together.
        """
        with self._lock:
            if self._told or entry.number <= self._last_cut:
                return
            self._refused += (1 - self._refused) * _WEIGHT
            if self._refused > _MANY:
                self._limit = max(1.0, _KEPT * min(self._limit, self._inside))
                self._last_cut, self._refused = self._passed, _SOME
