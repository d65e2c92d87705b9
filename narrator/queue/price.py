"""What clips cost, before they are made."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from narrator.engine import Engine
    from narrator.queue.job import Job

_CENTS_OF_CENTS = 1e-9
"""What adding up thousands of prices may be wrong by, in US dollars."""


def count_bytes(job: Job) -> int:
    """Count the UTF-8 bytes of what is to be said: what network engines are paid for.

    A direction is sent too, in brackets.
    """
    direction = f"[{job.speech.direction}] " if job.speech.direction else ""
    return len(f"{direction}{job.speech.text}".encode())


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


def _price(job: Job, engines: Mapping[str, Engine]) -> float:
    return count_bytes(job) * engines[job.engine].capabilities().price / 1_000_000
