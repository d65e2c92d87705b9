"""What clips cost, before they are made."""

from __future__ import annotations

import math
import threading
from itertools import accumulate
from typing import TYPE_CHECKING

from narrator.engine import count_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from narrator.engine import Engine
    from narrator.queue.job import Job

_CENTS_OF_CENTS = 1e-9
"""What adding up thousands of prices may be wrong by, in US dollars."""


def find_price(jobs: Iterable[Job], engines: Mapping[str, Engine]) -> float:
    """Tell what making clips costs, in US dollars; 0.0 where the engine is free."""
    return math.fsum(_price(job, engines) for job in jobs)


def split_by_price(
    jobs: Sequence[Job], engines: Mapping[str, Engine], limit: float
) -> tuple[Sequence[Job], Sequence[Job]]:
    """Split jobs, in order, where making one more would cost more than ``limit`` US dollars.

    The first part can be paid for; the second is left.
    """
    totals = accumulate(_price(job, engines) for job in jobs)
    enough = sum(total <= limit + _CENTS_OF_CENTS for total in totals)
    return jobs[:enough], jobs[enough:]


class Budget:
    """Money that is spent while clips are made, in US dollars; threads share it.

    What a clip costs in the end may be more than was foreseen: an answer that is no sound is paid
    for too. As much more is then expected of the others.
    """

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._promised: dict[str, float] = {}
        self._lock = threading.Lock()
        self._foreseen = 0.0
        """What those were to cost that were paid for."""
        self.spent = 0.0

    def promise(self, key: str, price: float) -> bool:
        """Set a clip's price aside; False where it would be more than there is."""
        with self._lock:
            more = max(1.0, self.spent / self._foreseen) if self._foreseen else 1.0
            whole = self.spent + more * math.fsum((price, *self._promised.values()))
            if price and whole > self._limit + _CENTS_OF_CENTS:
                return False
            self._promised[key] = price
            return True

    def pay(self, key: str, price: float) -> None:
        """Pay what a clip came to, in place of what was set aside for it."""
        with self._lock:
            promised = self._promised.pop(key, 0.0)
            self._foreseen += promised if price else 0.0
            self.spent += price


def price_bytes(count: int, engine: Engine) -> float:
    """Tell what an engine takes for so many UTF-8 bytes, in US dollars."""
    return count * engine.capabilities().price / 1_000_000


def _price(job: Job, engines: Mapping[str, Engine]) -> float:
    return price_bytes(count_bytes(job.speech), engines[job.engine])
