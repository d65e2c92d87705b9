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
_MOST_ANSWERS = 5
"""As many as engines ask for, for one clip."""


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

    A clip may cost more than was foreseen: an answer that is no sound is paid for too. Only what is
    to spare, ``limit`` without what all clips were foreseen to cost, is there for another.
    """

    def __init__(self, limit: float, foreseen: float) -> None:
        self._spare = limit - foreseen + _CENTS_OF_CENTS
        self._promised: dict[str, float] = {}
        self._lock = threading.Lock()
        self.spent = 0.0

    def promise(self, key: str, price: float) -> int:
        """Set aside what there is for a clip; tell how many answers that pays for, at least one."""
        with self._lock:
            more = sum(self._spare >= price * count for count in range(1, _MOST_ANSWERS))
            self._promised[key] = price * (1 + more)
            self._spare -= price * more
            return 1 + more

    def pay(self, key: str, price: float) -> None:
        """Pay what a clip came to, in place of what was set aside for it."""
        with self._lock:
            self._spare += self._promised.pop(key, price) - price
            self.spent += price


def price_bytes(count: int, engine: Engine) -> float:
    """Tell what an engine takes for so many UTF-8 bytes, in US dollars."""
    return count * engine.capabilities().price / 1_000_000


def _price(job: Job, engines: Mapping[str, Engine]) -> float:
    return price_bytes(count_bytes(job.speech), engines[job.engine])
